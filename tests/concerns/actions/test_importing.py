"""Bringing in a roll: nothing before it is confirmed, and the same file twice changes nothing."""

from datetime import date

import pytest
from django.utils import timezone

from concerns.actions.importing import changes_of, confirm_roll, drop_roll, keep_roll
from concerns.models import Pupil, RollUpload
from concerns.pupil_file import read_roll
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.rolls import HEADINGS, csv_file, row, upn

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def administrator(school):
    return factories.member(school, Role.ADMINISTRATOR)


def kept(school, by, *rows, whole_roll=False):
    roll = read_roll("roll.csv", csv_file(*rows), today=timezone.localdate())
    return keep_roll(school, roll, whole_roll=whole_roll, by=by)


def confirm(upload, by, **fields):
    _, changes = changes_of(upload)
    return confirm_roll(upload, by=by, **{"seen": changes.digest, "leavers_agreed": True} | fields)


def test_nothing_is_written_before_it_is_confirmed(school, administrator):
    kept(school, administrator, row(1))
    assert not Pupil.objects.exists()


def test_confirming_writes_and_drops_the_file(school, administrator):
    done = confirm(kept(school, administrator, row(1), row(2)), administrator)
    assert (done.new, done.changed) == (2, 0)
    assert not RollUpload.objects.exists()
    pupil = Pupil.objects.get(upn=upn(1))
    assert (pupil.year_group, pupil.form, pupil.date_of_birth) == (4, "4B", date(2016, 3, 4))
    assert "example0001" in pupil.search
    event = Event.objects.get(verb="pupils imported")
    assert event.detail == {"new": 2, "changed": 0, "back": 0, "left": 0}
    assert "Example" not in str(vars(event))


def test_the_same_file_twice_changes_nothing(school, administrator):
    confirm(kept(school, administrator, row(1), whole_roll=True), administrator)
    done = confirm(kept(school, administrator, row(1), whole_roll=True), administrator)
    assert (done.new, done.changed, done.back, done.left) == (0, 0, 0, 0)
    assert Pupil.objects.get().version == 1


def test_a_change_raises_the_version(school, administrator):
    confirm(kept(school, administrator, row(1)), administrator)
    confirm(kept(school, administrator, row(1, Year="5")), administrator)
    assert (Pupil.objects.get().year_group, Pupil.objects.get().version) == (5, 2)


def test_leavers_are_marked_kept_and_come_back(school, administrator):
    confirm(kept(school, administrator, row(1), row(2)), administrator)
    confirm(kept(school, administrator, row(1), whole_roll=True), administrator)
    assert Pupil.objects.get(upn=upn(2)).left_on == timezone.localdate()
    confirm(kept(school, administrator, row(2)), administrator)
    assert Pupil.objects.get(upn=upn(2)).left_on is None
    assert Pupil.objects.count() == 2


def test_leavers_are_not_marked_without_a_word(school, administrator):
    confirm(kept(school, administrator, row(1), row(2)), administrator)
    upload = kept(school, administrator, row(1), whole_roll=True)
    with pytest.raises(Refused, match="Tick"):
        confirm(upload, administrator, leavers_agreed=False)
    assert not Pupil.objects.exclude(left_on=None).exists()


def test_what_was_not_shown_is_not_written(school, administrator):
    upload = kept(school, administrator, row(1))
    _, shown = changes_of(upload)
    factories.pupil(school=school, upn=upn(1))
    with pytest.raises(Refused, match="changed since you looked"):
        confirm(upload, administrator, seen=shown.digest)


def test_pupils_of_another_school_are_left_alone(school, administrator):
    other = factories.pupil(school=factories.school(), upn=upn(1), last_name="Before")
    confirm(kept(school, administrator, row(1), row(2), whole_roll=True), administrator)
    other.refresh_from_db()
    assert (other.last_name, other.left_on) == ("Before", None)
    assert Pupil.objects.filter(upn=upn(1)).count() == 2


def test_a_newer_file_takes_the_place_of_an_older_one_of_the_same_person(school, administrator):
    colleague = factories.member(school, Role.LEAD)
    kept(school, administrator, row(1))
    theirs = kept(school, colleague, row(1))
    mine = kept(school, administrator, row(2))
    assert set(RollUpload.objects.all()) == {mine, theirs}
    assert list(RollUpload.objects.visible_to(administrator)) == [mine]
    drop_roll(mine)
    assert set(RollUpload.objects.all()) == {theirs}


def test_the_authority_of_a_child_comes_with_the_roll_and_stays_where_a_cell_is_empty(school, administrator):
    far = factories.authority(name="Farshire County Council")
    headings = (*HEADINGS, "LA")
    known = [far.name, school.authority.name]

    def bring(*rows):
        roll = read_roll(
            "roll.csv", csv_file(*rows, headings=headings), today=timezone.localdate(), authorities=known
        )
        upload = keep_roll(school, roll, whole_roll=False, by=administrator)
        roll, changes = changes_of(upload)
        confirm(upload, administrator)
        return roll, changes

    bring([*row(1), "FARSHIRE"], [*row(2), ""], [*row(3), "Nowhere at all"])
    first = Pupil.objects.order_by("upn")
    assert {pupil.upn: pupil.authority for pupil in first} == {upn(1): far, upn(2): None, upn(3): None}
    _, changes = bring([*row(1), ""], [*row(2), "farshire county council"], [*row(3), ""])
    assert [each.told for each in changes.changed] == ["Local authority: none to Farshire County Council"]
    assert Pupil.objects.get(upn=upn(1)).authority == far


def test_an_unknown_authority_is_advice_and_no_fault(school):
    file = csv_file([*row(1), "Nowhere"], headings=(*HEADINGS, "Local authority"))
    roll = read_roll("roll.csv", file, today=timezone.localdate(), authorities=["Farshire"])
    assert not roll.faults
    assert [(each.row, each.column) for each in roll.advice] == [(2, "Local authority")]

"""The register of concerns about adults: what is recorded, what is refused, and what the database shows to whom."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from concerns.actions.registering import (
    add_adult_entry,
    close_adult,
    end_naming,
    name_person,
    reopen_adult,
    show_reporter,
)
from concerns.models import AdultAccess, AdultConcern, AdultEntry, AdultStanding
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.register import adult_concern, decided

pytestmark = pytest.mark.django_db
TABLES = ("concerns_adultconcern", "concerns_adultstanding", "concerns_adultentry", "concerns_adultaccess")


@pytest.fixture
def school():
    return factories.school(reference="TB")


@pytest.fixture
def head(school):
    return factories.member(school, Role.HEAD)


def seen_in_sql(person) -> list[int]:
    """How many rows of each table of the register the database shows to a person, in plain SQL."""
    open_wall(person)
    with connection.cursor() as cursor:
        counts = []
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            counts.append(cursor.fetchone()[0])
    return counts


def close(concern, by, **fields):
    given = {
        "text": "Talked with him.", "reason": "It was a mistake.", "seen_version": concern.standing.version,
        "request_key": uuid.uuid4(),
    }  # fmt: skip
    return close_adult(concern, by=by, **given | fields)


def test_numbers_of_its_own_that_do_not_count(school):
    made = [adult_concern(school=school) for _ in range(4)]
    assert all(each.reference.startswith("TB-A-") and len(each.reference) == 9 for each in made)
    numbers = [each.number for each in made]
    assert len(set(numbers)) == 4
    assert numbers != list(range(numbers[0], numbers[0] + 4))


def test_the_same_form_twice_is_one_report(school):
    by, key = factories.member(school, Role.STAFF), uuid.uuid4()
    first = adult_concern(school=school, by=by, request_key=key)
    assert adult_concern(school=school, by=by, request_key=key, what="Other") == first
    assert AdultConcern.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"what": " "}, "Say what happened"),
        ({"happened_on": timezone.localdate() + timedelta(days=1)}, "not in the future"),
    ],
)
def test_what_is_refused(school, words, told):
    with pytest.raises(Refused, match=told):
        adult_concern(school=school, **words)


def test_a_reporter_who_is_not_to_be_named_is_in_no_event(school, head):
    by = factories.member(school, Role.STAFF, name="Bea Quiet")
    concern = adult_concern(school=school, by=by, unnamed=True)
    assert Event.objects.get(verb="adult concern reported").actor_name == "Golden Thread"
    show_reporter(concern, reason="Police ask.", by=head, request_key=uuid.uuid4())
    assert concern.entries.get().facts == {"reporter": "shown"}
    with pytest.raises(Refused, match="did not ask"):
        show_reporter(adult_concern(school=school), reason="x", by=head, request_key=uuid.uuid4())


def test_threshold_outcome_reopening_each_with_a_reason(school, head):
    concern = decided(adult_concern(school=school), by=head)
    assert concern.standing.state == "low_level"
    with pytest.raises(Refused, match="Give the reason"):
        close(concern, head, reason="")
    assert close(concern, head).state == "closed"
    concern.standing.refresh_from_db()
    with pytest.raises(Refused, match="Reopen it"):
        decided(concern, by=head)
    reopen_adult(
        concern, state="lado", reason="It happened again.", by=head, seen_version=concern.standing.version,
        request_key=uuid.uuid4(),
    )  # fmt: skip
    assert [each.kind for each in concern.entries.order_by("id")] == ["threshold", "outcome", "reopened"]


def test_an_outcome_waits_for_the_threshold(school, head):
    concern = adult_concern(school=school)
    with pytest.raises(Refused, match="threshold first"):
        close(concern, head)


def test_a_change_by_a_colleague_is_told(school, head):
    concern = decided(adult_concern(school=school), by=head)
    with pytest.raises(Refused, match="A colleague has changed this"):
        close(concern, head, seen_version=1)


def test_a_category_of_children_is_refused(school, head):
    with pytest.raises(Refused, match="category of the register"):
        decided(adult_concern(school=school), by=head, subcategory=factories.subcategory())
    kind = factories.subcategory(register=True)
    assert decided(adult_concern(school=school), by=head, subcategory=kind).standing.subcategory == kind


@pytest.mark.parametrize(
    ("kind", "fields", "told"),
    [
        ("note", {"text": " "}, "Write what"),
        ("contact", {}, "Say with whom"),
        ("threshold", {}, "Choose a note"),
        ("note", {"happened_on": timezone.localdate() + timedelta(days=1)}, "not in the future"),
    ],
)
def test_entries_that_are_refused(school, head, kind, fields, told):
    concern = adult_concern(school=school)
    with pytest.raises(Refused, match=told):
        add_adult_entry(concern, kind, by=head, request_key=uuid.uuid4(), **{"text": "x"} | fields)
    assert not AdultEntry.objects.exists()


def test_sealed_in_the_database(school, head):
    concern = adult_concern(school=school)
    add_adult_entry(concern, "note", text="x", by=head, request_key=uuid.uuid4())
    for rows in (AdultConcern.objects.all(), AdultEntry.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(school=school)
    for rows in (AdultConcern.objects.all(), AdultEntry.objects.all(), AdultStanding.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_naming_and_its_end(school, head):
    subject, lead = factories.member(school, Role.STAFF), factories.member(school, Role.LEAD)
    concern = adult_concern(school=school, subject=subject)
    named = name_person(concern, lead, reason="She leads the inquiry.", by=head)
    with pytest.raises(Refused, match="named already"):
        name_person(concern, lead, reason="Again.", by=head)
    with pytest.raises(Refused, match="whom this is not about"):
        name_person(concern, subject, reason="No.", by=head)
    assert concern in AdultConcern.objects.visible_to(lead)
    factories.places.reopen_wall()
    end_naming(named, by=head)
    assert concern not in AdultConcern.objects.visible_to(lead)
    factories.places.reopen_wall()
    assert AdultAccess.objects.get().reason == "She leads the inquiry."


# What the database shows, whatever Python asks.


@pytest.fixture
def about_a_colleague(school, head):
    subject = factories.member(school, Role.STAFF)
    concern = decided(adult_concern(school=school, subject=subject), by=head)
    name_person(concern, factories.member(school, Role.DEPUTY), reason="Inquiry.", by=head)
    return concern


@pytest.mark.parametrize(
    "role", [Role.STAFF, Role.LEAD, Role.DEPUTY, Role.GOVERNOR, Role.ADVISER, Role.ADMINISTRATOR]
)
def test_sql_shows_the_register_to_nobody_else(about_a_colleague, school, role):
    assert seen_in_sql(factories.member(school, role)) == [0, 0, 0, 0]


def test_sql_shows_it_to_the_head_and_one_concern_to_a_named_person(about_a_colleague, school, head):
    other = adult_concern(school=school)
    named = about_a_colleague.named_people.get().person
    decided(other, by=head)
    elsewhere = factories.school()
    decided(adult_concern(school=elsewhere), by=factories.member(elsewhere, Role.HEAD))
    assert seen_in_sql(head) == [2, 2, 2, 1]
    assert seen_in_sql(named) == [1, 1, 1, 1]
    open_wall(named)
    assert not AdultConcern.objects.filter(pk=other.pk).exists()


def test_sql_shows_nothing_to_the_subject(about_a_colleague):
    assert seen_in_sql(about_a_colleague.subject) == [0, 0, 0, 0]


def test_sql_shows_nothing_to_a_head_whom_it_is_about(school, head):
    other_head = factories.member(school, Role.HEAD)
    concern = decided(adult_concern(school=school, subject=head), by=other_head)
    name_person(concern, factories.member(school, Role.LEAD), reason="Inquiry.", by=other_head)
    adult_concern(school=school)
    assert seen_in_sql(head) == [1, 1, 0, 0]
    assert seen_in_sql(other_head) == [2, 2, 1, 1]
    open_wall(head)
    assert not AdultConcern.objects.filter(pk=concern.pk).exists()
    assert not AdultConcern.objects.visible_to(head).filter(pk=concern.pk).exists()


def test_sql_refuses_writing_by_a_subject(about_a_colleague, school):
    subject = about_a_colleague.subject
    open_wall(subject)
    with pytest.raises(DatabaseError), transaction.atomic():
        AdultEntry.objects.create(
            concern_id=about_a_colleague.pk, school=school, kind="note", by=subject, by_name="x",
            happened_on=timezone.localdate(),
        )  # fmt: skip
    assert AdultStanding.objects.filter(pk=about_a_colleague.pk).update(state="closed") == 0


def test_who_reports_themselves_keeps_their_words_and_sees_nothing_more(school, head):
    open_wall(head)
    concern = adult_concern(school=school, by=head, subject=head)
    assert concern.self_report
    assert seen_in_sql(head) == [1, 0, 0, 0]
    assert not AdultConcern.objects.visible_to(head).exists()


def test_a_reporter_sees_their_own_report_and_no_step_after_it(school, head):
    reporter = factories.member(school, Role.STAFF)
    decided(adult_concern(school=school, by=reporter), by=head)
    assert seen_in_sql(reporter) == [1, 1, 0, 0]


def test_a_report_is_written_as_its_reporter(school):
    """The wall as it stands for a member of staff lets the report in, and under no other name."""
    reporter, other = factories.member(school, Role.STAFF), factories.member(school, Role.STAFF)
    open_wall(reporter)
    adult_concern(school=school, by=reporter)
    with pytest.raises(DatabaseError), transaction.atomic():
        adult_concern(school=school, by=other)

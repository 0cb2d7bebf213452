"""How many significant events show the child's words and the effect: counted by hand, and as each file counts them."""

import uuid
from datetime import date

import pytest

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact
from concerns.actions.moving import claim_entry_error, claim_error, confirm_entry_error, confirm_error
from concerns.models import Pupil, Status
from concerns.reports.child_file import child_file
from concerns.reports.coverage import Coverage, coverage_of, coverage_parts, made_coverage
from concerns.reports.together import read_together
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.past import moment, past_concern

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.DEPUTY)


def counted(school, reader, since=date(2026, 11, 1), until=TODAY):
    return made_coverage(read_together(coverage_parts(school, reader=reader, since=since, until=until)))


def as_the_files_count(school, reader):
    files = (
        child_file(pupil, reader=reader, today=TODAY)
        for pupil in Pupil.objects.filter(school=school).visible_to(reader)
    )
    return sum((coverage_of(file.chronology.lines) for file in files), Coverage())


def add_to(event, pupil, by, **words):
    add_entry("note", by=by, pupil=pupil, text="Effect added.", facts={"about": event.public_id}, **words)


@pytest.fixture
def files(school, lead, deputy):
    """Eight significant events in two files: four with words, three with their effect."""
    rosa, jude = (factories.pupil(school=school) for _ in range(2))
    both = past_concern(
        rosa, jude, at=moment(date(2026, 11, 2)), own_words="I do the tea."
    )  # 2 events, 2 words
    add_to(both, rosa, lead, impact="Tired.")  # effect in her file alone
    alone = past_concern(rosa, at=moment(date(2026, 11, 3)))  # 1 event, nothing
    add_entry(
        "significant",
        by=lead,
        pupil=rosa,
        text="Moved.",
        happened_on=date(2026, 11, 4),
        impact="Lost.",
        significant=True,
    )  # 1 event, effect
    add_entry(
        "contact",
        by=lead,
        concern=both,
        contact_kind="call",
        contact_with="x",
        text="y",
        significant=True,
        own_words="No.",
        impact="Cried.",
        happened_on=date(2026, 11, 5),
        pupil=rosa,
    )  # 1 event, both
    add_entry(
        "contact",
        by=lead,
        concern=both,
        contact_kind="call",
        contact_with="x",
        text="y",
        significant=True,
        happened_on=date(2026, 11, 5),
    )  # about both children: 2 events, nothing
    status = add_fact(
        Status, jude, by=lead, request_key=uuid.uuid4(), kind="early_help", starts_on=date(2026, 11, 6)
    )  # 1 event
    add_to(status, jude, lead, own_words="Good.")  # with words
    add_entry("note", by=lead, pupil=jude, text="Not significant.", happened_on=date(2026, 11, 6))
    mistaken = past_concern(rosa, at=moment(date(2026, 11, 7)), own_words="x")
    claim_error(mistaken, reason="Another child.", by=lead)
    confirm_error(mistaken, reason="", by=deputy)
    struck = add_entry(
        "significant",
        by=lead,
        pupil=rosa,
        text="x",
        impact="x",
        significant=True,
        happened_on=date(2026, 11, 8),
    )
    claim_entry_error(struck, reason="Another child.", by=lead)
    confirm_entry_error(struck, reason="", by=deputy)
    return rosa, jude, both, alone  # fmt: skip


def test_the_school_counts_what_was_counted_by_hand(school, lead, files):
    assert counted(school, lead) == Coverage(8, 4, 3)
    assert (counted(school, lead).without_words, counted(school, lead).without_effect) == (4, 5)


def test_the_school_counts_what_its_files_count(school, lead, deputy, files):
    assert counted(school, lead) == as_the_files_count(school, lead)
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), concern=files[3])
    assert counted(school, deputy) == as_the_files_count(school, deputy) == Coverage(7, 4, 3)
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), pupil=files[1])
    assert counted(school, deputy) == as_the_files_count(school, deputy)


def test_only_the_days_that_are_asked_for_count(school, lead, files):
    assert counted(school, lead, date(2026, 11, 3), date(2026, 11, 4)) == Coverage(2, 0, 1)
    assert counted(school, lead, date(2026, 10, 1), date(2026, 10, 31)) == Coverage()

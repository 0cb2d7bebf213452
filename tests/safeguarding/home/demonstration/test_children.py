"""The children of the demonstration and what is on record about them."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db.models import Q
from django.test import override_settings
from django.utils import timezone

from concerns.freshness import ClockState
from concerns.models import (
    Action,
    AdultConcern,
    CategoryRequest,
    Concern,
    Entry,
    Exclusion,
    Meeting,
    Plan,
    PlanReview,
    PlanVersion,
    Pupil,
    Reassessment,
    Standing,
    Status,
)
from concerns.pupil_file.upn import fits_its_letter, is_upn
from concerns.reports.casework import casework_of
from concerns.reports.chronology import Chronology
from concerns.reports.figures import school_figures
from concerns.reports.marker_list import marker_counts
from concerns.reports.today_plans import plan_parts, plan_work
from concerns.reports.together import read_together
from safeguarding.home.demonstration.loading import load
from safeguarding.home.demonstration.reading import told
from safeguarding.models import User
from tests.database.clones import cloned, pointed_at
from tests.factories.places import reopen_wall
from tests.safeguarding.home.demonstration.preparing import PASSWORD, prepare

MADE = (
    Plan,
    PlanReview,
    Meeting,
    Pupil,
    Concern,
    Standing,
    Entry,
    Action,
    Status,
    Exclusion,
    AdultConcern,
    CategoryRequest,
)


@pytest.fixture(scope="module", params=["2026-09-01 10:30", "2028-02-29 08:50", "2026-11-10 08:57"])
def database(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """A database into which the demonstration was loaded at that moment, while that moment lasts."""
    moment = datetime.fromisoformat(f"{request.param}+00:00")
    with django_db_blocker.unblock(), cloned() as name, pointed_at(name):
        with time_machine.travel(moment), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
            prepare()
            load(timezone.localdate(), PASSWORD)
            yield


@pytest.fixture
def loaded(database, db):
    reopen_wall()


def rosa():
    return Pupil.objects.get(first_name="Rosa", last_name="Whitlam")


def test_rolls_have_their_size_and_right_numbers(loaded):
    on_roll = Counter(Pupil.objects.on_roll().values_list("school__slug", flat=True))
    assert on_roll == {row["slug"]: row["pupils"] for row in told("people")["schools"]}
    assert Pupil.objects.exclude(left_on=None).count() > 10
    numbers = list(Pupil.objects.values_list("upn", flat=True))
    assert len(set(numbers)) == len(numbers)
    assert all(is_upn(upn) and fits_its_letter(upn) for upn in numbers)


def test_birthdays_fit_the_year(loaded):
    today = timezone.localdate()
    begun = today.year if today.month >= 9 else today.year - 1
    for child in Pupil.objects.all():
        first = date(begun - 5 - child.year_group, 9, 1)
        assert first <= child.date_of_birth < first.replace(year=first.year + 1), child.date_of_birth


def test_two_years_of_concerns_in_every_state(loaded):
    assert 420 <= Concern.objects.count() <= 470
    assert set(Standing.objects.values_list("state", flat=True)) == set(Standing.State.values)
    span = (
        Concern.objects.latest("recorded_at").recorded_at
        - Concern.objects.earliest("recorded_at").recorded_at
    )
    assert span > timedelta(days=600)
    references = Concern.objects.filter(school__slug="thornbeck").order_by("recorded_at")
    assert references.first().reference == "TB-0001"
    assert list(references.values_list("number", flat=True)) == list(range(1, references.count() + 1))


def test_nothing_lies_ahead_and_no_slot_is_left_open(loaded):
    now = timezone.now()
    assert not Concern.objects.filter(recorded_at__gt=now).exists()
    assert not Concern.objects.filter(happened_on__gt=timezone.localdate()).exists()
    assert not Entry.objects.filter(recorded_at__gt=now).exists()
    for concern in Concern.objects.prefetch_related("entries"):
        assert "{" not in concern.seen_heard + concern.own_words + concern.done_at_once
        for entry in concern.entries.all():
            assert entry.recorded_at >= concern.recorded_at, concern.reference
            assert "{" not in entry.text + entry.reason


def test_thornbeck_has_an_urgent_report_one_that_waits_and_late_due_and_fresh_work(loaded):
    waiting = Standing.objects.filter(school__slug="thornbeck", state="submitted").order_by("-recorded_at")
    assert [standing.urgent for standing in waiting] == [True, False]
    assert (timezone.now() - waiting[1].recorded_at) // timedelta(hours=1) == 17
    assert waiting[0].concern.marks.count() == 2
    today = timezone.localdate()
    due = list(Action.objects.to_do().filter(school__slug="thornbeck").values_list("due_on", flat=True))
    assert min(due) < today < max(due)
    assert today in due


def test_story_reads_from_a_first_worry_to_a_closed_plan(loaded):
    child = rosa()
    statuses = Status.objects.filter(pupil=child)
    told_so = Chronology(child, reader=User.objects.get(email="lead@demo.example"), statuses=statuses)
    lines = sorted((line for line in told_so.lines if line.is_looked_at), key=lambda line: line.order)
    assert lines[0].kind == "concern"
    assert (lines[-1].on - lines[0].on).days > 390
    assert told_so.open_concerns == 0
    assert [(row.kind, row.ends_on is None) for row in statuses.order_by("starts_on")] == [
        ("early_help", False),
        ("child_in_need", False),
    ]
    assert sum(line.has_words and line.has_impact for line in lines) >= 10
    monday = child.concern_links.get(concern__seen_heard__startswith="I walked past").concern
    assert monday.happened_on.weekday() == 0


def test_plans_and_meetings_end_are_late_due_and_asked_about(loaded):
    lead = User.objects.get(email="lead@demo.example")
    work = casework_of(rosa(), reader=lead)
    assert [(plan.kind, plan.state) for plan in work.plans] == [
        ("child_in_need", "ended"),
        ("early_help", "ended"),
    ]
    assert [len(work.versions_of(plan)) for plan in work.plans] == [2, 1]
    assert [review.still_holds for review in work.reviews_of(work.plans[0])] == [True, False, True]
    assert all(meeting.minutes_on for meeting in work.meetings_held) and len(work.meetings_held) == 6
    school, today = rosa().school, timezone.localdate()
    rows = read_together(plan_parts(school, lead, today=today, nobodys=Q(pk=None)))
    found = plan_work(rows, lead, name=str, today=today)
    assert [(line.child, len(line.asking)) for line in found.again] == [("Ellie Tarrant", 1)]
    assert {line.what for line in found.lines if line.late} == {"review", "record", "ask"}
    assert found.due > 0
    assert Plan.objects.filter(state="draft").count() == 1
    for version in PlanVersion.objects.all():
        assert version.written_at <= timezone.now()


def test_clocks_are_late_due_and_fresh_something_is_asked_and_most_papers_are_there(loaded):
    lead, school = User.objects.get(email="lead@demo.example"), rosa().school
    found = school_figures(school, reader=lead, today=timezone.localdate())
    assert {each.freshness.state for each in found.children if each.freshness} == set(ClockState)
    assert found.meetings[ClockState.FRESH] and found.meetings[ClockState.SOON]
    assert "plan_unchanged" in {question.rule for each in found.asked for question in each.questions}
    assert Reassessment.objects.get().pupil == rosa()
    assert 1 <= len(found.gaps) <= 8
    counts = marker_counts(school, user=lead)
    assert 0 < counts.unmarked < counts.marked


def test_what_is_written_beside(loaded):
    assert Exclusion.objects.in_force().get().person.email == "deputy@demo.example"
    assert AdultConcern.objects.get().standing.state == "low_level"
    assert set(CategoryRequest.objects.values_list("state", flat=True)) == {"asked", "declined"}


def test_second_load_writes_nothing(loaded):
    before = [model.objects.count() for model in MADE]
    assert load(timezone.localdate() + timedelta(days=3), PASSWORD) is False
    reopen_wall()
    assert [model.objects.count() for model in MADE] == before

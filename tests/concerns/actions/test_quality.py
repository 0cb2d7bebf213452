"""Drawing a sample, checking it, and what the database keeps of it."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.utils import timezone

from concerns.actions.checking import Given, add_finding, save_answers
from concerns.actions.drawing import draw_checks, draw_from, finish_check, framed_concerns, stop_check
from concerns.actions.excluding import shut_out
from concerns.actions.moving import Sorted, sort_child
from concerns.actions.planning import finish_action
from concerns.actions.replying import act_on, answer_feedback
from concerns.models import Concern, Entry, QualityAnswer, QualityCheck
from concerns.models.category import OTHER
from concerns.reports.today import today_report
from concerns.sampled import record_open, shut_out_of
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.access.wall import current_circles
from safeguarding.refusals import Refused
from tests import factories
from tests.factories import quality
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(db):
    return factories.school(trust=factories.trust())


@pytest.fixture
def officer(school):
    return factories.member(school.trust, Role.OFFICER)


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


def concerns(school, lead, count, **fields):
    kind = fields.pop("subcategory_", None) or factories.subcategory()
    return [
        factories.triaged(factories.concern(school=school), by=lead, subcategory_=kind, **fields)
        for _ in range(count)
    ]


def references(check):
    return [item.reference for item in check.items.all()]


def test_the_same_seed_draws_the_same_records_again(school, officer, lead):
    concerns(school, lead, 12)
    first = quality.quality_check(school, by=officer, wanted=4)
    again = quality.quality_check(school, by=lead, wanted=4, checklist_=first.checklist)
    other = quality.quality_check(school, by=officer, wanted=4, seed="another")
    assert len(references(first)) == 4
    assert references(again) == references(first)
    assert references(other) != references(first)
    assert again.frame_hash == first.frame_hash
    assert first.frame["size"] == 12


def test_a_draw_can_be_made_again_from_what_was_kept(school, lead):
    concerns(school, lead, 8)
    check = quality.quality_check(school, by=lead, wanted=3)
    rows = framed_concerns(check)
    drawn = draw_from(check, rows)
    assert drawn.frame_hash == check.frame_hash
    assert [Concern.objects.get(public_id=name).reference for name in drawn.names] == references(check)
    concerns(school, lead, 1)
    assert draw_from(check, framed_concerns(check)).frame_hash != check.frame_hash


def test_drawn_from_are_triaged_concerns_of_the_period_alone(school, officer, lead):
    kept = concerns(school, lead, 2)
    factories.concern(school=school)  # nobody has read it yet
    elsewhere = factories.school(trust=school.trust)
    concerns(elsewhere, factories.member(elsewhere, Role.LEAD), 1)
    check = quality.quality_check(school, by=officer)
    assert set(references(check)) == {concern.reference for concern in kept}
    assert {item.concern.school_id for item in check.items.all()} == {school.pk}
    with pytest.raises(Refused, match="no concern of this period"):
        quality.quality_check(school, by=officer, period_from=date(2019, 1, 1), period_to=date(2019, 2, 1))
    assert QualityCheck.objects.count() == 1


def test_a_sample_is_spread_over_levels(school, officer, lead):
    concerns(school, lead, 4)
    concerns(school, lead, 3, level="child_protection")
    check = quality.quality_check(school, by=officer, grouping="level", wanted=2)
    assert sorted(item.group for item in check.items.all()) == ["Child protection"] * 2 + ["Universal"] * 2
    assert check.frame["groups"] == [["Child protection", 3, 2], ["Universal", 4, 2]]


@pytest.mark.parametrize("grouping", ["category", "status", "year_group", "lead"])
def test_a_sample_can_be_spread_over_each_of_the_others(grouping, school, officer, lead):
    made = concerns(school, lead, 1)[0]
    check = quality.quality_check(school, by=officer, grouping=grouping)
    link = made.links.get()
    words = {
        "category": link.subcategory.category.title,
        "status": "No status",
        "year_group": "Year 4",
        "lead": lead.name,
    }
    assert check.items.get().group == words[grouping]


def test_several_schools_get_a_check_each_by_one_form(school, officer, lead):
    other = factories.school(trust=school.trust)
    concerns(school, lead, 1)
    concerns(other, factories.member(other, Role.LEAD), 1)
    plan = {
        "checklist": quality.checklist(), "period_from": date(2020, 1, 1), "period_to": timezone.localdate(),
        "wanted": 3, "by": officer, "request_key": uuid.uuid4(),
    }  # fmt: skip
    first = draw_checks([school, other], **plan)
    assert draw_checks([school, other], **plan) == first
    assert {check.school_id for check in first} == {school.pk, other.pk}
    assert len({check.seed for check in first}) == 1
    assert len({check.batch for check in first}) == 1


def test_whoever_is_shut_out_neither_draws_nor_counts_it(school, officer, lead):
    """Through the concern, and through the file of one of its children."""
    open_, closed, of_child = concerns(school, lead, 3)
    deputy = factories.member(school, Role.DEPUTY)
    shut_out(deputy, concern=closed, reason="Conflict", by=lead, request_key=uuid.uuid4())
    pupil = of_child.links.get().pupil
    shut_out(deputy, pupil=pupil, reason="Relative", by=lead, request_key=uuid.uuid4())
    check = quality.quality_check(school, by=deputy)
    assert references(check) == [open_.reference]
    assert check.frame["size"] == check.frame["children"] == 1
    before = quality.quality_check(school, by=lead, checklist_=check.checklist)
    assert before.items.count() == 3
    assert set(shut_out_of(deputy)) == {closed.pk, of_child.pk}
    assert shut_out_of(lead) == []


def test_shares_are_counted_by_hand(school, officer, lead):
    """Five children: two under Other, and the category of one was changed after triage."""
    under_other = factories.subcategory()
    under_other.category.key = OTHER
    under_other.category.save()
    concerns(school, lead, 2)
    plain_one = concerns(school, lead, 1)[0]
    for _ in range(2):
        made = factories.concern(school=school)
        factories.triaged(made, by=lead, subcategory_=under_other)
    moved = Sorted(plain_one.links.get(), factories.subcategory())
    sort_child(moved, by=lead, reason="Read again.")
    check = quality.quality_check(school, by=officer, wanted=2)
    assert check.frame == {"size": 5, "groups": [["", 5, 2]], "children": 5, "other": 2, "changed": 1}


def test_blind_categories_and_groups_by_category_refuse_each_other(school, officer, lead):
    concerns(school, lead, 1)
    with pytest.raises(Refused, match="other groups"):
        quality.quality_check(school, by=officer, blind=True, grouping="category")


# Whose records are read


def test_the_officer_reads_a_drawn_record_and_no_other_and_only_while_the_check_is_open(
    school, officer, lead
):
    concerns(school, lead, 4)
    check = quality.quality_check(school, by=officer, wanted=1)
    item = check.items.get()
    rival = factories.member(school.trust, Role.OFFICER)
    open_wall(officer)
    assert Concern.objects.count() == 0
    with record_open(item, to=officer):
        assert Concern.objects.filter(pk=item.concern_id).exists()
    assert Concern.objects.count() == 0
    with pytest.raises(Http404), record_open(item, to=rival):
        pass
    quality.answered(item, "yes", "yes", by=officer)
    finish_check(check, text="Well kept.", by=officer)
    with pytest.raises(Http404), record_open(item, to=officer):
        pass
    assert Concern.objects.count() == 0


def test_what_was_opened_is_closed_again_after_a_fault(school, officer, lead):
    concerns(school, lead, 1)
    item = quality.quality_check(school, by=officer).items.get()
    open_wall(officer)
    before = current_circles()
    with pytest.raises(DatabaseError), record_open(item, to=officer):
        connection.cursor().execute("SELECT 1/0")
    assert current_circles() == before
    assert before["safeguarding.child_schools"] == ""


# Answers, findings and the end


@pytest.fixture
def check(school, officer, lead):
    concerns(school, lead, 2)
    return quality.quality_check(school, by=officer)


def test_a_changed_answer_stands_beside_the_one_before(check, officer):
    item = check.items.first()
    first, _ = check.checklist.questions.all()
    assert save_answers(item, {first: Given("yes")}, seen=0, by=officer) == 1
    assert save_answers(item, {first: Given("yes")}, seen=0, by=officer) == 0
    assert save_answers(item, {first: Given("no", "No time.")}, seen=1, by=officer) == 1
    assert list(item.answers.values_list("number", "answer")) == [(1, "yes"), (2, "no")]


@pytest.mark.parametrize(
    ("answer", "note", "seen", "ask"),
    [("no", " ", 0, "Say in a note"), ("partly", "", 0, "Say in a note"), ("yes", "", 3, "another window")],
)
def test_an_answer_that_is_refused_writes_nothing(check, officer, answer, note, seen, ask):
    first, second = check.checklist.questions.all()
    given = {second: Given("yes"), first: Given(answer, note)}
    with pytest.raises(Refused, match=ask):
        save_answers(check.items.first(), given, seen=seen, by=officer)
    assert not QualityAnswer.objects.exists()


def test_a_check_is_finished_by_its_checker_once_every_record_is_checked(check, officer, lead):
    one, two = check.items.all()
    quality.answered(one, "yes", "yes")
    with pytest.raises(Refused, match=two.reference):
        finish_check(check, text="Done.", by=officer)
    quality.answered(two, "yes", "not_applicable")
    with pytest.raises(Refused, match="Only"):
        finish_check(check, text="Done.", by=lead)
    with pytest.raises(Refused, match="Write the feedback"):
        finish_check(check, text=" ", by=officer)
    finish_check(check, text="Done.", by=officer)
    check.refresh_from_db()
    assert (check.state, check.steps.get().text) == ("finished", "Done.")
    with pytest.raises(Refused, match="finished"):
        quality.answered(one, "no", "no")
    with pytest.raises(Refused, match="finished"):
        add_finding(check, what="Late.", weight="mend", by=officer, request_key=uuid.uuid4())


def test_a_stopped_check_takes_nothing_more(check, officer):
    stop_check(check, reason="The wrong term.", by=officer)
    with pytest.raises(Refused, match="stopped"):
        quality.answered(check.items.first(), "yes")


def test_a_blind_check_asks_for_the_category_before_the_answers(school, officer, lead):
    kind, other = factories.subcategory(), factories.subcategory()
    concerns(school, lead, 1, subcategory_=kind)
    check = quality.quality_check(school, by=officer, blind=True)
    item = check.items.get()
    with pytest.raises(Refused, match="category first"):
        quality.answered(item, "yes")
    quality.coded(item, other.category.key)
    code = item.codes.get()
    assert (code.category, code.schools_own) == (other.category, kind.category)
    with pytest.raises(Refused, match="already"):
        quality.coded(item, kind.category.key)
    quality.answered(item, "yes", "yes")
    assert finish_check(check, text="Done.", by=officer).is_finished


def test_a_finding_becomes_an_action_of_the_school(school, check, officer, lead):
    """It is on Today like any other, its steps are on record, and whoever checked sees what became of it."""
    done = quality.finished(check)
    finding = done.findings.get()
    plan = {"what": "Write reasons", "owner": lead, "due_on": timezone.localdate(), "by": lead}
    action = act_on(finding, request_key=uuid.uuid4(), **plan)
    open_wall(lead)
    today = today_report(school, user=lead)
    assert [(line.what, line.about) for line in today.due] == [
        ("Write reasons", "After a quality check of records.")
    ]
    finish_action(action, result="All leads were shown how.", by=lead)
    assert list(action.entries.order_by("pk").values_list("kind", "text")) == [
        ("action", "Write reasons"),
        ("action", "All leads were shown how."),
    ]
    open_wall(officer)
    assert [row.state for row in finding.actions.all()] == ["done"]
    assert not Entry.objects.exists()


def test_a_finding_waits_for_the_end_of_the_check_and_for_a_colleague(check, officer, lead):
    finding = add_finding(check, what="Late.", weight="mend", by=officer, request_key=uuid.uuid4())
    plan = {"what": "Do it", "due_on": timezone.localdate(), "by": lead, "request_key": uuid.uuid4()}
    with pytest.raises(Refused, match="not finished"):
        act_on(finding, owner=lead, **plan)
    quality.finished(check)
    with pytest.raises(Refused, match="Choose a colleague"):
        act_on(finding, owner=officer, **plan)


def test_an_answer_to_the_feedback_says_that_it_was_read(check, lead):
    done = quality.finished(check)
    key = uuid.uuid4()
    answer_feedback(done, text="We agree.", by=lead, request_key=key)
    answer_feedback(done, text="We agree.", by=lead, request_key=key)
    assert list(done.steps.values_list("kind", flat=True)) == ["sent", "read", "answered"]


# What no mistake in Python can do


REFUSED = {
    "an answer once the check is over": "INSERT INTO concerns_qualityanswer (school_id, item_id, question_id, number,"
    " answer, note, proposed, by_id, by_name) SELECT school_id, item_id, question_id, 9, answer, note, proposed,"
    " by_id, by_name FROM concerns_qualityanswer LIMIT 1",
    "a record once it was drawn": "INSERT INTO concerns_qualityitem (public_id, school_id, quality_check_id,"
    ' concern_id, "order", reference, "group") SELECT \'zzzzzzzzzzzz\', school_id, quality_check_id, concern_id + 1, 9,'
    " reference, '' FROM concerns_qualityitem LIMIT 1",
    "a check opened again": "UPDATE concerns_qualitycheck SET state = 'open', ended_at = NULL",
    "another seed": "UPDATE concerns_qualitycheck SET seed = 'kinder'",
    "another frame": "UPDATE concerns_qualitycheck SET frame_hash = 'x'",
    "another checker": "UPDATE concerns_qualitycheck SET checker_id = checker_id + 1",
    "a check that is gone": "DELETE FROM concerns_qualitycheck",
    "an answer changed": "UPDATE concerns_qualityanswer SET answer = 'no'",
    "a finding gone": "DELETE FROM concerns_qualityfinding",
    "a question changed": "UPDATE concerns_checklistquestion SET text = 'Easier?'",
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(what, check):
    quality.finished(check)
    reopen_wall()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REFUSED[what])


def test_the_frame_opens_only_while_it_is_drawn(check, officer):
    with connection.cursor() as cursor:
        cursor.execute("SELECT concerns_open_frame(%s, %s)", [check.pk, officer.pk])
        assert cursor.fetchone() == (False,)

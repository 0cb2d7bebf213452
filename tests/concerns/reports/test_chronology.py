"""A chronology is made from all records, in the order of what happened, for one reader."""

import uuid
from datetime import date

import pytest

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact, end_fact
from concerns.actions.moving import claim_error, confirm_error
from concerns.actions.planning import finish_action, plan_action
from concerns.actions.recording import NamedChild
from concerns.models import CourtOrder, Shield, Status
from concerns.reports.child_file import child_file
from concerns.reports.chronology import Asked
from safeguarding.access.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def jude(school):
    return factories.pupil(school=school, first_name="Jude", last_name="Whitlam", year_group=1)


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def both(rosa, jude):
    children = (NamedChild("harmed", rosa), NamedChild("witness", jude))
    words = "Rosa and Jude were alone at 14 Elm Road."
    return factories.triaged(
        children=children, seen_heard=words, own_words="I do the tea.", happened_on=date(2026, 11, 2)
    )


def chronology(pupil, reader, on_paper=False):
    return child_file(pupil, reader=reader, today=TODAY, on_paper=on_paper).chronology


def rows(pupil, reader, asked=None, **how):
    made = chronology(pupil, reader, **how)
    return made.rows(made.chosen(asked or Asked(oldest_first=True)))


def kinds(shown):
    return [row.kind for row in shown]


def test_it_is_made_of_all_records(rosa, both, lead):
    add_fact(
        Status, rosa, by=lead, request_key=uuid.uuid4(), kind="early_help", starts_on=date(2026, 1, 6),
        ends_on=date(2026, 9, 21),
    )  # fmt: skip
    add_fact(
        CourtOrder,
        rosa,
        by=lead,
        request_key=uuid.uuid4(),
        title="Order",
        terms="No.",
        starts_on=date(2026, 3, 1),
    )
    action = plan_action(
        what="Ring home.", owner=lead, due_on=TODAY, by=lead, concern=both, request_key=uuid.uuid4()
    )
    assert "action" not in kinds(rows(rosa, lead))
    finish_action(action, result="Rang at 3.", by=lead)
    add_entry("note", by=lead, pupil=rosa, text="Club place.", happened_on=date(2026, 10, 1))
    shown = rows(rosa, lead)
    assert kinds(shown)[:5] == ["status_start", "order_start", "status_end", "note", "concern"]
    assert set(kinds(shown)[5:]) == {"triage", "action"}
    assert [row.line.on for row in shown] == sorted(row.line.on for row in shown)


def test_a_back_dated_entry_stands_in_place_with_both_times(rosa, both, lead):
    add_entry("note", by=lead, pupil=rosa, text="Before.", happened_on=date(2026, 10, 30))
    first = rows(rosa, lead)[0]
    assert (first.kind, first.line.on) == ("note", date(2026, 10, 30))
    assert first.days_later == (first.recorded_on - date(2026, 10, 30)).days > 0


def test_ending_of_a_fact_shows_once_with_its_reason(rosa, lead):
    status = add_fact(
        Status, rosa, by=lead, request_key=uuid.uuid4(), kind="child_in_need", starts_on=date(2026, 9, 1)
    )
    end_fact(status, last_day=date(2026, 10, 1), reason="It worked.", by=lead, request_key=uuid.uuid4())
    shown = rows(rosa, lead)
    assert kinds(shown) == ["status_start", "status"]
    assert shown[1].reason == "It worked."


def test_gaps_are_counted_and_closed_by_what_is_added(rosa, jude, both, lead):
    made = chronology(rosa, lead)
    assert (made.significant, made.lacking) == (1, 1)  # the concern has words, and no effect yet
    add_entry(
        "child_words", by=lead, pupil=rosa, own_words="Mum was late.", impact="She uses the oven.",
        facts={"about": both.public_id},
    )  # fmt: skip
    assert chronology(rosa, lead).lacking == 0
    assert chronology(jude, lead).lacking == 1
    (row, *_), (other, *_) = rows(rosa, lead), rows(jude, lead)
    assert (row.own_words, row.impact) == ("I do the tea.\nMum was late.", "She uses the oven.")
    assert row.added_later[0].startswith("Ruth Adeyemi, ")
    assert (other.own_words, other.impact) == ("I do the tea.", "")
    assert "child_words" not in kinds(rows(rosa, lead))


def test_an_entry_about_one_child_stays_out_of_the_others_file(rosa, jude, both, lead):
    add_entry("note", by=lead, concern=both, pupil=jude, text="Only Jude.")
    add_entry("note", by=lead, concern=both, text="Both.")
    assert [row.text for row in rows(rosa, lead) if row.kind == "note"] == ["Both."]
    assert len([row for row in rows(jude, lead) if row.kind == "note"]) == 2


def test_a_filter_chooses_kinds_and_period(rosa, both, lead):
    add_entry(
        "contact", by=lead, pupil=rosa, contact_kind="call", contact_with="Mum", happened_on=date(2026, 10, 1)
    )
    assert kinds(rows(rosa, lead, Asked(kinds=("contact",)))) == ["contact"]
    assert kinds(rows(rosa, lead, Asked(kinds=("contact", "concern")))) == ["concern", "contact"]
    assert kinds(rows(rosa, lead, Asked(until=date(2026, 10, 31)))) == ["contact"]
    assert kinds(rows(rosa, lead, Asked(since=date(2026, 11, 1), until=date(2026, 11, 9)))) == ["concern"]
    assert chronology(rosa, lead).counts["contact"] == 1


def test_the_other_child_is_named_on_screen_and_never_on_paper(rosa, both, lead):
    screen, paper = rows(rosa, lead)[0], rows(rosa, lead, on_paper=True)[0]
    assert screen.also_about == ("Jude Whitlam (Year 1)",)
    assert screen.text.startswith("Rosa and Jude were")
    assert paper.also_about == ("another child (Year 1)",)
    assert paper.text == "Rosa and another child (Year 1) were alone at 14 Elm Road."


@pytest.mark.parametrize("whose", ["rosa", "jude"])
def test_a_shield_of_either_child_covers_its_words(whose, rosa, jude, both, lead):
    child = {"rosa": rosa, "jude": jude}[whose]
    add_fact(
        Shield, child, by=lead, request_key=uuid.uuid4(), kind="address", hidden_from="Carl",
        text="14 Elm Road\nHollin",
    )  # fmt: skip
    assert "at [Address shielded]." in rows(rosa, lead)[0].text
    assert "at [left out]." in rows(rosa, lead, on_paper=True)[0].text


def test_a_concern_leaves_with_the_other_childs_file(rosa, jude, both, lead):
    deputy = factories.member(rosa.school, Role.DEPUTY)
    assert "concern" in kinds(rows(rosa, deputy))
    shut_out(deputy, reason="Her nephew.", by=lead, request_key=uuid.uuid4(), pupil=jude)
    assert rows(rosa, deputy) == ()
    assert chronology(rosa, deputy).open_concerns == 0


def test_what_was_entered_in_error_is_struck_and_not_counted(rosa, both, lead):
    claim_error(both, reason="Wrong child.", by=lead)
    confirm_error(both, reason="Yes.", by=factories.member(rosa.school, Role.DEPUTY))
    made = chronology(rosa, lead)
    assert (made.significant, made.lacking, made.open_concerns) == (0, 0, 0)
    assert all(row.line.struck for row in rows(rosa, lead))

"""The action plan as one report: order, words, clocks, and a constant number of queries."""

import csv
import io
import uuid
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.actions.planning import change_plan, note_progress, plan_action
from audits.reports.action_plan import action_plan
from audits.reports.plan_sheets import plan_sheets
from safeguarding.access.roles import Role
from safeguarding.spreadsheets import write_csv, write_xlsx
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def add(audit, what, due_on=None, *, key="", **fields):
    response = audit.responses.get(item__key=key) if key else None
    return plan_action(
        audit, what=what, owner_id=audit.lead_author.pk, due_on=due_on, by=audit.lead_author,
        request_key=uuid.uuid4(), response=response, **fields,
    )  # fmt: skip


def test_order_is_late_then_by_date_then_undated_then_finished():
    audit = factories.audit()
    add(audit, "no date")
    add(audit, "later", date(2026, 12, 20))
    add(audit, "a bit late", date(2026, 11, 20))
    done = add(audit, "done", date(2026, 10, 1))
    add(audit, "today", TODAY)
    add(audit, "very late", date(2026, 11, 1))
    note_progress(done, note="", state="done", by=audit.lead_author)
    lines = action_plan(audit, today=TODAY).lines
    assert [line.what for line in lines] == ["very late", "a bit late", "today", "later", "no date", "done"]
    assert [line.lateness for line in lines] == ["21 days late", "2 days late", "", "", "", ""]
    assert lines[2].tag == ("waiting", "Due today")


def test_line_says_where_it_comes_from_who_and_the_last_note():
    audit = factories.audit()
    factories.respond(audit, "item-2", "red")
    action = add(audit, "Train", date(2026, 11, 21), key="item-2")
    note_progress(action, note="Booked for Monday.", state="in_progress", by=audit.lead_author)
    change_plan(action, action.plan() | {"what": "Train all"}, seen_version=2, by=audit.lead_author)
    (line,) = action_plan(audit, today=TODAY).lines
    assert str(line.source) == "I2. Title of item 2"
    assert (line.owner, line.basis_label, line.state_label) == (audit.lead_author.name, "Red", "In progress")
    assert (line.lateness, line.last_note.note) == ("1 day late", "Booked for Monday.")
    assert [entry.heading for entry in line.log] == ["Changed the plan", "Moved to in progress", "Planned"]
    assert line.log[0].changes == ("Action: “Train all”, before “Train”",)


def test_moved_date_is_told_with_its_reason():
    audit = factories.audit()
    action = add(audit, "Train", date(2026, 11, 21))
    moved = action.plan() | {"due_on": date(2026, 12, 4), "due_reason": "The trainer is ill."}
    change_plan(action, moved, seen_version=1, by=audit.lead_author)
    assert action_plan(audit).lines[0].log[0].changes == (
        "By when: 4 December 2026, before 21 November 2026",
        "Why that date: The trainer is ill.",
    )


@pytest.mark.parametrize(
    ("late", "others", "done", "sentence"),
    [
        (0, 0, 0, "There are no actions in this plan yet."),
        (0, 0, 1, "Every action is finished."),
        (0, 1, 0, "One action is open. None is late."),
        (1, 8, 0, "Nine actions are open. One is late."),
        (2, 8, 1, "10 actions are open. Two are late."),
    ],
)
def test_opening_sentence(late, others, done, sentence):
    audit = factories.audit()
    for number in range(late + others + done):
        action = add(audit, "Train", date(2026, 11, 1) if number < late else date(2026, 12, 1))
        if number >= late + others:
            note_progress(action, note="", state="done", by=audit.lead_author)
    assert action_plan(audit, today=TODAY).sentence == sentence


def test_green_items_fall_due_for_review_by_the_clock():
    audit = factories.audit(audit_date=date(2026, 11, 4))
    for key in ("item-3", "item-1"):
        factories.respond(audit, key, "green", evidence="Seen.")
    factories.respond(audit, "item-2", "amber")
    (reviews,) = action_plan(audit).reviews
    assert reviews.due_on == date(2027, 11, 4)
    assert [source.ref for source in reviews.sources] == ["I1", "I3"]


def test_case_label_is_never_in_the_plan():
    audit = factories.audit()
    add(audit, "Train")
    assert not hasattr(action_plan(audit).lines[0].source, "case")


def test_queries_do_not_grow():
    audit = factories.audit()
    counts = []
    for rounds in (1, 3):
        for number in range(rounds):
            owner = factories.member(audit.school, Role.STAFF)
            action = add(audit, f"Action {number}", date(2026, 11, 1), key=f"item-{number + 1}")
            change_plan(action, action.plan() | {"owner_id": owner.pk}, seen_version=1, by=audit.lead_author)
            note_progress(action, note="Done.", by=owner)
            factories.respond(audit, f"item-{number + 1}", "green", evidence="Seen.")
        audit.refresh_from_db()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            plan = action_plan(audit)
            plan_sheets(plan)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_spreadsheets_say_the_same_as_the_page():
    audit = factories.audit()
    factories.respond(audit, "item-1", "green", evidence="Seen.")
    factories.respond(audit, "item-2", "red")
    action = add(audit, "=cmd|' /C calc'!A0", date(2026, 11, 20), key="item-2")
    note_progress(action, note="@SUM(1)", by=audit.lead_author)
    sheets = plan_sheets(action_plan(audit, today=TODAY))
    rows = list(csv.reader(io.StringIO(write_csv(sheets).decode("utf-8-sig"), newline="")))
    assert rows[1][:5] == [
        "I2",
        "Title of item 2",
        "'=cmd|' /C calc'!A0",
        audit.lead_author.name,
        "2026-11-20",
    ]
    assert rows[1][7:10] == ["2", "Red", "'@SUM(1)"]
    assert rows[2][0] == "I1"
    assert rows[2][8] == "Green review"
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx("Plan", sheets)))
    assert book.sheetnames == ["Actions", "Green reviews"]
    assert book["Actions"]["E2"].value.date() == date(2026, 11, 20)
    assert book["Actions"]["C2"].value == "'=cmd|' /C calc'!A0"

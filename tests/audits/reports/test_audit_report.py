"""The one object that page and PDF read."""

import hashlib
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audits.actions.planning import note_progress, plan_action
from audits.actions.signing import return_audit
from audits.models import Audit, CaseSample, Evidence, EvidenceUse, Response
from audits.rating import Counts
from audits.reports.audit_report import Profile, audit_report
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.reviews import as_signed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 3)
SHA = hashlib.sha256(b"file").hexdigest()


def made(audit, profile=Profile.CASES, today=TODAY):
    return audit_report(audit, today=today, profile=profile)


def plan(what, due_on, owner_id):
    return {
        "what": what,
        "owner_id": owner_id,
        "due_on": due_on,
        "due_reason": "",
        "request_key": uuid.uuid4(),
    }


def released(audit):
    Audit.objects.filter(pk=audit.pk).update(
        state=Audit.State.SUBMITTED, submitted_at=timezone.now(), submitted_by=audit.lead_author
    )


def sample(audit, label, kind=CaseSample.Kind.CHILD_PROTECTION, **ratings):
    lead = audit.lead_author
    case = CaseSample.objects.create(audit=audit, school=audit.school, label=label, kind=kind, added_by=lead)
    for item in audit.edition.items.filter(kind="case_check"):
        rating = ratings.get(item.key.replace("-", "_"), "green")
        Response.objects.create(
            audit=audit, school=audit.school, item=item, case=case, version=1, rating=rating,
            evidence=f"Words on {label}", rated_on=TODAY, updated_at=timezone.now(), updated_by=lead,
        )  # fmt: skip
    return case


def show(response, lead, title="Register", **fields):
    fields = {"kind": Evidence.Kind.NOTE, "note": "Seen."} | fields
    evidence = Evidence.objects.create(
        school_id=response.school_id, title=title, dated_on=date(2026, 10, 16), added_by=lead, **fields
    )
    return EvidenceUse.objects.create(
        response=response, evidence=evidence, school_id=response.school_id, added_by=lead
    )


@pytest.fixture
def audit(db):
    factories.edition(items=5)
    return factories.audit()


@pytest.fixture
def last_year(audit):
    """An audit of the year before, with everything green, which this year's follows."""
    before = factories.audit(
        school=audit.school, lead=audit.lead_author, audit_date=audit.audit_date - timedelta(days=365)
    )
    for number in range(1, 6):
        factories.respond(before, f"item-{number}", "green", evidence="As it was.")
    released(before)
    Audit.objects.filter(pk=audit.pk).update(previous=before)
    return before


def test_facts_of_the_cover(audit):
    report = made(audit)
    assert (report.title, report.school) == ("Safeguarding audit 2026 to 2027", audit.school.name)
    assert str(report.lead_author) == f"{audit.lead_author.name}, designated safeguarding lead"
    assert (report.status, report.revision, report.submitted_by) == ("Draft", 1, None)


def test_it_is_final_only_when_signed(audit):
    released(audit)
    assert made(audit).status == "Draft"
    as_signed(audit)
    assert made(audit).status == "Final"


def test_counts_by_section_and_in_all(audit):
    for key, rating in [("item-1", "red"), ("item-2", "amber"), ("item-3", "green")]:
        factories.respond(audit, key, rating)
    factories.respond(audit, "item-4", "not_applicable", na_reason="No such pupils.")
    report = made(audit)
    assert report.counts == Counts(1, 1, 1, 1, 1) == report.sections[0].counts
    assert report.cards[3].na_reason == "No such pupils."


def test_case_answers_are_never_counted(audit):
    sample(audit, "Case 1", case_1="red")
    assert made(audit).counts == Counts(unanswered=5)


def test_a_reason_is_shown_only_where_it_does_not_apply(audit):
    factories.respond(audit, "item-1", "green", na_reason="Left over.")
    assert made(audit).cards[0].na_reason == ""


def test_a_card_holds_words_parts_and_review_date(audit):
    factories.respond(audit, "item-1", "green", evidence="All signed.", marks={"b": "yes", "c": "no"})
    card = made(audit).cards[0]
    assert (card.ref, card.question, card.evidence) == ("I1", "Prompt a of item 1", "All signed.")
    assert [part.mark for part in card.parts] == ["Yes", "No"]
    assert (card.meaning, card.review_on) == ("met", date(2027, 11, 4))


def test_evidence_that_was_removed_is_not_in_it(audit):
    response = factories.respond(audit, "item-1", "green")
    lead = audit.lead_author
    show(
        response,
        lead,
        "Code",
        kind=Evidence.Kind.FILE,
        note="",
        file="evidence/x",
        size=4,
        sha256=SHA,
        file_type="pdf",
    )
    use = show(response, lead, "Old")
    EvidenceUse.objects.filter(pk=use.pk).update(removed_at=timezone.now(), removed_by=lead)
    report = made(audit)
    (piece,) = report.cards[0].pieces
    assert (piece.title, piece.kind, piece.check) == ("Code", "PDF", f"{SHA[:4]} {SHA[4:8]}")
    assert [(line.title, line.refs) for line in report.evidence_index] == [("Code", ("I1",))]


def test_the_evidence_index_names_a_piece_once(audit):
    first, second = (factories.respond(audit, key, "green") for key in ("item-1", "item-2"))
    use = show(first, audit.lead_author)
    EvidenceUse.objects.create(
        response=second, evidence=use.evidence, school=audit.school, added_by=audit.lead_author
    )
    assert [line.refs for line in made(audit).evidence_index] == [("I1", "I2")]


def test_actions_by_due_date_with_lateness_and_last_note(audit):
    lead = audit.lead_author
    factories.respond(audit, "item-2", "amber", plan=plan("Later", date(2026, 12, 20), lead.pk))
    factories.respond(audit, "item-1", "red", plan=plan("Sooner", date(2026, 11, 15), lead.pk))
    sooner = audit.actions.get(what="Sooner")
    note_progress(sooner, note="31 of 47 done.", state="in_progress", by=lead)
    report = made(audit)
    assert [action.what for action in report.actions] == ["Sooner", "Later"]
    (late,) = report.late_actions
    assert (late.late, late.ref, late.basis, late.last_note) == (
        "18 days late",
        "I1",
        "Red",
        "31 of 47 done.",
    )
    assert report.reds[0].next == "Its action is 18 days late."


def test_a_finished_action_is_not_late_and_comes_last(audit):
    lead = audit.lead_author
    factories.respond(audit, "item-1", "red", plan=plan("Done", date(2026, 11, 1), lead.pk))
    factories.respond(audit, "item-2", "red", plan=plan("Open", date(2027, 1, 1), lead.pk))
    note_progress(audit.actions.get(what="Done"), note="It is up.", state="done", by=lead)
    report = made(audit)
    assert [action.what for action in report.actions] == ["Open", "Done"]
    assert report.late_actions == ()
    assert report.reds[0].next == "Its action is finished."


def test_an_action_without_an_item_is_in_the_plan(audit):
    plan_action(
        audit, what="Buy a lock", owner_id=None, due_on=None, by=audit.lead_author, request_key=uuid.uuid4()
    )
    assert [action.what for action in made(audit).actions] == ["Buy a lock"]


def test_changes_come_worse_first(audit, last_year):
    factories.respond(audit, "item-1", "green", evidence="As it was.")
    factories.respond(audit, "item-2", "amber")
    factories.respond(audit, "item-3", "red")
    factories.respond(audit, "item-4", "not_applicable", na_reason="None.")
    comparison = made(audit).comparison
    assert [(c.card.ref, c.direction) for c in comparison.changes] == [
        ("I3", "worse"),
        ("I2", "worse"),
        ("I4", "other"),
    ]
    assert comparison.sentence == "0 items are better, 2 are worse, 1 is the same, 2 cannot be compared."
    assert comparison.counts == Counts(green=5)


def test_a_card_says_what_it_was_and_whether_the_words_are_the_same(audit, last_year):
    factories.respond(audit, "item-1", "green", evidence="As it was. ")
    factories.respond(audit, "item-2", "green", evidence="New words.")
    same, other = made(audit).cards[:2]
    assert (same.earlier.label, same.earlier.when, same.earlier.same_words) == (
        "Green",
        "November 2025",
        True,
    )
    assert other.earlier.same_words is False


def test_an_earlier_audit_that_was_never_sent_is_nothing_to_compare_with(audit, last_year):
    governor = factories.member(audit.school, Role.GOVERNOR)
    return_audit(last_year, reason="Not finished.", by=governor, request_key=uuid.uuid4())
    assert made(audit).comparison is None


def test_the_first_audit_has_no_comparison(audit):
    report = made(audit)
    assert report.comparison is None
    assert [before for *_, before in report.beside] == [None] * 5


def test_governors_never_learn_of_single_files(audit):
    sample(audit, "Case 1 of Rosa", case_1="red")
    sample(audit, "Case 2 of Kofi", CaseSample.Kind.EARLY_HELP)
    check = made(audit, Profile.GOVERNORS).case_check
    assert check.how_many == "1 to 5 files"
    assert [(kind.label, kind.how_many) for kind in check.kinds] == [
        ("Early help", ""),
        ("Child protection", ""),
    ]
    assert check.rows[0].words == "Some red, some green"
    assert check.rows[1].words == "All green"
    assert "Case" not in str(check.cases) + "".join(str(row.cells) for row in check.rows)
    assert all(row.counts is None for row in check.rows)


def test_the_head_sees_counts_and_the_lead_the_labels(audit):
    sample(audit, "Case 1", case_1="red")
    sample(audit, "Case 2")
    full, cases = (made(audit, profile).case_check for profile in (Profile.FULL, Profile.CASES))
    assert (full.how_many, full.rows[0].words, full.cases) == ("2 files", "1 red, 1 green", ())
    assert [cell.label for cell in cases.rows[0].cells] == ["Case 1", "Case 2"]
    assert cases.rows[0].cells[0].words == "Words on Case 1"


def test_a_sample_that_was_removed_is_not_in_it(audit):
    case = sample(audit, "Case 1")
    CaseSample.objects.filter(pk=case.pk).update(removed_at=timezone.now())
    assert made(audit).case_check is None


def test_the_check_follows_what_is_said_and_nothing_else(audit):
    factories.respond(audit, "item-1", "green", evidence="One")
    first = made(audit).check
    assert made(audit).check == first
    factories.respond(audit, "item-1", "green", evidence="Two")
    assert made(audit).check != first


def test_the_number_of_queries_does_not_grow(audit, last_year):
    lead = audit.lead_author

    def fill(key):
        response = factories.respond(audit, key, "red", plan=plan(f"Do {key}", TODAY, lead.pk))
        note_progress(audit.actions.get(what=f"Do {key}"), note="Begun.", state="in_progress", by=lead)
        show(response, lead, f"Shown {key}")
        sample(audit, f"Case {key}")

    fill("item-1")
    made(audit)
    with CaptureQueriesContext(connection) as one:
        made(audit)
    for key in ("item-2", "item-3"):
        fill(key)
    with CaptureQueriesContext(connection) as three:
        made(audit)
    assert len(three) == len(one) <= 20  # six of them ask what the records say


def test_an_adviser_and_a_sender_are_named_with_their_roles(audit):
    adviser = factories.member(audit.school, Role.ADVISER, name="Ines Okafor")
    Audit.objects.filter(pk=audit.pk).update(adviser=adviser)
    released(audit)
    report = made(audit)
    assert str(report.adviser) == "Ines Okafor, adviser"
    assert report.submitted_by == report.lead_author

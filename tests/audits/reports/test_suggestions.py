"""Suggested questions: one for an item, by the first rule that fits, and never about what was asked."""

import uuid
from datetime import date, timedelta

import pytest

from audits.actions.planning import plan_action
from audits.actions.submitting import submit_audit
from audits.reports.audit_report import Profile, audit_report
from audits.reports.suggestions import suggested_questions
from tests import factories
from tests.factories.reviews import asked

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 3)


def planned(audit, key, due_on):
    response = audit.responses.get(item__key=key, case=None)
    lead = audit.lead_author
    return plan_action(
        audit, response=response, what=f"Do {key}", owner_id=lead.pk, due_on=due_on, by=lead,
        request_key=uuid.uuid4(),
    )  # fmt: skip


def answer(audit, answers):
    for number, (rating, words, fields) in enumerate(answers, start=1):
        factories.respond(audit, f"item-{number}", rating, evidence=words, **fields)
        if rating in ("red", "amber"):
            planned(audit, f"item-{number}", TODAY + timedelta(days=5))


def suggested(audit):
    return suggested_questions(audit, audit_report(audit, today=TODAY, profile=Profile.GOVERNORS))


@pytest.fixture
def audit():
    """An audit after another, with a reason for each rule."""
    edition = factories.edition(items=10)
    before = factories.audit(edition_=edition, audit_date=date(2025, 11, 4))
    answer(before, [("green", f"Words {n} of last year here.", {}) for n in range(1, 11)])
    planned(before, "item-5", TODAY)
    audit = factories.audit(school=before.school, lead=before.lead_author, edition_=edition)
    same = "The same words stand here twice."
    answer(
        audit,
        [
            ("amber", "It was better once.", {}),
            ("red", "Nobody knew of it.", {}),
            ("green", "All is well here now.", {"marks": {"b": "no"}}),
            ("not_applicable", "", {"na_reason": "We have none."}),
            ("green", "We looked at it in May.", {}),
            ("green", "As above.", {}),
            ("green", "Yes", {}),
            ("green", same, {}),
            ("green", same, {}),
            ("green", "Words 10 of last year here.", {}),
        ],
    )
    submit_audit(before, by=before.lead_author)
    return submit_audit(audit, by=audit.lead_author)


def test_each_item_has_the_question_of_the_first_rule_that_fits(audit):
    found = {each.item_key: (each.question, each.why) for each in suggested(audit)}
    assert {key: why for key, (_, why) in found.items()} == {
        "item-1": "It got worse: from green to amber.",
        "item-2": "It got worse: from green to red.",
        "item-3": "It is green, and one part says no.",
        "item-4": "It is rated not applicable.",
        "item-5": "It is green, and last year’s action for it is still open.",
        "item-6": "It says “as above”.",
        "item-7": "One word shows it.",
        "item-8": "It says the same as I9.",
        "item-9": "It says the same as I8.",
        "item-10": "Its words have not changed since last year.",
    }
    assert found["item-5"][0] == "Why is I5 green when last year’s action is still open?"


def test_reds_and_late_actions_come_before_ambers(audit):
    alone = factories.audit(edition_=audit.edition)
    answer(alone, [("amber", "Half of it.", {}), ("red", "None of it.", {}), ("amber", "Some of it.", {})])
    for number in range(4, 11):
        factories.respond(alone, f"item-{number}", "green", evidence=f"We asked {number} people about it.")
    late = audit_report(alone, today=TODAY + timedelta(days=9), profile=Profile.GOVERNORS)
    assert [each.why for each in suggested_questions(alone, late)] == ["Its action is 4 days late."] * 3
    assert [(each.ref, each.why) for each in suggested(alone)] == [
        ("I2", "It is red."),
        ("I1", "It is amber."),
        ("I3", "It is amber."),
    ]


def test_nothing_is_suggested_about_what_was_asked(audit):
    asked(audit, item="item-2")
    assert "item-2" not in [each.item_key for each in suggested(audit)]

"""What the work on a concern refuses, and that a refusal writes nothing."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.actions.moving import (
    Sorted,
    change_level,
    hand_over,
    match_child,
    move_on,
    resolve,
    sort_child,
    triage,
)
from concerns.actions.planning import cancel_action, finish_action, plan_action
from concerns.actions.recording import NamedChild
from concerns.models import Action, Entry, Exclusion, Standing
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.concerns.actions.test_moving import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def concern():
    return factories.triaged()


@pytest.fixture
def lead(concern):
    return concern.standing.owner


@pytest.fixture
def refused():
    """``refused(match, act, …)``: the act is refused, and nothing is there that was not there before."""

    def check(match, act, *args, **kwargs):
        before = (
            Entry.objects.count(),
            Event.objects.count(),
            Action.objects.count(),
            list(Standing.objects.values()),
        )
        with pytest.raises(Refused, match=match):
            act(*args, **kwargs)
        after = (
            Entry.objects.count(),
            Event.objects.count(),
            Action.objects.count(),
            list(Standing.objects.values()),
        )
        assert after == before

    return check


def plan(concern, lead, owner=None, what="Ring home"):
    return plan_action(
        what=what,
        owner=owner or lead,
        due_on=date(2026, 12, 1),
        by=lead,
        concern=concern,
        request_key=uuid.uuid4(),
    )


def shut_out(person, by, **what):
    row = next(iter(what.values()))
    return Exclusion.objects.create(school=row.school, person=person, reason="Aunt.", by=by, **what)


@pytest.mark.parametrize("of", ["concern", "pupil"])
def test_nobody_is_given_what_they_could_not_open(concern, lead, refused, of):
    deputy = factories.member(concern.school, Role.DEPUTY)
    stranger = factories.member(factories.school(), Role.LEAD)
    staff = factories.member(concern.school, Role.STAFF)
    shut_out(deputy, lead, **{of: concern if of == "concern" else concern.links.get().pupil})
    for person in (deputy, stranger, staff):
        refused("Choose a colleague", hand_over, concern, owner=person, by=lead)
        refused("Choose a colleague", plan, concern, lead, person)


def test_a_stale_copy_of_the_concern_does_not_get_past_its_state(concern, lead, refused):
    stale = concern.__class__.objects.select_related("standing").get(pk=concern.pk)
    ready(concern, lead)
    resolve(concern, by=lead)
    refused("Reopen it to add an action", plan, stale, lead)
    refused("Reopen it first", add_entry, "decision", by=lead, concern=stale, route="other", reason="Late.")
    add_entry("note", by=lead, concern=stale, text="A letter came.")


@pytest.mark.parametrize(
    ("kind", "fields", "match"),
    [
        ("decision", {"route": "other", "reason": "  "}, "Give the reason"),
        ("decision", {"reason": "So."}, "Choose what you decided"),
        ("contact", {"contact_kind": "call", "contact_with": " "}, "with whom"),
        ("outcome", {"text": "\n"}, "what came of it"),
        ("feedback", {"text": " "}, "reporter was told"),
        ("child_words", {}, "child’s words"),
        ("justification", {"reason": "So."}, "risk assessment"),
        ("note", {"happened_on": date(2199, 1, 1), "text": "x"}, "not in the future"),
    ],
)
def test_an_entry_says_what_its_kind_must(concern, lead, refused, kind, fields, match):
    refused(match, add_entry, kind, by=lead, concern=concern, **fields)


def test_an_entry_is_about_a_child_and_an_entry_of_its_concern(concern, lead, refused):
    other = factories.concern(school=concern.school)
    note = add_entry("note", by=lead, concern=other, text="x")
    pupil = other.links.get().pupil
    refused("child of this concern", add_entry, "note", by=lead, concern=concern, pupil=pupil, text="x")
    refused(
        "entry of this concern", add_entry, "correction", by=lead, concern=concern, corrects=note, text="x"
    )


def test_level_and_category_change_with_a_reason_and_never_over_a_colleague(concern, lead, refused):
    link, kind = concern.links.get(), factories.subcategory()
    refused("Give the reason", change_level, concern, level="early_help", reason=" ", by=lead)
    refused("Choose a level", change_level, concern, level="severe", reason="x", by=lead)
    refused("this level already", change_level, concern, level="universal", reason="x", by=lead)
    refused(
        "A colleague changed", change_level, concern, level="early_help", reason="x", by=lead, seen_version=0
    )
    refused("A colleague changed", sort_child, Sorted(link, kind), reason="x", by=lead, seen_version=0)
    retired = factories.subcategory(until=timezone.localdate() - timedelta(days=1))
    refused("no longer on the list", sort_child, Sorted(link, retired), reason="x", by=lead)
    register = factories.subcategory(register=True)
    refused("register", sort_child, Sorted(link, kind, (register,)), reason="x", by=lead)
    refused("Give the reason", move_on, concern, "monitoring", by=lead, reason="")


def test_an_action_ends_once_and_with_words(concern, lead, refused):
    action = plan(concern, lead)
    refused("Say what came of it", finish_action, action, result=" ", by=lead)
    refused("Say why", cancel_action, action, reason="", by=lead)
    finish_action(action, result="Rang.", by=lead)
    refused("done already", cancel_action, action, reason="No.", by=lead)


def test_the_same_form_twice_triages_once():
    concern = factories.concern()
    lead, key = factories.member(concern.school, Role.LEAD), uuid.uuid4()
    each = [Sorted(link, factories.subcategory()) for link in concern.links.all()]
    for _ in range(2):
        triage(concern, each, level="universal", owner=lead, reason="Read.", by=lead, request_key=key)
    assert concern.entries.filter(kind="triage").count() == 1


def test_a_described_child_is_matched_once_and_within_the_school(refused):
    school = factories.school()
    named = factories.pupil(school=school)
    children = (NamedChild("harmed", pupil=named), NamedChild("witness", described="A tall boy"))
    concern = factories.concern(school=school, children=children)
    lead, link = factories.member(school, Role.LEAD), concern.links.get(pupil=None)
    refused("in this concern already", match_child, link, named, by=lead)
    refused("of this school", match_child, link, factories.pupil(), by=lead)
    match_child(link, factories.pupil(school=school), by=lead)
    refused("matched already", match_child, link, factories.pupil(school=school), by=lead)

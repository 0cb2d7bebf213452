"""When a person is shut out, what they have goes to somebody else: nothing stays on their lists, nothing is lost."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concerns.actions.excluding import shut_out
from concerns.actions.moving import match_child, reopen, resolve
from concerns.actions.owning import owned_by
from concerns.actions.planning import plan_action
from concerns.actions.recording import NamedChild
from concerns.models import Action, Entry, Exclusion, Pupil, Standing
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories
from tests.concerns.actions.test_moving import ready
from tests.factories import casework
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.DEPUTY, name="Tom Brannigan")


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


def concern_of(pupil, owner):
    return factories.triaged(children=(NamedChild("harmed", pupil),), school=pupil.school, by=owner)


def action_of(owner, **about):
    due = timezone.localdate() + timedelta(days=2)
    return plan_action(what="Ring home", owner=owner, due_on=due, by=owner, request_key=uuid.uuid4(), **about)


@pytest.fixture
def has(deputy, rosa):
    """All that the deputy has of Rosa's file: two concerns, actions, a plan; and another child's concern."""
    first, second = concern_of(rosa, deputy), concern_of(rosa, deputy)
    action_of(deputy, concern=first)
    action_of(deputy, pupil=rosa)
    casework.plan(rosa, by=deputy)
    casework.referral(rosa, by=deputy)
    casework.challenge(rosa, by=deputy)
    other = concern_of(factories.pupil(school=rosa.school), deputy)
    action_of(deputy, concern=other)
    return first, second, other


def out(person, by, **more):
    return shut_out(person, reason="Her uncle.", by=by, request_key=uuid.uuid4(), **more)


def test_everything_of_the_file_goes_to_the_new_owner_and_nothing_else(lead, deputy, rosa, has):
    first, second, other = has
    assert (
        owned_by(deputy, seen_by=lead, pupil=rosa).in_words
        == "2 concerns, 2 actions, 1 plan, 1 referral, 1 challenge"
    )
    out(deputy, lead, pupil=rosa, new_owner=lead)
    assert {Standing.objects.get(concern=each).owner for each in (first, second)} == {lead}
    assert set(Action.objects.exclude(concern=other).values_list("owner", flat=True)) == {lead.pk}
    assert other.actions.get().owner == deputy
    assert {rosa.plans.get().owner, rosa.referrals.get().owner, rosa.challenges.get().owner} == {lead}
    assert Standing.objects.get(concern=other).owner == deputy
    handed = Entry.objects.filter(kind="owner").order_by("pk")
    assert [entry.facts for entry in handed] == [{"from": deputy.name, "to": lead.name}] * 2
    changed = Entry.objects.filter(kind="action", facts__has_key="owner_before")
    assert changed.count() == 2
    assert not any("uncle" in entry.reason for entry in [*handed, *changed])


def test_who_has_something_is_not_shut_out_while_nobody_takes_over(lead, deputy, rosa, has):
    before = Entry.objects.count()
    with pytest.raises(
        Refused, match=r"has 2 concerns, 2 actions, 1 plan, 1 referral, 1 challenge here\. Choose"
    ):
        out(deputy, lead, pupil=rosa)
    with pytest.raises(Refused, match="Choose a colleague"):
        out(deputy, lead, pupil=rosa, new_owner=factories.member(rosa.school, Role.STAFF))
    with pytest.raises(Refused, match="Choose a colleague"):
        out(deputy, lead, pupil=rosa, new_owner=deputy)
    assert not Exclusion.objects.exists()
    assert Entry.objects.count() == before
    assert Pupil.objects.visible_to(deputy).filter(pk=rosa.pk).exists()


def test_out_of_one_concern_hands_on_that_concern_alone(lead, deputy, has):
    first, second, _ = has
    out(deputy, lead, concern=first, new_owner=lead)
    assert Standing.objects.get(concern=first).owner == lead
    assert Standing.objects.get(concern=second).owner == deputy
    assert set(first.actions.values_list("owner", flat=True)) == {lead.pk}


def test_the_page_shows_what_they_have_and_asks_who_takes_over(client, lead, deputy, rosa, has):
    url = reverse("concerns:file_exclusions", args=[rosa.school.slug, rosa.public_id])
    sent = {"person": deputy.public_id, "reason": "Her uncle.", "request_key": str(uuid.uuid4())}
    client.force_login(lead)
    assert "Who has it from now on" not in client.get(url).content.decode()
    page = client.post(url, sent).content.decode()
    for words in (
        "Tom Brannigan has 2 concerns, 2 actions, 1 plan, 1 referral, 1 challenge here",
        has[0].reference,
        "Ring home",
        "Her uncle.",
    ):
        assert words in page
    assert "There is a problem" not in page, "nobody has made a mistake yet"
    assert has[2].reference not in page
    assert "Choose who has it from now on" in client.post(url, sent | {"owner": ""}).content.decode()
    reopen_wall()
    assert not Exclusion.objects.exists()
    done = client.post(url, sent | {"owner": lead.public_id}, follow=True).content.decode()
    assert "Ruth Adeyemi has from now on: 2 concerns, 2 actions, 1 plan, 1 referral, 1 challenge." in done
    client.force_login(deputy)
    mine = client.get(reverse("concerns:today", args=[rosa.school.slug]) + "?who=mine").content.decode()
    assert mine.count("Ring home") == 1, "that of the other child"
    owned = reverse("concerns:concerns", args=[rosa.school.slug]) + f"?owner={deputy.public_id}"
    listed = client.get(owned).content.decode()
    assert has[0].reference not in listed
    assert has[2].reference in listed


def test_who_has_nothing_is_shut_out_at_once_and_the_page_says_so(client, lead, rosa):
    factories.member(rosa.school, Role.DEPUTY)
    staff = factories.member(rosa.school, Role.STAFF)
    client.force_login(lead)
    url = reverse("concerns:file_exclusions", args=[rosa.school.slug, rosa.public_id])
    sent = {"person": staff.public_id, "reason": "Her uncle.", "request_key": str(uuid.uuid4())}
    assert "nobody has to take over" in client.post(url, sent, follow=True).content.decode()


def test_what_the_person_shutting_out_may_not_know_is_not_shown(lead, deputy, school, rosa):
    """The lead is out of a concern of Rosa's: its being the deputy's is not told to the lead."""
    factories.member(school, Role.DEPUTY)
    hidden = concern_of(rosa, deputy)
    out(lead, deputy, concern=hidden)
    assert not owned_by(deputy, seen_by=lead, pupil=rosa)


def test_whoever_reopens_has_it_where_its_owner_was_shut_out(lead, deputy, rosa):
    concern = concern_of(rosa, deputy)
    ready(concern, deputy)
    resolve(concern, by=deputy)
    out(deputy, lead, pupil=rosa)
    assert reopen(concern, reason="It happened again.", by=lead).owner == lead


def test_a_child_is_not_matched_into_the_concern_of_who_is_shut_out(lead, deputy, rosa):
    described = NamedChild("harmed", described="the girl with the red hat")
    concern = factories.triaged(children=(described,), school=rosa.school, by=deputy)
    out(deputy, lead, pupil=rosa)
    with pytest.raises(Refused, match="Hand it over first"):
        match_child(concern.links.get(), rosa, by=lead)


def test_who_is_shut_out_still_finds_the_child_to_report(client, lead, rosa):
    """Otherwise they would learn of it, and could not report what they see."""
    factories.member(rosa.school, Role.DEPUTY)
    staff = factories.member(rosa.school, Role.STAFF)
    out(staff, lead, pupil=rosa)
    client.force_login(staff)
    page = client.post(
        reverse("concerns:find_child", args=[rosa.school.slug]), {"find": "Rosa"}
    ).content.decode()
    assert "Rosa Whitlam" in page
    assert "Year 4, 4B" in page


def test_what_hangs_on_a_plan_is_given_away_with_the_concern_of_the_plan():
    """It hides with its plan, and the plan with its concern: nobody else would see that it waits."""
    concern = factories.triaged()
    lead, pupil = concern.standing.owner, concern.links.get().pupil
    deputy = factories.member(concern.school, Role.DEPUTY)
    plan = casework.plan(pupil, by=deputy, concern=concern)
    meeting = casework.meeting(pupil, by=deputy, plan=plan)
    action = plan_action(
        what="Ring",
        owner=deputy,
        due_on=timezone.localdate(),
        by=lead,
        request_key=uuid.uuid4(),
        pupil=pupil,
        plan=plan,
    )
    shut_out(deputy, reason="Aunt.", by=lead, request_key=uuid.uuid4(), concern=concern, new_owner=lead)
    for row in (plan, meeting, action):
        row.refresh_from_db()
        assert row.owner == lead, row

"""A challenge from stage to stage: what each step writes, what it does to its referral, and what it refuses."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from concerns.actions.challenging import (
    Dispute,
    hand_challenge,
    raise_challenge,
    record_reply,
    settle_challenge,
    take_further,
    withdraw_challenge,
)
from concerns.actions.moving import claim_error, confirm_error
from concerns.actions.recording import NamedChild
from concerns.escalation import USUAL, ladder_of, reply_due
from concerns.models import Action, Challenge, Exclusion
from safeguarding.access.roles import Role
from safeguarding.models import EscalationStage
from tests import factories
from tests.factories.referring import accept, ago, chase, decide, now, refuses, send, steps_of, write

pytestmark = pytest.mark.django_db

DISPUTE = Dispute(
    "Children’s services", "No further action.", "The third time in a month.", "He goes home to it."
)


@pytest.fixture
def pupil():
    return factories.pupil()


@pytest.fixture
def concern(pupil):
    return factories.triaged(children=(NamedChild("harmed", pupil),))


@pytest.fixture
def lead(concern):
    return concern.standing.owner


@pytest.fixture
def deputy(concern):
    return factories.member(concern.school, Role.DEPUTY)


@pytest.fixture
def draft(pupil, concern, lead):
    return write(pupil, lead, concern=concern)


@pytest.fixture
def sent(draft, lead):
    send(draft, lead, hours=50)
    return now(draft)


@pytest.fixture
def challenge(pupil, lead, concern):
    return raise_(pupil, lead, concern=concern)


def raise_(pupil, by, dispute=DISPUTE, owner=None, hours=30, **more):
    more = {"request_key": uuid.uuid4()} | more
    return raise_challenge(pupil, dispute, at=ago(hours), owner=owner or by, by=by, **more)


def how(challenge, by):
    return {"by": by, "seen_version": challenge.version, "request_key": uuid.uuid4()}


def reply(challenge, by, hours=2, **more):
    said = {"at": ago(hours), "reply": "We look again.", "by_whom": "Asif Rahman"}
    return record_reply(challenge, **how(challenge, by) | said | more)


def further(challenge, by, hours=1, why="It changes nothing."):
    return take_further(challenge, at=ago(hours), why=why, **how(challenge, by))


def told(challenge):
    return [entry.facts["step"] for entry in challenge.entries.order_by("pk")]


def test_it_climbs_the_authoritys_own_ladder(pupil, lead, concern):
    for order, title, days in ((1, "Workers talk", 1), (2, "Heads talk", 5)):
        EscalationStage.objects.create(
            authority=pupil.school.authority, order=order, title=title, with_whom="them", answer_within=days
        )
    made = raise_(pupil, lead, concern=concern)
    assert (made.stage, made.stage_title, made.answer_due_on) == (
        1, "Workers talk", reply_due(ladder(pupil, 0), made.stage_at),
    )  # fmt: skip
    reply(made, lead)
    assert now(made).reply == "We look again."
    further(now(made), lead)
    second = now(made)
    assert (second.stage, second.stage_title, second.reply, second.replied_at) == (2, "Heads talk", "", None)
    assert second.answer_due_on == reply_due(ladder(pupil, 1), second.stage_at)
    settle_challenge(second, outcome="They will assess him.", **how(second, lead))
    done = now(made)
    assert (done.state, done.outcome, done.ended_at is not None) == (
        "resolved",
        "They will assess him.",
        True,
    )
    assert told(made) == ["raised", "replied", "further", "settled"]
    first = made.entries.order_by("pk").first()
    assert (first.text, first.reason, first.impact, first.facts["with_whom"]) == (
        DISPUTE.disputed, DISPUTE.why, DISPUTE.effect, "them",
    )  # fmt: skip
    assert {entry.pupil for entry in made.entries.all()} == {pupil}
    assert {entry.concern for entry in made.entries.all()} == {concern}


def ladder(pupil, n):
    return ladder_of(pupil).rungs[n]


def test_without_a_ladder_of_the_authority_the_usual_one_is_climbed_to_its_end(challenge, lead):
    for rung in USUAL[1:]:
        further(now(challenge), lead)
        assert now(challenge).stage_title == rung.title
    refuses("last stage", further, now(challenge), lead)


@pytest.mark.parametrize(
    ("field", "ask"),
    [
        ("agency", "with whom"),
        ("disputed", "which decision"),
        ("why", "why you dispute"),
        ("effect", "what effect"),
    ],
)
def test_a_challenge_says_what_it_must(pupil, lead, field, ask):
    refuses(ask, raise_, pupil, lead, Dispute(**{**DISPUTE.__dict__, field: " "}))


def test_where_and_by_whom_a_challenge_may_be_raised(pupil, lead, concern, deputy, draft):
    refuses("not in the future", raise_, pupil, lead, hours=-1)
    refuses("child of this concern", raise_, factories.pupil(school=pupil.school), lead, concern=concern)
    refuses("was not sent", raise_, pupil, lead, referral=draft)
    refuses("referral of this child", raise_, factories.pupil(school=pupil.school), lead, referral=draft)
    Exclusion.objects.create(school=pupil.school, person=deputy, reason="Aunt.", by=lead, pupil=pupil)
    refuses("Choose a colleague", raise_, pupil, lead, owner=deputy)
    claim_error(concern, reason="Wrong.", by=lead)
    head = factories.member(pupil.school, "head")
    confirm_error(concern, reason="", by=head)
    refuses("entered in error", raise_, pupil, lead, concern=concern)
    assert raise_(pupil, lead).concern is None


def test_the_same_form_twice_raises_once(pupil, lead):
    key = uuid.uuid4()
    assert raise_(pupil, lead, request_key=key) == raise_(pupil, lead, request_key=key)
    assert Challenge.objects.count() == 1


def test_each_step_has_its_words_and_its_time(challenge, lead, deputy):
    refuses("Write what they replied", reply, challenge, lead, reply=" ")
    refuses("who replied", reply, challenge, lead, by_whom="")
    refuses("after this stage", reply, challenge, lead, hours=31)
    refuses("why it goes further", further, challenge, lead, why=" ")
    refuses("after this stage", further, challenge, lead, hours=31)
    refuses("what came of it", settle_challenge, challenge, outcome=" ", **how(challenge, lead))
    refuses(
        "what they decided",
        settle_challenge,
        challenge,
        outcome="x",
        new_decision="y",
        **how(challenge, lead),
    )
    refuses("why the challenge", withdraw_challenge, challenge, reason="", **how(challenge, lead))
    refuses("already", hand_challenge, challenge, owner=lead, **how(challenge, lead))
    stale = how(challenge, lead)
    hand_challenge(challenge, owner=deputy, **how(challenge, lead))
    refuses("A colleague changed", withdraw_challenge, challenge, reason="No.", **stale)


def test_what_has_ended_stays_ended(challenge, lead, deputy):
    entry = withdraw_challenge(challenge, reason="They rang.", **how(challenge, lead))
    assert (entry.reason, now(challenge).state, now(challenge).outcome) == (
        "They rang.",
        "withdrawn",
        "They rang.",
    )
    ended = now(challenge)
    refuses("has ended", reply, ended, lead)
    refuses("has ended", further, ended, lead)
    refuses("has ended", settle_challenge, ended, outcome="x", **how(ended, lead))
    refuses("has ended", hand_challenge, ended, owner=deputy, **how(ended, lead))


# What it does to its referral


def test_a_decision_that_is_challenged_and_stands_is_accepted_in_the_end(pupil, lead, sent):
    decide(sent, lead)
    made = raise_(pupil, lead, referral=now(sent), hours=0.1)
    assert (now(sent).state, made.concern) == ("challenged", sent.concern)
    refuses("open challenge already", raise_, pupil, lead, referral=now(sent))
    settle_challenge(made, outcome="Their reasons hold.", **how(made, lead))
    done = now(sent)
    assert (done.state, done.outcome) == ("accepted", "no_action")
    assert steps_of(done) == ["drafted", "sent", "decided", "accepted"]


def test_a_changed_decision_keeps_the_time_of_the_first_answer(pupil, lead, sent):
    decide(sent, lead, hours=10)
    first = now(sent).decided_at
    made = raise_(pupil, lead, referral=now(sent), hours=5)
    settle_challenge(made, outcome="They assess him.", new_decision="section_17", **how(made, lead))
    done = now(sent)
    assert (done.state, done.outcome, done.outcome_words) == ("accepted", "section_17", "They assess him.")
    assert done.decided_at == first
    assert steps_of(done) == ["drafted", "sent", "decided", "decided", "accepted"]


def test_a_withdrawn_challenge_leaves_the_decision_to_be_accepted(pupil, lead, sent):
    decide(sent, lead)
    made = raise_(pupil, lead, referral=now(sent), hours=0.1)
    withdraw_challenge(made, reason="Raised twice.", **how(made, lead))
    assert now(sent).state == "decided"
    accept(now(sent), lead)
    assert now(sent).state == "accepted"


@pytest.mark.parametrize("new", ["", "section_47"])
def test_a_referral_without_an_answer_is_escalated_answered_and_settled(pupil, lead, sent, new):
    chase(sent, lead)
    made = raise_(pupil, lead, referral=sent, hours=0.2)
    assert Action.objects.get().result == "It became a challenge."
    assert now(sent).state == "sent"
    decide(now(sent), lead, hours=0.1)
    settle_challenge(made, outcome="They answered at last.", new_decision=new, **how(made, lead))
    assert (now(sent).state, now(sent).outcome) == ("accepted", new or "no_action")


def test_settling_leaves_a_referral_that_nobody_answered(pupil, lead, sent):
    made = raise_(pupil, lead, referral=sent)
    settle_challenge(made, outcome="They promise an answer on Monday.", **how(made, lead))
    assert now(sent).state == "sent"
    assert timezone.localdate(now(made).ended_at) == timezone.localdate()
    assert timedelta(0) <= timezone.now() - now(made).ended_at

"""A referral from the first word to the answer: what each step writes, and that what it refuses writes nothing."""

import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from concerns.actions.challenging import Dispute, raise_challenge
from concerns.actions.entering import add_entry
from concerns.actions.moving import claim_error, confirm_error, resolve, what_is_missing
from concerns.actions.planning import finish_action
from concerns.actions.recording import NamedChild
from concerns.actions.referring import (
    Asking,
    change_referral,
    hand_referral,
    withdraw_referral,
)
from concerns.models import Action, Exclusion, Standing
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.concerns.actions.test_moving import ready
from tests.factories.referring import (
    ASKING,
    accept,
    acknowledge,
    ago,
    chase,
    decide,
    now,
    refuses,
    send,
    steps_of,
    write,
)

pytestmark = pytest.mark.django_db


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
    return factories.member(concern.school, Role.DEPUTY, name="Tom Brannigan")


@pytest.fixture
def draft(pupil, concern, lead):
    return write(pupil, lead, concern=concern)


@pytest.fixture
def sent(draft, lead):
    send(draft, lead, hours=50)
    return now(draft)


def test_a_referral_goes_from_draft_to_accepted_and_each_step_is_told(pupil, concern, lead, deputy, draft):
    change_referral(
        draft, Asking("The front door", "phone", "section_47", "not_sought", "He has a burn.", "It would harm him."),
        owner=deputy, by=lead, seen_version=1,
    )  # fmt: skip
    entry = send(now(draft), lead, sent_by=deputy)
    assert (entry.text, entry.reason, entry.pupil, entry.concern) == (
        "He has a burn.", "It would harm him.", pupil, concern,
    )  # fmt: skip
    assert entry.facts == {
        "step": "sent", "agency": "The front door", "basis": "section_47", "route": "phone",
        "consent": "not_sought", "who": "Tom Brannigan",
    }  # fmt: skip
    told = acknowledge(now(draft), lead, their_reference="HB/1")
    assert (told.contact_with, told.facts["their_reference"]) == ("The duty desk", "HB/1")
    decide(now(draft), lead, outcome="section_47")
    accept(now(draft), lead)
    done = now(draft)
    assert (done.state, done.owner, done.outcome, done.version) == ("accepted", deputy, "section_47", 6)
    assert steps_of(done) == ["drafted", "sent", "acknowledged", "decided", "accepted"]
    assert Event.objects.filter(verb="entry: referral").count() == 5


def test_the_same_form_twice_does_its_work_once(pupil, lead, deputy):
    key = uuid.uuid4()
    first = write(pupil, lead, request_key=key)
    assert write(pupil, lead, request_key=key) == first
    for _ in range(2):
        send(first, lead, request_key=key)
    assert steps_of(first) == ["drafted", "sent"]
    assert now(first).version == 2


@pytest.mark.parametrize(
    ("field", "value", "ask"),
    [
        ("agency", " ", "whom you refer to"),
        ("what", "\n", "what you tell them"),
        ("route", "dove", "how you refer"),
        ("basis", "", "which ground"),
        ("consent", "", "family was asked"),
        ("consent_why", " ", "without the family’s consent"),
    ],
)
def test_a_referral_says_what_it_must(pupil, lead, draft, field, value, ask):
    asking = Asking(**{**ASKING.__dict__, field: value})
    refuses(ask, write, pupil, lead, asking)
    refuses(ask, change_referral, draft, asking, owner=lead, by=lead, seen_version=1)


def test_a_referral_begins_only_on_a_live_concern_of_the_child(pupil, concern, lead, deputy):
    refuses("child of this concern", write, factories.pupil(school=pupil.school), lead, concern=concern)
    ready(concern, lead)
    resolve(concern, by=lead)
    refuses("is resolved", write, pupil, lead, concern=concern)
    assert write(pupil, lead).concern is None
    struck = factories.triaged(children=(NamedChild("harmed", pupil),), by=lead)
    claim_error(struck, reason="Wrong child.", by=lead)
    confirm_error(struck, reason="", by=deputy)
    refuses("entered in error", write, pupil, lead, concern=struck)


def test_nobody_is_given_what_they_could_not_open(pupil, concern, lead, deputy, draft):
    Exclusion.objects.create(school=pupil.school, person=deputy, reason="Aunt.", by=lead, concern=concern)
    refuses("Choose a colleague", write, pupil, lead, owner=deputy, concern=concern)
    refuses("Choose a colleague", change_referral, draft, ASKING, owner=deputy, by=lead, seen_version=1)
    refuses("Choose a colleague", send, draft, lead, sent_by=deputy)
    hand = {"by": lead, "seen_version": 1, "request_key": uuid.uuid4()}
    refuses("Choose a colleague", hand_referral, draft, owner=deputy, **hand)
    refuses("has this referral already", hand_referral, draft, owner=lead, **hand)


def test_nothing_is_sent_twice_or_in_the_future_or_over_a_colleague(pupil, lead, draft, sent):
    refuses("sent already", send, sent, lead)
    refuses("A colleague changed this", send, draft, lead)
    refuses("can no longer change", change_referral, sent, ASKING, owner=lead, by=lead, seen_version=2)
    other = write(pupil, lead)
    refuses("not in the future", send, other, lead, hours=-1)
    refuses("date on which it was sent", send, other, lead, hours=24 * 365 * 30)


def test_answers_come_after_sending_with_words_and_a_name(pupil, lead, draft, sent):
    other = write(pupil, lead)
    refuses("not sent yet", acknowledge, other, lead)
    refuses("not sent yet", decide, other, lead)
    refuses("after it was sent", acknowledge, sent, lead, hours=51)
    refuses("who told you", acknowledge, sent, lead, by_whom=" ")
    refuses("not in the future", decide, sent, lead, hours=-2)
    refuses("what they decided", decide, sent, lead, outcome="")
    refuses("what they said", decide, sent, lead, words=" ")
    refuses("who told you", decide, sent, lead, by_whom="")
    refuses("sent already", accept, sent, lead)
    acknowledge(sent, lead, hours=10)
    refuses("acknowledged already", acknowledge, now(sent), lead)
    refuses("after they acknowledged", decide, now(sent), lead, hours=11)
    decide(now(sent), lead)
    refuses("answered already", decide, now(sent), lead)
    refuses("why the answer is accepted", accept, now(sent), lead, reason=" ")
    accept(now(sent), lead)
    refuses("settled", accept, now(sent), lead)
    refuses(
        "is settled", hand_referral, now(sent), owner=lead, by=lead, seen_version=5, request_key=uuid.uuid4()
    )


def test_a_draft_is_withdrawn_with_a_reason_and_what_was_sent_is_not(lead, draft, sent, pupil):
    how = {"by": lead, "request_key": uuid.uuid4()}
    refuses("cannot be withdrawn", withdraw_referral, sent, reason="No.", seen_version=2, **how)
    other = write(pupil, lead)
    refuses("why it is not sent", withdraw_referral, other, reason=" ", seen_version=1, **how)
    entry = withdraw_referral(other, reason="The nurse refers.", seen_version=1, **how)
    assert (now(other).state, entry.reason, entry.concern) == ("withdrawn", "The nurse refers.", None)


def test_a_chase_is_told_and_plans_the_next_which_ends_the_one_before(sent, lead, concern):
    entry = chase(sent, lead)
    assert (entry.contact_kind, entry.contact_with, entry.text) == (
        "call",
        "The duty desk",
        "They will ring back.",
    )
    first = Action.objects.get()
    assert (first.concern, first.pupil, first.owner) == (concern, sent.pupil, lead)
    chase(sent, lead, hours=0.1)
    assert now(first).state == "done"
    second = Action.objects.get(state="open")
    other = Action.objects.exclude(pk__in=[first.pk, second.pk])
    assert not other.exists()
    decide(now(sent), lead)
    assert now(second).result == "They answered."
    refuses("No answer is waited for", chase, now(sent), lead)


@pytest.mark.parametrize(
    ("words", "ask"),
    [
        ({"contact_kind": "dove"}, "how you were in touch"),
        ({"contact_with": " "}, "with whom"),
        ({"said": "\t"}, "what was said"),
        ({"hours": 60}, "after it was sent"),
        ({"hours": -1}, "not in the future"),
        ({"next_on": timezone.localdate() - timedelta(days=1)}, "today or later"),
    ],
)
def test_a_chase_says_what_it_must(sent, lead, words, ask):
    refuses(ask, chase, sent, lead, **words)


def test_a_chase_whose_action_was_done_by_hand_still_plans_the_next(sent, lead):
    chase(sent, lead)
    finish_action(Action.objects.get(), result="Rang.", by=lead)
    chase(sent, lead, hours=0.1)
    assert Action.objects.filter(state="open").count() == 1


# The reasons gate


def settle_all_but(concern, lead):
    ready(concern, lead)
    return [each.text for each in what_is_missing(concern)]


def test_a_concern_waits_for_its_referral_at_every_step(concern, lead, draft):
    assert settle_all_but(concern, lead) == ["a referral sent or withdrawn"]
    refuses("Still missing: a referral sent or withdrawn", resolve, concern, by=lead)
    send(draft, lead)
    refuses("Still missing: an answer to the referral", resolve, concern, by=lead)
    acknowledge(now(draft), lead)
    refuses("Still missing: an answer to the referral", resolve, concern, by=lead)
    decide(now(draft), lead)
    refuses("Still missing: our word on the answer", resolve, concern, by=lead)
    dispute = Dispute("Them", "No action.", "Third time.", "He is alone.")
    raise_challenge(
        concern.links.get().pupil, dispute, at=ago(0.1), owner=lead, by=lead, referral=now(draft),
        request_key=uuid.uuid4(),
    )  # fmt: skip
    refuses("Still missing: an end to the challenge", resolve, concern, by=lead)


def test_a_settled_or_withdrawn_referral_lets_the_concern_go(concern, lead, sent, pupil):
    decide(sent, lead)
    accept(now(sent), lead)
    other = write(pupil, lead, concern=concern)
    withdraw_referral(other, reason="No.", by=lead, seen_version=1, request_key=uuid.uuid4())
    assert settle_all_but(concern, lead) == []
    assert resolve(concern, by=lead).state == "resolved"


def test_a_referral_of_the_file_alone_holds_no_concern(concern, lead, pupil):
    write(pupil, lead)
    assert settle_all_but(concern, lead) == []


@pytest.mark.parametrize("open_", ["referral", "challenge"])
def test_the_database_holds_the_concern_as_well(concern, lead, pupil, open_):
    ready(concern, lead)
    if open_ == "referral":
        write(pupil, lead, concern=concern)
    else:
        dispute = Dispute("Them", "No plan.", "Risk.", "Harm.")
        raise_challenge(
            pupil, dispute, at=ago(1), owner=lead, by=lead, concern=concern, request_key=uuid.uuid4()
        )
    with pytest.raises(DatabaseError, match=f"a {open_} is"), transaction.atomic():
        Standing.objects.filter(concern=concern).update(state="resolved", resolved_at=timezone.now())


def test_after_its_concern_was_struck_a_referral_is_told_in_the_file_alone(concern, lead, deputy, sent):
    claim_error(concern, reason="Twice.", by=lead)
    confirm_error(concern, reason="", by=deputy)
    entry = decide(sent, lead)
    assert (entry.concern, entry.pupil) == (None, sent.pupil)


def test_what_comes_after_resolving_stands_in_the_thread(concern, lead, sent):
    decide(sent, lead)
    accept(now(sent), lead)
    ready(concern, lead)
    resolve(concern, by=lead)
    add_entry("note", by=lead, concern=concern, text="A letter came.")
    with pytest.raises(Refused, match="is resolved"):
        raise_challenge(
            sent.pupil, Dispute("Them", "No.", "Why.", "Harm."), at=ago(0.1), owner=lead, by=lead,
            referral=now(sent), request_key=uuid.uuid4(),
        )  # fmt: skip

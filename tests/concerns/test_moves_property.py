"""No sequence of moves reaches a state that the table does not have, or changes what was sealed.

A machine makes any moves in any order, by any of three people, right and wrong ones. Beside it runs a small model of
what must be so; after each step the records are compared with it.
"""

import uuid
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from concerns.actions.entering import add_entry
from concerns.actions.moving import (
    Sorted,
    change_level,
    claim_entry_error,
    claim_error,
    confirm_entry_error,
    confirm_error,
    hand_over,
    move_on,
    reopen,
    resolve,
    sort_child,
    triage,
    what_is_missing,
)
from concerns.actions.planning import cancel_action, finish_action, plan_action
from concerns.actions.recording import NamedChild
from concerns.models import Concern, Entry, ReportedChild, Standing
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories import tallies

pytestmark = pytest.mark.django_db

WORDS = st.sampled_from(["", " ", "Because it is so.", "Ünïcode “words”\nand lines"])
PEOPLE = st.sampled_from(["lead", "deputy", "head", "staff"])
WORKERS = st.sampled_from(["lead", "deputy", "head"])
LEVELS = st.sampled_from(["universal", "early_help", "child_protection", "nonsense", ""])
STATES = st.sampled_from(["open", "monitoring", "submitted", "triaged", "resolved", "in_error"])
KINDS = st.sampled_from(["ordinary", "child_on_child", "other", "register"])
HAND = st.sampled_from(["decision", "outcome", "feedback", "justification", "note", "contact", "child_words"])
SAID = {
    "decision": {"route": "no_action", "reason": "{}"},
    "outcome": {"text": "{}"},
    "feedback": {"text": "{}"},
    "justification": {"reason": "{}", "facts": {"risk_assessment": "not_needed"}},
    "note": {"text": "{}"},
    "contact": {"contact_kind": "call", "contact_with": "{}", "text": "x"},
    "child_words": {"own_words": "{}"},
}


def sealed(rows):
    """All that rows of sealed tables hold."""
    return {row["id"]: row for row in rows.values()}


class Moves(RuleBasedStateMachine):
    """One concern and the people who work on it."""

    @initialize(
        children=st.integers(1, 2), begin=st.sampled_from(["submitted", "triaged", "ready", "resolved"])
    )
    def report(self, children, begin):
        self.point = transaction.savepoint()
        school = factories.school()
        self.people = {
            "lead": factories.member(school, Role.LEAD),
            "deputy": factories.member(school, Role.DEPUTY),
            "head": factories.member(school, Role.HEAD),
            "staff": factories.member(school, Role.STAFF),
        }
        named = tuple(NamedChild("harmed", pupil=factories.pupil(school=school)) for _ in range(children))
        self.concern = factories.concern(school=school, reporter=self.people["staff"], children=named)
        self.kinds = {
            "ordinary": factories.subcategory(),
            "child_on_child": factories.subcategory(marks="C"),
            "other": factories.subcategory(needs_reason=True),
            "register": factories.subcategory(register=True),
        }
        self.state, self.actions, self.hand = "submitted", [], []
        self.words = (sealed(Concern.objects.all()), sealed(ReportedChild.objects.all()))
        self.entries = {}
        if begin != "submitted":
            self.triage("lead", "deputy", "early_help", "ordinary", "Read.", "", True)
        if begin in {"ready", "resolved"}:
            self.write_all("deputy")
        if begin == "resolved":
            self.resolve("lead")

    def try_(self, act) -> bool:
        """Whether the move was made; one that is refused has written nothing at all."""
        before = self.everything()
        fresh = Concern.objects.select_related("standing", "school").get(pk=self.concern.pk)
        try:
            with transaction.atomic():
                act(fresh)
        except Refused:
            assert self.everything() == before
            return False
        return True

    def everything(self):
        return (
            list(Standing.objects.filter(concern=self.concern).values()),
            list(self.concern.links.order_by("id").values()),
            list(self.concern.actions.order_by("id").values()),
            Entry.objects.count(),
            Event.objects.count(),
        )

    def links(self, concern):
        return list(concern.links.order_by("id"))

    @rule(
        who=WORKERS,
        owner=PEOPLE,
        level=LEVELS,
        kind=KINDS,
        reason=WORDS,
        other=WORDS,
        all_of_them=st.booleans(),
    )
    def triage(self, who, owner, level, kind, reason, other, all_of_them):
        def act(concern):
            links = self.links(concern)[: None if all_of_them else 1]
            each = [Sorted(link, self.kinds[kind], other_reason=other) for link in links]
            triage(
                concern, each, level=level, owner=self.people[owner], reason=reason, by=self.people[who],
                request_key=uuid.uuid4(),
            )  # fmt: skip

        whole = all_of_them or len(self.links(self.concern)) == 1
        told = bool(reason.strip()) and (kind != "other" or bool(other.strip()))
        legal = self.state == "submitted" and whole and told and kind != "register"
        legal = legal and level in Standing.Level.values and owner != "staff"
        assert self.try_(act) is legal
        self.state = "triaged" if legal else self.state

    @rule(who=WORKERS, kind=KINDS, reason=WORDS)
    def sort(self, who, kind, reason):
        def act(concern):
            link = self.links(concern)[0]
            sort_child(Sorted(link, self.kinds[kind], other_reason="x"), by=self.people[who], reason=reason)

        legal = (
            self.state in {"triaged", "open", "monitoring"} and bool(reason.strip()) and kind != "register"
        )
        assert self.try_(act) is legal

    @rule(who=WORKERS, level=LEVELS, reason=WORDS)
    def level(self, who, level, reason):
        made = self.try_(
            lambda concern: change_level(concern, level=level, reason=reason, by=self.people[who])
        )
        assert not made or (
            self.state in {"triaged", "open", "monitoring"} and level in Standing.Level.values
        )

    @rule(who=WORKERS, owner=PEOPLE)
    def owner(self, who, owner):
        made = self.try_(lambda concern: hand_over(concern, owner=self.people[owner], by=self.people[who]))
        assert not made or (self.state not in {"resolved", "in_error"} and owner != "staff")

    @rule(who=WORKERS, state=STATES, reason=WORDS)
    def move(self, who, state, reason):
        made = self.try_(lambda concern: move_on(concern, state, by=self.people[who], reason=reason))
        legal = state in Standing.MOVES[Standing.State(self.state)] and state in {"open", "monitoring"}
        assert made is (legal and self.state != "resolved" and bool(reason.strip()))
        self.state = state if made else self.state

    @rule(who=WORKERS, kind=HAND, words=WORDS, ahead=st.sampled_from([0, 0, 0, 1, -30]))
    def write(self, who, kind, words, ahead):
        fields = {n: v.format(words) if isinstance(v, str) else v for n, v in SAID[kind].items()}
        day = timezone.localdate() + timedelta(days=ahead)
        made = self.try_(
            lambda concern: add_entry(kind, by=self.people[who], concern=concern, happened_on=day, **fields)
        )
        closed = self.state == "in_error" or (
            self.state == "resolved" and kind in {"decision", "outcome", "justification"}
        )
        assert made is (bool(words.strip()) and ahead <= 0 and not closed)

    @rule(who=WORKERS)
    def write_all(self, who):
        """What the gate asks for, so that deep states are reached."""
        for kind in ("decision", "outcome", "feedback", "justification"):
            self.write(who, kind, "Because it is so.", 0)

    @rule(who=WORKERS, owner=PEOPLE, what=WORDS)
    def plan(self, who, owner, what):
        due = date(2026, 12, 1)
        made = self.try_(
            lambda concern: plan_action(
                what=what, owner=self.people[owner], due_on=due, by=self.people[who], concern=concern,
                request_key=uuid.uuid4(),
            )
        )  # fmt: skip
        legal = self.state not in {"resolved", "in_error"} and bool(what.strip()) and owner != "staff"
        assert made is legal

    @rule(who=WORKERS, words=WORDS, end=st.sampled_from([finish_action, cancel_action]))
    def end(self, who, words, end):
        action = self.concern.actions.first()
        if action is None:
            return
        named = {"result": words} if end is finish_action else {"reason": words}
        made = self.try_(lambda _: end(action, by=self.people[who], **named))
        assert made is (action.state == "open" and bool(words.strip()) and self.state != "in_error")

    @rule(who=WORKERS)
    def resolve(self, who):
        legal = self.state in {"triaged", "open", "monitoring"} and not what_is_missing(self.concern)
        assert self.try_(lambda concern: resolve(concern, by=self.people[who])) is legal
        self.state = "resolved" if legal else self.state

    @rule(who=WORKERS, reason=WORDS)
    def reopen(self, who, reason):
        legal = self.state == "resolved" and bool(reason.strip())
        assert self.try_(lambda concern: reopen(concern, reason=reason, by=self.people[who])) is legal
        self.state = "open" if legal else self.state

    @rule(who=WORKERS, reason=WORDS)
    def claim(self, who, reason):
        made = self.try_(lambda concern: claim_error(concern, reason=reason, by=self.people[who]))
        assert not made or (self.state not in {"resolved", "in_error"} and reason.strip())

    @rule(who=WORKERS)
    def confirm(self, who):
        claim = Entry.objects.filter(concern=self.concern, kind="error_claimed", corrects=None).first()
        legal = (
            claim is not None
            and claim.by_id != self.people[who].pk
            and self.state not in {"resolved", "in_error"}
        )
        assert self.try_(lambda concern: confirm_error(concern, reason="", by=self.people[who])) is legal
        self.state = "in_error" if legal else self.state

    @rule(who=WORKERS, other=WORKERS, reason=WORDS, which=st.integers(0, 5))
    def strike(self, who, other, reason, which):
        entries = list(self.concern.entries.order_by("pk").select_related("concern"))
        if not entries:
            return
        entry = entries[which % len(entries)]
        self.try_(lambda _: claim_entry_error(entry, reason=reason, by=self.people[who]))
        self.try_(lambda _: confirm_entry_error(entry, reason="", by=self.people[other]))

    @invariant()
    def the_state_is_what_the_table_allows(self):
        if hasattr(self, "concern"):
            standing = Standing.objects.get(concern=self.concern)
            assert standing.state == self.state
            assert (standing.resolved_at is not None) is (self.state == "resolved")
            if self.state not in {"submitted", "in_error"}:
                assert standing.owner_id
                assert not self.concern.links.filter(subcategory=None).exists()
            if self.state == "resolved":
                assert not what_is_missing(self.concern)

    @invariant()
    def sealed_words_stand(self):
        if hasattr(self, "concern"):
            assert (sealed(Concern.objects.all()), sealed(ReportedChild.objects.all())) == self.words
            now = sealed(Entry.objects.all())
            assert {key: now.get(key) for key in self.entries} == self.entries
            self.entries = now

    @invariant()
    def every_strike_has_two_people(self):
        if hasattr(self, "concern"):
            for confirmed in Entry.objects.filter(kind="error_confirmed"):
                claim = Entry.objects.get(
                    kind="error_claimed", concern=self.concern, corrects=confirmed.corrects
                )
                assert claim.by_id != confirmed.by_id

    def teardown(self):
        if hasattr(self, "point"):
            assert tallies.as_kept() == tallies.as_counted()  # what the trends add up, after whatever moves
            transaction.savepoint_rollback(self.point)


def test_no_sequence_of_moves_reaches_an_illegal_state_or_changes_sealed_words():
    run_state_machine_as_test(
        Moves,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )

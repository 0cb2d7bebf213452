"""The world of the probes: to the two schools come audits that were sent, files, and people who are gone."""

import uuid
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from audits.actions.answering import save_answer
from audits.actions.casework import add_case
from audits.actions.evidence import use_evidence
from audits.actions.planning import note_progress, plan_action
from audits.models import Audit, Comment, Question, Reply, ReviewStep, Submission
from safeguarding.access.roles import Role
from safeguarding.models import User
from tests import factories
from tests.access.world import PLANTED, Place, World, make_world
from tests.factories.evidence import evidence

ORDINARY = "Ordinary"


def make_wide_world() -> tuple[World, Place, Place]:
    """The world, and in each of its schools the place of an audit that was submitted last year."""
    world = make_world()
    sent = _sent(world.own, world.person("lead"), ORDINARY, adviser=world.person("adviser"))
    foreign_sent = _sent(world.foreign, world.person("outsider"), PLANTED)
    world.people.update(
        expired=_expired(world.own.school),
        deactivated=_deactivated(world.own.school),
        rival=factories.member(world.foreign.school.trust, Role.OFFICER, name="Rival Officer"),
    )
    User.objects.update(password=make_password("a long enough password"))
    return world, sent, foreign_sent


def _reviewed_in_words(audit, lead, word: str) -> Question:
    """A row of each kind that a review writes; the question, which has an address of its own."""
    said = {"school": audit.school, "by": lead, "by_name": word}
    first = {"audit": audit, "revision": 1}
    question = Question.objects.create(**said | first, text=f"{word} question")
    Reply.objects.create(**said, question=question, text=f"{word} reply")
    Comment.objects.create(**said | first, text=f"{word} comment")
    ReviewStep.objects.create(**said | first, kind="returned", side="governors", words=f"{word} step")
    Submission.objects.create(
        school=audit.school, by=lead, snapshot={"items": word}, content_hash="a" * 64, **first
    )
    return question


def _expired(school) -> User:
    yesterday = timezone.localdate() - timedelta(days=1)
    return factories.member(school, Role.LEAD, ends_on=yesterday)


def _deactivated(school) -> User:
    person = factories.member(school, Role.LEAD)
    User.objects.filter(pk=person.pk).update(is_active=False)
    return person


def _sent(place: Place, lead, word: str, **fields) -> Place:
    """An audit of the year before with rows of every kind, submitted."""
    audit = factories.audit(
        school=place.school, lead=lead, audit_date=date(2025, 11, 4), participants=f"{word} people",
        period_from=date(2024, 9, 1), period_to=date(2025, 10, 31), due_on=date(2025, 11, 27),
    )  # fmt: skip
    responses = {
        key: factories.respond(audit, key, rating, evidence=f"{word} evidence.", na_reason=f"{word} reason")
        for key, rating in {"item-1": "red", "item-2": "green", "item-3": "not_applicable"}.items()
    }
    aside = save_answer(
        responses["item-1"], {"evidence": f"{word} other evidence."}, seen_version=0, by=lead
    ).set_aside
    label = f"{word} case"
    how = f"{word} choice"
    case = add_case(audit, label=label, kind="other", how_chosen=how, by=lead, request_key=uuid.uuid4())
    checked = case.responses.first()
    save_answer(checked, {"rating": "amber", "evidence": f"{word} file."}, seen_version=0, by=lead)
    action = plan_action(
        audit, what=f"{word} action", owner_id=lead.pk, due_on=date(2025, 12, 1), by=lead,
        request_key=uuid.uuid4(), response=responses["item-1"], due_reason=f"{word} delay",
    )  # fmt: skip
    note_progress(action, note=f"{word} progress", by=lead)
    piece = evidence(place.school, by=lead, file=f"{word}.pdf", title=f"{word} piece")
    use_evidence(responses["item-2"], piece, by=lead)
    evidence(place.school, by=lead, url=f"https://{word.lower()}.example/", title=f"{word} link")
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at=timezone.now(), submitted_by=lead, version=2, **fields
    )
    question = _reviewed_in_words(audit, lead, word)
    own = {
        "audit": audit,
        "kept": aside,
        "case": case,
        "action": action,
        "evidence": piece,
        "question": question,
    }
    return Place(place.school, audit, place.parts | {part: row.public_id for part, row in own.items()})

"""Writing an answer, alone or at the same time as colleagues. No words are ever lost.

Each save says which version it has seen. Where nobody saved since, it becomes the next version. Where
somebody did, the two are joined field by field; a field that both changed is a clash: the later writer's
words are kept beside the answer, and both are shown.
"""

from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audits.actions.planning import PlanSaved, save_plan
from audits.merging import merge
from audits.models import Audit, Response, ResponseRevision
from audits.rating import Rating
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused

TRIES = 20
MARK = "mark "


@dataclass(frozen=True)
class Saved:
    """What became of a save."""

    response: Response
    clashes: frozenset[str] = frozenset()
    changed: bool = True
    plan: PlanSaved | None = None
    set_aside: ResponseRevision | None = field(default=None, compare=False)

    @property
    def is_clash(self) -> bool:
        return bool(self.clashes) or bool(self.plan and self.plan.clashes)


@transaction.atomic
def save_answer(
    response: Response, answer: dict, *, seen_version: int, by: User, plan: dict | None = None
) -> Saved:
    """Save the fields of ``answer`` (any of ``Answer.FIELDS``) and, when given, the plan of the item's action.

    Writes the response, one kept version and one event, or nothing when nothing differs. Refused: an audit
    that is no longer a draft. A clash writes the later words as a version that was set aside.
    """
    saved = _save_words(response, answer, seen_version, by)
    if plan is None:
        return saved
    return replace(saved, plan=save_plan(saved.response.audit, saved.response, plan, by=by))


def _refuse_closed(audit: Audit) -> None:
    # The database refuses it too, and makes a submission wait for the writers that came before it.
    if not audit.is_open:
        raise Refused(
            f"This audit is {audit.get_state_display().lower()}. Its answers can no longer be changed."
        )


def _save_words(response: Response, answer: dict, seen: int, by: User) -> Saved:
    for _ in range(TRIES):
        now = Response.objects.select_related("audit__school", "audit__edition").get(pk=response.pk)
        _refuse_closed(now.audit)
        merged = merge(_flat(_as_seen(now, seen)), _flat(answer), _flat(now.answer()))
        if merged.clashes:
            return _set_aside(now, answer, merged.clashes, by)
        values = _folded(merged.values)
        if values == now.answer():
            return Saved(now, changed=False)
        if _write(now, values, by):
            return Saved(now)
        # A colleague was quicker: read their words and join again.
    raise Refused("Too many people are saving this item at once. Your words are still here. Try again.")


def _as_seen(now: Response, seen: int) -> dict:
    """The answer as it was in the version that the writer had before them."""
    if seen == now.version:
        return now.answer()
    revision = now.revisions.filter(version=seen, set_aside=False).first()
    return (revision or Response()).answer()


def _flat(answer: dict) -> dict:
    """Each marked part as a field of its own, so that two people may mark different parts."""
    marks = {f"{MARK}{part}": mark for part, mark in answer.get("marks", {}).items()}
    return {name: value for name, value in answer.items() if name != "marks"} | marks


def _folded(fields: dict) -> dict:
    marks = {
        name.removeprefix(MARK): value for name, value in fields.items() if name.startswith(MARK) and value
    }
    return {name: value for name, value in fields.items() if not name.startswith(MARK)} | {"marks": marks}


def _write(response: Response, values: dict, by: User) -> bool:
    """The next version, if ``response`` is still the newest: the version is in the WHERE."""
    rated_on = _rated_on(response, values["rating"])
    moment = timezone.now()
    written = Response.objects.filter(pk=response.pk, version=response.version).update(
        **values,
        version=F("version") + 1,
        rated_on=rated_on,
        updated_at=moment,
        updated_by=by,
        confirmed_at=moment,  # whoever changes a carried answer has read it
    )
    if not written:
        return False
    before = response.rating
    response.version += 1
    response.rated_on, response.updated_at, response.updated_by = rated_on, moment, by
    for name, value in values.items():
        setattr(response, name, value)
    _keep(response, values, by)
    record_event(
        "answer saved",
        by=by,
        school=response.audit.school,
        about=response.audit,
        item=response.item_id,
        version=response.version,
        **({"from": before, "to": response.rating} if before != response.rating else {}),
    )
    return True


def _rated_on(response: Response, rating: str) -> date | None:
    if rating == Rating.UNANSWERED:
        return None
    return response.rated_on if rating == response.rating else timezone.localdate()


def _keep(response: Response, values: dict, by: User, *, set_aside: bool = False) -> ResponseRevision:
    return ResponseRevision.objects.create(
        response=response,
        school_id=response.school_id,
        version=response.version,
        set_aside=set_aside,
        by=by,
        **values,
    )


def _set_aside(now: Response, answer: dict, clashes: frozenset[str], by: User) -> Saved:
    values = _folded(_flat(now.answer()) | _flat(answer))
    # A page that saves by itself sends the same words again until its writer has chosen: they are kept once.
    before = now.revisions.filter(version=now.version, set_aside=True, by=by, **values).first()
    if before is not None:
        return Saved(now, clashes, changed=False, set_aside=before)
    kept = _keep(now, values, by, set_aside=True)
    record_event(
        "answers met",
        by=by,
        school=now.audit.school,
        about=now.audit,
        item=now.item_id,
        fields=sorted(clashes),
    )
    return Saved(now, clashes, changed=False, set_aside=kept)

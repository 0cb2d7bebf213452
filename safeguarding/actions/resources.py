"""The trust's resources: recommending, changing and withdrawing them; suggesting one; saying whether one helped."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from safeguarding.actions.events import record_event
from safeguarding.models import School, Trust, User
from safeguarding.models.resource import (
    Resource,
    ResourceFeedback,
    ResourceSuggestion,
    ResourceVersion,
    private_name,
)
from safeguarding.refusals import Refused
from safeguarding.uploads import CheckedFile
from safeguarding.uploads.storing import stored

WEB = ("http://", "https://")
YEAR = timedelta(days=365)
State = ResourceSuggestion.State


@transaction.atomic
def add_resource(
    trust: Trust, *, by: User, request_key: uuid.UUID, file: CheckedFile | None = None, **words
) -> Resource:
    """Recommend a link or a file. The same ``request_key`` gives the first resource again.

    Refused: both or neither of link and file, a link that is not of the web, a review that is due before the
    check. A refusal leaves no file behind.
    """
    made_before = Resource.objects.filter(request_key=request_key, trust=trust).first()
    if made_before is not None:
        return made_before
    if bool(file) == bool(words.get("url")):
        raise Refused("Choose one: a link or a file.")
    _refuse_words(words)
    facts = _facts(file)
    with stored(file, Resource._meta.get_field("file").storage, private_name) as name:
        row, made = _create(trust, request_key, name, facts | words)
        if made:
            _keep(row, "resource recommended", by)
    return row


def _create(trust: Trust, request_key: uuid.UUID, name: str, fields: dict) -> tuple[Resource, bool]:
    try:
        with transaction.atomic():
            return Resource.objects.create(request_key=request_key, trust=trust, file=name, **fields), True
    except IntegrityError:  # the same form at the same moment: its first row stands, and one file is enough
        row = Resource.objects.filter(request_key=request_key, trust=trust).first()
        if row is None:
            raise
        if name:
            Resource._meta.get_field("file").storage.delete(name)
        return row, False


def _facts(file: CheckedFile | None) -> dict:
    if file is None:
        return {}
    return {
        "file_name": file.name,
        "file_type": file.kind.key,
        "size": len(file.content),
        "sha256": file.sha256,
    }


def _refuse_words(words: dict) -> None:
    if words.get("url") and not words["url"].lower().startswith(WEB):
        raise Refused("Enter a link that begins with https:// or http://")
    if words["review_by"] < words["checked_on"]:
        raise Refused("Enter a day to review it that comes after the day of the check.")


@transaction.atomic
def change_resource(row: Resource, *, seen_version: int, by: User, **words) -> Resource:
    """Write it anew; the wording before stays. Refused: changed by a colleague since, withdrawn, a link in place of
    a file or none in place of a link, and what ``add_resource`` refuses.
    """
    row = _standing(row, seen_version)
    if not row.is_recommended:
        raise Refused("This resource was withdrawn. Bring it back first.")
    if bool(words.get("url")) == row.is_file:
        raise Refused("A resource stays a link or a file. Withdraw this one and recommend another.")
    _refuse_words(words)
    for name, value in words.items():
        setattr(row, name, value)
    return _save(row, [*words], "resource changed", by)


@transaction.atomic
def withdraw_resource(row: Resource, *, reason: str, seen_version: int, by: User) -> Resource:
    """No longer recommend it, with the reason; it stays on the record. Refused: withdrawn already, no reason."""
    row = _standing(row, seen_version)
    if not row.is_recommended:
        raise Refused("This resource was withdrawn already.")
    if not reason.strip():
        raise Refused("Give the reason.")
    row.withdrawn_at, row.withdrawn_why = timezone.now(), reason
    return _save(row, ["withdrawn_at", "withdrawn_why"], "resource withdrawn", by, note=reason)


@transaction.atomic
def bring_back(row: Resource, *, reason: str, seen_version: int, by: User) -> Resource:
    """Recommend it again, with the reason. Refused: not withdrawn, no reason."""
    row = _standing(row, seen_version)
    if row.is_recommended:
        raise Refused("This resource is recommended already.")
    if not reason.strip():
        raise Refused("Give the reason.")
    row.withdrawn_at, row.withdrawn_why = None, ""
    return _save(row, ["withdrawn_at", "withdrawn_why"], "resource brought back", by, note=reason)


def _standing(row: Resource, seen_version: int) -> Resource:
    row = Resource.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.version != seen_version:
        raise Refused(
            "A colleague changed this since you opened it. Look at what stands now, then save again."
        )
    return row


def _save(row: Resource, fields: list[str], verb: str, by: User, note: str = "") -> Resource:
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    _keep(row, verb, by, note)
    return row


def _keep(row: Resource, verb: str, by: User, note: str = "") -> None:
    ResourceVersion.objects.create(
        trust_id=row.trust_id, resource=row, version=row.version, note=note, by=by, by_name=by.name, **row.words()
    )  # fmt: skip
    record_event(verb, by=by, about=row, trust=row.trust.slug)


@transaction.atomic
def suggest_resource(
    school: School, *, title: str, why: str, url: str, by: User, request_key: uuid.UUID
) -> ResourceSuggestion:
    """Suggest a link to the trust. The same ``request_key`` gives the first suggestion again.

    Refused: a school without a trust, a link that is not of the web.
    """
    if school.trust_id is None:
        raise Refused("This school belongs to no trust that could recommend it.")
    if not url.lower().startswith(WEB):
        raise Refused("Enter a link that begins with https:// or http://")
    row, made = ResourceSuggestion.objects.create_once(
        request_key, school=school, trust_id=school.trust_id, title=title, why=why, url=url, suggested_by=by
    )
    if made:
        record_event("resource suggested", by=by, school=school, about=row)
    return row


@transaction.atomic
def accept_suggestion(row: ResourceSuggestion, *, reason: str, by: User) -> Resource:
    """Recommend what was suggested, as it was written, to be looked at again in a year. Refused: decided already."""
    row = _undecided(row, reason)
    today = timezone.localdate()
    made = add_resource(
        row.trust, title=row.title, why=row.why, url=row.url, audience=[], items=[], categories=[],
        checked_on=today, review_by=today + YEAR, by=by, request_key=uuid.uuid5(row.request_key, "accepted"),
    )  # fmt: skip
    _decide(row, State.ACCEPTED, reason, by, made)
    return made


@transaction.atomic
def decline_suggestion(row: ResourceSuggestion, *, reason: str, by: User) -> None:
    """Keep the no with its reason, which the suggester reads. Refused: decided already."""
    _decide(_undecided(row, reason), State.DECLINED, reason, by, None)


def _undecided(row: ResourceSuggestion, reason: str) -> ResourceSuggestion:
    rows = ResourceSuggestion.objects.select_for_update(of=("self",)).select_related("trust", "school")
    row = rows.get(pk=row.pk)
    if row.state != State.WAITING:
        raise Refused(f"This suggestion was {row.get_state_display().lower()} already.")
    if not reason.strip():
        raise Refused("Give the reason. The person who suggested it reads it.")
    return row


def _decide(row: ResourceSuggestion, state: str, reason: str, by: User, resource: Resource | None) -> None:
    row.state, row.decision_reason, row.decided_by = state, reason, by
    row.decided_at, row.resource = timezone.now(), resource
    row.save(update_fields=["state", "decision_reason", "decided_by", "decided_at", "resource"])
    record_event("suggestion decided", by=by, school=row.school, about=row, to=str(state))


@transaction.atomic
def give_feedback(
    resource: Resource, school: School, *, helped: bool, words: str, by: User, request_key: uuid.UUID
) -> ResourceFeedback:
    """Say whether it helped. A later word of the same person counts in place of an earlier one, which stays.

    Refused: a resource of another trust, or one that was withdrawn.
    """
    if resource.trust_id != school.trust_id or not resource.is_recommended:
        raise Refused("This resource is no longer recommended.")
    row, made = ResourceFeedback.objects.create_once(
        request_key, school=school, resource=resource, helped=helped, words=words, by=by, by_name=by.name
    )
    if made:
        record_event("resource feedback", by=by, school=school, about=resource, helped=helped)
    return row

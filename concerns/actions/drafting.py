"""Keeping a report that is not sent yet, and sending it. Only its author ever reaches a draft."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from concerns.actions.recording import Account, send_report
from concerns.draft_answers import MOST_FILES
from concerns.models import Attachment, Concern, ReportDraft
from concerns.models.report import DRAFTS_KEPT, private_name
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused
from safeguarding.uploads import CheckedFile
from safeguarding.uploads.storing import stored


@dataclass(frozen=True)
class Kept:
    """Where the words are now; ``apart`` when another window had changed the draft, and they got one of their own."""

    draft: ReportDraft
    apart: bool = False


@transaction.atomic
def start_draft(
    school: School, answers: dict, *, by: User, request_key: uuid.UUID, window: str = ""
) -> ReportDraft:
    """Begin a draft. The same key gives the first one again, with these words in it."""
    if Concern.objects.filter(request_key=request_key).exists():  # its page came back after it was sent
        request_key = uuid.uuid4()
    draft, made = ReportDraft.objects.get_or_create(
        request_key=request_key,
        author=by,
        school=school,
        defaults={"answers": answers | {"window": window}},
    )
    return (
        draft if made else save_draft(draft, answers, by=by, seen_version=draft.version, window=window).draft
    )


@transaction.atomic
def save_draft(draft: ReportDraft, change: dict, *, by: User, seen_version: int, window: str = "") -> Kept:
    """Put ``change`` into the draft. What another window wrote meanwhile is never overwritten: then these words
    become a draft of their own. Files stay with the first.
    """
    held = ReportDraft.objects.select_for_update().get(pk=draft.pk, author=by)
    same_window = window and held.answers.get("window") == window
    if all(held.answers.get(name) == value for name, value in change.items()):
        return Kept(held)
    if held.version != seen_version and not same_window:
        apart = held.answers | change | {"files": [], "window": window}
        made = ReportDraft.objects.create(
            school_id=held.school_id, author=by, answers=apart, request_key=uuid.uuid4()
        )
        return Kept(made, apart=True)
    held.answers |= change | {"window": window}
    held.version += 1
    held.save(update_fields=["answers", "version", "saved_at"])
    return Kept(held)


@transaction.atomic
def add_file(draft: ReportDraft, file: CheckedFile, *, by: User) -> ReportDraft:
    """Keep a checked file with the draft. Refused: more than ten, and a disk that does not take it."""
    held = ReportDraft.objects.select_for_update().get(pk=draft.pk, author=by)
    files = held.answers.get("files", [])
    if len(files) >= MOST_FILES:
        raise Refused(f"Add up to {MOST_FILES} files. A lead can add more later.")
    if any(each["sha256"] == file.sha256 for each in files):
        return held
    with stored(file, _storage(), private_name) as name:
        facts = {
            "name": name,
            "file_name": file.name,
            "file_type": file.kind.key,
            "size": len(file.content),
            "sha256": file.sha256,
        }
        return _with_files(held, [*files, facts])


@transaction.atomic
def remove_file(draft: ReportDraft, name: str, *, by: User) -> ReportDraft:
    """Take a file out of the draft and off the disk; one that is not there changes nothing."""
    held = ReportDraft.objects.select_for_update().get(pk=draft.pk, author=by)
    files = held.answers.get("files", [])
    left = [each for each in files if each["name"] != name]
    if len(left) < len(files):
        transaction.on_commit(lambda: _storage().delete(name))
        held = _with_files(held, left)
    return held


@transaction.atomic
def drop_draft(draft: ReportDraft, *, by: User) -> None:
    """Remove a draft and its files for good: nobody else ever saw it."""
    held = ReportDraft.objects.select_for_update().get(pk=draft.pk, author=by)
    record_event("draft deleted", by=by, school=draft.school, about=held)
    _remove(held)


@transaction.atomic
def expire_drafts(school: School, *, now: datetime) -> int:
    """Remove the school's drafts that nobody has touched for 14 days, with their files; how many there were.

    An event tells the author, and nobody else, what became of each.
    """
    rows = ReportDraft.objects.select_for_update(of=("self",)).filter(school=school)
    old = list(rows.filter(saved_at__lt=now - DRAFTS_KEPT).order_by("pk"))
    for draft in old:
        record_event("draft expired", by=None, school=school, about=draft, author=draft.author_id)
        _remove(draft)
    return len(old)


def _remove(draft: ReportDraft) -> None:
    """The row now, and its files once that is certain."""
    names = [each["name"] for each in draft.answers.get("files", [])]
    draft.delete()
    transaction.on_commit(lambda: [_storage().delete(name) for name in names])


@transaction.atomic
def send_draft(draft: ReportDraft, account: Account, *, by: User) -> Concern:
    """Seal the report with its files, and remove the draft.

    Refused: a draft that was sent or deleted meanwhile, one that changed after it was read, and what
    ``send_report`` refuses. A refusal leaves the draft as it was.
    """
    held = ReportDraft.objects.select_for_update().filter(pk=draft.pk, author=by).first()
    if held is None:
        raise Refused("This draft is no longer there. It was sent or deleted in another window.")
    if held.version != draft.version:
        raise Refused("This report changed in another window. Read it again before you send it.")
    concern = send_report(draft.school, account, by=by, request_key=held.request_key)
    Attachment.objects.bulk_create(
        Attachment(
            concern=concern, school_id=concern.school_id, added_by=by, file=each["name"], **_facts(each)
        )
        for each in held.answers.get("files", [])
    )
    record_event("draft sent", by=by, school=draft.school, about=held, concern=concern.public_id)
    held.delete()
    return concern


def _facts(each: dict) -> dict:
    return {name: each[name] for name in ("file_name", "file_type", "size", "sha256")}


def _with_files(held: ReportDraft, files: list[dict]) -> ReportDraft:
    held.answers |= {"files": files}
    held.version += 1
    held.save(update_fields=["answers", "version", "saved_at"])
    return held


def _storage():
    return Attachment._meta.get_field("file").storage

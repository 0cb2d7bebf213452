"""The evidence library: adding a piece, and putting it behind answers."""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from audits.models import Audit, Evidence, EvidenceUse, Response
from audits.models.evidence import private_name
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused
from safeguarding.uploads import CheckedFile
from safeguarding.uploads.storing import stored

WEB = ("http://", "https://")


@transaction.atomic
def add_evidence(
    school: School,
    *,
    title: str,
    dated_on: date,
    by: User,
    request_key: uuid.UUID,
    file: CheckedFile | None = None,
    url: str = "",
    note: str = "",
    replaces: Evidence | None = None,
) -> Evidence:
    """Add a piece: a file, a link or a note. The same ``request_key`` gives the first piece again.

    A newer piece takes the place of the one it ``replaces`` behind the answers of drafts; an audit that was
    submitted keeps the older one. Refused: none or several of file, link and note; a link that is not of the
    web; a piece that was replaced already, or is of another school. A refusal leaves no file behind.
    """
    made_before = Evidence.objects.filter(request_key=request_key, school=school).first()
    if made_before is not None:
        return made_before
    content = _content(file, url, note)
    _refuse_replacing(school, replaces)
    with stored(file, Evidence._meta.get_field("file").storage, private_name) as name:
        piece, made = _create(
            request_key, name, school=school, title=title, dated_on=dated_on, added_by=by, replaces=replaces,
            **content,
        )  # fmt: skip
        if made:
            record_event("evidence added", by=by, school=school, about=piece, kind=piece.kind)
            _take_its_place(replaces, piece, by)
    return piece


def _content(file: CheckedFile | None, url: str, note: str) -> dict:
    given = [thing for thing in (file, url, note) if thing]
    if len(given) != 1:
        raise Refused("Choose one: a file, a link or a note.")
    if url and not url.lower().startswith(WEB):
        raise Refused("Enter a link that begins with https:// or http://")
    if file is None:
        return {"kind": Evidence.Kind.LINK if url else Evidence.Kind.NOTE, "url": url, "note": note}
    return {
        "kind": Evidence.Kind.FILE,
        "file_name": file.name,
        "file_type": file.kind.key,
        "size": len(file.content),
        "sha256": file.sha256,
    }


def _refuse_replacing(school: School, older: Evidence | None) -> None:
    if older is None:
        return
    if older.school_id != school.pk:
        raise Refused("This piece belongs to another school.")
    if Evidence.objects.filter(replaces=older).exists():
        raise Refused("A newer piece took the place of this one already. Replace that one instead.")


def _create(request_key: uuid.UUID, name: str, **fields) -> tuple[Evidence, bool]:
    try:
        piece, made = Evidence.objects.create_once(request_key, file=name, **fields)
    except IntegrityError:
        raise Refused("A newer piece took the place of this one already. Replace that one instead.") from None
    if not made and name:
        Evidence._meta.get_field("file").storage.delete(name)
    return piece, made


def _take_its_place(older: Evidence | None, newer: Evidence, by: User) -> None:
    if older is None:
        return
    drafts = older.uses.filter(removed_at=None, response__audit__state=Audit.State.DRAFT)
    for use in drafts.select_related("response__audit__school", "evidence"):
        stop_using(use.response, use.evidence, by=by)
        use_evidence(use.response, newer, by=by)


@transaction.atomic
def use_evidence(response: Response, evidence: Evidence, *, by: User) -> EvidenceUse:
    """Put a piece behind an answer; one that is there already stays as it is.

    Refused: an audit that is no longer a draft, a piece of another school, and a piece with a newer one.
    """
    audit = _open_audit(response)
    if evidence.school_id != audit.school_id:
        raise Refused("This piece belongs to another school.")
    if Evidence.objects.filter(replaces=evidence).exists():
        raise Refused("A newer piece took the place of this one. Use that one instead.")
    use, made = EvidenceUse.objects.get_or_create(
        response=response,
        evidence=evidence,
        removed_at=None,
        defaults={"school_id": audit.school_id, "added_by": by},
    )
    if made:
        _record("evidence used", audit, response, evidence, by)
    return use


@transaction.atomic
def stop_using(response: Response, evidence: Evidence, *, by: User) -> None:
    """Take a piece from behind an answer; the piece stays in the library, and the use on the record.

    Refused: an audit that is no longer a draft. A piece that is not there changes nothing.
    """
    audit = _open_audit(response)
    stopped = EvidenceUse.objects.filter(response=response, evidence=evidence, removed_at=None).update(
        removed_at=timezone.now(), removed_by=by
    )
    if stopped:
        _record("evidence no longer used", audit, response, evidence, by)


def _open_audit(response: Response) -> Audit:
    """The answer's audit, held until the end, so that it is not submitted meanwhile."""
    audits = Audit.objects.select_for_update(of=("self",), no_key=True).select_related("school")
    audit = audits.get(pk=response.audit_id)
    if not audit.is_open:
        state = audit.get_state_display().lower()
        raise Refused(f"This audit is {state}. What stands behind its answers can no longer be changed.")
    return audit


def _record(verb: str, audit: Audit, response: Response, evidence: Evidence, by: User) -> None:
    record_event(
        verb, by=by, school=audit.school, about=audit, item=response.item_id, evidence=evidence.public_id
    )

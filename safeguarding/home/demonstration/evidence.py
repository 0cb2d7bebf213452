"""The evidence library of one school, and which answers each piece stands behind."""

import hashlib
import uuid

from django.core.files.base import ContentFile

from audits.models import Audit, Evidence, EvidenceUse
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.reading import stored, told
from safeguarding.models import User


def fill_library(audit: Audit, days: Calendar, by: User) -> None:
    """Add the pieces and use them in the audit's answers."""
    responses = {row.item.key: row for row in audit.responses.filter(case=None).select_related("item")}
    for entry in told("audits")["evidence"]:
        piece = _piece(audit, entry, days, by)
        EvidenceUse.objects.bulk_create(
            EvidenceUse(response=responses[key], evidence=piece, school_id=audit.school_id, added_by=by)
            for key in entry["items"]
        )


def _piece(audit: Audit, entry: dict, days: Calendar, by: User) -> Evidence:
    return Evidence.objects.create(
        school_id=audit.school_id,
        kind=entry["kind"],
        title=entry["title"],
        dated_on=days.day(entry["dated"]),
        url=entry.get("url", ""),
        note=entry.get("text", ""),
        added_by=by,
        request_key=uuid.uuid4(),
        **(_file(entry) if entry["kind"] == "file" else {}),
    )


def _file(entry: dict) -> dict:
    content = stored(entry["file"])
    return {
        "file": ContentFile(content, name=entry["file"]),
        "file_name": entry["name"],
        "file_type": entry["file"].rpartition(".")[2],
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }

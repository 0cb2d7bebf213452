"""The evidence library of one school, and which answers each piece stands behind."""

import uuid

from django.core.files.base import ContentFile

from audits.actions.evidence import add_evidence, use_evidence
from audits.models import Audit, Evidence
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.reading import stored, told
from safeguarding.models import User
from safeguarding.uploads import CheckedFile, check_upload


def fill_library(audit: Audit, days: Calendar, by: User) -> None:
    """Add the pieces and use them in the audit's answers."""
    responses = {row.item.key: row for row in audit.responses.filter(case=None).select_related("item")}
    for entry in told("audits")["evidence"]:
        piece = _piece(audit, entry, days, by)
        for key in entry["items"]:
            use_evidence(responses[key], piece, by=by)


def _piece(audit: Audit, entry: dict, days: Calendar, by: User) -> Evidence:
    return add_evidence(
        audit.school,
        title=entry["title"],
        dated_on=days.day(entry["dated"]),
        url=entry.get("url", ""),
        note=entry.get("text", ""),
        file=_file(entry) if entry["kind"] == "file" else None,
        by=by,
        request_key=uuid.uuid4(),
    )


def _file(entry: dict) -> CheckedFile:
    return check_upload(ContentFile(stored(entry["file"]), name=entry["name"]))

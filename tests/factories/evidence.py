"""Pieces of evidence."""

import uuid
from datetime import date

from audits.actions.evidence import add_evidence
from safeguarding.access.roles import Role
from safeguarding.uploads import check_upload
from tests.factories import files
from tests.factories.people import member


def evidence(school, *, by=None, file: str = "", **fields):
    """A note, or with ``file`` a PDF of that name."""
    given = {"file": check_upload(files.upload(file, files.pdf()))} if file else {"note": "A note."}
    if "url" in fields or "note" in fields:
        given = {}
    defaults = {"title": "Training record", "dated_on": date(2026, 9, 4), "request_key": uuid.uuid4()}
    return add_evidence(school, by=by or member(school, Role.LEAD), **defaults | given | fields)

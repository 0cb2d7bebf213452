"""Keeping a file beside a report or an entry."""

from django.db import transaction

from concerns.models import Attachment, Concern, Entry
from concerns.models.report import private_name
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.uploads import CheckedFile
from safeguarding.uploads.storing import stored


@transaction.atomic
def attach_to_entry(entry: Entry, file: CheckedFile, *, by: User) -> Attachment:
    """Keep a checked file beside an entry; the same file twice is kept once. Nothing stays on disk if it fails."""
    again = entry.attachments.filter(sha256=file.sha256).first()
    if again is not None:
        return again
    with stored(file, Attachment._meta.get_field("file").storage, private_name) as name:
        return _keep(name, file, by, concern=entry.concern, entry=entry, pupil=entry.pupil)


def _keep(name: str, file: CheckedFile, by: User, *, concern: Concern | None, **on) -> Attachment:
    about = concern or on["pupil"]
    made = Attachment.objects.create(
        school=about.school,
        concern=concern,
        file=name,
        file_name=file.name,
        file_type=file.kind.key,
        size=len(file.content),
        sha256=file.sha256,
        added_by=by,
        **on,
    )
    record_event("file added", by=by, school=about.school, about=about, file=made.public_id)
    return made

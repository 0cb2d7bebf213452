"""Bringing in a checklist. What is there never changes: another wording is the next version."""

from django.db import transaction
from django.db.models import Max

from concerns.checklist_file import ChecklistFile
from concerns.models import Checklist, ChecklistQuestion
from safeguarding.actions.events import record_event
from safeguarding.models import Trust, User


@transaction.atomic
def save_checklist(
    file: ChecklistFile, *, trust: Trust | None = None, by: User | None = None
) -> tuple[Checklist, bool]:
    """The list of a file, and whether it was written now; without a trust it is for all.

    A file that says what the newest version says changes nothing.
    """
    if trust is not None:  # one at a time, so that two files do not take the same number
        Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)
    same = Checklist.objects.filter(trust=trust, key=file.key)
    newest = same.order_by("-version").first()
    if newest is not None and newest.sha256 == file.sha256:
        return newest, False
    version = (same.aggregate(last=Max("version"))["last"] or 0) + 1
    made = Checklist.objects.create(
        trust=trust,
        key=file.key,
        version=version,
        title=file.title,
        note=file.note,
        sha256=file.sha256,
        loaded_by=by,
    )
    ChecklistQuestion.objects.bulk_create(
        ChecklistQuestion(
            checklist=made, order=order, key=each.key, text=each.text, help=each.help, known=each.known,
            rows=list(each.rows),
        )
        for order, each in enumerate(file.questions, 1)
    )  # fmt: skip
    record_event("checklist brought in", by=by, about=made, list=file.key, version=version)
    return made, True

"""Making a pack of reports behind the pages: school after school, each in a transaction of its own.

What is made of a school is kept beside the pack until all are there, so that a worker that begins again goes on
with the schools that are left.
"""

import hashlib
import logging
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from audits.actions.keeping import keep_brief, keep_report
from audits.actions.signing import SIGNED_FOR, keep_signed_report
from audits.models import Audit, PackPart, ReportPack
from audits.reports.action_plan import action_plan
from audits.reports.audit_report import Profile, audit_report
from audits.reports.board_sheets import board_sheets
from audits.reports.pack_contents import contents_sheet
from audits.reports.plan_sheets import plan_sheets
from audits.reports.trust_board import trust_board
from audits.reports.trust_report import trust_report
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.access.wall import wall_open_to
from safeguarding.background import as_person, background_task
from safeguarding.models import School, User
from safeguarding.pdf import PdfFailed, render_pdf
from safeguarding.refusals import Refused
from safeguarding.spreadsheets import write_csv, write_xlsx

KEPT = timedelta(days=7)
TRUST_TEMPLATE = "pdf/trust_report.html"
NO_AUDIT = "No audit was sent yet."
NO_OWN_AUDIT = "There is no audit yet."
NO_ACCESS = "You no longer have access to this school."
NOT_MADE = "Its reports could not be made. Ask again; if that fails too, tell whoever runs Golden Thread."

Kind, State = ReportPack.Kind, ReportPack.State
log = logging.getLogger(__name__)


@background_task
def make_pack(pack: str, person: str) -> str:
    """Make the pack of that public id as that person; says in which state it is afterwards.

    Nothing is done twice: a pack that is finished stays as it is.
    """
    try:
        return _make(pack, person)
    except Refused as refusal:
        return _give_up(pack, str(refusal))
    except Exception:
        _give_up(pack, NOT_MADE)
        raise


def _make(public_id: str, person: str) -> str:
    with as_person(person) as user:
        pack = ReportPack.objects.visible_to(user).select_for_update().get(public_id=public_id)
        if not pack.is_unfinished:
            return pack.state
        ReportPack.objects.filter(pk=pack.pk, state=State.WAITING).update(state=State.MAKING)
        left = list(pack.parts.filter(state=PackPart.State.WAITING).values_list("pk", flat=True))
    for part in left:
        _make_part(part, person)
    with as_person(person) as user:
        return _put_together(ReportPack.objects.visible_to(user).get(pk=pack.pk), user)


def _make_part(part: int, person: str) -> None:
    """One school. What goes wrong is told of this school, and the others are made all the same."""
    try:
        with as_person(person) as user:
            _make_files(PackPart.objects.select_related("pack", "school__trust").get(pk=part), user)
    except Refused:
        raise
    except Exception as fault:
        log.error("Part %s of a pack failed: %s", part, type(fault).__name__)
        with as_person(person):
            _end(PackPart.objects.filter(pk=part), PackPart.State.FAILED, why=NOT_MADE)


def _end(rows, state: str, **fields) -> None:
    rows.filter(state=PackPart.State.WAITING).update(state=state, ended_at=timezone.now(), **fields)


def _make_files(part: PackPart, user: User) -> None:
    pack, rows = part.pack, PackPart.objects.filter(pk=part.pk)
    if part.school_id not in schools_where(user, pack.permission):
        _end(rows, PackPart.State.FAILED, why=NO_ACCESS)
    elif (audit := _newest(part.school, user)) is None:
        _end(rows, PackPart.State.MISSING, why=NO_AUDIT if pack.trust_id else NO_OWN_AUDIT)
    else:
        files = list(_files(audit, pack, user))
        _store(part, files)
        _end(rows, PackPart.State.MADE, files=[_said_of(audit, *file) for file in files])


def _newest(school: School, user: User) -> Audit | None:
    rows = Audit.objects.readable_by(user).live().filter(school=school)
    return rows.select_related("school", "edition").order_by("-year", "-pk").first()


def _files(audit: Audit, pack: ReportPack, user: User) -> Iterator[tuple[str, str, bytes]]:
    """Kind, name and bytes of each report. A school's own people get the report for themselves."""
    today, folder = timezone.localdate(), audit.school.slug
    years = f"{audit.year}-to-{audit.year + 1}"
    if Kind.BRIEF in pack.kinds:
        report = audit_report(audit, today=today, profile=Profile.GOVERNORS)
        yield Kind.BRIEF, f"{folder}/governor-brief-{years}.pdf", bytes(keep_brief(audit, report).pdf)
    if Kind.FULL in pack.kinds:
        profile = Profile.GOVERNORS if pack.trust_id else Profile.FULL
        yield Kind.FULL, f"{folder}/full-report-{years}.pdf", _full_report(audit, profile, today)
    if Kind.PLAN in pack.kinds:
        sheets = plan_sheets(action_plan(audit, today=today))
        yield (
            Kind.PLAN,
            f"{folder}/action-plan-{years}.xlsx",
            write_xlsx(f"Action plan, {audit.title}", sheets),
        )


def _full_report(audit: Audit, profile: Profile, today) -> bytes:
    """Of a signed audit the report as it was signed, and otherwise as it stands today."""
    if audit.is_final and profile in SIGNED_FOR:
        return bytes(keep_signed_report(audit, profile, today=today).kept.pdf)
    return bytes(keep_report(audit, audit_report(audit, today=today, profile=profile)).pdf)


def _said_of(audit: Audit, kind: str, name: str, content: bytes) -> dict:
    """What the contents say of a file. Plain facts; nothing that anybody wrote."""
    return {
        "kind": kind,
        "name": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "edition": audit.edition.label,
        "audit_date": audit.audit_date.isoformat(),
        "state": audit.get_state_display(),
        "revision": audit.revision,
    }


def _store(part: PackPart, files) -> None:
    """Keep the files of a school as one; what an earlier attempt left there is taken away first."""
    kept, storage = BytesIO(), ReportPack._meta.get_field("file").storage
    with zipfile.ZipFile(kept, "w") as archive:
        for _, name, content in files:
            archive.writestr(_entry(name), content)
    storage.delete(part.stored_as)
    storage.save(part.stored_as, ContentFile(kept.getvalue()))


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that only its owner may read once it is unpacked. PDFs and workbooks are packed in themselves."""
    entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
    entry.external_attr = 0o600 << 16
    return entry


def _put_together(pack: ReportPack, user: User) -> str:
    """All parts, the trust report and the contents as one ZIP. A pack without any file is no pack."""
    pack = ReportPack.objects.select_for_update().get(pk=pack.pk)
    if not pack.is_unfinished:
        return pack.state
    parts = list(pack.parts.select_related("school").order_by("school__name"))
    of_trust, why = _of_trust(pack, parts, user)
    if not of_trust and not any(part.files for part in parts):
        return _close(pack, State.FAILED, why=_why_nothing(parts))
    with tempfile.TemporaryFile() as kept:
        with zipfile.ZipFile(kept, "w") as archive:
            contents = write_csv([contents_sheet(pack, parts, [_row(*file) for file in of_trust], why)])
            archive.writestr(_entry("contents.csv"), contents, zipfile.ZIP_DEFLATED)
            for _, name, content in of_trust:
                archive.writestr(_entry(name), content)
            for part in parts:
                if part.files:
                    _copy(part, archive)
        _keep_file(pack, kept)
    transaction.on_commit(lambda: _remove_parts(pack, parts))
    return _close(pack, State.READY)


def _why_nothing(parts: list[PackPart]) -> str:
    whys = {part.why for part in parts}
    return whys.pop() if len(whys) == 1 else "There was no report to make."


def _close(pack: ReportPack, state: str, why: str = "") -> str:
    pack.state, pack.why, pack.ended_at = state, why, timezone.now()
    pack.kept_until = pack.ended_at + KEPT if state == State.READY else None
    pack.save()
    return state


def _of_trust(pack: ReportPack, parts: list[PackPart], user: User) -> tuple[list, str]:
    """The trust report's files, or why there are none."""
    if Kind.TRUST not in pack.kinds:
        return [], ""
    allowed = schools_where(user, P.TRUST_BOARD)
    schools = [part.school for part in parts if part.school_id in allowed]
    board = trust_board(pack.trust, schools, user=user, today=timezone.localdate())
    name = f"trust-report-{board.year}-to-{board.year + 1}"
    try:
        pdf = render_pdf(TRUST_TEMPLATE, {"report": trust_report(board)})
    except PdfFailed:
        return [], "The trust report could not be made."
    sheets = write_xlsx("Trust report", [board_sheets(board)])
    return [(Kind.TRUST, f"{name}.pdf", pdf), (Kind.TRUST, f"{name}.xlsx", sheets)], ""


def _row(kind: str, name: str, content: bytes) -> dict:
    return {"kind": kind, "name": name, "sha256": hashlib.sha256(content).hexdigest()}


def _copy(part: PackPart, archive: zipfile.ZipFile) -> None:
    storage = ReportPack._meta.get_field("file").storage
    with storage.open(part.stored_as) as stored, zipfile.ZipFile(stored) as files:
        for entry in files.infolist():
            archive.writestr(_entry(entry.filename), files.read(entry))


def _keep_file(pack: ReportPack, kept) -> None:
    name, storage = f"{pack.folder}/all", pack.file.storage
    kept.seek(0)
    pack.sha256 = hashlib.file_digest(kept, "sha256").hexdigest()
    pack.size = kept.tell()
    storage.delete(name)
    kept.seek(0)
    pack.file = storage.save(name, File(kept))


def _remove_parts(pack: ReportPack, parts: list[PackPart]) -> None:
    for part in parts:
        pack.file.storage.delete(part.stored_as)


def empty_folder(pack: ReportPack) -> None:
    """Take away whatever is left of a pack in the store."""
    storage = ReportPack._meta.get_field("file").storage
    with suppress(FileNotFoundError):
        for name in storage.listdir(pack.folder)[1]:
            storage.delete(f"{pack.folder}/{name}")
        storage.delete(pack.folder)


def _give_up(public_id: str, why: str) -> str:
    """Say that there will be no pack, whether or not its person may still come in."""
    with transaction.atomic(), wall_open_to(School.objects.all()):
        rows = ReportPack.objects.filter(public_id=public_id, state__in=ReportPack.UNFINISHED)
        rows.update(state=State.FAILED, why=why[:200], ended_at=timezone.now())
    return State.FAILED

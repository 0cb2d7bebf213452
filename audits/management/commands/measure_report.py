"""``manage.py measure_report``: what the report of a full audit costs, beside what it may cost."""

import statistics
import subprocess
import sys
import time
import uuid
from datetime import date, timedelta
from io import BytesIO

import pikepdf
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from audits.actions.keeping import TEMPLATE, print_report
from audits.actions.starting import start_audit
from audits.models import Action, ActionUpdate, Audit, CaseSample, Edition, Evidence, EvidenceUse, Response
from audits.outline import outline_of
from audits.rating import NEEDS_ACTION, Rating
from audits.reports.audit_report import Profile, audit_report
from safeguarding import pdf_cage
from safeguarding.access.wall import wall_open_to
from safeguarding.models import LocalAuthority, School, User
from safeguarding.pdf import made_pdf

FIRST_SECONDS, PEAK_MB, AGAIN_MS = 2.5, 150, 50
TIMES = 5
RATINGS = [Rating.GREEN] * 7 + [Rating.AMBER] * 2 + [Rating.RED]
SENTENCES = [
    "All staff heard this on 1 September and signed that they had read it; 61 of 63 answered the five questions.",
    "The lead asked eight members of staff in October what they would do, and each of them named a deputy.",
    "New staff and supply teachers get the same page on their first morning, before they meet a class.",
    "The half-termly check read eight files. It found that older decisions say what was done and not why.",
    "Pupils in Years 4 to 6 told the school council whom they would go to; two classes named nobody outside home.",
    "Governors saw the figures in June and asked how we know that it works on Fridays, when the lead teaches.",
]
WHAT = [
    "Add the front sheet to every main file.",
    "Repeat the session for staff who were away.",
    "Write to parents with the new page.",
]


class Command(BaseCommand):
    help = "Measure the PDF report of a full audit. Nothing that it makes is kept."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--edition", help="key of a published edition; the newest without it")
        parser.add_argument("--keep", metavar="FILE", help="write the PDF here as well")
        parser.add_argument("--cold", action="store_true", help="one rendering by a cage that starts for it")

    def handle(self, *, edition, keep, cold, **options):
        with transaction.atomic():
            _wait_long()
            audit, by = _full_audit(self._edition(edition))
            with wall_open_to([audit.school]):
                self._measure(audit, by, keep, cold)
            transaction.set_rollback(True)

    def _edition(self, key: str | None) -> Edition:
        rows = Edition.objects.published()
        found = rows.filter(key=key).first() if key else rows.first()
        if found is None:
            raise CommandError(
                "There is no such published edition. Import one first: manage.py import_edition."
            )
        return found

    def _measure(self, audit: Audit, by: User, keep: str | None, cold: bool) -> None:
        report = audit_report(audit, today=timezone.localdate(), profile=Profile.CASES)
        context = {"report": report}
        if cold:
            self.stdout.write(str(_timed(lambda: made_pdf(TEMPLATE, context))[0]))
            return
        cold_times = [_cold_seconds() for _ in range(TIMES)]
        pdf_cage.warm()
        made_pdf(TEMPLATE, context)
        warm = [_timed(lambda: made_pdf(TEMPLATE, context)) for _ in range(TIMES)]
        made = warm[0][1]
        built = [
            _timed(lambda: audit_report(audit, today=report.as_at, profile=Profile.CASES))[0]
            for _ in range(9)
        ]
        print_report(audit, report, by=by)
        again = [_timed(lambda: _again(audit, by))[0] for _ in range(9)]
        self._tell(
            "First rendering, cold cage", f"{statistics.median(cold_times):.2f} s", f"{FIRST_SECONDS} s"
        )
        self._tell(
            "First rendering, warm cage",
            f"{statistics.median(s for s, _ in warm):.2f} s",
            f"{FIRST_SECONDS} s",
        )
        self._tell(
            "Processor time of the child",
            f"{made.cpu_seconds:.2f} s",
            f"{pdf_cage.USUAL.cpu_seconds} s at most",
        )
        self._tell(
            "Peak memory of the child",
            f"{max(m.peak_bytes for _, m in warm) / 2**20:.0f} MB",
            f"{PEAK_MB} MB",
        )
        self._tell("The same state again", f"{statistics.median(again) * 1000:.0f} ms", f"{AGAIN_MS} ms")
        self._tell("Working out the report", f"{statistics.median(built) * 1000:.0f} ms", "20 ms")
        self._tell("Size", f"{len(made.pdf) / 1024:.0f} KB", "")
        self._tell("Pages", str(_pages(made.pdf)), "")
        self._tell(
            "Items", f"{report.counts.total} and {len(report.case_check.rows)} for each of 2 files", ""
        )
        if keep:
            with open(keep, "wb") as file:
                file.write(made.pdf)

    def _tell(self, what: str, value: str, target: str) -> None:
        self.stdout.write(f"{what:<30}{value:>24}{f'   (target {target})' if target else ''}")


def _wait_long() -> None:
    """The transaction stays open over many renderings; on the web it does not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


def _timed(work) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def _cold_seconds() -> float:
    """One rendering by a process that has rendered nothing yet."""
    done = subprocess.run(
        [sys.executable, *sys.argv[:1], "measure_report", "--cold"],
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def _again(audit: Audit, by: User) -> bytes:
    report = audit_report(audit, today=timezone.localdate(), profile=Profile.CASES)
    return print_report(audit, report, by=by)


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _full_audit(edition: Edition) -> tuple[Audit, User]:
    """A school with last year's audit and this year's, every item answered."""
    mark = uuid.uuid4().hex[:8]
    authority = LocalAuthority.objects.first() or LocalAuthority.objects.create(key=mark, name="Ardenmere")
    school = School.objects.create(
        slug=f"measured-{mark}", name="Measured Primary School", authority=authority
    )
    lead = User.objects.create_user(f"lead-{mark}@demo.example", "Ruth Adeyemi")
    day = timezone.localdate() - timedelta(days=40)
    with wall_open_to([school]):
        before = _audit(school, edition, day - timedelta(days=365), lead)
        _answer(before, lead, shift=1)
        Audit.objects.filter(pk=before.pk).update(
            state=Audit.State.SUBMITTED, submitted_at=timezone.now(), submitted_by=lead
        )
        audit = _audit(school, edition, day, lead)
        _answer(audit, lead, shift=0)
        _cases(audit, lead)
    return audit, lead


def _audit(school: School, edition: Edition, day: date, lead: User) -> Audit:
    return start_audit(
        school, edition, audit_date=day, period_from=day - timedelta(days=365), period_to=day,
        due_on=day + timedelta(days=21), by=lead, request_key=uuid.uuid4(),
        participants="Tom Brannigan\nSunita Rao\nPriya Nandakumar",
    )  # fmt: skip


def _answer(audit: Audit, lead: User, *, shift: int) -> None:
    outline = outline_of(audit.edition)
    for number, response in enumerate(audit.responses.filter(case=None).order_by("item__order")):
        item = outline.by_pk[response.item_id]
        response.rating = RATINGS[(number + shift) % len(RATINGS)] if number != 30 else Rating.NOT_APPLICABLE
        response.na_reason = "The school has no pupils of this age." if number == 30 else ""
        response.evidence = " ".join(SENTENCES[(number + n) % len(SENTENCES)] for n in range(2 + number % 4))
        response.marks = {part.key: ("yes", "partly", "no")[n % 3] for n, part in enumerate(item.parts)}
        response.rated_on, response.version = audit.audit_date, 1
        response.updated_at, response.updated_by = timezone.now(), lead
        response.save()
        _plan(audit, response, lead, number)
        _show(response, lead, number)


def _plan(audit: Audit, response: Response, lead: User, number: int) -> None:
    if response.rating not in NEEDS_ACTION:
        return
    action = Action.objects.create(
        audit=audit, school_id=audit.school_id, response=response, owner=lead, basis=response.rating,
        what=WHAT[number % len(WHAT)], due_on=audit.audit_date + timedelta(days=number * 2),
        due_reason="Due within one month of the audit date.",
    )  # fmt: skip
    ActionUpdate.objects.create(
        action=action, school_id=audit.school_id, version=1, state=action.state, by=lead, note="31 of 47 done.",
        **action.plan(),
    )  # fmt: skip


def _show(response: Response, lead: User, number: int) -> None:
    evidence = Evidence.objects.create(
        school_id=response.school_id, kind=Evidence.Kind.NOTE, title=f"Note of check {number + 1}",
        dated_on=response.rated_on, note=SENTENCES[number % len(SENTENCES)], added_by=lead,
    )  # fmt: skip
    EvidenceUse.objects.create(
        response=response, evidence=evidence, school_id=response.school_id, added_by=lead
    )


def _cases(audit: Audit, lead: User) -> None:
    kinds = [CaseSample.Kind.CHILD_PROTECTION, CaseSample.Kind.EARLY_HELP]
    for number, kind in enumerate(kinds, start=1):
        case = CaseSample.objects.create(
            audit=audit, school_id=audit.school_id, label=f"Case {number}", kind=kind, added_by=lead,
            how_chosen="Every tenth file of the list",
        )  # fmt: skip
        Response.objects.bulk_create(
            Response(
                audit=audit, school_id=audit.school_id, item_id=item.pk, case=case, version=1,
                rating=RATINGS[(n + number) % len(RATINGS)], evidence=SENTENCES[n % len(SENTENCES)],
                rated_on=audit.audit_date, updated_at=timezone.now(), updated_by=lead,
            )
            for n, item in enumerate(outline_of(audit.edition).case_items)
        )  # fmt: skip

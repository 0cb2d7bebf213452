"""What the trust asks its schools for this year, and the days of one school's sections.

The rows are written as the actions would have left them: they ask for nothing on a day that is over, and here one
school is late.
"""

from datetime import timedelta

from audits.models import Audit, DueAudit, DueAuditChange, SectionShare
from audits.models.audit import school_year
from audits.reports.section_dates import suggested_days
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.models import School, User

DUE = {"thornbeck": 17, "pippin-hill": -3, "quillbrook": -2, "aldermere-high": 18}
MOVED = {"aldermere-high": (11, "The inspection in the second week of November came first.")}
LATE, LATE_BY = "systems", timedelta(days=2)  # a section that is not answered yet


def ask_for_audits(audit: Audit, schools: dict[str, School], officer: User, days: Calendar) -> None:
    """Ask every school for the edition of this audit, and give its sections their days."""
    for slug, offset in DUE.items():
        first, why = MOVED.get(slug, (offset, ""))
        row = DueAudit.objects.create(
            school=schools[slug],
            edition=audit.edition,
            year=school_year(days.today),
            due_on=days.day(first),
        )
        _log(row, officer, kind=DueAuditChange.Kind.ASKED)
        if why:
            row.due_on, row.version = days.day(offset), 2
            _log(row, officer, kind=DueAuditChange.Kind.MOVED, reason=why)
            row.save()
    _spread(audit, days)


def _log(row: DueAudit, officer: User, **said) -> None:
    DueAuditChange.objects.create(
        school=row.school, due_audit=row, version=row.version, due_on=row.due_on, by=officer,
        by_name=officer.name, **said,
    )  # fmt: skip


def _spread(audit: Audit, days: Calendar) -> None:
    due = suggested_days(audit, today=days.today) | {LATE: days.today - LATE_BY}
    for share in SectionShare.objects.filter(audit=audit, section__key__in=due).select_related("section"):
        SectionShare.objects.filter(pk=share.pk).update(due_on=due[share.section.key])

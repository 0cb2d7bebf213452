"""By when the sections of an audit should be done: days to suggest, and what is waiting for their owners."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from audits.models import Audit, Response, SectionShare
from audits.outline import ItemOutline, SectionOutline, outline_of
from audits.rating import Rating
from audits.spreading import spread
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import User
from safeguarding.reports.term_dates import terms_of

AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class SectionLine:
    """One section that somebody has to answer by a day."""

    audit: Audit
    section: SectionOutline
    next_item: ItemOutline
    left: int
    due_on: date
    days_late: int

    @property
    def lateness(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"

    @property
    def url(self) -> str:
        address = [self.audit.school.slug, self.audit.public_id, self.section.key]
        return (
            f"{reverse('audits:section', args=address)}?item={self.next_item.key}#item-{self.next_item.key}"
        )


def suggested_days(audit: Audit, *, today: date) -> dict[str, date]:
    """A day for each section that is not ready, by its key: spread by their items over the weeks of school that are
    left until the audit is due. The case-record check comes last, with the day on which the audit is due.
    """
    ready = {share.section_id for share in audit.shares.all() if share.ready_at}
    sections = [section for section in outline_of(audit.edition).main_sections if section.pk not in ready]
    sizes = [len(section.rated) for section in sections]
    days = spread(sizes, max(today, audit.audit_date), audit.due_on, terms_of(audit.school))
    return {section.key: day for section, day in zip(sections, days, strict=True)}


def weeks_in_words(days: dict[str, date]) -> str:
    """ "5 weeks of school" over which the days are spread."""
    weeks = len({day.isocalendar()[:2] for day in days.values()})
    return f"{weeks} week{'' if weeks == 1 else 's'} of school"


def sections_waiting_for(user: User, *, today: date) -> list[SectionLine]:
    """The person's sections of drafts that are late or due within a fortnight, late first; without any, the next.

    Two queries, or one where nothing has a day. A section without an open item waits for nobody.
    """
    shares = SectionShare.objects.filter(
        owner=user, school__in=schools_where(user, P.AUDIT_ANSWER), audit__state=Audit.State.DRAFT,
        due_on__isnull=False, ready_at=None,
    )  # fmt: skip
    rows = list(shares.select_related("audit__school", "audit__edition").order_by("due_on", "section__order"))
    open_items = _open_items({share.audit_id for share in rows}) if rows else {}
    lines = [line for share in rows if (line := _line(share, open_items[share.audit_id], today))]
    near = [line for line in lines if line.due_on <= today + AHEAD]
    return near or lines[:1]


def _open_items(audits: set[int]) -> dict[int, set[int]]:
    found = defaultdict(set)
    rows = Response.objects.filter(audit__in=audits, case=None, rating=Rating.UNANSWERED).order_by()
    for audit, item in rows.values_list("audit_id", "item_id"):
        found[audit].add(item)
    return found


def _line(share: SectionShare, open_items: set[int], today: date) -> SectionLine | None:
    sections = {section.pk: section for section in outline_of(share.audit.edition).main_sections}
    section = sections.get(share.section_id)
    left = [item for item in section.rated if item.pk in open_items] if section else []
    if not left:
        return None
    late = max((today - share.due_on).days, 0)
    return SectionLine(share.audit, section, left[0], len(left), share.due_on, late)

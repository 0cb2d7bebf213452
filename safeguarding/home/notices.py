"""The page of notices: what waits for a person, the newest first, and where each leads."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from safeguarding.models import Notice, NoticeKind, User

LEADS_TO = {
    "audits.audit": "audits:summary",
    "audits.action": "audits:action",
    "concerns.concern": "concerns:concern",
    "concerns.action": "concerns:action",
    "concerns.challenge": "concerns:challenge",
}
LOOKS = {NoticeKind.URGENT: "late", NoticeKind.LATE: "late", NoticeKind.DUE: "soon"}
SHOWN = 100


@dataclass(frozen=True)
class NoticeLine:
    public_id: str
    kind: str
    look: str
    school: str
    made_at: datetime
    url: str
    is_waiting: bool


@dataclass(frozen=True)
class Notices:
    """What waits and was not seen yet; below, what was."""

    waiting: tuple[NoticeLine, ...]
    seen: tuple[NoticeLine, ...]

    @property
    def sentence(self) -> str:
        count = len(self.waiting)
        if not count:
            return "Nothing new is waiting for you."
        return "One thing is new." if count == 1 else f"{count} things are new."


def notices_for(person: User) -> Notices:
    """Two queries, however many there are."""
    rows = Notice.objects.visible_to(person).select_related("school")
    waiting = rows.waiting()[:SHOWN]
    seen = rows.exclude(acknowledged_at=None).order_by("-acknowledged_at")[:20]
    return Notices(tuple(map(_line, waiting)), tuple(map(_line, seen)))


def waiting_count(person: User) -> int:
    return Notice.objects.visible_to(person).waiting().count()


def _line(notice: Notice) -> NoticeLine:
    return NoticeLine(
        notice.public_id,
        notice.get_kind_display(),
        LOOKS.get(notice.kind, "open"),
        notice.school.name,
        timezone.localtime(notice.made_at),
        reverse(LEADS_TO[notice.subject_type], args=[notice.school.slug, notice.subject]),
        notice.acknowledged_at is None,
    )

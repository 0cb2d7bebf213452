"""The list of concerns: search, filters, order; read by the page and by its downloads."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from concerns.child_search import LEAST, find_children
from concerns.midnight import midnight
from concerns.models import ConcernLink, ConcernWords, Pupil, Referral, Standing
from concerns.recoding import Recoding
from concerns.reports.naming import child_in_words, namer
from concerns.reports.to_recode import clocks_of
from safeguarding.models import School, User
from safeguarding.spreadsheets import Column, Sheet

LIVE = "live"
FOR_AN_ANSWER = "answer"  # of a referral
NEWEST, OLDEST, LAST = "newest", "oldest", "last"
ORDERS = {
    NEWEST: ("-recorded_at", "-pk"),
    OLDEST: ("recorded_at", "pk"),
    LAST: ("-last_entry_at", "-pk"),
}
MOST_COUNTED = 1000  # a longer list says "more than 1,000": counting on would cost more than it tells
AT_ONCE = 1000  # rows of a download that are read together
COLUMNS = (
    Column("Reference", 12),
    Column("Reported on", 18),
    Column("Children", 36),
    Column("Category", 40),
    Column("State", 16),
    Column("Level", 18),
    Column("Owner", 22),
    Column("Urgent", 8),
    Column("Last entry", 18),
    Column("Resolved on", 18),
)


@dataclass(frozen=True)
class Asked:
    """What the list was asked for. Empty means all."""

    words: str = ""
    state: str = LIVE
    category: str = ""
    owner: str = ""
    level: str = ""
    urgent: bool = False
    since: date | None = None
    until: date | None = None
    waiting: str = ""
    recode: bool = False
    order: str = NEWEST

    @property
    def is_narrowed(self) -> bool:
        return self != Asked(order=self.order)


@dataclass(frozen=True)
class ConcernLine:
    """One concern of the list."""

    public_id: str
    reference: str
    children: tuple[str, ...]
    categories: tuple[str, ...]
    state: str
    state_label: str
    level: str
    owner: str
    urgent: bool
    recorded_at: datetime
    last_entry_at: datetime
    resolved_at: datetime | None
    recode: Recoding | None = None  # of the child who has been under "Other" longest

    @property
    def tag(self) -> tuple[str, str]:
        looks = {
            Standing.State.SUBMITTED: "new",
            Standing.State.IN_ERROR: "draft",
            Standing.State.RESOLVED: "plain",
        }
        return looks.get(self.state, "open"), self.state_label


@dataclass(frozen=True)
class Found:
    """One page of the list."""

    lines: tuple[ConcernLine, ...]
    count: int
    page: int
    size: int
    more_than_counted: bool = field(default=False)

    @property
    def in_words(self) -> str:
        if self.more_than_counted:
            return f"More than {MOST_COUNTED:,} concerns"
        return f"{self.count} concern{'' if self.count == 1 else 's'}"


def _narrowed(school: School, asked: Asked, user: User) -> QuerySet[Standing]:
    """Where those concerns stand that the person may open, narrowed by all but words, and in order."""
    rows = Standing.objects.visible_to(user).filter(_where(asked), school=school)
    return rows.order_by(*ORDERS[asked.order])


def _where(asked: Asked) -> Q:
    where = Q(state__in=Standing.LIVE) if asked.state == LIVE or asked.waiting else Q()
    if asked.state not in ("", LIVE):
        where &= Q(state=asked.state)
    if asked.owner:
        where &= Q(owner__public_id=asked.owner)
    if asked.level:
        where &= Q(level=asked.level)
    if asked.urgent:
        where &= Q(urgent=True)
    if asked.waiting == FOR_AN_ANSWER:
        unanswered = Referral.objects.filter(concern=OuterRef("pk"), state__in=Referral.UNANSWERED)
        where &= Q(Exists(unanswered))
    elif asked.waiting:
        where &= Q(waiting_on=asked.waiting) & Standing.without_referral()
    if asked.recode:
        under_other = ConcernLink.objects.filter(concern=OuterRef("pk"), other_since__isnull=False)
        where &= Q(Exists(under_other)) & ~Q(state=Standing.State.IN_ERROR)
    if asked.since:
        where &= Q(recorded_at__gte=midnight(asked.since))
    if asked.until:
        where &= Q(recorded_at__lt=midnight(asked.until + timedelta(days=1)))
    if asked.category:
        links = ConcernLink.objects.filter(concern=OuterRef("pk"))
        where &= Q(Exists(links.filter(subcategory__category__key=asked.category)))
    return where


def _ways(asked: Asked, school: School, user: User) -> list[Q]:
    """By reference; or else by words of the report and of what was written since, and by a child's name."""
    words = asked.words.replace("\0", "").strip()
    if not words:
        return [Q()]
    if number := _number(words, school):
        return [Q(concern__number=number)]
    ways = [Q(pk__in=ConcernWords.objects.looked_for(words).values("concern"))]
    if len(words) >= LEAST and (children := _children(words, school, user)):
        ways.append(Q(pk__in=ConcernLink.objects.filter(pupil__in=children).values("concern")))
    return ways


def _number(words: str, school: School) -> int | None:
    """The number of "TB-0412", "tb 412" or "412"."""
    bare = words.upper().removeprefix(school.reference.upper()).lstrip("- ")
    return int(bare) if bare.isdecimal() and len(bare) < 8 else None


def _children(words: str, school: School, user: User) -> list[int]:
    pupils = Pupil.objects.visible_to(user).filter(school=school)
    return [pupil.pk for pupil in find_children(pupils, words)]


def concern_page(school: School, asked: Asked, *, user: User, page: int, size: int = 25) -> Found:
    """One page of the list; the number of queries does not depend on how long it is."""
    rows = _narrowed(school, asked, user)
    keys = _found_keys(rows, asked, school, user) if asked.words else None
    found = rows.order_by()[: MOST_COUNTED + 1].count() if keys is None else len(keys)
    count = min(found, MOST_COUNTED)
    page = max(min(page, -(-count // size)), 1)
    shown = slice((page - 1) * size, min(page * size, count))
    rows = rows[shown] if keys is None else _by_keys(keys[shown], asked)
    lines = _lines(rows, school, user) if count else ()
    return Found(lines, count, page, size, more_than_counted=found > MOST_COUNTED)


def _found_keys(rows: QuerySet[Standing], asked: Asked, school: School, user: User) -> list[int]:
    """Keys of what was looked for, in order and as many as are counted.

    Each way is asked by itself: the database then reads a frequent word in the list's order and stops, and goes from
    a rare one to its few rows. Asked together, both would take the long way.
    """
    by = ORDERS[asked.order][0]
    ways = [
        rows.filter(way).values_list(by.lstrip("-"), "pk")[: MOST_COUNTED + 1]
        for way in _ways(asked, school, user)
    ]
    found = sorted(set().union(*ways), reverse=by.startswith("-"))
    return [key for _, key in found[: MOST_COUNTED + 1]]


def _by_keys(keys: Iterable[int], asked: Asked) -> QuerySet[Standing]:
    """Rows that the person was found to see already."""
    return Standing.objects.filter(pk__in=keys).order_by(*ORDERS[asked.order])


def _lines(rows: QuerySet[Standing], school: School, user: User) -> tuple[ConcernLine, ...]:
    links = ConcernLink.objects.select_related("pupil", "reported", "subcategory__category").order_by("id")
    links = links.only(
        "concern", "other_since", "pupil__first_name", "pupil__known_as", "pupil__last_name", "pupil__year_group",
        "reported__described", "subcategory__title", "subcategory__category__title",
    )  # fmt: skip
    rows = rows.select_related("concern", "owner").prefetch_related(Prefetch("concern__links", links))
    light = list(
        rows.only(
            "state", "level", "urgent", "recorded_at", "last_entry_at", "resolved_at", "owner__name",
            "concern__public_id", "concern__reference",
        )
    )  # fmt: skip
    name = namer(user, school)
    clocks = clocks_of(
        [link for row in light for link in row.concern.links.all()], school, timezone.localdate()
    )
    return tuple(_line(row, name, clocks) for row in light)


def _line(standing: Standing, name, clocks: dict[int, Recoding]) -> ConcernLine:
    links = standing.concern.links.all()
    mine = [clocks[link.pk] for link in links if link.pk in clocks]
    return ConcernLine(
        public_id=standing.concern.public_id,
        reference=standing.concern.reference,
        children=tuple(child_in_words(link, name) for link in links),
        categories=categories_of(links),
        state=standing.state,
        state_label=standing.get_state_display(),
        level=standing.get_level_display(),
        owner=standing.owner.name if standing.owner else "",
        urgent=standing.urgent,
        recorded_at=standing.recorded_at,
        last_entry_at=standing.last_entry_at,
        resolved_at=standing.resolved_at,
        recode=min(mine, key=lambda clock: clock.due_on, default=None)
        if standing.state != Standing.State.IN_ERROR
        else None,
    )


def categories_of(links) -> tuple[str, ...]:
    """ "Neglect: supervision", each once, in the order of the children."""
    named = [
        f"{link.subcategory.category.title}: {link.subcategory.title}" for link in links if link.subcategory
    ]
    return tuple(dict.fromkeys(named))


def concern_sheet(school: School, asked: Asked, *, user: User) -> Sheet:
    """The whole list as a table for a spreadsheet, however long it is."""
    rows = _narrowed(school, asked, user)
    if asked.words:
        rows = rows.filter(reduce(or_, _ways(asked, school, user)))
    keys = list(rows.values_list("pk", flat=True))
    parts = (_by_keys(keys[start : start + AT_ONCE], asked) for start in range(0, len(keys), AT_ONCE))
    return Sheet(
        "Concerns", COLUMNS, tuple(_row(line) for part in parts for line in _lines(part, school, user))
    )


def _row(line: ConcernLine) -> tuple:
    return (
        line.reference,
        timezone.localdate(line.recorded_at),
        "; ".join(line.children),
        "; ".join(line.categories),
        line.state_label,
        line.level,
        line.owner,
        "Yes" if line.urgent else "",
        timezone.localdate(line.last_entry_at),
        timezone.localdate(line.resolved_at) if line.resolved_at else None,
    )

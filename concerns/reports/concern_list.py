"""The list of concerns: search, filters, order; read by the page and by its downloads."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import BooleanField, Exists, Func, OuterRef, Prefetch, Q, Subquery, Value
from django.utils import timezone

from concerns.child_search import LEAST, find_children
from concerns.models import Concern, ConcernLink, Entry, Pupil, Standing
from concerns.recoding import Recoding
from concerns.reports.naming import child_in_words, namer
from concerns.reports.to_recode import clocks_of
from safeguarding.models import School, User
from safeguarding.spreadsheets import Column, Sheet

LIVE = "live"
NEWEST, OLDEST, LAST = "newest", "oldest", "last"
ORDERS = {
    NEWEST: ("-standing__recorded_at", "-pk"),
    OLDEST: ("standing__recorded_at", "pk"),
    LAST: ("-standing__last_entry_at", "-pk"),
}
MOST_COUNTED = 1000  # a longer list says "more than 1,000": counting on would cost more than it tells
MOST_DOWNLOADED = 5000
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


class HasWords(Func):
    """Whether the report's words match what was typed, by their stems."""

    template = "concerns_concern.words @@ websearch_to_tsquery('english', %(expressions)s)"
    output_field = BooleanField()


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


def found_concerns(school: School, asked: Asked, *, user: User):
    """The rows that the person may open, narrowed and in order."""
    rows = Concern.objects.visible_to(user).filter(school=school, standing__school=school)
    rows = rows.filter(_where(asked), *_words(asked, school, user))
    if asked.waiting:
        rows = waiting_on_others(rows).filter(route=asked.waiting)
    return rows.order_by(*ORDERS[asked.order])


def waiting_on_others(rows):
    """Those that were passed to another service and have no outcome yet, with the ``route`` of the decision."""
    entries = Entry.objects.filter(concern=OuterRef("pk"))
    passed_on = entries.filter(kind=Entry.Kind.DECISION, route__in=Entry.ROUTES_OUTSIDE)
    latest = passed_on.order_by("-recorded_at").values("route")[:1]
    open_ended = rows.filter(~Exists(entries.filter(kind=Entry.Kind.OUTCOME)))
    return open_ended.annotate(route=Subquery(latest)).filter(route__isnull=False)


def _where(asked: Asked) -> Q:
    where = Q(standing__state__in=Standing.LIVE) if asked.state == LIVE else Q()
    if asked.state not in ("", LIVE):
        where &= Q(standing__state=asked.state)
    if asked.owner:
        where &= Q(standing__owner__public_id=asked.owner)
    if asked.level:
        where &= Q(standing__level=asked.level)
    if asked.urgent:
        where &= Q(standing__urgent=True)
    if asked.recode:
        under_other = ConcernLink.objects.filter(concern=OuterRef("pk"), other_since__isnull=False)
        where &= Q(Exists(under_other)) & ~Q(standing__state=Standing.State.IN_ERROR)
    if asked.since:
        where &= Q(standing__recorded_at__date__gte=asked.since)
    if asked.until:
        where &= Q(standing__recorded_at__date__lte=asked.until)
    if asked.category:
        links = ConcernLink.objects.filter(concern=OuterRef("pk"))
        where &= Q(Exists(links.filter(subcategory__category__key=asked.category)))
    return where


def _words(asked: Asked, school: School, user: User) -> list[Q]:
    """By reference, by a child's name, or by words of the report."""
    words = asked.words.replace("\0", "").strip()
    if not words:
        return []
    if reference := _number(words, school):
        return [Q(number=reference)]
    matching = Q(HasWords(Value(words)))
    if len(words) >= LEAST and (children := _children(words, school, user)):
        links = ConcernLink.objects.filter(concern=OuterRef("pk"), pupil__in=children)
        matching |= Q(Exists(links))
    return [matching]


def _number(words: str, school: School) -> int | None:
    """The number of "TB-0412", "tb 412" or "412"."""
    bare = words.upper().removeprefix(school.reference.upper()).lstrip("- ")
    return int(bare) if bare.isdecimal() and len(bare) < 8 else None


def _children(words: str, school: School, user: User) -> list[int]:
    pupils = Pupil.objects.visible_to(user).filter(school=school)
    return [pupil.pk for pupil in find_children(pupils, words)]


def concern_page(school: School, asked: Asked, *, user: User, page: int, size: int = 25) -> Found:
    """One page of the list; the number of queries does not depend on how long it is."""
    rows = found_concerns(school, asked, user=user)
    if asked.words:
        # Words are slow to look for, so one pass gives the count and the order, and the page is read by its keys.
        keys = list(rows.values_list("pk", flat=True)[: MOST_COUNTED + 1])
        found = len(keys)
    else:
        found = rows.order_by()[: MOST_COUNTED + 1].count()
    count = min(found, MOST_COUNTED)
    page = max(min(page, -(-count // size)), 1)
    shown = slice((page - 1) * size, min(page * size, count))
    if asked.words:
        rows = Concern.objects.filter(pk__in=keys[shown]).order_by(*ORDERS[asked.order])
    else:
        rows = rows[shown]
    lines = _lines(rows, school, user) if count else ()
    return Found(lines, count, page, size, more_than_counted=found > MOST_COUNTED)


def _lines(rows, school: School, user: User) -> tuple[ConcernLine, ...]:
    links = ConcernLink.objects.select_related("pupil", "reported", "subcategory__category").order_by("id")
    rows = rows.select_related("standing__owner").prefetch_related(Prefetch("links", links))
    light = list(rows.only("public_id", "reference", "standing", "school_id"))
    name = namer(user, school)
    clocks = clocks_of([link for row in light for link in row.links.all()], school, timezone.localdate())
    return tuple(_line(row, name, clocks) for row in light)


def _line(row: Concern, name, clocks: dict[int, Recoding]) -> ConcernLine:
    standing = row.standing
    mine = [clocks[link.pk] for link in row.links.all() if link.pk in clocks]
    return ConcernLine(
        public_id=row.public_id,
        reference=row.reference,
        children=tuple(child_in_words(link, name) for link in row.links.all()),
        categories=categories_of(row.links.all()),
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
    """The list as a table for a spreadsheet, at most 5,000 rows of it."""
    rows = found_concerns(school, asked, user=user)[:MOST_DOWNLOADED]
    return Sheet("Concerns", COLUMNS, tuple(_row(line) for line in _lines(rows, school, user)))


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

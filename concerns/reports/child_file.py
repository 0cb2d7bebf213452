"""A child's file as the page shows it, the list of children, and who has looked at a file."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Count, Exists, F, Func, IntegerField, Max, OuterRef, Q, Value

from concerns.freshness import Freshness
from concerns.models import Concern, ConcernLink, Entry, Pupil, Shield, Standing, Status
from concerns.reports.chronology import Asked, Chronology, Row
from concerns.reports.clock_rows import LOOKS
from concerns.reports.clocks import clocks_of
from concerns.reports.front_sheet import FrontSheet, front_sheet, sheet_parts
from concerns.reports.together import read_together
from concerns.reports.who_is_who import Group, who_is_who
from safeguarding.models import Event


@dataclass(frozen=True)
class ChildFile:
    pupil: Pupil
    sheet: FrontSheet
    chronology: Chronology
    age: int

    @property
    def calls(self) -> str:
        """What the child is called."""
        return self.pupil.known_as or self.pupil.first_name

    @property
    def leads(self) -> tuple[str, ...]:
        """Who has the child's open concerns, whoever has the newest first; nobody before triage."""
        links = [link for link in self.chronology.links.values() if link.concern.standing.is_live]
        newest = sorted(links, key=lambda link: link.concern.standing.recorded_at, reverse=True)
        owners = [link.concern.standing.owner for link in newest]
        return tuple(dict.fromkeys(owner.name for owner in owners if owner))

    def rows(self, lines) -> tuple[Row, ...]:
        return self.chronology.rows(lines)


def child_file(
    pupil: Pupil, *, reader, today: date, on_paper: bool = False, rows: dict | None = None
) -> ChildFile:
    """The file as ``reader`` may see it; on paper every other child is masked and no shield is named.

    ``rows`` are those of ``file_rows`` where the page reads them, which has more to show than the file.
    """
    sheet = front_sheet(pupil, rows or read_together(sheet_parts(pupil)), today=today)
    made = Chronology(
        pupil,
        reader=reader,
        statuses=sheet.all_statuses,
        orders=sheet.all_orders,
        shields=sheet.shields,
        on_paper=on_paper,
    )
    return ChildFile(pupil, sheet, made, _years_between(pupil.date_of_birth, today))


def _years_between(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@dataclass(frozen=True)
class PrintedFile:
    """The chronology on paper: what the template reads, and nothing that a shield keeps."""

    pupil: Pupil
    school: str
    statuses: tuple[str, ...]
    past_statuses: tuple[str, ...]
    orders: tuple[str, ...]
    who: tuple[Group, ...]
    rows: tuple[Row, ...]  # oldest first
    asked: Asked
    printed_by: str
    printed_at: object

    @property
    def calls(self) -> str:
        return self.pupil.known_as or self.pupil.first_name

    @property
    def first_on(self) -> date:
        return self.rows[0].line.on

    @property
    def last_on(self) -> date:
        return self.rows[-1].line.on

    @property
    def example(self) -> str:
        """The number of a concern that is in the print."""
        return next((row.reference for row in self.rows if row.reference), "")


def printed_file(pupil: Pupil, *, reader, asked: Asked, at) -> PrintedFile:
    """The whole chronology, oldest first, as ``reader`` may print it at that moment."""
    file = child_file(pupil, reader=reader, today=at.date(), on_paper=True)
    chronology, sheet = file.chronology, file.sheet
    rows = file.rows(chronology.chosen(asked))
    over = chronology.veil.over
    return PrintedFile(
        pupil=pupil,
        school=pupil.school.name,
        statuses=tuple(f"{status} since {_day(status.starts_on)}" for status in sheet.statuses),
        past_statuses=tuple(_while(status) for status in sheet.past_statuses),
        orders=tuple(over(_until(order)) for order in sheet.orders),
        who=who_is_who(
            sheet, calls=file.calls, staff=chronology.staff, school=pupil.school, today=at.date(), over=over
        ),
        rows=rows,
        asked=asked,
        printed_by=reader.name,
        printed_at=at,
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _while(status: Status) -> str:
    return (
        f"{status} from {_day(status.starts_on)} to {_day(status.ends_on)}" if status.ends_on else str(status)
    )


def _until(order) -> str:
    return f"{order} until {_day(order.ends_on)}" if order.ends_on else str(order)


@dataclass(frozen=True)
class ChildLine:
    """One child of the list."""

    pupil: Pupil
    statuses: tuple[Status, ...]
    shields: tuple[Shield, ...]
    open_concerns: int
    freshness: Freshness | None = None
    last_contact: date | None = None

    @property
    def look(self) -> str:
        return LOOKS[self.freshness.state]


class PlaceIn(Func):
    """The place of a key in a list of them; nothing where it is not there."""

    function = "array_position"
    output_field = IntegerField()

    def __init__(self, keys: list[int]):
        super().__init__(Value(keys, output_field=ArrayField(BigIntegerField())), F("pk"))


def children_of(school, *, reader, filters: dict):
    """Pupils of the school whose file ``reader`` may open, by the filters of the list."""
    rows = Pupil.objects.filter(school=school).visible_to(reader)
    if filters.get("roll", "on") != "all":
        rows = rows.filter(left_on__isnull=filters.get("roll") != "left")
    if (year := filters.get("year")) not in {None, ""}:
        rows = rows.filter(year_group=int(year))
    if kind := filters.get("status"):
        standing = Status.objects.current().filter(pupil=OuterRef("pk"), kind=kind)
        rows = rows.filter(Exists(standing.filter(_not_over(filters["today"]))))
    if filters.get("open"):
        rows = rows.filter(Exists(_open_links(reader).filter(pupil=OuterRef("pk"))))
    if words := filters.get("q", "").strip():
        rows = rows.named_like(words)
    else:
        rows = rows.order_by("last_name", "first_name", "pk")
    if filters.get("fresh") or filters.get("order") == "fresh":
        return _by_freshness(rows, school, reader=reader, filters=filters)
    return rows


def _by_freshness(rows, school, *, reader, filters):
    """Only those whose clock stands so, or those with a clock first, the least fresh before the others."""
    found = clocks_of(rows, school=school, reader=reader, today=filters["today"])
    ticking = {key: each.freshness for key, each in found.items() if each.freshness}
    if state := filters.get("fresh"):
        ticking = {key: clock for key, clock in ticking.items() if clock.state == state}
        rows = rows.filter(pk__in=ticking)
    if filters.get("order") == "fresh":
        keys = sorted(ticking, key=lambda key: (ticking[key].urgency, key))
        rows = rows.order_by(PlaceIn(keys), "last_name", "first_name", "pk")
    return rows


def child_lines(pupils, *, school, reader, today: date) -> list[ChildLine]:
    """The lines of a page of pupils; the number of queries does not depend on how many."""
    pupils = list(pupils)
    keys = [pupil.pk for pupil in pupils]
    open_concerns = dict(
        _open_links(reader).filter(pupil__in=keys).order_by().values_list("pupil").annotate(Count("pk"))
    )
    statuses = Status.objects.current().filter(_not_over(today), pupil__in=keys)
    shields = Shield.objects.current().filter(pupil__in=keys).defer("text", "hidden_from")
    on_page = Pupil.objects.filter(pk__in=keys, left_on=None)
    clocks = clocks_of(on_page, school=school, reader=reader, today=today) if keys else {}
    contacts = last_contacts(keys, reader)
    by_pupil = {key: ([], []) for key in keys}
    for place, facts in enumerate((statuses, shields)):
        for fact in facts:
            by_pupil[fact.pupil_id][place].append(fact)
    return [
        ChildLine(
            pupil,
            *map(tuple, by_pupil[pupil.pk]),
            open_concerns.get(pupil.pk, 0),
            clocks[pupil.pk].freshness if pupil.pk in clocks else None,
            contacts.get(pupil.pk),
        )
        for pupil in pupils
    ]


def last_contacts(keys: list[int], reader) -> dict[int, date]:
    """When somebody was last in touch about each child: a call, e-mail, meeting or talk, of the file or of a concern.

    One of a concern about no child alone counts for each of its children; one that was struck out for none.
    """
    visible = Concern.objects.visible_to(reader).order_by()
    rows = Entry.objects.filter(kind=Entry.Kind.CONTACT).filter(Q(concern=None) | Q(concern__in=visible))
    rows = rows.filter(Q(pupil__in=keys) | Q(pupil=None, concern__links__pupil__in=keys)).order_by()
    struck = Entry.objects.filter(corrects=OuterRef("pk"), kind=Entry.Kind.ERROR_CONFIRMED)
    rows = rows.filter(~Exists(struck)).values_list("pupil", "concern__links__pupil")
    found: dict[int, date] = {}
    for pupil, of_concern, day in rows.annotate(day=Max("happened_on")):
        key = pupil or of_concern
        found[key] = max(day, found.get(key, day))
    return found


def _not_over(today) -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=today)


def _open_links(reader):
    visible = Concern.objects.visible_to(reader).order_by()
    return ConcernLink.objects.filter(
        concern__in=visible, concern__standing__state__in=Standing.LIVE
    ).order_by()


LOOKED = {
    "file opened": "Opened the file",
    "looks read": "Read who has looked",
    "chronology printed": "Printed the chronology",
    "plan opened": "Opened a plan",
    "plan printed": "Printed a plan",
    "meeting opened": "Opened a meeting",
    "shield opened": "Opened a shield",
    "referral opened": "Opened a referral",
    "challenge opened": "Opened a challenge",
    "shut out": "Shut a person out",
    "let in": "Let a person in again",
}


@dataclass(frozen=True)
class Look:
    """One look at a file."""

    at: object
    by: str
    what: str
    reason: str = ""


def events_of(pupil: Pupil):
    """Events about the file, the newest first."""
    return Event.objects.filter(school_id=pupil.school_id, subject_type="pupil", subject=pupil.public_id)


def looks_of(pupil: Pupil, events) -> list[Look]:
    """A page of events in words, each opening of a shield with the reason that was given."""
    rows = Entry.objects.filter(pupil=pupil, concern=None, facts__has_key="shield_opened")
    reasons = dict(rows.order_by().values_list("public_id", "reason"))
    return [Look(event.at, event.actor_name, _what(event), _reason(event, reasons)) for event in events]


def _what(event) -> str:
    return LOOKED.get(event.verb, event.verb[:1].upper() + event.verb[1:])


def _reason(event, reasons) -> str:
    return reasons.get(event.detail.get("entry"), "") if event.verb == "shield opened" else ""

"""The chronology of one child, made from all records: reports, entries, actions, statuses and orders.

First a light line of every record, to sort, count and filter; then the words of those lines that are shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cached_property

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from concerns.models import BodyMark, Concern, ConcernLink, CourtOrder, Entry, Pupil, Shield, Standing, Status
from concerns.reports.action_words import action_in_print
from concerns.reports.agency_words import SILENT, STEPS, step_facts, step_words
from concerns.reports.answer_words import asked_words, own_title
from concerns.reports.casework_titles import is_quiet, meeting_title, paper_title, plan_title
from concerns.reports.concern_list import categories_of
from concerns.reports.mark_words import WHOSE_UNKNOWN, mark_in_words
from concerns.reports.masking import Veil, labels_of, veil_of

Kind = Entry.Kind

# What the page lets a reader choose, with the kinds of line that it means.
CHOICES = {
    "significant": "Significant",
    "concern": "Concerns",
    "decision": "Decisions",
    "contact": "Calls, meetings and talks",
    "words": "Child’s words",
    "action": "Actions done",
    "status": "Statuses and orders",
    "agency": "Referrals and challenge",
    "plan": "Plans and meetings",
}
GROUPS_OF = {
    "concern": {"concern"},
    Kind.DECISION: {"decision"},
    Kind.OUTCOME: {"decision"},
    Kind.JUSTIFICATION: {"decision"},
    Kind.REASSESSED: {"decision"},
    Kind.CONTACT: {"contact"},
    Kind.ACTION: {"action"},
    Kind.STATUS: {"status"},
    Kind.REFERRAL: {"agency"},
    Kind.CHALLENGE: {"agency"},
    Kind.PLAN: {"plan"},
    Kind.MEETING: {"plan"},
    **{f"{fact}_{end}": {"status"} for fact in ("status", "order") for end in ("start", "end")},
}
# Steps of the work that tell nothing of the child, or that show on the line that they are about.
LEFT_OUT = {Kind.MATCH, Kind.OWNER, Kind.FEEDBACK, Kind.ERROR_CLAIMED, Kind.ERROR_CONFIRMED}
LIGHT = (
    "pk", "public_id", "kind", "happened_on", "happened_at", "recorded_at", "significant", "facts",
    "corrects_id", "concern_id", "referral_id", "has_words", "has_impact", "has_text",
)  # fmt: skip
WRITTEN = ("title", "text", "reason", "impact", "own_words", "by", "when_words")
DARK = {
    "concern",
    "status_start",
    "order_start",
    Kind.DECISION,
    Kind.OUTCOME,
    Kind.SIGNIFICANT,
    Kind.TRIAGE,
    Kind.REFERRAL,
    Kind.CHALLENGE,
    Kind.PLAN,
    Kind.MEETING,
}
# Kinds whose entries tell the child's view where others have the child's words, and that have a page of their own.
WITH_A_PAGE = {Kind.PLAN, Kind.MEETING}


@dataclass(frozen=True)
class Line:
    """One record, without its words: enough to sort, count and choose."""

    kind: str
    on: date
    at: time | None
    recorded_at: datetime
    pk: int
    public_id: str
    significant: bool = False
    has_words: bool = False
    has_impact: bool = False
    struck: bool = False
    concern_id: int | None = None

    @property
    def is_looked_at(self) -> bool:
        """Whether the child's words and the effect are looked for: at significant events that stand."""
        return self.significant and not self.struck

    @property
    def lacks(self) -> bool:
        """A significant event without the child's words, or without its effect on the child."""
        return self.is_looked_at and not (self.has_words and self.has_impact)

    @property
    def order(self):
        return self.on, self.at or time.min, self.recorded_at, self.pk

    @property
    def choices(self) -> set[str]:
        """Which choices of the filter mean this line."""
        flags = (("significant", self.significant), ("words", self.has_words))
        return {*GROUPS_OF.get(self.kind, ()), *(choice for choice, holds in flags if holds)}


@dataclass(frozen=True)
class Row:
    """One line of the chronology with its words, veiled for its reader."""

    line: Line
    label: str
    title: str
    text: str = ""
    reason: str = ""
    impact: str = ""
    own_words: str = ""
    by: str = ""
    when_words: str = ""
    also_about: tuple[str, ...] = ()
    reference: str = ""
    concern: str = ""
    added_later: tuple[str, ...] = ()
    corrected: int = 0
    page: str = ""  # of the plan or the meeting

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def is_dark(self) -> bool:
        return self.kind in DARK

    @property
    def is_long(self) -> bool:
        return len(self.text) > 700 or self.text.count("\n") > 11

    @cached_property
    def recorded_on(self) -> date:
        return timezone.localtime(self.line.recorded_at).date()

    @cached_property
    def days_later(self) -> int:
        """How many days after it happened it was written down."""
        return max((self.recorded_on - self.line.on).days, 0)


@dataclass(frozen=True)
class Asked:
    """What the reader wants to see."""

    kinds: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    oldest_first: bool = False

    def wants(self, line: Line) -> bool:
        if self.kinds and line.choices.isdisjoint(self.kinds):
            return False
        return (self.since is None or line.on >= self.since) and (self.until is None or line.on <= self.until)


class Chronology:
    """All that is on record about one child and that ``reader`` may open; on paper every other child is masked."""

    def __init__(
        self,
        pupil: Pupil,
        *,
        reader,
        statuses: Iterable[Status] = (),
        orders: Iterable[CourtOrder] = (),
        shields: Iterable[Shield] = (),
        on_paper: bool = False,
    ):
        self.pupil, self.reader, self.on_paper = pupil, reader, on_paper
        self.shields = tuple(shields)
        self.facts = {
            **{("status", each.pk): each for each in statuses},
            **{("order", each.pk): each for each in orders},
        }
        self.links = {link.concern_id: link for link in self._links()}
        self._read_entries()
        self.lines = self._all_lines()

    # The light lines

    @property
    def counts(self) -> Counter:
        """How many lines each choice of the filter has."""
        return Counter(choice for line in self.lines for choice in line.choices)

    @property
    def significant(self) -> int:
        return sum(line.is_looked_at for line in self.lines)

    @property
    def lacking(self) -> int:
        """Significant events that lack the child's words or the effect on the child: advice, never a fault."""
        return sum(line.lacks for line in self.lines)

    @property
    def open_concerns(self) -> int:
        return sum(link.concern.standing.is_live for link in self.links.values())

    @property
    def began_on(self) -> date | None:
        return min((line.on for line in self.lines), default=None)

    def chosen(self, asked: Asked) -> list[Line]:
        lines = [line for line in self.lines if asked.wants(line)]
        return lines[::-1] if asked.oldest_first else lines

    def _links(self):
        rows = ConcernLink.objects.filter(
            pupil=self.pupil, concern__in=Concern.objects.visible_to(self.reader).order_by()
        )
        return rows.select_related("concern__standing__owner", "subcategory__category").order_by()

    def _read_entries(self) -> None:
        """All entries of the file and of its concerns in one light query."""
        said = lambda name: ExpressionWrapper(~Q(**{name: ""}), BooleanField())  # noqa: E731
        links = list(self.links)
        mine = Q(concern__in=links) | (Q(pupil=self.pupil, concern=None) & _open_with(links))
        others = Q(pupil__isnull=False) & ~Q(pupil=self.pupil)
        rows = Entry.objects.filter(mine).exclude(others).without_hidden_plans(self.reader).order_by()
        told = ~Q(own_words="") | (Q(kind__in=WITH_A_PAGE) & ~Q(child_view=""))
        words = ExpressionWrapper(told, BooleanField())
        rows = rows.annotate(has_words=words, has_impact=said("impact"), has_text=said("text"))
        self.entries = list(rows.values_list(*LIGHT, named=True))
        self.added, self.corrections = defaultdict(list), Counter()
        self.struck = set()
        for entry in self.entries:
            if about := entry.facts.get("about"):
                self.added[about].append(entry)
            elif entry.kind == Kind.ERROR_CONFIRMED:
                self.struck.add(entry.corrects_id)
            elif entry.corrects_id and entry.kind != Kind.ERROR_CLAIMED:
                self.corrections[entry.corrects_id] += 1

    def _all_lines(self) -> list[Line]:
        lines = [
            *(self._of_concern(link) for link in self.links.values()),
            *(self._of_entry(entry) for entry in self.entries if self._belongs(entry)),
            *(line for (kind, _), fact in self.facts.items() for line in _of_fact(kind, fact)),
        ]
        lines = [self._with_added(line) if line.public_id in self.added else line for line in lines]
        return sorted(lines, key=lambda line: line.order, reverse=True)

    def _belongs(self, entry) -> bool:
        facts = entry.facts
        if entry.kind in LEFT_OUT or "about" in facts or "shield_opened" in facts:
            return False
        if facts.get("fact") == "shield" and self.on_paper:
            return False
        if entry.kind == Kind.ACTION and ("to" not in facts or entry.referral_id):
            return False  # planned: it shows when it is done; a chase has an entry of its own
        if is_quiet(entry) or (entry.kind in STEPS and facts.get("step") in SILENT):
            return False
        link = self.links.get(entry.concern_id)
        return link is None or facts.get("child", link.public_id) == link.public_id

    def _of_concern(self, link) -> Line:
        concern = link.concern
        recorded = timezone.localtime(concern.recorded_at)
        return Line(
            "concern", concern.happened_on or recorded.date(), concern.happened_at, concern.recorded_at,
            concern.pk, concern.public_id, significant=True, has_words=bool(concern.own_words),
            has_impact=False, struck=concern.standing.state == Standing.State.IN_ERROR, concern_id=concern.pk,
        )  # fmt: skip

    def _of_entry(self, entry) -> Line:
        words = entry.has_words or (entry.kind == Kind.CHILD_WORDS and entry.has_text)
        return Line(
            entry.kind,
            entry.happened_on,
            entry.happened_at,
            entry.recorded_at,
            entry.pk,
            entry.public_id,
            significant=entry.significant or entry.kind == Kind.SIGNIFICANT,
            has_words=words,
            has_impact=entry.has_impact,
            struck=entry.pk in self.struck or self._is_in_error(entry.concern_id),
            concern_id=entry.concern_id,
        )

    def _is_in_error(self, concern) -> bool:
        link = self.links.get(concern)
        return link is not None and link.concern.standing.state == Standing.State.IN_ERROR

    def _with_added(self, line: Line) -> Line:
        """Words and effects that were added later count for the line that they are about."""
        if line.kind.endswith("_end"):
            return line
        added = self.added[line.public_id]
        words = line.has_words or any(entry.has_words for entry in added)
        impact = line.has_impact or any(entry.has_impact for entry in added)
        return replace(line, has_words=words, has_impact=impact)

    # The words of the lines that are shown

    def rows(self, lines: list[Line]) -> tuple[Row, ...]:
        """The lines with their words; the number of queries does not depend on how many."""
        concerns = {line.concern_id for line in lines if line.concern_id}
        others = self._other_children(concerns)
        entries = self._entries_of(lines)
        self.veil = self._veil(others, concerns)
        self.staff = self._staff(lines, entries)
        self.marks = self._marks(lines, others)
        return tuple(self._row(line, entries, others, self.veil) for line in lines)

    def _staff(self, lines, entries) -> dict[int, str]:
        """Who reported or wrote what these lines show."""
        reported = [self.links[line.concern_id].concern for line in lines if line.kind == "concern"]
        wrote = {entry.by_id: entry.by_name for entry in entries.values()}
        return wrote | {concern.reporter_id: concern.reporter_name for concern in reported}

    def _marks(self, lines, others) -> dict[int, list[str]]:
        """By concern: the marks on this child's body in words, and those of which it was not said whose they are."""
        shown = [line.concern_id for line in lines if line.kind == "concern"]
        injured = [key for key in shown if self.links[key].concern.injury]
        found = defaultdict(list)
        for mark in BodyMark.objects.filter(concern__in=injured) if injured else ():
            if mark.child_id in {None, self.links[mark.concern_id].reported_id}:
                unknown = mark.child_id is None and others.get(mark.concern_id)
                found[mark.concern_id].append(mark_in_words(mark, WHOSE_UNKNOWN if unknown else ""))
        return found

    def _entries_of(self, lines) -> dict[int, Entry]:
        wanted = {line.pk for line in lines if line.kind in Kind.values}
        wanted |= {entry.pk for line in lines for entry in self.added.get(line.public_id, ())}
        rows = Entry.objects.select_related("action").filter(pk__in=wanted) if wanted else ()
        return {entry.pk: entry for entry in rows}

    def _other_children(self, concerns) -> dict[int, list]:
        """By concern: the other children, each with whether the reader may open their file."""
        links = ConcernLink.objects.filter(concern__in=concerns).exclude(pupil=self.pupil)
        open_to = Pupil.objects.visible_to(self.reader).order_by()
        rows = links.select_related("pupil").annotate(
            readable=ExpressionWrapper(Q(pupil__in=open_to), BooleanField())
        )
        found = defaultdict(list)
        for link in rows.order_by("pk") if concerns else ():
            found[link.concern_id].append(link)
        return found

    def _veil(self, others, concerns) -> Veil:
        known = [link for links in others.values() for link in links if link.pupil_id]
        masked = [link.pupil for link in known if self.on_paper or not link.readable]
        self.labels = labels_of(masked)
        shields = [*self.shields]
        if known:
            theirs = {link.pupil_id for link in known}
            shields += Shield.objects.current().filter(pupil__in=theirs)
        roll = ()
        if self.on_paper:
            roll = Pupil.objects.filter(school=self.pupil.school_id).exclude(pk=self.pupil.pk)
            roll = roll.only("first_name", "last_name", "known_as", "year_group").order_by()
        return veil_of([self.pupil], masked, shields, roll, on_paper=self.on_paper)

    def _row(self, line, entries, others, veil) -> Row:
        link = self.links.get(line.concern_id)
        if line.kind == "concern":
            row = _concern_row(line, link, self.marks[line.concern_id])
        elif line.kind in Kind.values:
            row = entry_row(line, entries[line.pk])
        else:
            row = _fact_row(line, self.facts[line.kind.partition("_")[0], line.pk])
        if link is not None:
            named = [self._named(other) for other in others.get(line.concern_id, ())]
            also = tuple(named) if line.kind == "concern" else ()
            row = replace(
                row, also_about=also, reference=link.concern.reference, concern=link.concern.public_id
            )
        if line.kind == Kind.REASSESSED:
            row = replace(row, text=asked_words(entries[line.pk], self._visible_ids))
        row = self._with_later(row, entries)
        return replace(veiled(row, veil), corrected=self._corrections_of(line))

    @cached_property
    def _visible_ids(self) -> set[str]:
        return {link.concern.public_id for link in self.links.values()}

    def _corrections_of(self, line) -> int:
        return self.corrections[line.pk] if line.kind in Kind.values else 0

    def _named(self, link) -> str:
        if link.pupil_id is None:
            return "another child"
        return self.labels.get(link.pupil_id) or f"{link.pupil.name} ({link.pupil.year})"

    def _with_later(self, row, entries) -> Row:
        """Words and effects that a colleague added to this line afterwards, with when."""
        if row.kind.endswith("_end"):
            return row
        for light in sorted(self.added.get(row.line.public_id, ()), key=lambda each: each.recorded_at):
            entry = entries[light.pk]
            row = replace(
                row,
                own_words="\n".join(filter(None, [row.own_words, entry.own_words])),
                impact="\n".join(filter(None, [row.impact, entry.impact])),
                added_later=(*row.added_later, f"{entry.by_name}, {_day(entry.recorded_at)}"),
            )
        return row


def veiled(row: Row, veil: Veil) -> Row:
    """The row with every text of it under the veil."""
    return replace(row, **{name: veil.over(getattr(row, name)) for name in WRITTEN})


def _open_with(concerns: list[int]) -> Q:
    """Not about the referral or challenge of a concern that the reader may not open.

    After a concern was entered in error its referral is told in the child's file alone.
    """
    of_none = lambda noun: Q(**{f"{noun}__concern": None})  # noqa: E731
    of_these = lambda noun: Q(**{f"{noun}__concern__in": concerns})  # noqa: E731
    return (of_none("referral") | of_these("referral")) & (of_none("challenge") | of_these("challenge"))


def _day(moment) -> str:
    day = timezone.localtime(moment).date()
    return f"{day.day} {day:%B} {day.year}"


def _of_fact(kind: str, fact):
    """A status or an order begins on one line, and ends on another once its last day is over."""
    begins = fact.starts_on or timezone.localtime(fact.recorded_at).date()
    line = Line(
        f"{kind}_start", begins, None, fact.recorded_at, fact.pk, fact.public_id, significant=kind == "status"
    )
    yield line
    # An ending that a person wrote has its own entry, with the reason.
    if fact.ends_on and not fact.ended and fact.ends_on < timezone.localdate():
        yield replace(line, kind=f"{kind}_end", on=fact.ends_on, significant=False)


def _concern_row(line: Line, link, marks: list[str]) -> Row:
    concern = link.concern
    done = f"Done at once: {concern.done_at_once}" if concern.done_at_once else ""
    on_body = f"Marks on the body: {' '.join(marks)}" if marks else ""
    return Row(
        line,
        label="Concern",
        title="; ".join(categories_of([link])) or "Not sorted yet",
        text="\n\n".join(filter(None, [concern.seen_heard, done, on_body])),
        own_words=concern.own_words,
        by=concern.reporter_name,
        when_words=concern.when_words or ("The day is not known" if concern.happened_on is None else ""),
    )


def entry_row(line: Line, entry: Entry) -> Row:
    """The entry with its words, not veiled yet."""
    own_words, text = entry.own_words, entry.text
    if entry.kind == Kind.CHILD_WORDS and not own_words:
        own_words, text = text, ""
    more = [
        ("Options", entry.options),
        ("Advice", entry.advice),
        ("The child’s view", entry.child_view),
        ("The family’s view", entry.family_view),
        ("Family told", {True: "Yes", False: "No"}.get(entry.family_told, "")),
        ("Risk assessment", dict(Entry.Risk.choices).get(entry.facts.get("risk_assessment"), "")),
    ]
    if entry.kind in STEPS:
        more += step_facts(entry)
    said = [text, "\n".join(f"{label}: {words}" for label, words in more if words)]
    return Row(
        line,
        label=_label(entry),
        title=_title(entry),
        text="\n\n".join(filter(None, said)),
        reason="" if entry.reason == text else entry.reason,
        impact=entry.impact,
        own_words=own_words,
        by=entry.by_name,
        page=entry.facts.get(entry.kind, "") if entry.kind in WITH_A_PAGE else "",
    )


def _label(entry: Entry) -> str:
    return entry.get_contact_kind_display() if entry.kind == Kind.CONTACT else entry.get_kind_display()


def _title(entry: Entry) -> str:
    """What the label alone does not say."""
    level = dict(Standing.Level.choices).get
    match entry.kind:
        case Kind.DECISION:
            return entry.get_route_display()
        case Kind.CONTACT:
            update = ", an update" if entry.facts.get("update") is True else ""
            return f"with {entry.contact_with}{update}"
        case Kind.ACTION:
            return action_in_print(entry)
        case Kind.TRIAGE:
            return level(entry.facts.get("level"), "")
        case Kind.RECLASSIFIED:
            return level(entry.facts.get("to"), entry.facts.get("to", ""))
        case Kind.MOVED:
            return dict(Standing.State.choices).get(entry.facts.get("to"), "")
        case Kind.REASSESSED:
            return "It changes" if entry.facts.get("changes") else "No change"
        case Kind.DELAY:
            return own_title(entry).partition(": ")[2].capitalize()
        case Kind.REFERRAL | Kind.CHALLENGE:
            words = step_words(entry)
            return words[:1].upper() + words[1:]
        case Kind.PLAN:
            return plan_title(entry)
        case Kind.MEETING:
            return meeting_title(entry)
        case Kind.PAPER:
            return paper_title(entry)
        case Kind.CORRECTION if "meeting" in entry.facts:
            return meeting_title(entry)
    return ""


def _fact_row(line: Line, fact) -> Row:
    ends = line.kind.endswith("_end")
    label = "Status" if isinstance(fact, Status) else "Court order"
    words = fact.note if isinstance(fact, Status) else fact.terms
    title = f"{fact} {'ended' if ends else 'began'}"
    if isinstance(fact, Status) and fact.worker and not ends:
        title += f", worker {fact.worker}"
    return Row(line, label=label, title=title, text="" if ends else words)

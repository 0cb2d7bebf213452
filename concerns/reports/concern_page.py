"""One concern as its page shows it: the sealed report, the gate, open actions, what happened since, who has looked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Prefetch, Q
from django.utils import timezone

from concerns import body_map, facets
from concerns.actions.moving import Wanted, gate_from
from concerns.delay import Course
from concerns.models import (
    Action,
    Attachment,
    BodyMark,
    Challenge,
    Concern,
    ConcernLink,
    Entry,
    Part,
    Referral,
    Shield,
    Standing,
    Subcategory,
)
from concerns.recoding import Recoding
from concerns.reports.agency_work import AgencyLine, agency_lines, watch_of
from concerns.reports.concern_list import categories_of
from concerns.reports.concern_rows import concern_rows
from concerns.reports.delays import course_of
from concerns.reports.mark_words import WHOSE_UNKNOWN
from concerns.reports.masking import Veil, veil_of
from concerns.reports.naming import child_in_words, namer
from concerns.reports.plans_to_look_at import Question, asked_by
from concerns.reports.timeline import Step, steps, veiled
from concerns.reports.to_recode import clocks_of
from safeguarding.access.permissions import P
from safeguarding.models import Event, User

OPENED = "concern opened"
LOOKS = 200  # looks that are read to say who has looked
PART_IN_WORDS = {
    Part.HARMED: "affected",
    Part.ALLEGED: "may have done it",
    Part.WITNESS: "saw it",
    Part.OTHER: "part not known",
}


@dataclass(frozen=True)
class Child:
    """One child of the concern, with what triage said."""

    link_id: str
    pupil_id: str
    name: str
    part: str
    category: str
    also: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]
    by_staff: bool
    shields: tuple[Shield, ...]
    recode: Recoding | None
    other_reason: str
    version: int


@dataclass(frozen=True)
class ActionLine:
    """One open action."""

    public_id: str
    what: str
    about: str
    due_on: date
    days_late: int
    owner: str
    is_mine: bool

    @property
    def lateness(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"


@dataclass(frozen=True)
class Spot:
    """Where a mark stands on a picture, in thousandths of its width."""

    number: int
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    """One picture of the body map with its spots."""

    view: str
    name: str
    spots: tuple[Spot, ...]

    @property
    def look(self) -> str:
        return "whole" if self.view in {BodyMark.View.FRONT, BodyMark.View.BACK} else self.view

    @property
    def image(self) -> str:
        return f"images/body-map/{self.view}.svg"

    @property
    def width(self) -> int:
        return 150 if self.look == "whole" else 240

    @property
    def tall(self) -> int:
        return round(self.width * body_map.RATIO[self.view])

    @property
    def height(self) -> int:
        return round(1000 * body_map.RATIO[self.view])

    @property
    def alt(self) -> str:
        many = len(self.spots)
        return f"{self.name}: {many} mark{'' if many == 1 else 's'}, listed above"


@dataclass(frozen=True)
class Marked:
    """The marks on one child's body; ``whose`` is empty where the concern has one child alone."""

    whose: str
    marks: tuple[BodyMark, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Report:
    """What was reported, with shielded words left out of what the page shows."""

    reporter: str
    recorded_at: datetime
    when: str
    where: str
    source: str
    seen_heard: str
    own_words: str
    whose: str
    opinion: str
    done_at_once: str
    told: str
    adult_here: bool
    described: tuple[str, ...]
    marked: tuple[Marked, ...]
    files: tuple[Attachment, ...]
    addenda: tuple[Step, ...]
    struck: tuple[Step, ...]


@dataclass(frozen=True)
class Looks:
    """Who has opened the page."""

    people: int
    last_by: str
    last_at: datetime | None


@dataclass(frozen=True)
class Linked:
    """Another concern of one of the same children."""

    public_id: str
    reference: str
    recorded_at: datetime
    state: str


@dataclass(frozen=True)
class Page:
    """The whole of it."""

    concern: Concern
    standing: Standing
    categories: tuple[str, ...]
    children: tuple[Child, ...]
    rows: dict[str, list[dict]]  # of ``concern_rows``
    report: Report
    gate: tuple[Wanted, ...]
    actions: tuple[ActionLine, ...]
    agencies: tuple[AgencyLine, ...]
    not_referred: Entry | None
    steps: tuple[Step, ...]
    steps_left: int
    linked: tuple[Linked, ...]
    plans: tuple[Question, ...]
    looks: Looks
    course: Course
    claim: Step | None
    may_confirm_claim: bool

    @property
    def recode(self) -> Recoding | None:
        """The clock of the child who has been under "Other" longest."""
        clocks = [child.recode for child in self.children if child.recode]
        return min(clocks, key=lambda clock: clock.due_on, default=None)

    @property
    def names_adult(self) -> bool:
        """Whether the reporter or triage says that an adult who works here may be meant."""
        return self.report.adult_here or any(child.by_staff for child in self.children)

    @property
    def late(self) -> int:
        return sum(line.days_late > 0 for line in (*self.actions, *self.agencies))

    @property
    def missing(self) -> tuple[Wanted, ...]:
        return tuple(each for each in self.gate if not each.there)

    @property
    def done(self) -> tuple[Wanted, ...]:
        return tuple(each for each in self.gate if each.there)


def concern_report(
    concern: Concern,
    *,
    reader: User,
    oldest_first: bool = False,
    shown: int | None = 20,
    today: date | None = None,
) -> Page:
    """Read one concern for one person; the number of queries does not depend on how much there is."""
    today = today or timezone.localdate()
    name, may_write = namer(reader, concern.school), reader.holdings.may(P.CONCERN_MANAGE, concern.school_id)
    links = list(_links(concern))
    with_each = ("action", "referral__owner", "challenge__owner")
    seen = concern.entries.without_hidden_plans(reader).select_related(*with_each)
    entries = list(seen.order_by("recorded_at", "pk"))
    others = _others(entries)
    actions = list(concern.actions.filter(state=Action.State.OPEN).select_related("owner", "pupil"))
    files = list(concern.attachments.all())
    pupils = [link.pupil_id for link in links if link.pupil_id]
    rows = concern_rows(concern, pupils, reader=reader, today=today)
    shields, veil = _shields(links)
    told = steps(entries, links=links, files=files, name=name, reader=reader, may_write=may_write)
    all_steps = _with_watches(tuple(veiled(step, veil) for step in told), entries, today)
    in_order = all_steps if oldest_first else all_steps[::-1]
    in_error = concern.standing.state == Standing.State.IN_ERROR
    clocks = {} if in_error else clocks_of(links, concern.school, today)
    claim = next((step for step in all_steps if step.kind == Entry.Kind.ERROR_CLAIMED), None)
    claimed_by = next(
        (e.by_id for e in entries if e.kind == Entry.Kind.ERROR_CLAIMED and not e.corrects_id), None
    )
    return Page(
        concern=concern,
        standing=concern.standing,
        categories=categories_of(links),
        children=tuple(_child(link, name, clocks.get(link.pk), shields) for link in links),
        rows=rows,
        report=_report(concern, links, files, all_steps, name, veil),
        gate=gate_from(entries, links, len(actions), others),
        actions=tuple(_action(each, reader, name, today) for each in actions),
        agencies=agency_lines(others, reader=reader, today=today),
        not_referred=_not_referred(entries, others) if concern.standing.is_live else None,
        steps=in_order[:shown],
        steps_left=max(len(in_order) - shown, 0) if shown else 0,
        linked=tuple(sorted(map(_linked, rows["linked"]), key=lambda each: each.recorded_at, reverse=True)),
        plans=asked_by(concern, rows["plans"]),
        looks=looks_at(concern),
        course=course_of(concern, entries),
        claim=None if in_error else claim,
        may_confirm_claim=may_write and claimed_by not in (None, reader.pk),
    )


def _others(entries) -> list[Challenge | Referral]:
    """The challenges and referrals of the concern: each has left an entry here."""
    found = {}
    for noun in ("challenge", "referral"):
        rows = (getattr(entry, noun) for entry in entries)
        found |= {(noun, row.pk): row for row in rows if row is not None}
    return list(found.values())


def _not_referred(entries, others) -> Entry | None:
    """The newest decision to refer, where no referral stands on record: advice, as it may have been made elsewhere."""
    if any(isinstance(row, Referral) and row.state != Referral.State.WITHDRAWN for row in others):
        return None
    struck = {entry.corrects_id for entry in entries if entry.kind == Entry.Kind.ERROR_CONFIRMED}
    decided = [entry for entry in entries if entry.kind == Entry.Kind.DECISION and entry.pk not in struck]
    last = decided[-1] if decided else None
    return last if last is not None and last.route in Entry.ROUTES_REFERRED else None


def _with_watches(told: tuple[Step, ...], entries, today: date) -> tuple[Step, ...]:
    """The stopwatch beside each step that sent a referral, and where it and each challenge are to be found."""
    rows = {entry.public_id: entry for entry in entries}
    return tuple(_with_watch(step, rows[step.public_id], today) for step in told)


def _with_watch(step: Step, entry: Entry, today: date) -> Step:
    told = entry.facts.get("step")
    if entry.kind == Entry.Kind.CHALLENGE and told == "raised":
        return replace(step, challenge=entry.challenge.public_id)
    if entry.kind != Entry.Kind.REFERRAL or told != "sent":
        return step
    referral = entry.referral
    watch = watch_of(referral, today)
    return replace(step, referral=referral.public_id, watch=watch, unanswered=referral.is_unanswered)


def sealed_report(concern: Concern, links: Iterable[ConcernLink], *, reader: User) -> Report:
    """The report with what was added to it since, and nothing of the work on it: for the pages that sort it."""
    links, files = list(links), list(concern.attachments.all())
    added = Q(kind=Entry.Kind.ADDENDUM) | Q(corrects__kind=Entry.Kind.ADDENDUM)
    entries = concern.entries.filter(added).select_related("action").order_by("recorded_at", "pk")
    name = namer(reader, concern.school)
    _, veil = _shields(links)
    later = steps(entries, links=links, files=files, name=name, reader=reader, may_write=False)
    return _report(concern, links, files, [veiled(step, veil) for step in later], name, veil)


def _shields(links) -> tuple[list[Shield], Veil]:
    """The shields of the children, and the veil that leaves their words out of every text of the page."""
    pupils = [link.pupil for link in links if link.pupil]
    shields = list(Shield.objects.current().filter(pupil__in=pupils))
    return shields, veil_of(pupils, shields=shields)


def _links(concern: Concern):
    factors = Prefetch("factors", Subcategory.objects.order_by("category__order", "order"))
    rows = concern.links.select_related("pupil", "reported", "subcategory__category").order_by("id")
    return rows.prefetch_related(factors)


def _child(link: ConcernLink, name, clock: Recoding | None, shields: list[Shield]) -> Child:
    return Child(
        link_id=link.public_id,
        pupil_id=link.pupil.public_id if link.pupil else "",
        name=child_in_words(link, name),
        part=PART_IN_WORDS[link.part],
        category="; ".join(categories_of([link])),
        also=tuple(factor.title for factor in link.factors.all()),
        facets=tuple(facets.in_words(link.facets)),
        recode=clock,
        shields=tuple(each for each in shields if each.pupil_id == link.pupil_id),
        by_staff=link.facets.get("responsible") == facets.STAFF,
        other_reason=link.other_reason,
        version=link.version,
    )


def _action(action: Action, reader: User, name, today: date) -> ActionLine:
    return ActionLine(
        public_id=action.public_id,
        what=action.what,
        about=f"{name(action.pupil)}." if action.pupil else "",
        due_on=action.due_on,
        days_late=action.days_late(today),
        owner=action.owner.name,
        is_mine=action.owner_id == reader.pk,
    )


def _report(concern: Concern, links, files, all_steps, name, veil) -> Report:
    told = (
        "A lead was told in person: " + concern.told_whom
        if concern.told_in_person
        else "No lead was told in person"
    )
    return Report(
        reporter=concern.reporter_name,
        recorded_at=concern.recorded_at,
        when=when_in_words(concern),
        where=_where(concern),
        source=concern.get_source_display(),
        seen_heard=veil.over(concern.seen_heard),
        own_words=veil.over(concern.own_words),
        whose=_whose(links),
        opinion=veil.over(concern.opinion),
        done_at_once=veil.over(concern.done_at_once),
        told=f"{told}.",
        adult_here=concern.adult_here,
        described=tuple(
            link.reported.described for link in links if link.reported and link.reported.described
        ),
        marked=tuple(_marked(concern, links, name, veil)),
        files=tuple(file for file in files if file.entry_id is None),
        addenda=tuple(step for step in all_steps if step.kind == Entry.Kind.ADDENDUM),
        struck=tuple(step for step in all_steps if step.kind == Entry.Kind.ERROR_CONFIRMED),
    )


def _marked(concern: Concern, links, name, veil) -> Iterable[Marked]:
    """The marks by whose body they are on, in the order of the children; last those of which it was not said."""
    marks = list(concern.marks.all()) if concern.injury else []
    for mark in marks:
        place = body_map.PLACES.get(mark.place)
        mark.place_label = place.label if place else mark.place.replace("-", " ").capitalize()
        mark.note = veil.over(mark.note)
    if len(links) < 2:
        groups = [("", marks)]
    else:
        bodies = [(child_in_words(link, name), link.reported_id) for link in links]
        bodies.append((WHOSE_UNKNOWN, None))
        groups = [(whose, [mark for mark in marks if mark.child_id == key]) for whose, key in bodies]
    return (Marked(whose, tuple(found), _pictures(found)) for whose, found in groups if found)


def _pictures(marks) -> tuple[Picture, ...]:
    """The pictures that have marks, each mark at its own point or else at its place's."""
    return tuple(
        Picture(view.value, view.label, spots)
        for view in BodyMark.View
        if (spots := tuple(_spot(mark) for mark in marks if mark.view == view))
    )


def _spot(mark: BodyMark) -> Spot:
    place = body_map.PLACES.get(mark.place)
    x = mark.x if mark.x is not None else (place.x if place else 500)
    y = mark.y if mark.y is not None else (place.y if place else 500)
    return Spot(mark.number, x, round(y * body_map.RATIO[mark.view]))


def when_in_words(concern: Concern) -> str:
    """ "Monday 2 November 2026, about 15:40", "Over some time: since half term"."""
    sure = concern.WhenSure
    day = (
        f"{concern.happened_on:%A} {concern.happened_on.day} {concern.happened_on:%B %Y}"
        if concern.happened_on
        else ""
    )
    at = f"{concern.happened_at:%H:%M}" if concern.happened_at else ""
    if concern.when_sure == sure.ABOUT and at:
        at = f"about {at}"
    said = ", ".join(part for part in (day, at) if part)
    if concern.when_sure in {sure.OVER_TIME, sure.UNKNOWN} or not said:
        sure_of = "Day not known" if concern.when_sure == sure.UNKNOWN else concern.get_when_sure_display()
        said = ", ".join(part for part in (sure_of, said) if part)
    return f"{said}: {concern.when_words}" if concern.when_words else said


def _whose(links) -> str:
    """Whose words they are: one child's, by first name, or not known which child's."""
    pupil = links[0].pupil if len(links) == 1 else None
    return f"{pupil.known_as or pupil.first_name}’s" if pupil else "The child’s"


def _where(concern: Concern) -> str:
    unknown = concern.where == concern.Where.UNKNOWN
    where = "Place not known" if unknown else concern.get_where_display()
    return f"{where}: {concern.where_words}" if concern.where_words else where


def _linked(row: dict) -> Linked:
    recorded_at = Concern._meta.get_field("recorded_at").to_python(row["recorded_at"])
    return Linked(row["public_id"], row["reference"], recorded_at, Standing.State(row["state"]).label)


def looks_of(concern: Concern):
    """Events of people who opened the page, newest first."""
    return Event.objects.filter(subject=concern.public_id, verb=OPENED).order_by("-id")


def looks_at(concern: Concern) -> Looks:
    """How many people have looked, and who last, before now."""
    rows = list(looks_of(concern).values_list("actor_id", "actor_name", "at")[:LOOKS])
    last = rows[0] if rows else (None, "", None)
    return Looks(len({actor for actor, _, _ in rows}), last[1], last[2])

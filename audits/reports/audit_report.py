"""The report of one audit: the one object that the summary page, the answers page and the PDF read."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from django.db.models import TextChoices
from django.utils import timezone

from audits.crosswalk import carried_over
from audits.models import Audit, Response
from audits.outline import Meaning, Outline, SectionOutline, outline_of
from audits.overlay import overlay_of
from audits.rating import Counts, Rating, Segment, count
from audits.reports.canonical import digest
from audits.reports.case_summary import CaseCheck, case_check
from audits.reports.figures import ShownFigure, ShownFigures, all_figures, shown_figures
from audits.reports.item_cards import (
    ActionLine,
    ItemCard,
    Said,
    Told,
    cards_of,
    earlier_when,
    read_actions,
    read_pieces,
)
from audits.reports.review import Review, read_review
from audits.reports.wording import (
    check_in_words,
    counted,
    counts_in_words,
    first_sentence,
    opening_sentence,
    school_year_in_words,
)
from safeguarding.access.roles import Role
from safeguarding.models import Membership, School
from safeguarding.models.authority import TERMS

ORDER = {rating: place for place, rating in enumerate((Rating.RED, Rating.AMBER, Rating.GREEN))}


class Profile(TextChoices):
    """For whom a report is made."""

    GOVERNORS = "governors", "Governors and trust. No child and no sampled file is named."
    FULL = "full", "The school's safeguarding team. No sampled file is named."
    CASES = "cases", "The lead and deputies only. It names the sampled files by their labels."

    @property
    def counts_cases(self) -> bool:
        return self != Profile.GOVERNORS

    @property
    def names_cases(self) -> bool:
        return self == Profile.CASES

    def shows_small(self, school: School) -> bool:
        """Whether small counts of children's records are shown: only where all who read this may open the records."""
        return self == Profile.CASES or (self == Profile.FULL and school.head_reads_files)


@dataclass(frozen=True)
class PersonLine:
    """A person with the role that they held in the school on the audit date."""

    name: str
    role: str

    def __str__(self):
        return f"{self.name}, {self.role}" if self.role else self.name


@dataclass(frozen=True)
class SectionPart:
    """One section of the form, its counts and its cards."""

    key: str
    number: int | None
    title: str
    group: str
    counts: Counts
    longest: int
    cards: tuple[ItemCard, ...]

    @property
    def name(self) -> str:
        return f"{self.number}. {self.title}" if self.number else self.title

    @property
    def anchor(self) -> str:
        return f"section-{self.key}"

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Its bar: as long as it has items, where the longest section fills the width."""
        return self.counts.scaled(self.longest)


@dataclass(frozen=True)
class Change:
    """One item whose rating is not what it was."""

    card: ItemCard
    direction: str  # "worse", "better" or "other"

    @property
    def place(self) -> tuple[int, int]:
        return (("worse", "better", "other").index(self.direction), ORDER.get(self.card.rating, 9))


@dataclass(frozen=True)
class Comparison:
    """This audit beside the one before it."""

    since: str
    title: str
    counts: Counts
    changes: tuple[Change, ...]
    better: int
    worse: int
    other: int
    same: int
    new: int

    @property
    def sentence(self) -> str:
        parts = [
            f"{counted(self.better, 'item is', 'items are')} better",
            f"{self.worse} {'is' if self.worse == 1 else 'are'} worse",
            f"{self.same} {'is' if self.same == 1 else 'are'} the same",
        ]
        parts += [f"{self.other} cannot be compared"] if self.other else []
        parts += [f"{self.new} {'is' if self.new == 1 else 'are'} new"] if self.new else []
        return f"{', '.join(parts)}."


@dataclass(frozen=True)
class RedLine:
    """A red item in two lines."""

    card: ItemCard
    says: str
    next: str


@dataclass(frozen=True)
class IndexLine:
    """One piece of evidence with the items that it stands behind."""

    title: str
    kind: str
    dated_on: date
    check: str
    refs: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    label: str
    text: str
    phone: str
    checked_on: date


@dataclass(frozen=True)
class Method:
    """How the audit was made, in the edition's words with the local names in them."""

    introduction: tuple[str, ...]
    meanings: tuple[tuple[str, str, str, str], ...]
    who_takes_part: tuple[tuple[str, str], ...]
    disclaimer: tuple[str, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class AuditReport:
    """All that the report says. Nothing in it is worked out again by a page or by the PDF."""

    title: str
    school: str
    trust: str
    authority: str
    framework: str
    edition: str
    state: str
    state_label: str
    is_final: bool
    revision: int
    year: int
    as_at: date
    audit_date: date
    period_from: date
    period_to: date
    due_on: date
    lead_author: PersonLine
    participants: tuple[str, ...]
    adviser: PersonLine | None
    submitted_by: PersonLine | None
    submitted_at: datetime | None
    profile: str
    made_for: str
    counts: Counts
    sections: tuple[SectionPart, ...]
    comparison: Comparison | None
    other_actions: tuple[ActionLine, ...]
    case_check: CaseCheck | None
    figures: ShownFigures | None
    case_section: tuple[str, str, str]  # key, reference and title of the case-record check
    review: Review
    method: Method

    @property
    def status(self) -> str:
        return "Final" if self.is_final else "Draft"

    @property
    def is_sent(self) -> bool:
        return self.submitted_at is not None

    @cached_property
    def check(self) -> str:
        """The hash of all that the report says."""
        return digest(self)

    @property
    def check_in_words(self) -> str:
        """What two people signed; before that, the hash of all that the report says."""
        return check_in_words(self.review.sealed if self.is_final else self.check, groups=4)

    @cached_property
    def cards(self) -> tuple[ItemCard, ...]:
        return tuple(chain.from_iterable(section.cards for section in self.sections))

    @cached_property
    def actions(self) -> tuple[ActionLine, ...]:
        """The action plan by due date: what is unfinished first, and then the rest."""
        lines = [*chain.from_iterable(card.actions for card in self.cards), *self.other_actions]
        return tuple(sorted(lines, key=lambda line: (not line.is_unfinished, line.due_on or date.max)))

    @cached_property
    def late_actions(self) -> tuple[ActionLine, ...]:
        """The latest first."""
        return tuple(sorted((a for a in self.actions if a.days_late), key=lambda action: -action.days_late))

    @cached_property
    def sentence(self) -> str:
        before, since = (self.comparison.counts, self.comparison.since) if self.comparison else (None, "")
        return opening_sentence(self.counts, before, since, len(self.late_actions))

    @property
    def counts_in_words(self) -> str:
        return counts_in_words(self.counts)

    @property
    def beside_items(self) -> tuple[tuple[str, str, tuple[ShownFigure, ...]], ...]:
        """Reference, title and figures of each item that has any, and of the case-record check at the end."""
        found = [(card.ref, card.title, card.figures) for card in self.cards if card.figures]
        if self.case_figures:
            found.append((*self.case_section[1:], self.case_figures))
        return tuple(found)

    @property
    def case_figures(self) -> tuple[ShownFigure, ...]:
        """What the records say beside the case-record check."""
        return self.figures.of(self.case_section[0]) if self.figures else ()

    def rated(self, rating: str) -> tuple[ItemCard, ...]:
        return tuple(card for card in self.cards if card.is_rated and card.rating == rating)

    @cached_property
    def reds(self) -> tuple[RedLine, ...]:
        return tuple(
            RedLine(card, first_sentence(card.evidence), _next(card)) for card in self.rated(Rating.RED)
        )

    @cached_property
    def evidence_index(self) -> tuple[IndexLine, ...]:
        refs: dict[tuple, list[str]] = {}
        for card in self.cards:
            for piece in card.pieces:
                refs.setdefault((piece.title, piece.kind, piece.dated_on, piece.check), []).append(card.ref)
        return tuple(IndexLine(*piece, tuple(used)) for piece, used in refs.items())

    @cached_property
    def beside(self) -> tuple[tuple[str, str, int, int | None], ...]:
        """Each rating with its count now and in the earlier audit; not answered only where there is one."""
        before = self.comparison.counts if self.comparison else None
        ratings = [rating for rating in Rating if rating != Rating.UNANSWERED or self.counts.unanswered]
        return tuple((r.value, r.label, self.counts.of(r), before.of(r) if before else None) for r in ratings)


def _next(card: ItemCard) -> str:
    """What is done about a red item, in a few words."""
    unfinished = [action for action in card.actions if action.is_unfinished]
    if not unfinished:
        return "Its action is finished." if card.actions else "No action yet."
    first = unfinished[0]
    if first.days_late:
        return f"Its action is {first.late}."
    return (
        f"Its action is due on {first.due_on.day} {first.due_on:%B %Y}."
        if first.due_on
        else "Its action has no date."
    )


def audit_report(audit: Audit, *, today: date, profile: Profile) -> AuditReport:
    """The report as it stands on ``today``. The number of queries does not grow with what was written."""
    audit = _whole(audit)
    outline = outline_of(audit.edition)
    overlay = overlay_of(audit.school)
    responses = list(audit.responses.all())
    earlier = _earlier_audit(audit)
    answers = _earlier_answers(earlier)
    items = {response.pk: outline.by_pk[response.item_id] for response in responses}
    actions = read_actions(audit, items, today=today)
    review = read_review(audit)
    figures = shown_figures(all_figures(audit, today=today), small=profile.shows_small(audit.school))
    said = Said(
        audit=audit,
        outline=outline,
        responses={response.item_id: response for response in responses if response.case_id is None},
        pieces=read_pieces(audit),
        actions=actions,
        earlier=_told_before(audit, answers),
        earlier_when=earlier_when(earlier) if earlier else "",
        fill=overlay.fill,
        talk=review.about,
        figures=figures.of if figures else lambda item: (),
    )
    sections = _sections(outline, said)
    people = _people(audit)
    return AuditReport(
        **_facts(audit, people),
        framework=outline.framework,
        as_at=today,
        profile=profile.value,
        made_for=profile.label,
        counts=sum((section.counts for section in sections), Counts()),
        sections=sections,
        comparison=_comparison(audit, earlier, answers, sections),
        other_actions=tuple(actions.get(None, ())),
        case_check=case_check(
            outline,
            list(audit.cases.filter(removed_at=None)),
            [response for response in responses if response.case_id],
            counts=profile.counts_cases,
            labels=profile.names_cases,
            fill=overlay.fill,
        ),
        figures=figures,
        case_section=_case_section(outline),
        review=review,
        method=_method(outline, overlay, audit.school),
    )


def _case_section(outline: Outline) -> tuple[str, str, str]:
    section = outline.case_section
    return (section.key, section.ref, section.title) if section else ("", "", "")


EDITION_TEXT = ("introduction", "disclaimer", "who_takes_part", "notes", "source_note", "licence_note")


def _whole(audit: Audit) -> Audit:
    """The audit with all that it points to, in one query; the edition's texts are in its outline."""
    rows = Audit.objects.select_related(
        "school__trust", "school__authority", "edition", "lead_author", "adviser", "submitted_by",
        "previous__edition",
    )  # fmt: skip
    texts = [f"{edition}__{text}" for edition in ("edition", "previous__edition") for text in EDITION_TEXT]
    return rows.defer(*texts).get(pk=audit.pk)


def _facts(audit: Audit, people: dict[int, PersonLine]) -> dict:
    return {
        "title": audit.title,
        "school": audit.school.name,
        "trust": audit.school.trust.name if audit.school.trust else "",
        "authority": audit.school.authority.name,
        "edition": audit.edition.label,
        "state": audit.state,
        "state_label": audit.get_state_display(),
        "is_final": audit.is_final,
        "revision": audit.revision,
        "year": audit.year,
        "audit_date": audit.audit_date,
        "period_from": audit.period_from,
        "period_to": audit.period_to,
        "due_on": audit.due_on,
        "lead_author": people[audit.lead_author_id],
        "participants": tuple(line.strip() for line in audit.participants.splitlines() if line.strip()),
        "adviser": people.get(audit.adviser_id),
        "submitted_by": people.get(audit.submitted_by_id),
        "submitted_at": audit.submitted_at and timezone.localtime(audit.submitted_at),
    }


def _people(audit: Audit) -> dict[int, PersonLine]:
    """The people on the cover, with the first of their roles on the audit date."""
    people = {user.pk: user for user in (audit.lead_author, audit.adviser, audit.submitted_by) if user}
    held = Membership.objects.on(audit.audit_date).filter(user__in=people, school=audit.school)
    roles = dict.fromkeys(people, "")
    order = list(Role)
    for user, role in sorted(held.values_list("user", "role"), key=lambda row: -order.index(row[1])):
        if role != Role.STAFF or not roles[user]:
            roles[user] = Role(role).label.lower()
    return {key: PersonLine(user.name, roles[key]) for key, user in people.items()}


def _sections(outline: Outline, said: Said) -> tuple[SectionPart, ...]:
    longest = max((len(section.rated) for section in outline.main_sections), default=0)
    return tuple(_section(section, longest, said) for section in outline.main_sections)


def _section(section: SectionOutline, longest: int, said: Said) -> SectionPart:
    cards = cards_of(section, said)
    counts = count(card.rating for card in cards if card.is_rated)
    return SectionPart(section.key, section.number, section.title, section.group, counts, longest, cards)


def _earlier_audit(audit: Audit) -> Audit | None:
    """The audit before, if it was ever sent: an unfinished one is nothing to compare with."""
    earlier = audit.previous
    return earlier if earlier and earlier.is_released else None


def _earlier_answers(earlier: Audit | None) -> dict[str, Response] | None:
    """What it said, by the keys of its items."""
    if earlier is None:
        return None
    items = outline_of(earlier.edition).by_pk
    rows = Response.objects.filter(audit=earlier, case=None).only("item_id", "rating", "evidence")
    return {items[response.item_id].key: response for response in rows}


def _told_before(audit: Audit, answers: dict[str, Response] | None) -> dict[str, Told] | None:
    """The same by the keys of this edition's items; several that were merged leave nothing to compare with."""
    if answers is None:
        return None
    crosswalk = carried_over(audit)
    found = {}
    for line in crosswalk.lines:
        said = [answers[old.key] for old in line.before if old.key in answers]
        for item in line.now if said else ():
            told = crosswalk.is_written and crosswalk.told_of(item.key)
            found[item.key] = Told(said[0] if len(said) == 1 else None, told or None)
    return found


def _comparison(
    audit: Audit,
    earlier: Audit | None,
    answers: dict[str, Response] | None,
    sections: tuple[SectionPart, ...],
) -> Comparison | None:
    if earlier is None:
        return None
    cards = [card for section in sections for card in section.cards if card.is_rated]
    compared = [(card, _direction(card)) for card in cards if card.earlier]
    directions = [direction for _, direction in compared]
    changes = (
        Change(card, direction) for card, direction in compared if direction not in ("same", "unanswered")
    )
    last_year = earlier.year == audit.year - 1
    return Comparison(
        since="last year" if last_year else school_year_in_words(earlier.year),
        title=earlier.title,
        counts=count(response.rating for response in answers.values()),
        changes=tuple(sorted(changes, key=lambda change: change.place)),
        better=directions.count("better"),
        worse=directions.count("worse"),
        other=directions.count("other") + directions.count("unanswered"),
        same=directions.count("same"),
        new=sum(card.is_new for card in cards),
    )


def _direction(card: ItemCard) -> str:
    before, now = card.earlier.rating, card.rating
    if now == Rating.UNANSWERED:
        return "unanswered"
    if before == now:
        return "same"
    if before in ORDER and now in ORDER:
        return "worse" if ORDER[now] < ORDER[before] else "better"
    return "other"


def _method(outline: Outline, overlay, school) -> Method:
    return Method(
        introduction=_paragraphs(overlay.fill(outline.introduction)),
        meanings=tuple(_meaning(meaning) for meaning in outline.meanings.values()),
        who_takes_part=tuple((overlay.fill(who), overlay.fill(does)) for who, does in outline.who_takes_part),
        disclaimer=_paragraphs(overlay.fill(outline.disclaimer)),
        contacts=_contacts(school),
    )


def _meaning(meaning: Meaning) -> tuple[str, str, str, str]:
    return (meaning.rating, meaning.meaning.lower(), meaning.test, meaning.clock_reason)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())


def _contacts(school) -> tuple[Contact, ...]:
    """Whom to ring: the local services that have a telephone number, once each."""
    terms = school.authority.terms.exclude(phone="").exclude(key__endswith="_phone").order_by("id")
    return tuple(Contact(TERMS[term.key], term.text, term.phone, term.checked_on) for term in terms)

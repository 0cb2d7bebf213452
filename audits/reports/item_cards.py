"""One card for each item: what is asked, what the school says, what shows it, and what will be done."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from audits.crosswalk import Line
from audits.models import Action, ActionUpdate, Audit, Evidence, EvidenceUse, Response
from audits.models.response import Mark
from audits.outline import ItemOutline, Outline, SectionOutline
from audits.rating import Rating
from audits.reports.figures import ShownFigure
from audits.reports.review import ItemTalk
from audits.reports.wording import check_in_words, late_in_words, month_in_words


@dataclass(frozen=True)
class PartLine:
    """One part of an item and what is said of it; ``mark`` is empty where nothing is."""

    text: str
    mark: str


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence. ``check`` is the beginning of its hash, for files."""

    title: str
    kind: str
    dated_on: date
    check: str


@dataclass(frozen=True)
class ActionLine:
    """One action, as it stands on the day of the report."""

    ref: str
    item_key: str
    item_title: str
    basis: str
    what: str
    owner: str
    due_on: date | None
    due_reason: str
    state: str
    is_unfinished: bool
    days_late: int
    last_note: str
    last_note_on: date | None

    @property
    def late(self) -> str:
        return late_in_words(self.days_late)


@dataclass(frozen=True)
class Earlier:
    """What the earlier audit said of the same item."""

    rating: str
    label: str
    when: str
    same_words: bool
    became: str = ""  # what the crosswalk tells of it, in words


@dataclass(frozen=True)
class Told:
    """The answer to an item in the earlier audit; none where several were merged into it. ``line`` says more."""

    response: Response | None
    line: Line | None = None


@dataclass(frozen=True)
class ItemCard:
    """One item with all that is said of it."""

    key: str
    ref: str
    number_verified: bool
    title: str
    kind: str
    section_key: str
    question: str
    reading: str
    parts: tuple[PartLine, ...]
    rating: str
    meaning: str
    na_reason: str
    evidence: str
    pieces: tuple[EvidenceLine, ...]
    actions: tuple[ActionLine, ...]
    review_on: date | None
    earlier: Earlier | None
    is_new: bool
    talk: ItemTalk
    figures: tuple[ShownFigure, ...]  # what the records say

    @property
    def is_rated(self) -> bool:
        return self.kind == "rated"

    @property
    def rating_label(self) -> str:
        return Rating(self.rating).label

    @property
    def anchor(self) -> str:
        return f"item-{self.key}"

    @property
    def marked_parts(self) -> tuple[PartLine, ...]:
        return tuple(part for part in self.parts if part.mark)

    @property
    def needs_action(self) -> bool:
        return self.rating in (Rating.RED, Rating.AMBER)


@dataclass(frozen=True)
class Said:
    """The rows of one audit, read once and sorted by what they hang on."""

    audit: Audit
    outline: Outline
    responses: dict[int, Response]
    pieces: dict[int, list[EvidenceLine]]
    actions: dict[int | None, list[ActionLine]]
    earlier: dict[str, Told] | None
    earlier_when: str
    fill: Callable[[str], str]
    talk: Callable[[str], ItemTalk]
    figures: Callable[[str], tuple[ShownFigure, ...]]


def read_pieces(audit: Audit) -> dict[int, list[EvidenceLine]]:
    """Evidence by response: what stands behind the answers now."""
    uses = EvidenceUse.objects.filter(response__audit=audit, response__case=None, removed_at=None)
    found = defaultdict(list)
    for response, *piece in uses.order_by("id").values_list(
        "response_id", "evidence__title", "evidence__kind", "evidence__file_type", "evidence__dated_on",
        "evidence__sha256",
    ):  # fmt: skip
        found[response].append(_piece(*piece))
    return found


def _piece(title: str, kind: str, file_type: str, dated_on: date, sha256: str) -> EvidenceLine:
    label = file_type.upper() or Evidence.Kind(kind).label
    return EvidenceLine(title, label, dated_on, check_in_words(sha256))


def read_actions(
    audit: Audit, items: dict[int, ItemOutline], *, today: date
) -> dict[int | None, list[ActionLine]]:
    """Actions by response, by due date; under None those that hang on no item.

    ``items`` are the items of the audit's responses, by the keys of those.
    """
    rows = audit.actions.select_related("owner").order_by("due_on", "id")
    notes = _last_notes(audit)
    found = defaultdict(list)
    for action in rows:
        item = items.get(action.response_id)
        found[action.response_id].append(_action(action, item, notes.get(action.pk), today))
    return found


def _last_notes(audit: Audit) -> dict[int, ActionUpdate]:
    updates = ActionUpdate.objects.filter(action__audit=audit, set_aside=False).exclude(note="")
    return {each.action_id: each for each in updates.order_by("action_id", "-id").distinct("action_id")}


def _action(action: Action, item: ItemOutline | None, note: ActionUpdate | None, today: date) -> ActionLine:
    return ActionLine(
        ref=item.ref if item else "",
        item_key=item.key if item else "",
        item_title=item.title if item else "",
        basis=action.get_basis_display(),
        what=action.what,
        owner=action.owner.name if action.owner else "",
        due_on=action.due_on,
        due_reason=action.due_reason,
        state=action.get_state_display(),
        is_unfinished=action.is_unfinished,
        days_late=action.days_late(today),
        last_note=note.note if note else "",
        last_note_on=note.at.date() if note else None,
    )


def cards_of(section: SectionOutline, said: Said) -> tuple[ItemCard, ...]:
    """The cards of a section, items for reading among them."""
    return tuple(_card(item, said) for item in section.items)


def _card(item: ItemOutline, said: Said) -> ItemCard:
    # An item for reading has no response.
    response = said.responses.get(item.pk) or Response()
    meaning = said.outline.meanings.get(response.rating)
    return ItemCard(
        key=item.key,
        ref=item.ref,
        number_verified=item.number_verified,
        title=item.title,
        kind=item.kind,
        section_key=item.section_key,
        question=said.fill(item.lead.text) if item.prompts else "",
        reading=said.fill(item.guidance) if item.is_information else "",
        parts=tuple(_part(prompt, response.marks, said) for prompt in item.parts),
        rating=response.rating,
        meaning=meaning.meaning.lower() if meaning else "",
        na_reason=response.na_reason if response.rating == Rating.NOT_APPLICABLE else "",
        evidence=response.evidence,
        pieces=tuple(said.pieces.get(response.pk, ())),
        actions=tuple(said.actions.get(response.pk, ())) if response.pk else (),
        review_on=_review_on(said, response),
        earlier=_earlier(item, response, said),
        is_new=item.is_rated and said.earlier is not None and item.key not in said.earlier,
        talk=said.talk(item.key),
        figures=said.figures(item.key),
    )


def _part(prompt, marks: dict, said: Said) -> PartLine:
    mark = marks.get(prompt.key)
    return PartLine(said.fill(prompt.text), Mark(mark).label if mark else "")


def _review_on(said: Said, response: Response) -> date | None:
    clock = said.outline.clock_of(Rating.GREEN)
    if response.rating != Rating.GREEN or clock is None:
        return None
    audit_date = said.audit.audit_date
    return clock.due(audit_date=audit_date, rated_on=response.rated_on or audit_date)


def _earlier(item: ItemOutline, response: Response, said: Said) -> Earlier | None:
    told = (said.earlier or {}).get(item.key)
    if told is None or told.response is None:
        return None
    before = told.response
    same = bool(response.evidence.strip()) and response.evidence.strip() == before.evidence.strip()
    became = told.line.in_words if told.line else ""
    return Earlier(before.rating, Rating(before.rating).label, said.earlier_when, same, became)


def earlier_when(audit: Audit) -> str:
    return month_in_words(audit.audit_date)

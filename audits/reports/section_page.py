"""One section as a writer sees it: its items, the open one, and what is known about that one."""

from dataclasses import dataclass, field

from django.db.models import F, Q
from django.utils import timezone

from audits.crosswalk import Line, carried_over
from audits.models import Action, Audit, EvidenceUse, Mark, Presence, Response, SectionShare
from audits.outline import ItemOutline, Outline, SectionOutline, outline_of
from audits.rating import Counts, Rating, count
from audits.reports.mirror import same_words
from safeguarding.models import Resource


@dataclass(frozen=True)
class ItemRow:
    """One item of the section, closed."""

    item: ItemOutline
    response: Response | None
    colleague: Presence | None

    @property
    def rating(self) -> str:
        return self.response.rating if self.response else ""

    @property
    def since_words(self) -> str:
        """ "10:36": since when the colleague is here."""
        return f"{timezone.localtime(self.colleague.since):%H:%M}"

    @property
    def verb(self) -> str:
        """What the link to the item says."""
        if self.colleague:
            return "Look"
        if self.is_carried:
            return "Read again"
        return "Answer" if self.rating == Rating.UNANSWERED else "Change"

    @property
    def is_carried(self) -> bool:
        """Whether it came from the last audit and waits to be read."""
        return bool(self.response and self.response.waits_to_be_read)


@dataclass(frozen=True)
class OpenItem:
    """What surrounds the one card that is open."""

    item: ItemOutline
    response: Response
    action: Action | None
    uses: tuple[EvidenceUse, ...]
    colleague: Presence | None
    last_year: tuple[tuple[ItemOutline, Response], ...]
    shares_words_with: tuple[ItemOutline, ...]
    see: tuple[ItemOutline, ...]
    previous_public_id: str = ""
    became: Line | None = None  # what the crosswalk tells of it since last year
    resources: tuple[Resource, ...] = ()  # that the trust recommends for it

    @property
    def carried_words(self) -> str:
        """What a person should know who reads a carried answer again."""
        return self.became.in_words if self.became else ""

    @property
    def marked_parts(self):
        """Each part of the item with the word that was chosen for it, or an empty one."""
        return marks_in_words(self.item.parts, self.response)


def marks_in_words(parts, answer) -> list:
    """Each of the parts with the word that was chosen for it, or an empty one."""
    marks = answer.marks
    return [(part, Mark(marks[part.key]).label if part.key in marks else "") for part in parts]


@dataclass(frozen=True)
class SectionPage:
    audit: Audit
    outline: Outline
    section: SectionOutline
    rows: tuple[ItemRow, ...]
    counts: Counts
    share: SectionShare | None
    open: OpenItem | None
    next_item: ItemOutline | None
    colleagues: tuple[tuple[Presence, ItemOutline], ...] = field(default=())


def section_page(
    audit: Audit, section: SectionOutline, *, item: ItemOutline | None, here: list[Presence]
) -> SectionPage:
    """Read one section; the number of queries does not depend on how much is in it.

    ``here`` holds the colleagues who are in the audit now.
    """
    outline = outline_of(audit.edition)
    crosswalk = carried_over(audit)
    line = crosswalk.to(item.key) if crosswalk and item else None
    responses, before = _responses(audit, line)
    by_item = {response.item_id: response for response in responses}
    presences = {presence.item_id: presence for presence in here}
    rows = tuple(ItemRow(each, by_item.get(each.pk), presences.get(each.pk)) for each in section.items)
    return SectionPage(
        audit,
        outline,
        section,
        rows,
        count(row.rating for row in rows if row.item.is_rated),
        audit.shares.filter(section=section.pk).first(),
        _open_item(audit, outline, item, by_item, before, presences, crosswalk)
        if item and item.is_rated
        else None,
        next_open(outline, {response.item_id for response in responses if not response.is_settled}, item),
        in_section(outline, section.key, here),
    )


def _responses(audit: Audit, line: Line | None) -> tuple[list[Response], tuple]:
    """This audit's responses, and the previous one's to what the open item was then, in one query."""
    wanted = Q(audit=audit)
    then = {item.pk: item for item in line.before} if line else {}
    if then:
        wanted |= Q(audit=audit.previous_id, item__in=then)
    rows = list(Response.objects.filter(wanted, case=None).annotate(writer=F("updated_by__name")).order_by())
    mine = [row for row in rows if row.audit_id == audit.pk]
    others = {row.item_id: row for row in rows if row.audit_id != audit.pk}
    return mine, tuple((item, others[pk]) for pk, item in then.items() if pk in others)


def _open_item(audit, outline, item, by_item, before, presences, crosswalk) -> OpenItem:
    response = by_item[item.pk]
    shared = same_words(list(by_item.values()), response)
    return OpenItem(
        item,
        response,
        card_action(response),
        tuple(response.evidence_uses.filter(removed_at=None).select_related("evidence")),
        presences.get(item.pk),
        before,
        tuple(outline.by_pk[pk] for pk in shared),
        tuple(outline.by_key[key] for key in item.see),
        audit.previous.public_id if audit.previous else "",
        crosswalk.told_of(item.key) if crosswalk else None,
        tuple(Resource.objects.about_item(audit.school, item.key)) if audit.school.trust_id else (),
    )


def card_action(response: Response) -> Action | None:
    """The action that the item's card shows: the first that is still to be done, or else the last done."""
    actions = sorted(
        response.actions.select_related("owner"), key=lambda action: (not action.is_unfinished, action.pk)
    )
    return next((action for action in actions if action.state != Action.State.CANCELLED), None)


def next_open(outline: Outline, open_items: set[int], after: ItemOutline | None) -> ItemOutline | None:
    """The next item among ``open_items`` (keys of rows), going round once from ``after``."""
    rated = list(outline.rated)
    start = rated.index(after) + 1 if after in rated else 0
    around = rated[start:] + rated[:start]
    return next((item for item in around if item != after and item.pk in open_items), None)


def in_section(
    outline: Outline, section_key: str, here: list[Presence]
) -> tuple[tuple[Presence, ItemOutline], ...]:
    """Those who are at an item of the section, with the item."""
    places = ((presence, outline.by_pk[presence.item_id]) for presence in here)
    return tuple((presence, item) for presence, item in places if item.section_key == section_key)

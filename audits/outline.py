"""An edition as a page needs it: sections, items and prompts, ready to read.

A published edition cannot change, so its outline is read once in the life of a process.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from audits.clock import Clock
from audits.models import Edition, Item


@dataclass(frozen=True)
class PromptLine:
    key: str
    kind: str
    text: str
    answer: str


@dataclass(frozen=True)
class Meaning:
    """What a rating means, and the clock that it starts."""

    rating: str
    meaning: str
    test: str
    clock: Clock | None
    clock_reason: str


@dataclass(frozen=True)
class ItemOutline:
    pk: int
    key: str
    ref: str
    kind: str
    title: str
    guidance: str
    evidence_help: str
    see: tuple[str, ...]
    prompts: tuple[PromptLine, ...]
    section_key: str
    number_verified: bool = True

    @property
    def number(self) -> str:
        """The number as it may be told: one that nobody checked says so."""
        if not self.ref:
            return "number not checked"
        return self.ref if self.number_verified else f"{self.ref} (number not checked)"

    @property
    def is_rated(self) -> bool:
        return self.kind == Item.Kind.RATED

    @property
    def is_information(self) -> bool:
        return self.kind == Item.Kind.INFORMATION

    @property
    def is_case_check(self) -> bool:
        return self.kind == Item.Kind.CASE_CHECK

    @cached_property
    def lead(self) -> PromptLine:
        """The question that opens the card."""
        questions = [prompt for prompt in self.prompts if prompt.kind == "question"]
        return (questions or self.prompts)[0]

    @property
    def lead_is_part(self) -> bool:
        """Whether the opening question is itself marked, and so must not be printed twice."""
        return self.lead in self.parts

    @cached_property
    def parts(self) -> tuple[PromptLine, ...]:
        """What can be marked yes, partly or no: the points, and the questions when there are several."""
        questions = [prompt for prompt in self.prompts if prompt.kind == "question"]
        several = len(questions) > 1 and not any(prompt.kind == "point" for prompt in self.prompts)
        return tuple(
            prompt
            for prompt in self.prompts
            if prompt.kind == "point"
            or (prompt.kind == "question" and (several or (len(questions) > 1 and prompt is not self.lead)))
        )

    @cached_property
    def asides(self) -> tuple[PromptLine, ...]:
        """Statements and examples: read, not marked."""
        return tuple(prompt for prompt in self.prompts if prompt.kind in {"statement", "vignette"})


@dataclass(frozen=True)
class SectionOutline:
    pk: int
    key: str
    number: int | None
    ref: str
    group: str
    title: str
    items: tuple[ItemOutline, ...]

    @property
    def is_case_check(self) -> bool:
        return any(item.is_case_check for item in self.items)

    @cached_property
    def rated(self) -> tuple[ItemOutline, ...]:
        return tuple(item for item in self.items if item.is_rated)


@dataclass(frozen=True)
class Outline:
    """All of an edition."""

    key: str
    label: str
    framework: str
    introduction: str
    disclaimer: str
    who_takes_part: tuple[tuple[str, str], ...]
    effective_to: date | None
    meanings: dict[str, Meaning]
    sections: tuple[SectionOutline, ...]

    @cached_property
    def main_sections(self) -> tuple[SectionOutline, ...]:
        return tuple(section for section in self.sections if not section.is_case_check)

    @cached_property
    def case_section(self) -> SectionOutline | None:
        return next((section for section in self.sections if section.is_case_check), None)

    @cached_property
    def items(self) -> tuple[ItemOutline, ...]:
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def rated(self) -> tuple[ItemOutline, ...]:
        return tuple(item for item in self.items if item.is_rated)

    @cached_property
    def case_items(self) -> tuple[ItemOutline, ...]:
        return tuple(item for item in self.items if item.is_case_check)

    @cached_property
    def by_key(self) -> dict[str, ItemOutline]:
        return {item.key: item for item in self.items}

    @cached_property
    def by_pk(self) -> dict[int, ItemOutline]:
        return {item.pk: item for item in self.items}

    def section(self, key: str) -> SectionOutline | None:
        return next((section for section in self.sections if section.key == key), None)

    def clock_of(self, rating: str) -> Clock | None:
        meaning = self.meanings.get(rating)
        return meaning.clock if meaning else None


def outline_of(edition: Edition) -> Outline:
    """The outline of an edition; a draft is read afresh each time."""
    if edition.state == Edition.State.DRAFT:
        return _read(edition)
    return _remembered(edition.pk, edition.content_hash)


@lru_cache(maxsize=16)
def _remembered(pk: int, content_hash: str) -> Outline:
    return _read(Edition.objects.get(pk=pk))


def _read(edition: Edition) -> Outline:
    sections = edition.sections.prefetch_related("items__prompts")
    return Outline(
        key=edition.key,
        label=edition.label,
        framework=edition.framework.title,
        introduction=edition.introduction,
        disclaimer=edition.disclaimer,
        who_takes_part=tuple((entry["who"], entry["does"]) for entry in edition.who_takes_part),
        effective_to=edition.effective_to,
        meanings={meaning.rating: _meaning(meaning) for meaning in edition.ratings.order_by("pk")},
        sections=tuple(_section(section) for section in sections),
    )


def _meaning(row) -> Meaning:
    return Meaning(row.rating, row.meaning, row.test, row.clock, row.clock_reason)


def _section(section) -> SectionOutline:
    return SectionOutline(
        section.pk,
        section.key,
        section.number,
        section.ref,
        section.group,
        section.title,
        tuple(_item(item, section.key) for item in section.items.all()),
    )


def _item(item, section_key: str) -> ItemOutline:
    return ItemOutline(
        item.pk,
        item.key,
        item.ref,
        item.kind,
        item.title,
        item.guidance,
        item.evidence_help,
        tuple(item.see),
        tuple(PromptLine(p.key, p.kind, p.text, p.answer) for p in item.prompts.all()),
        section_key,
        item.number_verified,
    )

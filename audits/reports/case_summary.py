"""The case-record check in the report: counts for those who may see them, labels for fewer still."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from audits.models import CaseSample, Response
from audits.outline import Outline
from audits.rating import Counts, Rating, count
from audits.reports.wording import counted
from safeguarding.masking import is_small, masked


@dataclass(frozen=True)
class CaseCell:
    """What is said of one question for one sampled file."""

    label: str
    rating: str
    rating_label: str
    words: str


@dataclass(frozen=True)
class CaseRow:
    """One question of the check. Without counts, ``words`` says only which ratings there are."""

    ref: str
    title: str
    question: str
    words: str
    counts: Counts | None
    cells: tuple[CaseCell, ...]


@dataclass(frozen=True)
class CaseKind:
    label: str
    how_many: str


@dataclass(frozen=True)
class CaseCheck:
    """All of the check. ``cases`` are label and kind, and empty for those who may not know them."""

    ref: str
    title: str
    how_many: str
    kinds: tuple[CaseKind, ...]
    cases: tuple[tuple[str, str, str], ...]
    rows: tuple[CaseRow, ...]


def case_check(
    outline: Outline,
    samples: list[CaseSample],
    responses: list[Response],
    *,
    counts: bool,
    labels: bool,
    fill: Callable[[str], str],
) -> CaseCheck | None:
    """The check, or None where the edition has none or nothing was sampled.

    ``counts``: figures as they are; otherwise a count that stands for children is hidden. ``labels``: which
    file is which, with the words written about it.
    """
    if outline.case_section is None or not samples:
        return None
    by_item = defaultdict(dict)
    for response in responses:
        by_item[response.item_id][response.case_id] = response
    rows = (_row(item, samples, by_item[item.pk], counts, labels, fill) for item in outline.case_items)
    return CaseCheck(
        ref=outline.case_section.ref,
        title=outline.case_section.title,
        how_many=_how_many(len(samples), counts),
        kinds=_kinds(samples, counts),
        cases=_cases(samples) if labels else (),
        rows=tuple(rows),
    )


def _how_many(number: int, counts: bool) -> str:
    return counted(number, "file", "files") if counts else f"{masked(number)} files"


def _kinds(samples: list[CaseSample], counts: bool) -> tuple[CaseKind, ...]:
    found = defaultdict(int)
    for sample in samples:
        found[sample.kind] += 1
    # One hidden figure beside open ones could be worked out from the whole, so all are hidden together.
    open_ = counts or not any(map(is_small, found.values()))
    return tuple(
        CaseKind(kind.label, str(found[kind]) if open_ else "") for kind in CaseSample.Kind if found[kind]
    )


def _cases(samples: list[CaseSample]) -> tuple[tuple[str, str, str], ...]:
    return tuple((sample.label, sample.get_kind_display(), sample.how_chosen) for sample in samples)


def _row(item, samples, answers, counts: bool, labels: bool, fill) -> CaseRow:
    rated = [(sample, answers.get(sample.pk) or Response()) for sample in samples]
    found = count(response.rating for _, response in rated)
    return CaseRow(
        ref=item.ref,
        title=item.title,
        question=fill(item.lead.text) if item.prompts else "",
        words=_figures(found) if counts else _ratings_alone(found),
        counts=found if counts else None,
        cells=tuple(_cell(*each) for each in rated) if labels else (),
    )


def _figures(found: Counts) -> str:
    return ", ".join(f"{found.of(rating)} {rating.label.lower()}" for rating in Rating if found.of(rating))


def _ratings_alone(found: Counts) -> str:
    present = [rating.label.lower() for rating in Rating if found.of(rating)]
    return f"All {present[0]}" if len(present) == 1 else f"Some {', some '.join(present)}"


def _cell(sample: CaseSample, response: Response) -> CaseCell:
    words = "\n".join(text for text in (response.na_reason, response.evidence) if text)
    return CaseCell(sample.label, response.rating, Rating(response.rating).label, words)

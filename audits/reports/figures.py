"""What the school's records say beside its answers: counts with their meaning and their day. No child is in them.

The records belong to the other half of the product, which this one does not know. Whoever keeps them is named in
settings (``RECORDS_BESIDE_AUDITS``) and speaks as ``Records`` does. What they say is frozen when the audit is sent.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from audits.models import Audit, CaseSample
from audits.outline import outline_of
from audits.rating import Rating
from safeguarding.models import User
from safeguarding.shares import Share, masked_shares, plain_share


@dataclass(frozen=True)
class Line:
    """One count. ``behind`` is the address of the list behind it, for those who may open it; never frozen."""

    label: str
    count: int
    behind: str = ""


@dataclass(frozen=True)
class Figure:
    """Counts of one whole with what they mean. ``more`` is said beside them, such as a middle length.

    ``whole`` and ``rest`` are as in ``Share``.
    """

    key: str
    means: str
    lines: tuple[Line, ...]
    of: int
    more: str = ""
    title: str = ""
    whole: str = ""
    rest: str = ""

    @property
    def share(self) -> Share:
        return Share(tuple(line.count for line in self.lines), self.of, self.whole, self.rest)


@dataclass(frozen=True)
class Beside:
    """All figures of one audit: which stand beside which item, over which days, and when they were counted."""

    taken_on: date
    since: date
    until: date
    figures: dict[str, Figure]
    items: dict[str, tuple[str, ...]]  # by the item's key, or by that of the section of the case-record check

    def as_data(self) -> dict:
        """As it is frozen: numbers and words alone."""
        if not self.items:
            return {}
        days = {name: getattr(self, name).isoformat() for name in ("taken_on", "since", "until")}
        return days | {
            "figures": [_frozen(figure) for figure in self.figures.values()],
            "items": {key: list(figures) for key, figures in self.items.items()},
        }


def _frozen(figure: Figure) -> dict:
    said = asdict(figure)
    return said | {"lines": [{"label": line.label, "count": line.count} for line in figure.lines]}


def from_data(data: dict) -> Beside | None:
    """What was frozen, or nothing where nothing was."""
    if not data:
        return None
    days = {name: date.fromisoformat(data[name]) for name in ("taken_on", "since", "until")}
    figures = [
        Figure(**each | {"lines": tuple(Line(**line) for line in each["lines"])}) for each in data["figures"]
    ]
    return Beside(
        **days,
        figures={figure.key: figure for figure in figures},
        items={key: tuple(keys) for key, keys in data["items"].items()},
    )


@dataclass(frozen=True)
class Proposal:
    """What the record answers to a question about one sampled file, and why; it counts once a person confirms it."""

    rating: str
    words: str

    @property
    def label(self) -> str:
        return Rating(self.rating).label

    @property
    def is_not_applicable(self) -> bool:
        return self.rating == Rating.NOT_APPLICABLE


class Records(Protocol):
    """Who speaks for the school's records."""

    def figures(self, audit: Audit, *, items: Collection[str], today: date) -> Beside | None:
        """What they say today beside these items of the audit; nothing where they say nothing."""

    def proposals(self, case: CaseSample, *, reader: User, today: date) -> dict[str, Proposal] | None:
        """What the file behind a sample answers, by question; None where the reader finds no file behind it."""


def records() -> Records:
    return import_string(settings.RECORDS_BESIDE_AUDITS)


def figures_beside(audit: Audit, *, items: Collection[str], today: date) -> Beside | None:
    """The figures beside these items: of a draft as they are today, and then as they were when it was sent."""
    if audit.is_open:
        return records().figures(audit, items=items, today=today)
    sent = audit.submissions.filter(revision=audit.revision).values_list("figures", flat=True).first()
    return from_data(sent) if sent else None


def all_figures(audit: Audit, *, today: date) -> Beside | None:
    """The figures beside every item, and beside the case-record check."""
    outline = outline_of(audit.edition)
    items = [item.key for item in outline.rated]
    items += [outline.case_section.key] if outline.case_section else []
    return figures_beside(audit, items=items, today=today)


@dataclass(frozen=True)
class ShownLine:
    """ "7 of 68", or what a reader may know of it. ``count`` and ``of`` are as a spreadsheet holds them."""

    label: str
    says: str
    count: int | str
    of: int | str
    behind: str = ""


@dataclass(frozen=True)
class ShownFigure:
    key: str
    title: str
    means: str
    more: str
    lines: tuple[ShownLine, ...]

    @property
    def name(self) -> str:
        return self.title or self.lines[0].label

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing to count."""
        return self.lines[0].of == 0


@dataclass(frozen=True)
class ShownFigures:
    """The figures as one reader sees them, item by item."""

    taken_on: date
    since: date
    until: date
    is_masked: bool
    items: dict[str, tuple[ShownFigure, ...]]

    def of(self, item: str) -> tuple[ShownFigure, ...]:
        return self.items.get(item, ())


def shown_figures(beside: Beside | None, *, small: bool) -> ShownFigures | None:
    """``small``: whether the reader may know small counts, since they may open the records behind them."""
    if beside is None:
        return None
    shares = {key: figure.share for key, figure in beside.figures.items()}
    shown = {key: plain_share(share) for key, share in shares.items()} if small else masked_shares(shares)
    made = {key: _shown(figure, shown[key], small) for key, figure in beside.figures.items()}
    items = {item: tuple(made[key] for key in keys) for item, keys in beside.items.items()}
    return ShownFigures(beside.taken_on, beside.since, beside.until, not small, items)


def _shown(figure: Figure, share, small: bool) -> ShownFigure:
    lines = tuple(
        ShownLine(line.label, says, part.cell, share.of.cell, line.behind if small else "")
        for line, part, says in zip(figure.lines, share.parts, share.texts, strict=True)
    )
    # A middle length of few would be that of one child.
    more = figure.more if small or (share.of.number is not None and share.of.number > 10) else ""
    return ShownFigure(figure.key, figure.title, figure.means, more, lines)

"""The governor brief: what the summary of an audit says, in lists so short that two pages hold them."""

from dataclasses import dataclass

from audits.rating import Counts, Rating
from audits.reports.audit_report import AuditReport, SectionPart
from audits.reports.wording import counted, first_sentence

PAGES = 2
LONGEST = 160  # of one line; words are never cut off, so a longer one is left to the full report
ELSEWHERE = "Its words are in the full report."


@dataclass(frozen=True)
class Size:
    """How many rows there may be: of the table of sections, and of each list."""

    sections: int
    lines: int


# From the size that is right for most audits to one that holds whatever people wrote.
SIZES = (Size(24, 6), Size(20, 4), Size(14, 3), Size(8, 1))


@dataclass(frozen=True)
class Line:
    title: str
    tag: str = ""
    rating: str = ""  # of which the tag is the word
    second: str = ""


@dataclass(frozen=True)
class Lines:
    """The first lines of a list, and how many it has."""

    lines: tuple[Line, ...]
    total: int

    @property
    def more(self) -> str:
        left = self.total - len(self.lines)
        return f"{left} more in the full report." if left else ""


@dataclass(frozen=True)
class Brief:
    """Two pages for one reading before a meeting. Every figure is the report's own."""

    report: AuditReport
    sections: tuple[SectionPart, ...]
    other_sections: int
    others: Counts
    late: Lines
    reds: Lines
    changes: Lines
    questions: Lines
    signatures: tuple[Line, ...]


def governor_brief(report: AuditReport, size: Size = SIZES[0]) -> Brief:
    """The brief of a report, with at most so many rows."""
    sections = report.sections
    if len(sections) > size.sections:
        sections = sorted(sections, key=_calm)[: size.sections - 1]
        sections = tuple(section for section in report.sections if section in sections)
    left = [section.counts for section in report.sections if section not in sections]
    return Brief(
        report,
        sections,
        len(left),
        sum(left, Counts()),
        _first([_late(action) for action in report.late_actions], size),
        _first([_red(red) for red in report.reds], size),
        _first([_change(change) for change in _changes(report)], size),
        _first([_question(question) for question in _unsettled_first(report)], size),
        tuple(_signature(step) for step in report.review.signatures),
    )


def _calm(section: SectionPart) -> tuple:
    """What wants attention first."""
    counts = section.counts
    return tuple(-counts.of(rating) for rating in (Rating.RED, Rating.AMBER, Rating.UNANSWERED))


def _first(lines: list[Line], size: Size) -> Lines:
    return Lines(tuple(lines[: size.lines]), len(lines))


def _said(text: str) -> str:
    return first_sentence(text, longest=LONGEST) or ELSEWHERE


def _late(action) -> Line:
    source = f" From {action.ref}, {action.basis.lower()}." if action.ref else ""
    return Line(_said(action.what), action.late, "late", f"{action.owner or 'Nobody yet'}.{source}")


def _red(red) -> Line:
    says = first_sentence(red.says, longest=LONGEST)
    return Line(
        f"{red.card.ref} {_said(red.card.title)}", second=" ".join(part for part in (says, red.next) if part)
    )


def _changes(report: AuditReport):
    return report.comparison.changes if report.comparison else ()


def _change(change) -> Line:
    before = change.card.earlier.label
    way = {"worse": "Worse.", "better": "Better."}.get(change.direction, "")
    return Line(
        f"{change.card.ref} {_said(change.card.title)}",
        change.card.rating_label,
        change.card.rating,
        f"It was {before.lower()}. {way}".strip(),
    )


def _unsettled_first(report: AuditReport):
    return sorted(report.review.questions, key=lambda question: bool(question.replies))


def _question(question) -> Line:
    about = question.about if question.item_key else "The whole audit"
    replied = (
        f"{counted(len(question.replies), 'reply', 'replies')}." if question.replies else "No reply yet."
    )
    return Line(_said(question.text), second=f"{about}. {question.by} asked. {replied}")


def _signature(step) -> Line:
    return Line(step.what, second=f"{step.who}, {step.on.day} {step.on:%B} {step.on.year}")

"""The trust report on paper: the trust board, told in a sentence, a table of schools and a list of sections.

No child is in it. The case-record check is left out: its few files stand for children.
"""

from dataclasses import dataclass
from functools import cached_property

from audits.rating import Counts
from audits.reports.trust_board import Board, Cell, Column
from audits.reports.wording import counted, counts_in_words, school_year_in_words

ROWS = 24  # of one table: it stands on one page, so that it is read out as one


@dataclass(frozen=True)
class SectionLine:
    """One section over all schools: its counts, and the schools that have something red or amber in it."""

    name: str
    counts: Counts
    schools: tuple[tuple[Column, Cell], ...]

    @property
    def in_words(self) -> str:
        return counts_in_words(self.counts) or "No figures yet"


@dataclass(frozen=True)
class TrustReport:
    """All that the report says; every figure is the board's."""

    board: Board

    @property
    def title(self) -> str:
        return f"Safeguarding audits {school_year_in_words(self.board.year)}"

    @property
    def sent(self) -> tuple[Column, ...]:
        return tuple(column for column in self.board.columns if column.counts)

    @property
    def not_sent(self) -> tuple[Column, ...]:
        return tuple(column for column in self.board.columns if not column.counts)

    @cached_property
    def counts(self) -> Counts:
        return sum((column.counts for column in self.sent), Counts())

    @property
    def counts_in_words(self) -> str:
        return counts_in_words(self.counts)

    @property
    def tables(self) -> tuple[tuple[Column, ...], ...]:
        """The schools, a page at a time."""
        columns = self.board.columns
        return tuple(columns[start : start + ROWS] for start in range(0, len(columns), ROWS))

    @property
    def sections(self) -> tuple[SectionLine, ...]:
        """In the order of the form; in each the worst school first."""
        return tuple(_section(name, cells) for name, cells in self.board.rows)

    @property
    def late(self) -> tuple[tuple[str, str], ...]:
        """Schools with late actions, the most first, each with how many: "3 late of 8 open"."""
        late = sorted((column for column in self.sent if column.late), key=lambda column: -column.late)
        return tuple((column.school, f"{column.late} late of {column.open_actions} open") for column in late)

    @property
    def about(self) -> str:
        """ "30 schools, of which 28 have sent their audit"."""
        have = "has sent its audit" if len(self.sent) == 1 else "have sent their audits"
        return f"{counted(len(self.board.columns), 'school', 'schools')}, of which {len(self.sent)} {have}"


def trust_report(board: Board) -> TrustReport:
    return TrustReport(board)


def _section(name: str, cells: tuple[tuple[Column, Cell], ...]) -> SectionLine:
    found = [(column, cell) for column, cell in cells if cell.counts]
    bad = [(column, cell) for column, cell in found if cell.counts.red or cell.counts.amber]
    bad.sort(key=lambda pair: (-pair[1].counts.red, -pair[1].counts.amber, pair[0].school))
    return SectionLine(name, sum((cell.counts for _, cell in found), Counts()), tuple(bad))

"""Small counts, as they are shown to those who may not open the records behind them. Pure: counts in, shown values out.

A count of 1 to 5 is shown as "1 to 5". Whatever would give it away is "Hidden": the one other cell of a sum, a
total, a difference, a rate. A value is safe when the true numbers can be changed by one, along sums that still
add up, into other numbers that would look just the same: then nobody can tell which of the two is true.
"""

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

LEAST, MOST = 1, 5
SMALL, KEPT_BACK = "1 to 5", "Hidden"
OUTSIDE = "outside"


class Look(Enum):
    NUMBER = "number"
    FEW = "few"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Shown:
    """What a reader is shown of one count. There is no number to be found in it unless the number is shown."""

    look: Look
    number: int | None = None

    @property
    def is_number(self) -> bool:
        return self.look is Look.NUMBER

    @property
    def is_few(self) -> bool:
        return self.look is Look.FEW

    @property
    def is_hidden(self) -> bool:
        return self.look is Look.HIDDEN

    @property
    def text(self) -> str:
        """As a page or a sheet in words says it: "24", "1 to 5", "Hidden"."""
        return {Look.NUMBER: str(self.number), Look.FEW: SMALL, Look.HIDDEN: KEPT_BACK}[self.look]

    @property
    def cell(self) -> int | str:
        """As a spreadsheet holds it: a number where it is one, so that it can be added up."""
        return self.number if self.number is not None else self.text

    def __str__(self) -> str:
        return self.text


FEW, HIDDEN = Shown(Look.FEW), Shown(Look.HIDDEN)


def is_small(count: int) -> bool:
    return LEAST <= count <= MOST


def plain(count: int) -> Shown:
    """For those who may open what is counted."""
    return Shown(Look.NUMBER, count)


def masked(count: int) -> Shown:
    """One count that stands alone: no sum, share or earlier figure is shown with it."""
    return FEW if is_small(count) else plain(count)


def difference(now: Shown, before: Shown) -> Shown:
    """How many more: known only where both counts are."""
    if now.number is None or before.number is None:
        return HIDDEN
    return plain(now.number - before.number)


def total_of(shown: Iterable[Shown]) -> Shown:
    """The sum of what is shown anyway; hidden when a part of it is masked."""
    numbers = [each.number for each in shown]
    return HIDDEN if None in numbers else plain(sum(numbers))


@dataclass(frozen=True)
class MaskedTable:
    """A table of counts with its totals, as it may be shown."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]  # the total of each row
    columns: tuple[Shown, ...]
    total: Shown


def masked_row(counts: Sequence[int]) -> tuple[tuple[Shown, ...], Shown]:
    """Counts that add up to a total which is shown beside them."""
    whole = {"total": sum(counts)} | dict(enumerate(counts))
    shown = masked_sums(whole, [("total", range(len(counts)))])
    return tuple(shown[at] for at in range(len(counts))), shown["total"]


def masked_table(counts: Sequence[Sequence[int]]) -> MaskedTable:
    """Rows and columns of counts with totals both ways."""
    rows, columns = range(len(counts)), range(len(counts[0]) if counts else 0)
    whole = {(row, column): counts[row][column] for row in rows for column in columns}
    whole |= {(row, None): sum(counts[row]) for row in rows}
    whole |= {(None, column): sum(counts[row][column] for row in rows) for column in columns}
    whole[None, None] = sum(sum(row) for row in counts)
    shown = masked_sums(whole, sums_of_table(rows, columns))
    return MaskedTable(
        cells=tuple(tuple(shown[row, column] for column in columns) for row in rows),
        rows=tuple(shown[row, None] for row in rows),
        columns=tuple(shown[None, column] for column in columns),
        total=shown[None, None],
    )


def sums_of_table(rows: Iterable[Hashable], columns: Iterable[Hashable]) -> Iterator[tuple[Hashable, list]]:
    """What adds up to what in a table whose cells are called (row, column), and whose totals have None there."""
    rows, columns = [*rows, None], [*columns, None]
    for row in rows:
        yield (row, None), [(row, column) for column in columns[:-1]]
    for column in columns:
        yield (None, column), [(row, column) for row in rows[:-1]]


def masked_sums(
    counts: Mapping,
    sums: Iterable[tuple[Hashable, Collection]],
    *,
    hidden: Collection = (),
    open_: Collection = (),
) -> dict:
    """Mask counts that are known to add up: ``sums`` says which total is made of which parts.

    No count may stand in more than two sums. ``hidden`` names counts that are kept back whatever they are, ``open_``
    those that stay open if that is possible, since they are shown elsewhere; a small one is "1 to 5" all the same.
    """
    return _Masking(counts, sums, hidden, open_).shown()


class _Masking:
    """Hides as little as it can find, until every masked count could be another one as well."""

    def __init__(
        self,
        counts: Mapping,
        sums: Iterable[tuple[Hashable, Collection]],
        hidden: Collection,
        open_: Collection,
    ):
        self.counts = counts
        self.open = set(open_)
        self.few = {key for key, count in counts.items() if is_small(count) and key not in hidden}
        self.hidden = {key for key, count in counts.items() if key in hidden}
        self.wiped = set(hidden)  # hidden whatever they are: even a small count, even none
        self.members: list[dict] = []  # of each sum: the sign of each count in it
        self.places: dict = {key: [] for key in counts}
        for at, (total, parts) in enumerate(sums):
            self.members.append(dict.fromkeys(parts, 1) | {total: -1})
            for key in self.members[at]:
                self.places[key].append(at)
        self.onward: dict = {}  # from each sum that is out by one, what is out next, and by which counts
        if any(len(places) > 2 for places in self.places.values()):
            raise ValueError("A count may stand in two sums at most.")

    def shown(self) -> dict:
        self._protect()
        return {key: self._look(key) for key in self.counts}

    def _look(self, key) -> Shown:
        if key in self.hidden:
            return HIDDEN
        return FEW if key in self.few else plain(self.counts[key])

    def _protect(self) -> None:
        self._know_moves(self.few | self.hidden)
        safe: set = set()
        waiting = deque(sorted(self.few | self.hidden, key=self._order))
        while waiting:
            key = waiting.popleft()
            if key in safe:
                continue
            if move := self._move(key):
                safe.update(move)
            elif more := self._hide_more(key):
                waiting.extend([*more, key])

    def _hide_more(self, key) -> list:
        """Hide the smallest count in a sum with this one, parts before totals; or else all that hangs together."""
        for among in (self._near([key]), self._joined(key)):
            if fit := [other for other in among if self._may_be_hidden(other)]:
                chosen = min(fit, key=lambda other: (self._is_total(other), *self._order(other)))
                self.hidden.add(chosen)
                self._know_moves([chosen])
                return [chosen]
        return self._wipe_more(key)

    def _wipe_more(self, key) -> list:
        """Hide a whole sum of this one, then all around it, then everything; open ones only at the very last."""
        for at in self.places[key]:
            if fresh := self._wipe(set(self.members[at]) - self.open):
                return fresh
        around, joined = self._near(self._near([key])), set(self._joined(key))
        return self._wipe(around - self.open) or self._wipe(joined - self.open) or self._wipe(joined)

    def _near(self, keys: Iterable) -> set:
        return {other for key in keys for at in self.places[key] for other in self.members[at]}

    def _order(self, key) -> tuple:
        """The same whenever it is asked: masks that changed from one look to the next would give counts away."""
        return self.counts[key], str(key)

    def _may_be_hidden(self, key) -> bool:
        return bool(self.counts[key]) and not self._is_masked(key) and key not in self.open

    def _wipe(self, keys: set) -> list:
        """Hide them all, even those that are none; but where a whole sum is none there is nothing to hide."""
        fresh = {key for key in keys - self.wiped if not self._is_empty(key)}
        self.hidden |= fresh
        self.wiped |= fresh
        self.few -= fresh
        self._know_moves(fresh)
        return sorted(fresh, key=self._order)

    def _is_empty(self, key) -> bool:
        return any(not any(self.counts[other] for other in self.members[at]) for at in self.places[key])

    def _is_masked(self, key) -> bool:
        return key in self.few or key in self.hidden

    def _is_total(self, key) -> bool:
        return any(self.members[at][key] < 0 for at in self.places[key])

    def _joined(self, key) -> Iterator:
        """All that hangs together with this one by sums, this one first."""
        found, ahead = {key}, deque([key])
        while ahead:
            here = ahead.popleft()
            yield here
            more = self._near([here]) - found
            found |= more
            ahead.extend(more)

    def _may(self, key, step: int) -> bool:
        """Whether the count could be one more, or one less, and look the same."""
        then = self.counts[key] + step
        if key in self.wiped:
            return then >= 0
        return is_small(then) if key in self.few else key in self.hidden and then > MOST

    def _move(self, key) -> list:
        """Counts that can be changed by one together with this one while all sums still add up, if there are any."""
        return self._along(key, 1) or self._along(key, -1)

    def _along(self, key, step: int) -> list:
        if not self._may(key, step):
            return []
        if not self.places[key]:
            return [key]
        start, end = self._ends(key, step)
        goal = _opposite(end)
        came: dict = {start: None}
        ahead = deque([start])
        while ahead:
            state = ahead.popleft()
            onward = self.onward.get(state, {})
            if (last := _other(onward.get(goal, ()), key)) is not None and (path := _path(came, state, last)):
                return [key, *path]
            for to, answers in onward.items():
                if to not in came and (other := _other(answers, key)) is not None:
                    came[to] = (state, other)
                    ahead.append(to)
        return []

    def _ends(self, key, step: int) -> list:
        """The sums that a change puts out, and by how much; beyond them there is only the outside."""
        ends = [(at, self.members[at][key] * step) for at in self.places[key]]
        return [*ends, OUTSIDE, OUTSIDE][:2]

    def _know_moves(self, keys: Iterable) -> None:
        """Note which sum that is out each of these counts can set right, and what is out after that."""
        for key in keys:
            for step in (1, -1):
                if self.places[key] and self._may(key, step):
                    first, second = self._ends(key, step)
                    self.onward.setdefault(_opposite(first), {}).setdefault(second, set()).add(key)
                    self.onward.setdefault(_opposite(second), {}).setdefault(first, set()).add(key)


def _opposite(state):
    """What sets right a sum that is out by so much."""
    return state if state is OUTSIDE else (state[0], -state[1])


def _other(keys: Iterable, than):
    return next((key for key in keys if key != than), None)


def _path(came: dict, state, last) -> list:
    """The counts on the way; none when one would have to change twice."""
    path = [last]
    while came[state] is not None:
        state, other = came[state]
        path.append(other)
    return path if len(set(path)) == len(path) else []

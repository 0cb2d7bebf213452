"""A school's roll from a spreadsheet: headings in any order, each row read or told what is wrong with it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concerns.pupil_file import cells
from concerns.pupil_file.faults import CellFault, Unreadable
from concerns.pupil_file.tables import Cell, Row, read_csv, read_xlsx

__all__ = ["COLUMNS", "REQUIRED", "CellFault", "Roll", "RollRow", "Unreadable", "read_roll"]


@dataclass(frozen=True)
class Column:
    """A column: what we call it, what else schools call it, and how its cells are read."""

    title: str
    names: tuple[str, ...]
    read: cells.Reader


COLUMNS = {
    "upn": Column("UPN", ("upn", "unique pupil number", "pupil upn", "upn number"), cells.upn),
    "first_name": Column(
        "Forename",
        ("forename", "forenames", "first name", "given name", "legal forename", "legal first name"),
        cells.name(),
    ),
    "last_name": Column(
        "Surname", ("surname", "last name", "family name", "legal surname", "legal last name"), cells.name()
    ),
    "known_as": Column(
        "Known as",
        ("known as", "preferred name", "preferred forename", "preferred first name", "chosen name"),
        cells.name(needed=False),
    ),
    "date_of_birth": Column(
        "Date of birth", ("date of birth", "dob", "birth date", "birthday"), cells.date_of_birth
    ),
    "year_group": Column(
        "Year",
        ("year", "year group", "yr", "nc year", "ncy", "nc year actual", "national curriculum year"),
        cells.year_group,
    ),
    "form": Column(
        "Form",
        ("form", "class", "reg", "reg group", "registration group", "tutor group", "form group", "reg form"),
        cells.form,
    ),
    "joined_on": Column(
        "Joined",
        ("joined", "date joined", "admission date", "date of admission", "entry date", "start date", "doa"),
        cells.joined_on,
    ),
    "left_on": Column(
        "Left", ("left", "date left", "leaving date", "date of leaving", "end date", "dol"), cells.left_on
    ),
    "authority": Column(
        "Local authority",
        (
            "local authority",
            "authority",
            "la",
            "la name",
            "home authority",
            "home la",
            "local authority name",
        ),
        cells.authority,
    ),
    "former_upn": Column("Former UPN", ("former upn", "previous upn", "old upn"), cells.former_upn),
}
COUNCIL = {
    "council",
    "county",
    "borough",
    "city",
    "london",
    "metropolitan",
    "district",
    "of",
    "the",
    "mbc",
    "cc",
}
REQUIRED = ("upn", "first_name", "last_name", "date_of_birth", "year_group")
HEADINGS = {"".join(name.split()): field for field, column in COLUMNS.items() for name in column.names}
DAYS = ("date_of_birth", "joined_on", "left_on")


@dataclass(frozen=True)
class RollRow:
    """One child of the file; ``values`` has a field for each column that the file has."""

    row: int
    values: dict

    @property
    def upn(self) -> str:
        return self.values["upn"]


@dataclass(frozen=True)
class Roll:
    """What a file says. A row with a fault is in ``faults`` and not in ``rows``."""

    rows: tuple[RollRow, ...]
    faults: tuple[CellFault, ...] = ()
    advice: tuple[CellFault, ...] = ()

    def as_data(self) -> dict:
        """The roll as JSON can hold it."""
        rows = [[each.row, {name: _told(value) for name, value in each.values.items()}] for each in self.rows]
        return {"rows": rows, "faults": _listed(self.faults), "advice": _listed(self.advice)}

    @classmethod
    def from_data(cls, data: dict) -> "Roll":
        rows = tuple(RollRow(row, _dated(values)) for row, values in data["rows"])
        told = {part: tuple(CellFault(*each) for each in data[part]) for part in ("faults", "advice")}
        return cls(rows, **told)


def read_roll(name: str, content: bytes, *, today: date, authorities: Iterable[str] = ()) -> Roll:
    """The roll of a file named .csv or .xlsx. Raises ``Unreadable`` where no row can be read.

    ``authorities`` are the names of those that are known; another is left alone, with advice.
    """
    read = read_xlsx if name.lower().endswith(".xlsx") else read_csv
    rows = read(content, _is_heading)
    places, below = _headings(rows)
    if not below:
        raise Unreadable("Choose a file with pupils. Under the headings there is no row.")
    return _without_twins(*_read_rows(below, places, today, _spellings(authorities)))


def _spellings(authorities: Iterable[str]) -> dict[str, str]:
    """Names of authorities by how they may be written; a short form that fits two of them fits neither."""
    names = list(authorities)
    short = Counter(map(_plain, names))
    return {_plain(name): name for name in names if short[_plain(name)] == 1} | {
        name.casefold(): name for name in names
    }


def _plain(name: str) -> str:
    """By what an authority is known: "ardenmere" of "ARDENMERE" and of "Ardenmere Council"."""
    letters = "".join(each if each.isalnum() else " " for each in name.casefold()).split()
    return " ".join(word for word in letters if word not in COUNCIL) or name.casefold()


def _field(cell: Cell) -> str | None:
    if not isinstance(cell, str):
        return None
    return HEADINGS.get("".join(each for each in cell.casefold() if each.isalnum()))


def _is_heading(row: list[Cell]) -> bool:
    fields = {_field(cell) for cell in row}
    return "upn" in fields and len(fields - {None}) >= 3


def _headings(rows: list[Row]) -> tuple[dict[str, int], list[Row]]:
    """The place of each column, and the rows below the headings."""
    start = next((n for n, (_, row) in enumerate(rows[:20]) if _is_heading(row)), None)
    if start is None:
        needed = ", ".join(COLUMNS[field].title for field in REQUIRED)
        raise Unreadable(f"Put headings in the first row: {needed}. We found none that we know.")
    fields = [_field(cell) for cell in rows[start][1]]
    for field in COLUMNS:
        if fields.count(field) > 1:
            raise Unreadable(f"Leave one column for {COLUMNS[field].title}. There are {fields.count(field)}.")
    missing = [COLUMNS[field].title for field in REQUIRED if field not in fields]
    if missing:
        raise Unreadable(f"Add a column with the heading {', and one with '.join(missing)}.")
    return {field: n for n, field in enumerate(fields) if field}, rows[start + 1 :]


def _read_rows(
    rows: list[Row], places: dict[str, int], today: date, authorities: dict[str, str]
) -> tuple[list, list, list]:
    kept, faults, advice = [], [], []
    for number, row in rows:
        values, wrong = _read_row(number, row, places, today)
        faults += wrong
        if not wrong:
            advice += _advice(number, values, today) + _authority_advice(number, values, authorities)
            kept.append(RollRow(number, values))
    return kept, faults, advice


def _read_row(number: int, row: list[Cell], places: dict[str, int], today: date) -> tuple[dict, list]:
    values, faults = {}, []
    for field, place in places.items():
        column = COLUMNS[field]
        try:
            values[field] = column.read(row[place] if place < len(row) else "", today)
        except cells.Wrong as wrong:
            faults.append(CellFault(number, column.title, str(wrong)))
    if not faults and (advice := _out_of_order(values)):
        faults.append(CellFault(number, *advice))
    return values, faults


def _out_of_order(values: dict) -> tuple[str, str] | None:
    born, joined, left = (values.get(field) for field in DAYS)
    if joined and joined < born:
        return "Joined", "Check the date. It is before the date of birth."
    if left and left < (joined or born):
        return "Left", "Check the date. It is before the child joined or was born."
    return None


def _advice(number: int, values: dict, today: date) -> list[CellFault]:
    """What may stand and should be looked at. A child who leaves later is still on the roll."""
    found = []
    if text := cells.upn_advice(values["upn"]):
        found.append(CellFault(number, "UPN", text))
    if values.get("left_on") and values["left_on"] > today:
        values["left_on"] = None
        text = "This day has not come. The child stays on the roll until you bring in a file after it."
        found.append(CellFault(number, "Left", text))
    return found


def _authority_advice(number: int, values: dict, authorities: dict[str, str]) -> list[CellFault]:
    """An authority that is not known is left out of the row: the child's stays as it was."""
    said = values.get("authority")
    if not said:
        return []
    values["authority"] = authorities.get(said.casefold()) or authorities.get(_plain(said), "")
    if values["authority"]:
        return []
    text = "We do not know this authority, so the child’s stays as it is. Check how it is written."
    return [CellFault(number, COLUMNS["authority"].title, text)]


def _without_twins(kept: list[RollRow], faults: list[CellFault], advice: list[CellFault]) -> Roll:
    """Two rows with one number are both refused: which of them is right, only the school knows."""
    by_upn, by_child = defaultdict(list), defaultdict(list)
    for each in kept:
        by_upn[each.upn].append(each.row)
        child = (each.values["first_name"], each.values["last_name"], each.values["date_of_birth"])
        by_child[child].append(each.row)
    twins = {row: rows for rows in by_upn.values() if len(rows) > 1 for row in rows}
    faults += [
        CellFault(row, "UPN", f"Leave one row for this number. {_rows(twins[row])} have it.") for row in twins
    ]
    alike = [(row, rows) for rows in by_child.values() if len(rows) > 1 for row in rows if row not in twins]
    text = "Check whether this is one child. {} have the same name and date of birth."
    advice += [CellFault(row, "Surname", text.format(_rows(rows))) for row, rows in alike]
    rows = tuple(each for each in kept if each.row not in twins)
    left_out = {each.row for each in faults}
    return Roll(
        rows, tuple(sorted(faults)), tuple(sorted(each for each in advice if each.row not in left_out))
    )


def _rows(numbers: list[int]) -> str:
    *first, last = map(str, numbers)
    return f"Rows {', '.join(first)} and {last}"


def _told(value):
    return value.isoformat() if isinstance(value, date) else value


def _dated(values: dict) -> dict:
    return {
        name: date.fromisoformat(value) if name in DAYS and value else value for name, value in values.items()
    }


def _listed(faults: tuple[CellFault, ...]) -> list:
    return [[each.row, each.column, each.advice] for each in faults]

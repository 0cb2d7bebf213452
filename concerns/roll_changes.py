"""What bringing in a roll would change: who is new, changed, back, gone, and who stays as they are. Pure."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from concerns.pupil_file import COLUMNS, Roll
from safeguarding.forms.dates import write_date

CLEARABLE = {"known_as", "form"}  # an empty cell empties these; elsewhere it says nothing


@dataclass(frozen=True)
class FieldChange:
    """One field of one pupil, before and after."""

    field: str
    before: Any
    after: Any

    @property
    def told(self) -> str:
        """ "Form: 4B to 4C"."""
        words = f"{words_of(self.field, self.before)} to {words_of(self.field, self.after)}"
        return f"{COLUMNS[self.field].title}: {words}"


@dataclass(frozen=True)
class PupilChange:
    """A pupil as known (``None`` for a new one), with all that changes."""

    pupil: Any
    values: dict
    fields: tuple[FieldChange, ...] = ()
    row: int | None = None  # None where the file does not have the pupil

    @property
    def name(self) -> str:
        if self.pupil is not None:
            return self.pupil.name
        return f"{self.values.get('known_as') or self.values['first_name']} {self.values['last_name']}"

    @property
    def told(self) -> str:
        """What changes; of a new pupil, year and form."""
        if self.pupil is not None:
            return "; ".join(each.told for each in self.fields)
        known = [
            words_of(name, value)
            for name in ("year_group", "form")
            if (value := self.values.get(name)) not in ("", None)
        ]
        left = self.values.get("left_on")
        return ", ".join(known) + (f". Left on {write_date(left)}" if left else "")


@dataclass(frozen=True)
class RollChanges:
    """Everything that confirming would do."""

    new: tuple[PupilChange, ...]
    changed: tuple[PupilChange, ...]
    back: tuple[PupilChange, ...]
    left: tuple[PupilChange, ...]  # the file says that they left
    missing: tuple[PupilChange, ...]  # the file is the whole roll and does not have them
    unchanged: int

    @property
    def total(self) -> int:
        return sum(map(len, (self.new, self.changed, self.back, self.left, self.missing)))

    @property
    def updates(self) -> tuple[PupilChange, ...]:
        return self.changed + self.back + self.left + self.missing

    @property
    def digest(self) -> str:
        """Names exactly these changes: what is confirmed is what was shown."""
        told = [
            (each.pupil and (each.pupil.public_id, each.pupil.version), sorted(each.values.items()))
            for each in self.new + self.updates
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def words_of(field: str, value: Any) -> str:
    """A value of a pupil's row, as a person reads it."""
    if value in ("", None):
        return "none"
    if field == "year_group":
        return f"Year {value}" if value > 0 else "Nursery" if value else "Reception"
    return write_date(value) if isinstance(value, date) else str(value)


def roll_changes(roll: Roll, pupils: Iterable, *, whole_roll: bool, today: date) -> RollChanges:
    """Compare a file with the pupils of a school, found by their number or by a former one.

    Nobody is marked as left for being missing while a row of the file is wrong: it might be theirs.
    """
    known = {pupil.upn: pupil for pupil in pupils}
    told, found = [], set()
    listed = {each.upn for each in roll.rows}
    for each in roll.rows:
        former = each.values.get("former_upn")
        pupil = known.get(each.upn) or (known.get(former) if former not in listed | found else None)
        found |= {pupil.upn} if pupil else set()
        told.append(_compared(each, pupil))
    counted = whole_roll and not roll.faults
    gone = [pupil for pupil in known.values() if pupil.upn not in found and pupil.left_on is None]
    return RollChanges(
        new=tuple(each for each in told if each.pupil is None),
        changed=tuple(each for each in told if each.fields and _kind(each) == "changed"),
        back=tuple(each for each in told if each.fields and _kind(each) == "back"),
        left=tuple(each for each in told if each.fields and _kind(each) == "left"),
        missing=tuple(_missing(pupil, today) for pupil in gone) if counted else (),
        unchanged=sum(each.pupil is not None and not each.fields for each in told),
    )


def _compared(row, pupil) -> PupilChange:
    if pupil is None:
        return PupilChange(None, row.values, row=row.row)
    values = {field: value for field, value in row.values.items() if _says(field, value)}
    values.setdefault("left_on", None)  # in the file and not said to have left: on the roll
    if values["left_on"] and pupil.left_on:
        values.pop("left_on")  # marked already; a second date would only move the mark
    elif values["left_on"] and pupil.joined_on:
        values["left_on"] = max(values["left_on"], values.get("joined_on") or pupil.joined_on)
    if values["upn"] != pupil.upn:
        values["former_upn"] = pupil.upn
    now = {field: _now(pupil, field) for field in values}
    fields = tuple(
        FieldChange(field, now[field], value) for field, value in values.items() if now[field] != value
    )
    return PupilChange(pupil, {each.field: each.after for each in fields}, fields, row.row)


def _now(pupil, field: str):
    """What the pupil's row says; of an authority its name, as a file has it."""
    value = getattr(pupil, field)
    return (value.name if value else "") if field == "authority" else value


def _says(field: str, value) -> bool:
    return field in CLEARABLE or field == "left_on" or value not in ("", None)


def _kind(change: PupilChange) -> str:
    if change.pupil is None:
        return "new"
    if "left_on" not in change.values:
        return "changed"
    return "left" if change.values["left_on"] else "back"


def _missing(pupil, today: date) -> PupilChange:
    day = max(today, pupil.joined_on or today)
    return PupilChange(pupil, {"left_on": day}, (FieldChange("left_on", None, day),))

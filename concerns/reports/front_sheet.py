"""A child's front sheet: the facts that hold now, and the statuses and orders that held before."""

from dataclasses import dataclass, field
from datetime import date

from concerns.actions.facts import KINDS, OWN
from concerns.models import CourtOrder, KeyPerson, Professional, Pupil, Shield, Status
from concerns.models.file import Fact
from concerns.reports.kept_question import Given
from concerns.reports.together import rows_of

ROW = {"id", "public_id", "ended", "recorded_at"}


@dataclass(frozen=True)
class FrontSheet:
    people: tuple[KeyPerson, ...]
    professionals: tuple[Professional, ...]
    orders: tuple[CourtOrder, ...]
    shields: tuple[Shield, ...]
    statuses: tuple[Status, ...]
    past_orders: tuple[CourtOrder, ...]
    past_statuses: tuple[Status, ...]
    beside: dict[str, list[dict]] = field(default_factory=dict)  # rows of what was asked with it

    @property
    def all_statuses(self) -> tuple[Status, ...]:
        return (*self.statuses, *self.past_statuses)

    @property
    def all_orders(self) -> tuple[CourtOrder, ...]:
        return (*self.orders, *self.past_orders)


def sheet_parts(pupil: Pupil | Given) -> dict:
    """What ``front_sheet`` asks, as parts of one question."""
    return {kind: _asked(model, pupil) for kind, model in KINDS.items()}


def front_sheet(pupil: Pupil, rows: dict[str, list[dict]], *, today: date) -> FrontSheet:
    """Everything on the front sheet, from the rows of ``sheet_parts``; it keeps what was asked with them."""
    found = {kind: _facts(kind, rows.pop(kind, ()), pupil) for kind in KINDS}
    statuses, past_statuses = _parted(found["status"], today)
    orders, past_orders = _parted(found["order"], today)
    return FrontSheet(
        people=_current(found["person"]),
        professionals=_current(found["professional"]),
        orders=orders,
        shields=_current(found["shield"]),
        statuses=statuses,
        past_orders=past_orders,
        past_statuses=past_statuses,
        beside=rows,
    )


def _facts(kind: str, rows, pupil: Pupil) -> list[Fact]:
    """Newest rows of one kind, ended ones too."""
    return sorted((_made(KINDS[kind], row, pupil) for row in rows), key=lambda fact: fact.pk)


def _asked(model, pupil):
    names = [field.name for field in model._meta.fields if field.name in ROW or field.name not in OWN]
    return rows_of(model.objects.filter(pupil=pupil, replaced_by=None), **{name: name for name in names})


def _made(model, row, pupil) -> Fact:
    words = {name: model._meta.get_field(name).to_python(value) for name, value in row.items()}
    return model(pupil=pupil, school_id=pupil.school_id, **words)


def _current(facts) -> tuple:
    return tuple(fact for fact in facts if not fact.ended)


def _parted(facts, today) -> tuple[tuple, tuple]:
    """Those that hold on that day, and those that are over, the newest first."""
    is_over = lambda fact: fact.ended or (fact.ends_on is not None and fact.ends_on < today)  # noqa: E731
    over = sorted(filter(is_over, facts), key=lambda fact: fact.ends_on or today, reverse=True)
    return tuple(fact for fact in facts if not is_over(fact)), tuple(over)

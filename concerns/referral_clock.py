"""The stopwatch of a referral: what is due when, how late it is, and how long it ran. Pure.

Working Together asks the authority to acknowledge a referral, and to decide what it will do, within one working day.
We count for everybody who was referred to; where no law sets a time for deciding (early help, other services) we ask
after ten working days.

The day is over at 17:00 in England. What is sent later, at a weekend or on a bank holiday counts as sent on the next
working day. Lateness is counted in working days as well: what was due on Friday is one working day late on Monday.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from safeguarding.working_days import add_working_days, is_working_day, working_days_between

ENGLAND = ZoneInfo("Europe/London")
DAY_ENDS = time(17)
ACKNOWLEDGED_WITHIN = 1
DECIDED_WITHIN = {"section_17": 1, "section_47": 1}
NO_LAW_SAYS = 10
RECENT = 14  # days within which a date needs no year


@dataclass(frozen=True)
class Cell:
    """One cell of the stopwatch: what came when, or when it is due. ``days_late`` are working days."""

    title: str
    words: str
    days_late: int = 0
    waits: bool = False

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True)
class Stopwatch:
    """Sent, acknowledged, decided. Empty of dates before it was sent."""

    sent: Cell
    acknowledged: Cell
    decided: Cell
    runs: bool
    ran: int  # working days until the answer, or until today
    due_on: date | None  # of what is waited for first
    days_late: int  # of what is waited for; after the answer, how late that was

    @property
    def cells(self) -> tuple[Cell, ...]:
        return self.sent, self.acknowledged, self.decided

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def lateness(self) -> str:
        return f"{counted(self.days_late)} late"

    @property
    def waits_for(self) -> str:
        """What has not come: an acknowledgement, a decision, or both."""
        waited = (("an acknowledgement", self.acknowledged), ("a decision", self.decided))
        return " and ".join(what for what, cell in waited if cell.waits)

    @property
    def words(self) -> str:
        """The state in one short sentence."""
        if self.due_on is None:
            return "Not sent yet"
        late = f", {self.days_late} late" if self.is_late else ""
        if self.runs:
            return f"No answer for {counted(self.ran)}{late}" if self.ran else "Sent, no answer yet"
        return f"Answered after {counted(self.ran)}{late}" if self.ran else "Answered on the same working day"


def decided_within(basis: str) -> int:
    """How many working days a decision may take."""
    return DECIDED_WITHIN.get(basis, NO_LAW_SAYS)


def counts_from(moment: datetime) -> date:
    """The working day on which something sent at that moment is in the other side's hands."""
    local = moment.astimezone(ENGLAND)
    if is_working_day(local.date()) and local.time() < DAY_ENDS:
        return local.date()
    return add_working_days(local.date(), 1)


def stopwatch(
    basis: str,
    *,
    sent_at: datetime | None,
    acknowledged_at: datetime | None = None,
    decided_at: datetime | None = None,
    today: date,
) -> Stopwatch:
    """How it stands on ``today``."""
    if sent_at is None:
        return Stopwatch(
            Cell("Not sent", "Nothing runs yet"), Cell("Acknowledged", ""), Cell("Decided", ""),
            runs=False, ran=0, due_on=None, days_late=0,
        )  # fmt: skip
    begun = counts_from(sent_at)
    acknowledge_by = add_working_days(begun, ACKNOWLEDGED_WITHIN)
    decide_by = add_working_days(begun, decided_within(basis))
    decided = _cell("Decided", "No decision yet", decided_at, decide_by, today)
    acknowledged = _cell("Acknowledged", "Not acknowledged", acknowledged_at, acknowledge_by, today)
    if decided_at is not None and acknowledged_at is None:
        acknowledged = Cell("Not acknowledged", "The answer came first")
    waited = [
        (cell, due) for cell, due in ((acknowledged, acknowledge_by), (decided, decide_by)) if cell.waits
    ]
    ended = local_day(decided_at) if decided_at else today
    return Stopwatch(
        sent=Cell("Sent", moment_words(sent_at, today) + _from(begun, sent_at, today)),
        acknowledged=acknowledged,
        decided=decided,
        runs=decided_at is None,
        ran=working_days_between(begun, ended),
        due_on=min((due for _, due in waited), default=decide_by),
        days_late=max((cell.days_late for cell, _ in waited), default=decided.days_late),
    )


def _cell(title: str, missing: str, at: datetime | None, due: date, today: date) -> Cell:
    days_late = working_days_between(due, local_day(at) if at else today)
    if at is not None:
        late = f". {counted(days_late).capitalize()} late" if days_late else ""
        return Cell(title, moment_words(at, today) + late, days_late)
    if days_late:
        return Cell(missing, f"Due {day_words(due, today)}. {counted(days_late)} late", days_late, waits=True)
    return Cell(missing, due_words("Due", due, today), waits=True)


def _from(begun: date, sent_at: datetime, today: date) -> str:
    """Why the stopwatch did not start at once, if it did not."""
    return "" if begun == local_day(sent_at) else f". Counts from {begun:%A} {day_words(begun, today)}"


def local_day(moment: datetime) -> date:
    """The day on which that moment is in England."""
    return moment.astimezone(ENGLAND).date()


def due_words(due: str, day: date, today: date) -> str:
    """ "Due today", "Due Friday 6 November"; "Was due …" at the weekend after it."""
    if day == today:
        return f"{due} today"
    return f"{due if day > today else 'Was due'} {day:%A} {day_words(day, today)}"


def counted(days: int) -> str:
    """ "1 working day", "3 working days"."""
    return f"{days} working day{'' if days == 1 else 's'}"


def day_words(day: date, today: date) -> str:
    """ "5 November", with its year where it is not near."""
    year = "" if abs((day - today).days) <= RECENT else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def moment_words(moment: datetime, today: date) -> str:
    """ "5 November, 10:15"."""
    local = moment.astimezone(ENGLAND)
    return f"{day_words(local.date(), today)}, {local:%H:%M}"

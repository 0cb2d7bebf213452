"""When what a rating asks for falls due. The rule is data of the edition."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Clock:
    """A length of time in whole days or calendar months, from the day of the rating or of the audit."""

    days: int = 0
    months: int = 0
    starts: str = "audit_date"  # or "rating"

    def due(self, *, audit_date: date, rated_on: date) -> date:
        """The due date; the 31st becomes the last day of a shorter month."""
        start = rated_on if self.starts == "rating" else audit_date
        return _months_later(start, self.months) + timedelta(days=self.days)


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))

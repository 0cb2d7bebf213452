"""When what a rating asks for falls due. The rule is data of the edition."""

from dataclasses import dataclass
from datetime import date, timedelta

from safeguarding.working_days import months_later


@dataclass(frozen=True)
class Clock:
    """A length of time in whole days or calendar months, from the day of the rating or of the audit."""

    days: int = 0
    months: int = 0
    starts: str = "audit_date"  # or "rating"

    def due(self, *, audit_date: date, rated_on: date) -> date:
        """The due date; the 31st becomes the last day of a shorter month."""
        start = rated_on if self.starts == "rating" else audit_date
        return months_later(start, self.months) + timedelta(days=self.days)

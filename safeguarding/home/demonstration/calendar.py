"""Days of the demonstration, counted from the day on which it is loaded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from audits.models.audit import school_year


@dataclass(frozen=True)
class Calendar:
    """``day(-6)`` is six days ago; ``earlier`` is the same calendar one year before."""

    today: date

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def term_day(self, offset: int) -> date:
        """The day, but not before this school year began: in September little has happened yet."""
        return max(self.day(offset), self.school_year_start)

    @property
    def now(self) -> datetime:
        """The present moment, or nine o'clock where the day is not today."""
        if self.today == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(self.today, time(9)))

    def school_day(self, offset: int) -> date:
        """The day, or the last school day before it: no weekend, and not in the long holidays."""
        day = self.day(offset)
        while day.weekday() > 4 or in_holidays(day):
            day -= timedelta(days=1)
        return day

    def weekday(self, offset: int) -> date:
        """The day, or the Friday before it."""
        day = self.day(offset)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def back_to(self, weekday: int, offset: int) -> date:
        """The day, or the last one before it that is this day of the week (0 is Monday)."""
        day = self.day(offset)
        return day - timedelta(days=(day.weekday() - weekday) % 7)

    @property
    def school_year_start(self) -> date:
        return date(school_year(self.today), 9, 1)

    @property
    def autumn(self) -> str:
        return f"September {self.school_year_start.year}"

    @property
    def earlier(self) -> "Calendar":
        return Calendar(year_before(self.today))


def in_holidays(day: date) -> bool:
    """Summer and Christmas, roughly."""
    return (
        (7, 22) <= (day.month, day.day) <= (8, 31)
        or (day.month, day.day) >= (12, 21)
        or day.timetuple().tm_yday < 5
    )


def year_before(day: date) -> date:
    """The same day one year earlier; 29 February becomes the 28th."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)

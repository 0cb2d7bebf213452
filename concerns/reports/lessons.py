"""The seven lessons from reviews of serious cases, each as one measure of a school's records. It never grades.

Such reviews name the same seven failings again and again; each stands here as what a school does instead. What a page
shows is in the report as it is shown: a masked count is nowhere in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from concerns.models.reading import counter_of
from concerns.reports.asking import Asking, asking
from concerns.reports.measures import (
    CHALLENGED,
    CONCERNS,
    DECIDED,
    EVERY,
    FOLLOWED,
    HEARD,
    PROMPT,
    REVIEWED,
    TOLD,
    Measure,
)
from concerns.reports.tallies import Tally, tallies_by_month
from safeguarding.access.holdings import reads_files
from safeguarding.access.wall import open_to_count
from safeguarding.masking import Shown, plain
from safeguarding.models import School, User
from safeguarding.shares import masked_alike, share_text

ALL, BEFORE = "all", "before"
COUNTS = ("met", "lacking", "of")


@dataclass(frozen=True)
class Lesson:
    """One lesson, and the measure that shows how far it is lived by."""

    key: str
    title: str
    measure: Measure


LESSONS = (
    Lesson("early-signs", "Early signs are acted on", FOLLOWED),
    Lesson("records", "Records are well kept", DECIDED),
    Lesson("voice", "Children are heard", HEARD),
    Lesson("again", "Concerns are looked at again", REVIEWED),
    Lesson("sharing", "The right people are told", TOLD),
    Lesson("prompt", "Nothing waits", PROMPT),
    Lesson("challenge", "Those who do not act are challenged", CHALLENGED),
)
BY_KEY = {lesson.key: lesson for lesson in LESSONS}


@dataclass(frozen=True)
class ShownTally:
    """How many of a whole, as the reader may know it."""

    met: Shown
    of: Shown

    @property
    def text(self) -> str:
        return "None" if self.of.number == 0 else share_text(self.met, self.of)

    @property
    def is_known(self) -> bool:
        """Whether there is something to count, and the reader may know how much."""
        return bool(self.of.number) and self.met.is_number

    @property
    def is_short(self) -> bool:
        """Whether it is known that something is missing."""
        return self.is_known and self.met.number < self.of.number

    @property
    def share_missing(self) -> float:
        return 1 - self.met.number / self.of.number


@dataclass(frozen=True)
class LessonLine:
    """One lesson: this school year so far, the same days of the year before, and month by month."""

    key: str
    title: str
    label: str
    means: str
    now: ShownTally
    before: ShownTally
    by_month: tuple[tuple[date, ShownTally], ...]

    @property
    def months(self) -> tuple[ShownTally, ...]:
        return tuple(tally for _, tally in self.by_month)


@dataclass(frozen=True)
class SchoolLessons:
    """The seven lessons in one school."""

    school: str
    slug: str
    since: date
    until: date
    before_since: date
    before_until: date
    months: tuple[date, ...]
    lines: tuple[LessonLine, ...]
    is_masked: bool

    @property
    def month_spans(self) -> tuple[tuple[date, date], ...]:
        """The first and the last day of each month, as far as it is counted."""
        ends = [*(month - timedelta(days=1) for month in self.months[1:]), self.until]
        return tuple(zip(self.months, ends, strict=True))

    @property
    def sentence(self) -> str:
        """What to look at first, among what may be shown."""
        known = [line for line in self.lines if line.now.is_known]
        short = [line for line in known if line.now.is_short]
        if short:
            line = max(short, key=lambda each: each.now.share_missing)
            return f"Most is missing in “{line.title}”: {line.label[0].lower()}{line.label[1:]}, {line.now.text}."
        if known:
            return "Nothing is missing in what is shown."
        if any(line.now.of.number != 0 for line in self.lines):
            return "The counts of this school year are too small to show."
        return "There is nothing to count yet this school year."


@dataclass(frozen=True)
class TrustLessons:
    """The seven lessons in the schools of a trust, side by side. No sum over schools: it would give small ones away."""

    trust: str
    slug: str
    since: date
    until: date
    schools: tuple[SchoolLessons, ...]

    @property
    def rows(self) -> tuple[tuple[LessonLine, tuple[tuple[SchoolLessons, LessonLine], ...]], ...]:
        """Each lesson with the line of each school."""
        first = self.schools[0].lines if self.schools else ()
        return tuple(
            (line, tuple((school, school.lines[place]) for school in self.schools))
            for place, line in enumerate(first)
        )

    @property
    def sentence(self) -> str:
        missing = {line.title: sum(each.now.is_short for _, each in lines) for line, lines in self.rows}
        title, schools = max(missing.items(), key=lambda pair: pair[1], default=("", 0))
        if not schools:
            return "Nothing is missing in what is shown."
        many = "one school" if schools == 1 else f"{schools} schools"
        return f"In “{title}” something is missing in {many}, more than in any other lesson."


def school_lessons(school: School, *, reader: User, today: date) -> SchoolLessons:
    """The lessons of one school for that person; masked for whoever may not open its records. Three queries."""
    if reads_files(reader, school):
        return _lessons([school], reader, today, masked=False)[0]
    with open_to_count([school]):
        return _lessons([school], counter_of([school], reader), today, masked=True)[0]


def trust_lessons(trust, schools: Iterable[School], *, reader: User, today: date) -> TrustLessons:
    """The lessons of these schools, masked; three queries, however many schools there are."""
    schools = sorted(schools, key=lambda school: school.name)
    with open_to_count(schools):
        made = _lessons(schools, counter_of(schools, reader), today, masked=True)
    return TrustLessons(trust.name, trust.slug, school_year(today), today, tuple(made))


def school_year(today: date) -> date:
    """The first day of the school year."""
    return date(today.year if today.month >= 9 else today.year - 1, 9, 1)


def this_year(schools: Iterable[School], *, reader, today: date) -> Asking:
    """The question about the school year so far."""
    return asking(schools, reader=reader, since=school_year(today), until=today, today=today)


def _lessons(schools: list[School], reader, today: date, *, masked: bool) -> list[SchoolLessons]:
    now = this_year(schools, reader=reader, today=today)
    before = replace(now, since=_year_before(now.since), until=_year_before(today))
    measures = [lesson.measure for lesson in LESSONS]
    this, last = tallies_by_month(now, measures), tallies_by_month(before, measures)
    return [_of_school(school, now, before, this, last, masked) for school in schools]


def _year_before(day: date) -> date:
    return day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _of_school(school: School, now: Asking, before: Asking, this: dict, last: dict, masked: bool):
    months = tuple(_months(now.since, now.until))
    found = {}
    for lesson in LESSONS:
        key = lesson.measure.key
        for month in months:
            found[lesson.key, month] = this.get((key, school.pk, month), Tally())
        found[lesson.key, ALL] = sum((found[lesson.key, month] for month in months), Tally())
        mine = (each for (name, place, _), each in last.items() if (name, place) == (key, school.pk))
        found[lesson.key, BEFORE] = sum(mine, Tally())
    shown = _masked(found, months) if masked else {key: _plain(tally) for key, tally in found.items()}
    lines = tuple(
        LessonLine(
            lesson.key,
            lesson.title,
            lesson.measure.label,
            lesson.measure.means,
            shown[lesson.key, ALL],
            shown[lesson.key, BEFORE],
            tuple((month, shown[lesson.key, month]) for month in months),
        )
        for lesson in LESSONS
    )
    return SchoolLessons(
        school.name, school.slug, now.since, now.until, before.since, before.until, months, lines, masked
    )


def _months(since: date, until: date):
    month = since.replace(day=1)
    while month <= until:
        yield month
        month = (month + timedelta(days=32)).replace(day=1)


def _plain(tally: Tally) -> ShownTally:
    return ShownTally(plain(tally.met), plain(tally.of))


def _masked(found: dict, months: tuple[date, ...]) -> dict:
    """What may be shown: months add up to the year, and what is met with what is lacking to the whole."""
    counts = {(*key, name): getattr(tally, name) for key, tally in found.items() for name in COUNTS}
    sums = [((*key, "of"), [(*key, "met"), (*key, "lacking")]) for key in found]
    sums += [
        ((lesson.key, ALL, name), [(lesson.key, month, name) for month in months])
        for lesson in LESSONS
        for name in COUNTS
    ]
    same = [
        lesson.key
        for lesson in LESSONS
        if lesson.measure.source is CONCERNS and lesson.measure.whole is EVERY
    ]
    alike = [{(key, span, "of") for key in same} for span in (*months, ALL, BEFORE)]
    shown = masked_alike(counts, sums, alike)
    return {key: ShownTally(shown[*key, "met"], shown[*key, "of"]) for key in found}

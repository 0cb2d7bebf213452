"""The children of the four schools: invented names, numbers with their right letter, classes and days."""

from datetime import date, timedelta
from random import Random

from concerns.models import Pupil
from concerns.pupil_file.upn import check_letter
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.reading import told
from safeguarding.models import School

SEED = 20260911
AUTHORITY_CODE = 899  # of no local authority


def fill_roll(schools: dict[str, School], days: Calendar) -> dict[str, list[Pupil]]:
    """All children by school: those who are named in the data first, then the invented ones, then leavers."""
    chance, made = Random(SEED), {}  # noqa: S311 the same children on every load
    sizes = {row["slug"]: row["pupils"] for row in told("people")["schools"]}
    for order, (slug, school) in enumerate(schools.items()):
        roll = _Roll(school, told("pupils")["schools"][slug], days, chance, first=order * 2000)
        made[slug] = roll.children(sizes[slug])
    Pupil.objects.bulk_create(child for children in made.values() for child in children)
    return made


def is_girl(first_name: str) -> bool:
    """Which pronoun the written words about a child use."""
    names = told("pupils")
    return first_name in names["girls"] or first_name in names["named_girls"]


class _Roll:
    """One school's children while they are made."""

    def __init__(self, school: School, data: dict, days: Calendar, chance: Random, first: int):
        self.school, self.data, self.days, self.chance, self.serial = school, data, days, chance, first
        self.names = told("pupils")
        self.used = {f"{first} {last}" for first, last in self._named_pairs()}

    def _named_pairs(self):
        return [row["name"].split(" ", 1) for row in self.data.get("named", ())]

    def children(self, size: int) -> list[Pupil]:
        made = [self._named(row) for row in self.data.get("named", ())]
        on_roll = sum(child.left_on is None for child in made)
        years = self.data["years"]
        made += [self._child(years[n % len(years)], n // len(years)) for n in range(size - on_roll)]
        return made + [self._leaver(n) for n in range(self.data["leavers"])]

    def _named(self, row: dict) -> Pupil:
        first, last = row["name"].split(" ", 1)
        child = self._pupil(first, last, row["year"], row["form"], row.get("born"))
        if "left" in row:
            child.left_on = max(self.days.school_day(row["left"]), child.joined_on)
        return child

    def _child(self, year: int, place: int) -> Pupil:
        forms = self.data["forms"]
        form = forms[place % len(forms)].format(year="R" if year == 0 else year)
        return self._pupil(*self._name(), year, form)

    def _leaver(self, number: int) -> Pupil:
        child = self._child(self.chance.choice(self.data["years"][1:]), number)
        child.left_on = max(self.days.school_day(-20 - 37 * number), child.joined_on)
        return child

    def _name(self) -> tuple[str, str]:
        while True:
            first = self.chance.choice(self.names["girls" if self.chance.random() < 0.5 else "boys"])
            last = self.chance.choice(self.names["surnames"])
            if self.chance.random() < 0.04:
                last = f"{last}-{self.chance.choice(self.names['surnames'])}"
            if (name := f"{first} {last}") not in self.used:
                self.used.add(name)
                return first, last

    def _pupil(self, first: str, last: str, year: int, form: str, born=None) -> Pupil:
        return Pupil(
            school=self.school,
            upn=self._upn(year),
            first_name=first,
            last_name=last,
            known_as=self.names["known_as"].get(first, "") if self.chance.random() < 0.3 else "",
            date_of_birth=self._birthday(year, born),
            year_group=year,
            form=form,
            joined_on=self._joined(year),
        )

    def _upn(self, year: int) -> str:
        self.serial += 1
        begun = (self.days.school_year_start.year - max(year, 0)) % 100
        rest = f"{AUTHORITY_CODE}{2000 + self.serial // 2000}{begun:02}{self.serial % 1000:03}"
        return check_letter(f"?{rest}") + rest

    def _birthday(self, year: int, born) -> date:
        """A day that fits the year: five years old or more when Reception ends."""
        first = date(self.days.school_year_start.year - 5 - year, 9, 1)
        if born:
            month, day = born
            return date(first.year if month >= 9 else first.year + 1, month, day)
        return first + timedelta(days=self.chance.randrange(365))

    def _joined(self, year: int) -> date:
        here = self.chance.randrange(0, 2) if self.chance.random() < 0.08 else year - self.data["years"][0]
        return self.days.school_year_start.replace(
            year=self.days.school_year_start.year - min(here, year - self.data["years"][0])
        )

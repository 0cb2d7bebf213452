"""How long the trust board takes with very many schools: a trust made up in a few statements, and its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.urls import reverse
from django.utils import timezone

from audits.models import Action, Audit, Edition, Response
from audits.models.audit import school_year
from audits.outline import outline_of
from audits.rating import Rating
from safeguarding.access.roles import Role
from safeguarding.access.wall import wall_open_to
from safeguarding.home.measuring.rows import MadeUp, insert, keys, row_of
from safeguarding.home.measuring.timing import Measured, secure, signed_in, timed
from safeguarding.models import LocalAuthority, Membership, School, Trust, User

SCHOOLS, YEARS = 100, 3
BOARD = 60  # milliseconds that are asked for
SHARES = {Rating.GREEN: 80, Rating.AMBER: 12, Rating.RED: 3, Rating.NOT_APPLICABLE: 5}
ACTIONS = 9  # of each audit, every third of them late
SEED = 60


@dataclass(frozen=True)
class FilledTrust:
    """The trust that is measured, and who looks at it."""

    trust: Trust
    officer: User
    school: School


def fill_trust(schools: int = SCHOOLS, years: int = YEARS) -> FilledTrust:
    """Write a trust of so many schools, each with a submitted audit in each of so many school years."""
    return _Trust(schools, years).write()


def measure_board(filled: FilledTrust, rounds: int = 21) -> Iterator[Measured]:
    """Measure what the officer opens: the board, its other views, its figures, and one school over the years."""
    officer, slug = signed_in(filled.officer), filled.trust.slug

    def opened(what: str, name: str, query: dict):
        address = reverse(name, args=[slug])
        return timed(what, BOARD, rounds, lambda n: officer.get(address, query, **secure()))

    yield opened("board", "trust:board", {})
    yield opened("board, red schools first", "trust:board", {"sort": "red"})
    yield opened("board, against last year", "trust:board", {"view": "change"})
    yield opened("board, as a plain table", "trust:board", {"view": "table"})
    yield opened("board as CSV", "trust:board_csv", {})


class _Trust:
    """A trust while it is written."""

    def __init__(self, schools: int, years: int):
        self.count, self.years = schools, years
        self.chance = Random(SEED)  # noqa: S311 the same rows every time
        self.made_up = MadeUp(self.chance)
        self.edition = Edition.objects.published().latest("effective_from")
        self.items = [item.pk for item in outline_of(self.edition).rated]
        self.now = timezone.now()

    def write(self) -> FilledTrust:
        authority = LocalAuthority.objects.first()
        self.trust = Trust.objects.create(name="Measured Trust", slug="measured")
        self.schools = School.objects.bulk_create(
            School(name=f"School {n:03}", slug=f"school-{n:03}", trust=self.trust, authority=authority)
            for n in range(self.count)
        )
        self.lead = User.objects.create(email="lead@measured.example", name="Lead")
        officer = User.objects.create(email="officer@measured.example", name="Officer")
        with wall_open_to(self.schools):
            Membership.objects.create(
                user=officer, trust=self.trust, role=Role.OFFICER, starts_on=date(2020, 1, 1)
            )
            self._write_audits()
        return FilledTrust(self.trust, officer, self.schools[0])

    def _write_audits(self) -> None:
        newest = school_year(timezone.localdate())
        audits = [self._audit(school, newest - back) for school in self.schools for back in range(self.years)]
        made = [audit | {"id": key} for audit, key in zip(audits, keys(Audit, len(audits)), strict=True)]
        insert(Audit, made)
        for start in range(0, len(made), 50):
            insert(Response, [row for audit in made[start : start + 50] for row in self._responses(audit)])
            insert(Action, [row for audit in made[start : start + 50] for row in self._actions(audit)])
        sent = {"state": Audit.State.SUBMITTED, "submitted_at": self.now, "submitted_by": self.lead}
        Audit.objects.filter(pk__in=[audit["id"] for audit in made]).update(**sent)

    def _audit(self, school: School, year: int) -> dict:
        day = date(year, 9, 20)
        audit = Audit(
            school=school, edition=self.edition, year=year, audit_date=day, period_from=day, period_to=day,
            due_on=day + timedelta(days=21), lead_author=self.lead,
            created_at=timezone.make_aware(datetime.combine(day, time(9))),
        )  # fmt: skip
        return row_of(audit)

    def _responses(self, audit: dict) -> Iterator[dict]:
        ratings = self.chance.choices(list(SHARES), list(SHARES.values()), k=len(self.items))
        for item, rating in zip(self.items, ratings, strict=True):
            made = Response(
                audit_id=audit["id"], school_id=audit["school_id"], item_id=item, rating=rating, version=1,
                evidence=self.made_up.sentence(), na_reason="None here.", updated_at=self.now,
                updated_by=self.lead,
            )  # fmt: skip
            yield row_of(made)

    def _actions(self, audit: dict) -> Iterator[dict]:
        today = timezone.localdate()
        for number in range(ACTIONS):
            made = Action(
                audit_id=audit["id"], school_id=audit["school_id"], what=self.made_up.sentence(),
                owner=self.lead, due_on=today + timedelta(days=30 * (number % 3 - 1)), created_at=self.now,
            )  # fmt: skip
            yield row_of(made)

"""How long the trends take with very many concerns: 40 schools, three years, 500,000 concerns."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.urls import reverse

from concerns.models import Exclusion, Pupil
from safeguarding.access.roles import Role
from safeguarding.access.wall import wall_open_to
from safeguarding.database.acting import acting_as
from safeguarding.home.measuring.timing import Measured, secure, signed_in, timed
from safeguarding.models import LocalAuthority, Membership, School, Trust, User
from safeguarding.models.local_rules import SchoolTerm

ASKED, ASKED_OF_TABLES = 100, 1000  # milliseconds; the second for what masks whole tables, school by school
SCHOOLS, CONCERNS, PUPILS, DAYS = 40, 500_000, 800, 3 * 365
LONG_AGO = date(2020, 1, 1)

# Every guard of the database holds for these rows but one: words are not gathered, since nobody looks for any here.
NO_WORDS, WORDS = (
    f"ALTER TABLE concerns_concern {which} TRIGGER first_words" for which in ("DISABLE", "ENABLE ALWAYS")
)
RESET = "SELECT setseed(0.25)"
FILL_PUPILS = """
INSERT INTO concerns_pupil (public_id, school_id, upn, former_upn, first_name, last_name, known_as, date_of_birth,
  year_group, form, joined_on, left_on, search, version)
SELECT substr(md5(%(school)s || '-' || n), 1, 12), %(school)s, 'M' || lpad(n::text, 12, '0'), '', 'Child', 'No ' || n,
  '', date '2010-09-01' + (random() * 2500)::int, 1 + n %% 11, '', date '2019-09-01' + 365 * (n %% 5),
  CASE WHEN n %% 6 = 0 THEN current_date - (random() * 700)::int END, '', 1
FROM generate_series(1, %(pupils)s) n"""
FILL_CONCERNS = """
WITH made AS (
  SELECT n, (current_date - (random() * %(days)s)::int)::timestamp + interval '11 hours' AS at
  FROM generate_series(1, %(concerns)s) n
), children AS (
  SELECT array_agg(id) AS ids FROM concerns_pupil WHERE school_id = %(school)s
), kinds AS (
  SELECT array_agg(sub.id ORDER BY sub.id) AS ids FROM concerns_subcategory sub
  JOIN concerns_category category ON category.id = sub.category_id WHERE NOT category.register
), concern AS (
  INSERT INTO concerns_concern (public_id, request_key, school_id, reference, number, reporter_id, reporter_name,
    recorded_at, urgent, when_sure, when_words, "where", where_words, source, injury, seen_heard, own_words, opinion,
    done_at_once, told_in_person, told_whom, adult_here)
  SELECT substr(md5('c' || %(school)s || '-' || n), 1, 12), gen_random_uuid(), %(school)s, 'M-' || n, n, %(reporter)s,
    'Reporter', at, false, 'day', '', (ARRAY['school', 'home', 'online'])[1 + n %% 3], '',
    (ARRAY['child', 'seen', 'filter', 'parent'])[1 + n %% 4], false, 'Said so.', '', '', '', false, '', false
  FROM made RETURNING id, number, recorded_at
), standing AS (
  INSERT INTO concerns_standing (concern_id, school_id, state, level, urgent, recorded_at, last_entry_at, version)
  SELECT id, %(school)s, 'submitted', '', false, recorded_at, recorded_at, 1 FROM concern
)
INSERT INTO concerns_concernlink (public_id, school_id, concern_id, pupil_id, part, subcategory_id, other_reason,
  facets, narrative, version)
SELECT substr(md5('l' || %(school)s || '-' || number), 1, 12), %(school)s, id,
  children.ids[1 + (number * 7) %% cardinality(children.ids)], 'harmed',
  CASE WHEN number %% 9 = 0 AND recorded_at > now() - interval '100 days' THEN kinds.ids[1]
       ELSE kinds.ids[1 + (random() * (cardinality(kinds.ids) - 1))::int] END,
  '', jsonb_build_object('responsible', 'family', 'online', number %% 5 = 0), '', 1
FROM concern, children, kinds"""


@dataclass(frozen=True)
class Place:
    """The trust that is measured, one of its schools, and who looks."""

    trust: Trust
    school: School
    officer: User
    head: User
    concerns: int


def fill_trust(
    *, schools: int = SCHOOLS, concerns: int = CONCERNS, look_over: Callable = lambda: None
) -> Place:
    """Write the rows, a school at a time; the tallies are the triggers' own."""
    trust = Trust.objects.create(name="Measured trust", slug=f"measured-{uuid.uuid4().hex[:8]}")
    made = _schools(trust, schools)
    officer, head = _person("officer"), _person("head")
    with wall_open_to(made):
        Membership.objects.create(user=officer, trust=trust, role=Role.OFFICER, starts_on=LONG_AGO)
        Membership.objects.create(user=head, school=made[0], role=Role.HEAD, starts_on=LONG_AGO)
    with acting_as("default", "OWNER") as owner, owner.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(NO_WORDS)
        cursor.execute(RESET)
        for school in made:
            _fill(cursor, school, concerns // schools, head)
        cursor.execute(WORDS)
    with wall_open_to(made):
        _shut_out(officer, made[0], head)
        count = _count()
    look_over()
    return Place(trust, made[0], officer, head, count)


def _fill(cursor, school: School, concerns: int, reporter: User) -> None:
    for circle in ("schools", "child_schools", "roll_schools"):
        cursor.execute("SELECT set_config(%s, %s, false)", [f"safeguarding.{circle}", str(school.pk)])
    values = {
        "school": school.pk,
        "reporter": reporter.pk,
        "pupils": PUPILS,
        "days": DAYS,
        "concerns": concerns,
    }
    cursor.execute(FILL_PUPILS, values)
    cursor.execute(FILL_CONCERNS, values)


def _count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(many) FROM concerns_concerntally")
        return cursor.fetchone()[0]


def _schools(trust: Trust, count: int) -> list[School]:
    authority = SchoolTerm.objects.order_by("pk").first().authority if SchoolTerm.objects.exists() else None
    authority = authority or LocalAuthority.objects.create(key="measured", name="Measured")
    return [
        School.objects.create(
            name=f"Measured school {number:02}",
            slug=f"{trust.slug}-{number}",
            trust=trust,
            authority=authority,
        )
        for number in range(count)
    ]


def _person(name: str) -> User:
    return User.objects.create(email=f"{uuid.uuid4().hex}@measured.example", name=f"Measured {name}")


def _shut_out(person: User, school: School, by: User) -> None:
    """The officer is shut out of one file, so that there is something to take off."""
    child = Pupil.objects.filter(school=school).first()
    Exclusion.objects.create(
        school=school, person=person, pupil=child, reason="Kin.", by=by, request_key=uuid.uuid4()
    )


def measure_trends(place: Place, rounds: int) -> Iterator[Measured]:
    """Each page ``rounds`` times, as the officer and as a school's head."""
    officer, head = signed_in(place.officer), signed_in(place.head)
    trust = reverse("trust_concerns:trends", args=[place.trust.slug])
    school = reverse("concerns:trends", args=[place.school.slug])
    pages = [
        ("trends of the trust", ASKED, officer, trust, {}),
        ("against the half term before", ASKED, officer, trust, {"compare": "half-term.before"}),
        ("by school", ASKED, officer, trust, {"by": "school"}),
        ("by year group", ASKED, officer, trust, {"by": "year"}),
        ("one school, masked with all", ASKED_OF_TABLES, officer, trust, {"school": place.school.slug}),
        ("trends of a school", ASKED, head, school, {}),
        ("of a school by month", ASKED, head, school, {"compare": "month.year"}),
    ]
    for what, target, client, address, query in pages:
        yield timed(what, target, rounds, lambda n, c=client, a=address, q=query: c.get(a, q, **secure()))

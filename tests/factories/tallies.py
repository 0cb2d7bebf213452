"""Concerns of a day and a kind, many at a time, as the trends count them."""

import uuid
from collections import Counter
from datetime import date, datetime, time
from itertools import count

from django.db import connection
from django.utils import timezone

from concerns.models import Concern, ConcernLink, Standing
from safeguarding.models.identity import new_public_id
from tests.factories.concerns import pupil
from tests.factories.people import person

_number = count(1)


def counted(
    school, day: date, subcategory=None, many: int = 1, *, child=None, source="child", at=None, **facets
):
    """So many concerns that were recorded on that day, each of one child; returns them."""
    reporter = person()
    made = [
        Concern(
            public_id=new_public_id(), school=school, request_key=uuid.uuid4(), number=(number := next(_number)),
            reference=f"X-{number}", reporter=reporter, reporter_name=reporter.name,
            recorded_at=at or timezone.make_aware(datetime.combine(day, time(10))), when_sure="day", happened_on=day,
            where="school", source=source, seen_heard="He was tired.", told_in_person=False,
        )
        for _ in range(many)
    ]  # fmt: skip
    Concern.objects.bulk_create(made)
    Standing.objects.bulk_create(
        Standing(school=school, concern=each, recorded_at=each.recorded_at, last_entry_at=each.recorded_at)
        for each in made
    )
    ConcernLink.objects.bulk_create(
        ConcernLink(
            public_id=new_public_id(), school=school, concern=each, pupil=child or pupil(school=school),
            part="harmed", subcategory=subcategory, facets=facets,
        )
        for each in made
    )  # fmt: skip
    return made


KEYS = "school_id, day, category_id, subcategory_id, cohort, place, source, responsible, online, prejudice"


def as_kept() -> dict:
    """What the database keeps of all concerns that the wall lets through: how many of each kind."""
    return _asked(
        f"SELECT {KEYS}, sum(many) FROM concerns_concerntally GROUP BY {KEYS} HAVING sum(many) <> 0"
    )


def as_counted() -> dict:
    """The same, counted from the records without the database's view of them."""
    made: Counter = Counter()
    rows = ConcernLink.objects.exclude(concern__standing__state="in_error")
    for link in rows.select_related("concern", "subcategory", "pupil"):
        facets, born = link.facets, link.pupil and link.pupil.date_of_birth
        made[
            link.school_id,
            timezone.localdate(link.concern.recorded_at),
            link.subcategory and link.subcategory.category_id,
            link.subcategory_id,
            born and (born.year if born.month >= 9 else born.year - 1),
            facets.get("where") or link.concern.where,
            facets.get("source") or link.concern.source,
            facets.get("responsible", ""),
            bool(facets.get("online")),
            bool(facets.get("prejudice")),
        ] += 1
    return dict(made)


def roll_as_kept(day: date) -> dict:
    """How many pupils of each school are on the roll on a day, as the database keeps it."""
    rows = f"SELECT school_id, sum(many) FROM concerns_rolltally WHERE day <= '{day}' GROUP BY school_id"
    return _asked(f"{rows} HAVING sum(many) <> 0")


def _asked(query: str) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {tuple(key) if len(key) > 1 else key[0]: many for *key, many in cursor.fetchall()}

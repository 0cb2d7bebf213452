"""Records of a day in the past: the database stamps with its own clock, which no test can turn."""

from datetime import date, datetime, time, timedelta
from itertools import count

from django.utils import timezone

from concerns.models import Concern, ConcernLink, Entry, ReportedChild, Standing
from safeguarding.access.roles import Role
from tests.factories.concerns import subcategory
from tests.factories.people import member

_number = count(5000)


def moment(day: date, clock: str = "10:00") -> datetime:
    """A time on that day as the clocks of England show it."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def past_concern(
    *pupils, at: datetime, kind=None, by=None, triaged_at=None, level="universal", **words
) -> Concern:
    """A concern that was recorded at that moment, and triaged an hour later unless ``triaged_at`` is False."""
    school, number = pupils[0].school, next(_number)
    by = by or member(school, Role.LEAD)
    start = {
        "seen_heard": "She said so.", "when_sure": "day", "happened_on": timezone.localdate(at), "where": "school",
        "source": "child", "told_in_person": False, "reporter_name": by.name, "number": number,
        "reference": f"GT-{number}",
    }  # fmt: skip
    concern = Concern.objects.create(school=school, reporter=by, recorded_at=at, **start | words)
    kind = kind or subcategory()
    for order, pupil in enumerate(pupils):
        same = {"concern": concern, "school": school, "pupil": pupil, "part": "harmed"}
        reported = ReportedChild.objects.create(order=order, **same)
        sort = {} if triaged_at is False else {"subcategory": kind}
        ConcernLink.objects.create(reported=reported, **same, **sort)
    standing = Standing.objects.create(
        concern=concern, school=school, recorded_at=at, last_entry_at=at, urgent=concern.urgent
    )
    if triaged_at is not False:
        standing.owner, standing.level, standing.triaged_at = by, level, triaged_at or at + timedelta(hours=1)
        standing.state = Standing.State.TRIAGED
        standing.save()
    return concern


def past_entry(kind: str, at: datetime, *, by, concern=None, pupil=None, **words) -> Entry:
    """An entry that was written at that moment."""
    words.setdefault("happened_on", timezone.localdate(at))
    return Entry.objects.create(
        kind=kind, by=by, by_name=by.name, recorded_at=at, concern=concern, pupil=pupil,
        school=(concern or pupil).school, **words,
    )  # fmt: skip

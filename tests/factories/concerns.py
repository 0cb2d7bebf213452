"""Pupils, categories and concerns."""

import uuid
from datetime import date
from itertools import count

from concerns.actions.moving import Sorted, triage
from concerns.actions.recording import Account, NamedChild, send_report
from concerns.models import Category, Pupil, Subcategory
from safeguarding.access.roles import Role
from tests.factories.people import member
from tests.factories.places import school as make_school

_number = count(1)
LONG_AGO = date(2020, 9, 1)


def pupil(*, school=None, **fields):
    number = next(_number)
    start = {
        "upn": f"A{number:012}",
        "first_name": f"Child{number}",
        "last_name": "Example",
        "date_of_birth": date(2016, 3, 4),
        "year_group": 4,
        "form": "4B",
    }
    return Pupil.objects.create(school=school or make_school(), **start | fields)


def subcategory(key: str = "", *, marks: str = "", statutory: bool = False, register: bool = False, **fields):
    number = next(_number)
    category = Category.objects.create(
        key=f"category-{number}", order=number, title=f"Category {number}", definition="Definition.",
        since=LONG_AGO, register=register,
    )  # fmt: skip
    return Subcategory.objects.create(
        category=category, key=key or f"subcategory-{number}", order=1, title=f"Subcategory {number}",
        since=LONG_AGO, marks=marks, statutory=statutory, **fields,
    )  # fmt: skip


def concern(*, school=None, reporter=None, children=None, request_key=None, **words):
    """A report as sent by a member of staff, about one pupil of the school unless ``children`` says otherwise."""
    school = school or (children[0].pupil.school if children and children[0].pupil else make_school())
    reporter = reporter or member(school, Role.STAFF)
    children = children or (NamedChild(part="harmed", pupil=pupil(school=school)),)
    start = {
        "seen_heard": "She said that she had no breakfast.",
        "when_sure": "day",
        "happened_on": date(2026, 11, 10),
        "where": "school",
        "source": "child",
        "told_in_person": False,
    }
    account = Account(**start | words, children=tuple(children))
    return send_report(school, account, by=reporter, request_key=request_key or uuid.uuid4())


def triaged(made=None, *, by=None, subcategory_=None, level: str = "universal", **fields):
    """A concern after triage; returns the concern."""
    made = made or concern(**fields)
    by = by or member(made.school, Role.LEAD)
    kind = subcategory_ or subcategory()
    each = [Sorted(link, kind) for link in made.links.all()]
    triage(made, each, level=level, owner=by, reason="Read and sorted.", by=by, request_key=uuid.uuid4())
    return made

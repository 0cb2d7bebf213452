"""What the trust recommends, what people suggested, and what they said of it."""

import uuid
from datetime import timedelta

from safeguarding.access.roles import Role
from safeguarding.actions.resources import (
    add_resource,
    decline_suggestion,
    give_feedback,
    suggest_resource,
)
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.models import Resource, School, Trust

LEADS = [Role.LEAD, Role.DEPUTY, Role.HEAD]
RECOMMENDED = [
    {
        "title": "Guidance for schools on GOV.UK",
        "why": "The statutory guidance in force and what changes next. Start here before you start an audit.",
        "url": "https://www.gov.uk/", "audience": [], "items": [], "categories": [], "review": 200,
    },
    {
        "title": "How to write down what a child said",
        "why": "Two pages with examples: the child’s own words, what you saw, what you did. Good for new staff.",
        "url": "https://example.org/", "audience": [], "items": [], "categories": [], "review": 120,
    },
    {
        "title": "Reading a chronology for patterns",
        "why": "An hour for leads: what several small concerns can mean together, and when to look again.",
        "url": "https://example.org/patterns", "audience": LEADS, "items": [], "categories": ["neglect"],
        "review": -12,
    },
]  # fmt: skip


def recommend(trust: Trust, schools: dict[str, School], people: dict, days: Calendar) -> None:
    """A few resources, one to look at again, with feedback; a suggestion that waits and one that was declined."""
    officer, stage, high = people["trust"]["officer"], people["thornbeck"], people["pippin-hill"]
    made = [_add(trust, officer, entry, days) for entry in RECOMMENDED]
    _said(
        made[1], schools["thornbeck"], stage["teacher"], True, "The examples. I use the first one as a card."
    )
    _said(made[1], schools["pippin-hill"], high["assistant"], True, "")
    _said(
        made[2],
        schools["thornbeck"],
        stage["deputy"],
        False,
        "Too long for one meeting. A short one would help.",
    )
    suggest = {"by": stage["reporter"], "request_key": uuid.uuid4(), "url": "https://example.org/talk"}
    suggest_resource(
        schools["thornbeck"], title="Talking with a child who is worried",
        why="Four sentences that open a talk. We tried them in Year 4.", **suggest,
    )  # fmt: skip
    declined = suggest_resource(
        schools["pippin-hill"], title="A quiz for staff", why="It is quick.", url="https://example.org/quiz",
        by=high["teacher"], request_key=uuid.uuid4(),
    )  # fmt: skip
    decline_suggestion(declined, reason="It asks for the names of staff. Ask the lead for ours.", by=officer)


def _add(trust: Trust, officer, entry: dict, days: Calendar) -> Resource:
    words = {name: value for name, value in entry.items() if name != "review"}
    review_by = days.day(entry["review"])
    return add_resource(
        trust, checked_on=review_by - timedelta(days=365), review_by=review_by, by=officer,
        request_key=uuid.uuid4(), **words,
    )  # fmt: skip


def _said(resource: Resource, school: School, by, helped: bool, words: str) -> None:
    give_feedback(resource, school, helped=helped, words=words, by=by, request_key=uuid.uuid4())

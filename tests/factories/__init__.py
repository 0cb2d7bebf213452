"""Plain functions that make rows for tests. Each one widens the school wall to what it made."""

from tests.factories.audits import audit, edition, respond
from tests.factories.concerns import concern, pupil, subcategory, triaged
from tests.factories.people import member, person
from tests.factories.places import authority, school, trust

__all__ = [
    "audit",
    "authority",
    "concern",
    "edition",
    "member",
    "person",
    "pupil",
    "respond",
    "school",
    "subcategory",
    "triaged",
    "trust",
]

"""Tables of the ground: places, people, memberships and events."""

from safeguarding.models.authority import LocalAuthority, LocalTerm
from safeguarding.models.event import Event
from safeguarding.models.membership import Membership
from safeguarding.models.person import User
from safeguarding.models.school import School, SchoolOwned, Trust

__all__ = ["Event", "LocalAuthority", "LocalTerm", "Membership", "School", "SchoolOwned", "Trust", "User"]

"""People whom a school may invite to advise on an audit."""

from dataclasses import dataclass
from datetime import date

from safeguarding.access.roles import Role
from safeguarding.models import School, User


@dataclass(frozen=True)
class AdviserLine:
    """A person with the role of adviser, and from when until when they hold it."""

    person: User
    starts_on: date
    ends_on: date | None


def advisers_in(school: School, today: date) -> tuple[AdviserLine, ...]:
    """Advisers of the school, now or soon, by name; each once, with the role that ends last."""
    rows = school.memberships.not_over_on(today).filter(role=Role.ADVISER, user__is_active=True)
    found = {row.user_id: row for row in rows.select_related("user").order_by("user__name", "ends_on")}
    return tuple(AdviserLine(row.user, row.starts_on, row.ends_on) for row in found.values())

"""The terms of a school, as its local authority has them, for counting school days."""

from safeguarding.models import School, SchoolTerm
from safeguarding.working_days import TermDates


def terms_of(school: School) -> tuple[TermDates, ...]:
    """Every term that is known, oldest first; one query. Without any, every working day is a school day."""
    rows = SchoolTerm.objects.filter(authority=school.authority_id).order_by("starts_on")
    return tuple(
        TermDates(row.name, row.starts_on, row.ends_on, row.break_starts, row.break_ends) for row in rows
    )

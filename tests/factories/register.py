"""Concerns about adults."""

import uuid

from concerns.actions.registering import AdultAccount, decide_threshold, report_adult
from safeguarding.access.roles import Role
from tests.factories.people import member
from tests.factories.places import school as make_school


def adult_concern(*, school=None, by=None, subject=None, request_key=None, **words):
    """A report about an adult as a member of staff sent it."""
    school = school or make_school()
    start = {
        "what": "He met a pupil alone in the store.",
        "subject_name": subject.name if subject else "Alan Example",
        "where_words": "Sports store",
    }
    account = AdultAccount(**start | words, subject=subject)
    by = by or member(school, Role.STAFF)
    return report_adult(school, account, by=by, request_key=request_key or uuid.uuid4())


def decided(concern, *, by, state="low_level", subcategory=None):
    concern.standing.refresh_from_db()
    decide_threshold(
        concern,
        state=state,
        subcategory=subcategory,
        reason="Read and weighed.",
        by=by,
        seen_version=concern.standing.version,
        request_key=uuid.uuid4(),
    )
    concern.standing.refresh_from_db()
    return concern

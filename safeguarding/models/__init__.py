"""Tables of the ground: places, people, memberships and events."""

from safeguarding.models.authority import LocalAuthority, LocalTerm
from safeguarding.models.event import Event
from safeguarding.models.local_rules import EscalationStage, FreshnessRule, MeetingRule, SchoolTerm
from safeguarding.models.membership import Membership
from safeguarding.models.notice import How, Notice, NoticeChoice, NoticeKind
from safeguarding.models.person import User
from safeguarding.models.resource import Resource, ResourceFeedback, ResourceSuggestion, ResourceVersion
from safeguarding.models.school import School, SchoolOwned, Trust

__all__ = [
    "EscalationStage",
    "Event",
    "FreshnessRule",
    "How",
    "LocalAuthority",
    "LocalTerm",
    "MeetingRule",
    "Membership",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "Resource",
    "ResourceFeedback",
    "ResourceSuggestion",
    "ResourceVersion",
    "School",
    "SchoolOwned",
    "SchoolTerm",
    "Trust",
    "User",
]

"""One table: what each role may do in its school, or in each school of its trust."""

from enum import Enum, auto

from django.db.models import TextChoices

from safeguarding.access.permissions import P


class Place(Enum):
    SCHOOL = auto()
    TRUST = auto()


class Role(TextChoices):
    STAFF = "staff", "Member of staff"
    LEAD = "lead", "Designated safeguarding lead"
    DEPUTY = "deputy", "Deputy safeguarding lead"
    HEAD = "head", "Headteacher"
    GOVERNOR = "governor", "Safeguarding governor"
    ADVISER = "adviser", "Adviser"
    ADMINISTRATOR = "administrator", "Administrator"
    OFFICER = "officer", "Trust safeguarding officer"


PLACE_OF = dict.fromkeys(Role, Place.SCHOOL) | {Role.OFFICER: Place.TRUST}

_OWN = {P.SCHOOL_ENTER, P.ACTION_PROGRESS, P.CONCERN_REPORT}
_READS = {P.AUDIT_LIST, P.AUDIT_SUMMARY, P.AUDIT_READ}
_WRITES = _READS | {P.AUDIT_START, P.AUDIT_ANSWER, P.REPORTS_PACK}
_SENDS = {P.AUDIT_SUBMIT, P.AUDIT_SIGN, P.AUDIT_INVITE}
_QUALITY = {P.QUALITY_CHECK, P.QUALITY_TRUST}
_CHILDREN = {P.CONCERN_VIEW, P.CONCERN_MANAGE, P.CHILD_VIEW, P.CHILD_WRITE, P.CATEGORY_ASK}
_CHILDREN |= {P.LESSONS, P.QUALITY_CHECK}

ROLES = {
    Role.STAFF: _OWN,
    Role.LEAD: _OWN | _WRITES | _CHILDREN | _SENDS | {P.CASE_CHECK, P.PUPILS_IMPORT, P.LEADS_PHONES},
    Role.DEPUTY: _OWN | _WRITES | _CHILDREN | {P.CASE_CHECK},
    Role.HEAD: _OWN | _WRITES | _CHILDREN | _SENDS | {P.AUDIT_WITHDRAW, P.ADULT_REGISTER},
    Role.GOVERNOR: {P.SCHOOL_ENTER, P.AUDIT_QUESTION, P.AUDIT_REVIEW, P.LESSONS} | _READS,  # never a child
    Role.ADVISER: {P.SCHOOL_ENTER, P.AUDIT_READ, P.AUDIT_COMMENT},  # only what one audit invites them to
    # Never a record about a child.
    Role.ADMINISTRATOR: {P.SCHOOL_ENTER, P.PEOPLE_MANAGE, P.PUPILS_IMPORT, P.LEADS_PHONES},
    # Of records only counts, and those that were drawn into a quality check of theirs.
    Role.OFFICER: _READS
    | _QUALITY
    | {P.SCHOOL_ENTER, P.CATEGORY_DECIDE, P.AUDIT_QUESTION}
    | {P.TRUST_BOARD, P.LESSONS, P.AUDIT_SCHEDULE, P.EDITION_EDIT, P.RESOURCES_KEEP},
}

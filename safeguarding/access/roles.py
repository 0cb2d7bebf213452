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

_OWN = {P.SCHOOL_ENTER, P.ACTION_PROGRESS}
_READS = {P.AUDIT_LIST, P.AUDIT_SUMMARY, P.AUDIT_READ}
_WRITES = _READS | {P.AUDIT_START, P.AUDIT_ANSWER}

ROLES = {
    Role.STAFF: _OWN,
    Role.LEAD: _OWN | _WRITES | {P.AUDIT_SUBMIT, P.CASE_CHECK},
    Role.DEPUTY: _OWN | _WRITES | {P.CASE_CHECK},
    Role.HEAD: _OWN | _WRITES | {P.AUDIT_SUBMIT},
    Role.GOVERNOR: {P.SCHOOL_ENTER} | _READS,
    Role.ADVISER: {P.SCHOOL_ENTER, P.AUDIT_READ},  # only what one audit invites them to
    Role.ADMINISTRATOR: {P.SCHOOL_ENTER, P.PEOPLE_MANAGE},  # never a record about a child
    Role.OFFICER: {P.SCHOOL_ENTER} | _READS,
}

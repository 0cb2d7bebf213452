"""Saying where one is, and hearing who else is about."""

from django.utils import timezone

from audits.models import Audit, Presence
from audits.models.presence import STAYS
from safeguarding.models import User

# One statement for both: it is the only write of a page that is merely opened.
ARRIVE = """
WITH arrived AS (
  INSERT INTO audits_presence (school_id, audit_id, person_id, item_id, since, seen_at)
  VALUES (%(school)s, %(audit)s, %(person)s, %(item)s, %(now)s, %(now)s)
  ON CONFLICT (audit_id, person_id) DO UPDATE SET
    since = CASE WHEN audits_presence.item_id = excluded.item_id AND audits_presence.seen_at >= %(fresh)s
      THEN audits_presence.since ELSE excluded.since END,
    item_id = excluded.item_id,
    seen_at = excluded.seen_at
)
SELECT other.*, person.name AS person_name
FROM audits_presence other JOIN safeguarding_user person ON person.id = other.person_id
WHERE other.audit_id = %(audit)s AND other.person_id <> %(person)s AND other.seen_at >= %(fresh)s
"""


def arrive_at(audit: Audit, item_pk: int, *, by: User) -> list[Presence]:
    """Note that the person is at this item now, and answer with who else is in the audit.

    Since when somebody is at an item is kept while they stay.
    """
    now = timezone.now()
    places = {"school": audit.school_id, "audit": audit.pk, "person": by.pk, "item": item_pk}
    return list(Presence.objects.raw(ARRIVE, places | {"now": now, "fresh": now - STAYS}))

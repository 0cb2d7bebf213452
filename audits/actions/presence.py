"""Saying where one is."""

from django.db import connection
from django.utils import timezone

from audits.models import Audit
from safeguarding.models import User

# One statement: it is the only write of a page that is merely opened.
ARRIVE = """
INSERT INTO audits_presence (school_id, audit_id, person_id, item_id, since, seen_at)
VALUES (%(school)s, %(audit)s, %(person)s, %(item)s, %(now)s, %(now)s)
ON CONFLICT (audit_id, person_id) DO UPDATE SET
  since = CASE WHEN audits_presence.item_id = excluded.item_id AND audits_presence.seen_at > %(now)s - interval '5 minutes'
    THEN audits_presence.since ELSE excluded.since END,
  item_id = excluded.item_id, seen_at = excluded.seen_at
"""


def arrive_at(audit: Audit, item_pk: int, *, by: User) -> None:
    """Note that the person is at this item now; since when is kept while they stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            ARRIVE,
            {
                "school": audit.school_id,
                "audit": audit.pk,
                "person": by.pk,
                "item": item_pk,
                "now": timezone.now(),
            },
        )

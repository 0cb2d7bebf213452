"""The next edition, on its way: the trust's officer has made a draft of the one that came with the product.

Nothing in it is marked as checked, since nobody checked it.
"""

import uuid

from audits.actions.editions import copy_edition
from audits.models import Edition
from safeguarding.models import Trust, User

COMING = "kcsie-2026-part-one"


def load_editions(trust: Trust, officer: User) -> Edition | None:
    """The trust's draft; none where the shipped one has not been imported."""
    source = Edition.objects.filter(key=COMING).first()
    if source is None:
        return None
    label = f"{source.label}, our draft"
    return copy_edition(source, trust, label=label, corrects=False, by=officer, request_key=uuid.uuid4())

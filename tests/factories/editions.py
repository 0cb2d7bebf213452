"""An edition that a trust works on."""

import uuid

from audits.actions.editions import copy_edition
from audits.models import Edition
from tests.factories.crosswalks import crosswalked


def shipped() -> tuple[Edition, Edition]:
    """A published edition and a draft after it, both from the product, with a crosswalk between them."""
    return crosswalked(published=False)


def draft(
    trust, *, by, source: Edition | None = None, corrects: bool = False, label: str = "Our draft"
) -> Edition:
    """A draft of the trust: a copy of the shipped one, or of another edition."""
    source = source or Edition.objects.filter(key="now").first() or shipped()[1]
    return copy_edition(source, trust, label=label, corrects=corrects, by=by, request_key=uuid.uuid4())

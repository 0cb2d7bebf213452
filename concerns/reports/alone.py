"""Parts of a page that fail alone: what breaks one of them leaves the others standing, and is written down."""

import logging
from collections.abc import Callable

from django.db import transaction

logger = logging.getLogger(__name__)


class Parts:
    """Makes the parts of one page; ``broken`` names those that could not be made."""

    def __init__(self, page: str):
        self.page, self.broken = page, []

    def make(self, name: str, make: Callable, instead):
        """What ``make`` gives, or ``instead`` where it fails. The fault is logged by its kind, without its words."""
        try:
            with transaction.atomic():  # a savepoint, so that a query that fails spoils no other
                return make()
        except Exception as fault:
            logger.error("%s: the part %s could not be made: %s", self.page, name, type(fault).__name__)
            self.broken.append(name)
            return instead

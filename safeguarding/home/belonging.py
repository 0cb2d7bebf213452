"""Where a resource may belong: the audit items and the categories of concerns, by their keys."""

from dataclasses import dataclass
from functools import cached_property

from audits.models import Edition
from audits.outline import outline_of
from concerns.models import Category
from safeguarding.models import School


@dataclass(frozen=True)
class Places:
    """What may be chosen, each as a key and its name; an item is known by its key in every edition."""

    items: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]

    @cached_property
    def names(self) -> dict[str, str]:
        return dict((*self.categories, *self.items))


def places(school: School) -> Places:
    """The items of the editions in which the school may start an audit, the newest first, and today's categories."""
    items: dict[str, str] = {}
    for edition in Edition.objects.open_to(school).order_by("-effective_from"):
        for item in outline_of(edition).items:
            items.setdefault(item.key, f"{item.ref}. {item.title}")
    categories = Category.objects.filter(register=False, until=None).values_list("key", "title")
    return Places(tuple(items.items()), tuple(categories))

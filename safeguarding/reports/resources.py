"""The trust's resources as pages list them: for whom, where they belong, and whether they helped."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from safeguarding.access.roles import Role
from safeguarding.models.resource import Resource, ResourceFeedback
from safeguarding.uploads import KINDS

EVERYBODY = "Everybody"


@dataclass(frozen=True)
class Helped:
    """What people said of one resource, each person's last word."""

    yes: int = 0
    no: int = 0
    rows: tuple[ResourceFeedback, ...] = field(default=())

    @property
    def in_words(self) -> str:
        """ "Helped 3 of 4"."""
        return f"Helped {self.yes} of {self.yes + self.no}" if self.rows else "Nobody said yet"


@dataclass(frozen=True)
class ResourceLine:
    """One resource in a list."""

    row: Resource
    belongs_to: tuple[str, ...]  # names of audit items and of categories
    today: date
    helped: Helped = Helped()

    @property
    def for_whom(self) -> str:
        """ "Everybody", or the roles in words."""
        labels = [role.label for role in Role if role.value in self.row.audience]
        return ", ".join([labels[0], *(label.lower() for label in labels[1:])]) if labels else EVERYBODY

    @property
    def kind(self) -> str:
        """ "Link", or what kind of file it is."""
        return KINDS[self.row.file_type].label if self.row.is_file else "Link"

    @property
    def days_late(self) -> int:
        return self.row.days_late(self.today)

    @property
    def late_words(self) -> str:
        return f"{self.days_late} day{'' if self.days_late == 1 else 's'} late"

    def is_for(self, roles) -> bool:
        """Whether it is meant for one of these roles."""
        return not self.row.audience or any(role.value in self.row.audience for role in roles)


def resource_lines(rows, *, names: dict[str, str], today: date, heard: bool = False) -> list[ResourceLine]:
    """Lines for a queryset; one query, and with ``heard`` one more for what people said.

    ``names`` says what the keys of items and categories are called; one that nobody knows any more is left out.
    """
    rows = list(rows)
    helped = _helped(rows) if heard else {}
    return [
        ResourceLine(
            row,
            tuple(names[key] for key in [*row.items, *row.categories] if key in names),
            today,
            helped.get(row.pk, Helped()),
        )
        for row in rows
    ]


def _helped(rows: list[Resource]) -> dict[int, Helped]:
    last: dict[tuple[int, int], ResourceFeedback] = {}
    said = ResourceFeedback.objects.filter(resource__in=[row.pk for row in rows]).select_related("school")
    for each in said.order_by("pk"):
        last[each.resource_id, each.by_id] = each
    by_resource = defaultdict(list)
    for each in last.values():
        by_resource[each.resource_id].append(each)
    return {
        pk: Helped(
            sum(each.helped for each in found), sum(not each.helped for each in found), tuple(found[::-1])
        )
        for pk, found in by_resource.items()
    }

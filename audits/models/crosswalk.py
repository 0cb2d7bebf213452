"""What became of each item from one edition to another."""

from django.db import models

from audits.models.edition import Edition


class Relation(models.TextChoices):
    """What became of an item. ``REWORDED`` asks something else or more, whether or not its number moved."""

    SAME = "same", "The same"
    MOVED = "moved", "Moved"
    REWORDED = "reworded", "Asks something else"
    SPLIT = "split", "Split"
    MERGED = "merged", "Merged"
    NEW = "new", "New"
    RETIRED = "retired", "No longer asked"


class CrosswalkLine(models.Model):
    """One line of the crosswalk from the edition ``before`` to ``edition``, closed with the latter.

    Items are named by their keys, which do not change; which keys there are is checked before publishing. A line
    that is not verified is somebody's belief: it is carried to be read again, and never shown as a fact.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="crosswalk")
    before = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField()
    relation = models.CharField(max_length=10, choices=Relation)
    before_keys = models.JSONField(default=list)
    now_keys = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    is_verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["edition", "before", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "before", "order"], name="one_crosswalk_line_per_place"
            ),
            models.CheckConstraint(
                name="crosswalk_between_two_editions", condition=~models.Q(edition=models.F("before"))
            ),
        ]

    def __str__(self):
        return f"{', '.join(self.before_keys)} to {', '.join(self.now_keys)}"

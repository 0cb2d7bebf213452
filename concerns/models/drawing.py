"""Drawing children's files by lot for a check: who was drawn, from whom, and with which seed, so that it can be proved.

The check itself knows each file by a label alone. That a label is a child is said here, behind the circle of those who
work with children's records, and nowhere else.
"""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from concerns.models.pupil import Pupil
from concerns.models.reading import OnFileQuerySet
from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class FileDraw(PublicRow, CreatedOnce, SchoolOwned):
    """One draw. ``strata`` holds for each status from which files it drew, and how many. Append-only.

    ``check_id`` is the public id of the audit for which it was drawn: this half does not know audits.
    """

    check_id = models.CharField(max_length=12, db_index=True)
    seed = models.PositiveIntegerField()
    strata = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    objects = CreatedOnceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"Seed {self.seed}"


class DrawnFile(SchoolOwned):
    """One file that was drawn, and the public id of the sample that stands for it in the check. Append-only."""

    draw = models.ForeignKey(FileDraw, models.PROTECT, related_name="files")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=24)
    case_id = models.CharField(max_length=12, unique=True)

    objects = OnFileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draw", "pupil"], name="one_file_per_draw")]

    def __str__(self):
        return self.case_id

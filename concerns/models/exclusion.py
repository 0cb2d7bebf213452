"""Shutting a person out of a record: the subject, a relative, a declared conflict. It beats every role."""

from django.conf import settings
from django.db import models
from django.db.models import BooleanField, Func, Q

from safeguarding.models import SchoolOwned
from safeguarding.models.identity import CreatedOnce, CreatedOnceQuerySet, PublicRow


class ExclusionQuerySet(CreatedOnceQuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class Exclusion(PublicRow, CreatedOnce, SchoolOwned):
    """One person shut out of one child's file or one concern: by whom, when and why; and how it ended."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exclusions")
    pupil = models.ForeignKey("Pupil", models.PROTECT, null=True, blank=True, related_name="exclusions")
    concern = models.ForeignKey("Concern", models.PROTECT, null=True, blank=True, related_name="exclusions")
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_reason = models.TextField(blank=True)

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="exclusion_from_one_record",
                condition=Q(pupil__isnull=False, concern=None) | Q(pupil=None, concern__isnull=False),
            ),
            models.CheckConstraint(name="exclusion_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="exclusion_ended_has_person_time_and_reason",
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_reason="")),
            ),
            models.UniqueConstraint(
                fields=["person", "pupil"], condition=Q(ended_at=None), name="one_exclusion_from_a_file"
            ),
            models.UniqueConstraint(
                fields=["person", "concern"], condition=Q(ended_at=None), name="one_exclusion_from_a_concern"
            ),
        ]

    def __str__(self):
        return f"{self.person} is shut out"


class _ShutOut(Func):
    """Whether the person is shut out of the record with this key; of no record nobody is.

    Without a person: whether anybody is. That is asked for counts that many people read, in which nobody may find what
    they are shut out of.

    Written out, because lists ask it in every query: the database then joins the few exclusions of one person, in
    whatever order suits the list.
    """

    output_field = BooleanField()
    rows = ""  # a query of the keys of records, as ``record``, with whom it is about at each ``{who}``

    def __init__(self, key: str, person, **more):
        super().__init__(key, **more)
        self.person = person.pk if hasattr(person, "pk") else person

    def as_sql(self, compiler, connection):
        key, values = compiler.compile(self.source_expressions[0])
        who, whom = ("TRUE", []) if self.person is None else ("person_id = %s", [self.person])
        sql = f"EXISTS (SELECT 1 FROM ({self.rows.format(who=who)}) AS shut_out WHERE record = {key})"  # noqa: S608
        return sql, (*whom * self.rows.count("{who}"), *values)


class ShutOutOfFile(_ShutOut):
    """Whether the person is shut out of this child's file."""

    rows = "SELECT pupil_id AS record FROM concerns_exclusion WHERE {who} AND ended_at IS NULL"


class ShutOutOfConcern(_ShutOut):
    """Whether the person is shut out of this concern, by itself or by the file of any of its children."""

    rows = """SELECT concern_id AS record FROM concerns_exclusion WHERE {who} AND ended_at IS NULL
        UNION ALL
        SELECT link.concern_id FROM concerns_exclusion JOIN concerns_concernlink link USING (pupil_id)
        WHERE {who} AND ended_at IS NULL"""

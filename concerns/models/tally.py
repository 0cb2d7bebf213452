"""Counts that the database keeps beside the records, so that years of them are added up in a moment.

No child is in them. Each row says by how many something became more or fewer, and rows of the same thing are added
up: nobody waits for anybody else to write one. What is counted, and how, stands in the view ``concerns_counted``.
"""

from django.db import connection, models
from django.db.models import F, Func, IntegerField

from concerns.models.category import Category, Subcategory
from safeguarding.models import School, SchoolOwned


class Span(Func):
    """In which of the spans between some days, in order, a day lies: 1 is the first."""

    function = "width_bucket"
    output_field = IntegerField()
    template = "%(function)s(%(expressions)s::date[])"


class TallyQuerySet(models.QuerySet):
    def of(self, schools):
        """Of these schools alone; the wall lets no others through anyway."""
        return self.filter(school__in=[school.pk for school in schools])

    def in_spans(self, starts):
        """With the number of the span between days in order: 1 begins with the first, 0 is before it."""
        return self.annotate(span=Span(F("day"), models.Value(list(starts), output_field=_Days())))


class _Days(models.Field):
    """A list of days as the database takes it."""

    def get_db_prep_value(self, value, connection, prepared=False):
        return value


class ConcernTally(SchoolOwned):
    """So many more or fewer concerns of one kind on one day; a concern counts once for each of its children.

    Triggers write it when a concern arrives, gets another category or facet, and turns out to be entered in error.
    ``cohort`` is the school year in which the child was born, such as 2015 for 1 September 2015 to 31 August 2016.
    """

    # An index of schools alone would tempt the database away from the ones below.
    school = models.ForeignKey(School, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()  # on which it was recorded
    category = models.ForeignKey(Category, models.PROTECT, null=True, db_index=False, related_name="+")
    subcategory = models.ForeignKey(Subcategory, models.PROTECT, null=True, db_index=False, related_name="+")
    cohort = models.SmallIntegerField(null=True)
    place = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=10, blank=True)
    responsible = models.CharField(max_length=20, blank=True)
    online = models.BooleanField(default=False)
    prejudice = models.BooleanField(default=False)
    many = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies of concerns"
        indexes = [  # each holds all that is asked of it, so that the rows themselves are not read
            models.Index(
                fields=["school", "day"], include=["category", "cohort", "many"], name="tally_of_days"
            ),
            models.Index(
                fields=["category", "day"],
                include=["school", "subcategory", "cohort", "source", "many"],
                name="tally_of_categories",
            ),
        ]

    def __str__(self):
        return f"{self.day}: {self.many:+}"


class RollTally(SchoolOwned):
    """So many more or fewer children of one cohort on the roll from one day on."""

    school = models.ForeignKey(School, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    cohort = models.SmallIntegerField()
    many = models.IntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tallies of the roll"
        indexes = [
            models.Index(fields=["school", "day"], include=["cohort", "many"], name="roll_tally_of_days")
        ]

    def __str__(self):
        return f"{self.day}: {self.many:+}"


def recount(school: School) -> None:
    """Count the school's records anew, in one statement that nothing can come between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT concerns_recount(%s)", [school.pk])

"""The words of a concern as they are looked for: of its report, of what was said of children, and of its entries."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models

from concerns.models.report import Concern
from safeguarding.models import SchoolOwned


class ConcernWordsQuerySet(models.QuerySet):
    def looked_for(self, typed: str):
        """Those with all that was typed, by stems; “or”, a minus and quotation marks mean what they do elsewhere.

        The database shows no other row, and none at all until it was told what is looked for. It keeps that until the
        end of the transaction or the next search, so that a search is read before the next one is begun.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('concerns.looked_for', websearch_to_tsquery('english', %s)::text, true)",
                [typed],
            )
        return self.all()


class ConcernWords(SchoolOwned):
    """One row for each concern. The database writes it, with each report and each entry, and nobody else can."""

    concern = models.OneToOneField(Concern, models.PROTECT, primary_key=True, related_name="words")
    words = SearchVectorField()

    objects = ConcernWordsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "words of concerns"
        indexes = [GinIndex(fields=["words"], name="concern_words", fastupdate=False)]

    def __str__(self):
        return f"Words of {self.concern_id}"

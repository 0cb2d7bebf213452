"""Pupils of a school, as the school's roll has them."""

import unicodedata

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Q

from concerns.models.exclusion import ShutOutOfFile
from concerns.models.reading import files_where
from safeguarding.access.holdings import schools_where
from safeguarding.access.permissions import P
from safeguarding.models import LocalAuthority, SchoolOwned
from safeguarding.models.identity import PublicRow

LIKE_ENOUGH = 0.4  # one letter wrong in a short name, two in a long one


class PupilQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pupils whose file the person may open: never one from which they are shut out."""
        return self.filter(files_where(user, P.CHILD_VIEW)).exclude(ShutOutOfFile("pk", user))

    def findable_by(self, user):
        """Pupils whom the person may name in a report: name, year and form, and nothing of a file.

        Whoever is shut out of a child's file still finds the child here, on purpose: a name that is missing would
        tell them that they are shut out, and they could not report what they see.
        """
        return self.filter(school__in=schools_where(user, P.CONCERN_REPORT)).on_roll()

    def importable_by(self, user):
        """Pupils whose row the person may bring up to date from a spreadsheet; nothing of a file."""
        return self.filter(school__in=schools_where(user, P.PUPILS_IMPORT))

    def on_roll(self):
        return self.filter(left_on=None)

    def named_like(self, words: str):
        """Those each of whose words is in the name, or nearly; the likest first."""
        plain = plain_words(words)
        rows = self.annotate(likeness=TrigramWordSimilarity(" ".join(plain), "search"))
        for number, word in enumerate(plain):
            likeness = {f"likeness_{number}": TrigramWordSimilarity(word, "search")}
            near = Q(**{f"likeness_{number}__gte": LIKE_ENOUGH})
            rows = rows.alias(**likeness).filter(Q(search__contains=word) | near)
        return rows.order_by("-likeness", "last_name", "first_name", "pk")


def plain_words(text: str) -> list[str]:
    """The words in lower case and without accents, as ``Pupil.search`` holds them; six at most."""
    apart = unicodedata.normalize("NFKD", text.replace("\0", ""))
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).lower().split()[:6]


class Pupil(PublicRow, SchoolOwned):
    """A child at one school. Somebody who leaves is marked, never removed.

    ``search`` holds the plain, lower-case words by which the child is found; the database fills it.
    """

    upn = models.CharField("unique pupil number", max_length=13)
    former_upn = models.CharField(max_length=13, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField()
    year_group = models.SmallIntegerField(help_text="0 is Reception, negative numbers are nursery years.")
    form = models.CharField(max_length=20, blank=True)
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    authority = models.ForeignKey(
        LocalAuthority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where the child lives, if it is known; it may be another than the school’s.",
    )
    main_file_marked_on = models.DateField(null=True, blank=True)
    search = models.TextField(editable=False, default="")
    version = models.PositiveIntegerField(default=1)

    objects = PupilQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "upn"], name="one_pupil_per_upn"),
            models.CheckConstraint(
                name="pupil_left_after_joining",
                condition=Q(left_on=None) | Q(joined_on=None) | Q(left_on__gte=models.F("joined_on")),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="pupil_search", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["school", "year_group", "form"], name="pupil_class"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return f"{self.known_as or self.first_name} {self.last_name}"

    @property
    def year(self) -> str:
        """ "Year 4", "Reception" or "Nursery"."""
        if self.year_group > 0:
            return f"Year {self.year_group}"
        return "Reception" if self.year_group == 0 else "Nursery"

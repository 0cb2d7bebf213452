"""How much of what matters shows the child: significant events with the child's words, and with the effect on them.

An event is a concern in a child's file, an entry that is significant, or the beginning of a status; each counts once
in each file that holds it. What was struck through or entered in error is left out. It is a share with its counts,
and advice, never a mark.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    CharField,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate

from concerns.models import Concern, ConcernLink, Entry, Pupil, Standing, Status
from concerns.reports.chronology import LEFT_OUT, WITH_A_PAGE, Line
from concerns.reports.together import read_together, rows_of
from safeguarding.models import School

Kind = Entry.Kind
NAMES = ("covered_concerns", "covered_entries", "covered_shared", "covered_statuses")


@dataclass(frozen=True)
class Coverage:
    """How many significant events there are, and how many of them show what."""

    significant: int = 0
    with_words: int = 0
    with_effect: int = 0

    def __add__(self, other: "Coverage") -> "Coverage":
        return Coverage(
            self.significant + other.significant,
            self.with_words + other.with_words,
            self.with_effect + other.with_effect,
        )

    @property
    def without_words(self) -> int:
        return self.significant - self.with_words

    @property
    def without_effect(self) -> int:
        return self.significant - self.with_effect


@dataclass(frozen=True)
class ChildCoverage:
    """The events of one file in a period."""

    pupil: Pupil
    coverage: Coverage


def coverage_of(lines: list[Line]) -> Coverage:
    """Of one chronology."""
    seen = [line for line in lines if line.is_looked_at]
    return Coverage(len(seen), sum(line.has_words for line in seen), sum(line.has_impact for line in seen))


def coverage_parts(
    school: School, *, reader, since: date, until: date, by_child: bool = False, only: Pupil | None = None
) -> dict:
    """What ``made_coverage`` asks, as parts of one question: the events of those days in files open to the reader.

    Of all files, or ``only`` of one.
    """
    events = significant_events([school], reader=reader, since=since, until=until)
    if only is not None:
        events = tuple(rows.filter(child=only.pk) for rows in events)
    return {name: _counted(rows, by_child) for name, rows in zip(NAMES, events, strict=True)}


def significant_events(schools, *, reader, since: date, until: date) -> tuple:
    """The events of those days in files open to the reader, in the order of ``NAMES``.

    Each row has its ``day``, the key of its ``child``, and whether it shows the child's words (``with_words``) and the
    effect (``with_effect``); what was added to an event later, in that file, counts for it.
    """
    pupils = Pupil.objects.visible_to(reader).filter(school__in=schools).order_by().values("pk")
    concerns = Concern.objects.visible_to(reader).filter(school__in=schools)
    concerns = concerns.exclude(standing__state=Standing.State.IN_ERROR).order_by().values("pk")
    within = {"day__gte": since, "day__lte": until}
    links = _concerns_of(pupils, concerns).filter(**within)
    of_one, of_all = _entries_of(pupils, concerns, reader, within)
    begun = Status.objects.filter(replaced_by=None, pupil__in=pupils).annotate(day=F("starts_on"))
    none, impact = Q(pk__in=[]), ~Q(impact="")
    return (
        _shown(links, "concern__public_id", "pupil_id", words=~Q(concern__own_words=""), effect=none),
        _shown(of_one, "public_id", "pupil_id", words=_has_words(), effect=impact),
        _shown(of_all, "public_id", "concern__links__pupil_id", words=_has_words(), effect=impact),
        _shown(begun.filter(**within), "public_id", "pupil_id", words=none, effect=none),
    )


def made_coverage(rows: dict[str, list[dict]]) -> Coverage:
    found = [Coverage(row["all"], row["words"], row["effect"]) for name in NAMES for row in rows[name]]
    return sum(found, Coverage())


def coverage_by_child(school: School, *, reader, since: date, until: date) -> tuple[ChildCoverage, ...]:
    """The same counts for each child who has such an event; two queries."""
    rows = read_together(coverage_parts(school, reader=reader, since=since, until=until, by_child=True))
    found = defaultdict(Coverage)
    for row in (row for name in NAMES for row in rows[name]):
        found[row["key"]] += Coverage(row["all"], row["words"], row["effect"])
    pupils = Pupil.objects.visible_to(reader).filter(pk__in=found)
    return tuple(ChildCoverage(pupil, found[pupil.pk]) for pupil in pupils)


def _concerns_of(pupils, concerns):
    rows = ConcernLink.objects.filter(pupil__in=pupils, concern__in=concerns)
    return rows.annotate(day=Coalesce("concern__happened_on", TruncDate("concern__recorded_at")))


def _entries_of(pupils, concerns, reader, within):
    """Significant entries of one child, and those of a concern that are about all of its children."""
    struck = Entry.objects.filter(corrects=OuterRef("pk"), kind=Kind.ERROR_CONFIRMED)
    rows = Entry.objects.filter(Q(significant=True) | Q(kind=Kind.SIGNIFICANT), ~Exists(struck))
    rows = rows.exclude(kind__in=LEFT_OUT).exclude(facts__has_key="about").without_hidden_plans(reader)
    rows = rows.filter(Q(concern=None) | Q(concern__in=concerns)).annotate(
        day=Cast("happened_on", DateField())
    )
    rows = rows.filter(**within)
    return rows.filter(pupil__in=pupils), rows.filter(pupil=None, concern__links__pupil__in=pupils)


def _has_words() -> Q:
    said = Q(kind=Kind.CHILD_WORDS) & ~Q(text="")
    viewed = Q(kind__in=WITH_A_PAGE) & ~Q(child_view="")
    return ~Q(own_words="") | said | viewed


def _shown(rows, event: str, pupil: str, *, words: Q, effect: Q):
    added = Entry.objects.annotate(on_event=KT("facts__about")).filter(
        on_event=Cast(OuterRef(event), CharField()), pupil=OuterRef(pupil)
    )
    shows = lambda found: ExpressionWrapper(found, BooleanField())  # noqa: E731
    return rows.annotate(
        child=F(pupil),
        with_words=shows(words | Q(Exists(added.exclude(own_words="")))),
        with_effect=shows(effect | Q(Exists(added.exclude(impact="")))),
    )


def _counted(rows, by_child: bool):
    """The three counts, of all or of each child."""
    counted = (
        rows.order_by()
        .values(key=F("child") if by_child else Value(0))
        .annotate(
            all=Count("pk"),
            words=Count("pk", filter=Q(with_words=True)),
            effect=Count("pk", filter=Q(with_effect=True)),
        )
    )
    return rows_of(counted, key="key", all="all", words="words", effect="effect")

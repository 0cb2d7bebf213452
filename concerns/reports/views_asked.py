"""Which children’s records ask "Does this change our view?", for the file, the concern and Today; one query."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Greatest

from concerns.midnight import midnight
from concerns.models import ConcernLink, Plan, PlanReview, Pupil, Reassessment, Standing
from concerns.models.exclusion import ShutOutOfConcern, ShutOutOfFile
from concerns.models.reading import files_where
from concerns.our_view import (
    ASKS_FROM,
    MARKS,
    Answered,
    Counted,
    Reviewed,
    ViewAsked,
    plan_unchanged,
    third_concern,
)
from concerns.reports.together import read_together, rows_of
from safeguarding.access.permissions import P
from safeguarding.models import School, SchoolTerm
from safeguarding.working_days import TermDates

TWO_TERMS = timedelta(days=300)  # longer than any two terms with their holidays
NAME = ("public_id", "first_name", "last_name", "known_as", "year_group")


@dataclass(frozen=True)
class AskedOfChild:
    """The questions about one child."""

    pupil: Pupil  # the columns of ``NAME`` alone
    questions: tuple[ViewAsked, ...]


def views_asked(pupils, *, school: School, reader, today: date) -> dict[int, AskedOfChild]:
    """What is asked about those of ``pupils`` (as in ``view_parts``, and such that the reader may see), by key."""
    parts = view_parts(pupils, school=school, reader=reader, today=today)
    return made_views(read_together(parts), school, today)


def questions_about(pupil: Pupil, *, reader, today: date) -> tuple[ViewAsked, ...]:
    """What is asked about one child, the newest first."""
    found = views_asked([pupil.pk], school=pupil.school, reader=reader, today=today)
    return found[pupil.pk].questions if pupil.pk in found else ()


def view_parts(pupils, *, school: School, reader, today: date) -> dict:
    """What ``made_views`` asks, as parts of one question. Only what the reader may open is counted.

    ``pupils`` are keys of a few, by which the database goes straight to them, or a queryset of many.
    """
    keys = pupils.order_by().values("pk") if isinstance(pupils, QuerySet) else pupils
    in_error = Standing.objects.filter(concern=OuterRef("concern"), state=Standing.State.IN_ERROR)
    since, until = midnight(today - TWO_TERMS), midnight(today + timedelta(days=1))
    # Said by what is hidden, of which there is little, and not by all that may be read.
    sorted_links = ConcernLink.objects.filter(
        files_where(reader, P.CONCERN_VIEW), ~Exists(in_error), pupil__in=keys, subcategory__isnull=False,
        school=school, concern__school=school, concern__recorded_at__gte=since, concern__recorded_at__lt=until,
    ).exclude(ShutOutOfConcern("concern", reader))  # fmt: skip
    often = sorted_links.annotate(many=_most_alike()).filter(many__gte=ASKS_FROM)
    of_reviews = PlanReview.objects.filter(files_where(reader, P.CONCERN_VIEW), plan__pupil__in=keys)
    reviews = of_reviews.filter(plan__state=Plan.State.ACTIVE).exclude(ShutOutOfFile("plan__pupil", reader))
    for about in ("concern", "plan__concern"):
        reviews = reviews.exclude(ShutOutOfConcern(about, reader))
    answers = Reassessment.objects.visible_to(reader).filter(
        pupil__in=keys, answered_at__gte=midnight(today - 2 * TWO_TERMS)
    )
    return {
        "counted": rows_of(
            often,
            key="pupil_id", concern="concern__public_id", recorded_at="concern__recorded_at",
            sorted_at="concern__standing__triaged_at", category="subcategory__category__key",
            title="subcategory__category__title", marks="subcategory__marks", **_named("pupil__"),
        ),
        "plan_reviews": rows_of(
            reviews, key="plan__pupil_id", plan="plan_id", kind="plan__kind", public_id="public_id",
            on="held_on", pk="id", risk="risk", **_named("plan__pupil__"),
        ),
        "answers": rows_of(
            answers, key="pupil_id", up_to="concern__recorded_at", at="answered_at", review="plan_review__public_id"
        ),
        "school_terms": rows_of(
            SchoolTerm.objects.filter(_authorities(keys, school)), authority="authority_id", name="name",
            starts_on="starts_on", ends_on="ends_on", break_starts="break_starts", break_ends="break_ends",
        ),
    }  # fmt: skip


def _most_alike() -> Greatest:
    """How many of a child's concerns are of the row's category, or share the mark that most of them share.

    Where these are too few nothing is asked, so that the database keeps such children's rows to itself.
    """
    of_category = Window(Count("pk"), partition_by=["pupil", "subcategory__category"])
    sharing = [
        Window(Count("pk", filter=Q(subcategory__marks__contains=mark)), partition_by=["pupil"])
        for mark in MARKS
    ]
    return Greatest(of_category, *sharing)


def _named(before: str) -> dict[str, str]:
    return {f"child_{name}": f"{before}{name}" for name in (*NAME, "authority_id")}


def _authorities(keys, school: School) -> Q:
    theirs = Pupil.objects.filter(pk__in=keys).order_by().values("authority")
    return Q(authority=school.authority_id) | Q(authority__in=theirs)


def made_views(rows: dict[str, list[dict]], school: School, today: date) -> dict[int, AskedOfChild]:
    """The questions about each child of whom there are any, from the rows of ``view_parts``."""
    terms = _terms(rows["school_terms"])
    counted, plans, answers = (
        _by(rows["counted"], "key"),
        _by(rows["plan_reviews"], "key"),
        _by(rows["answers"], "key"),
    )
    found = {}
    for key in {*counted, *plans}:
        row = (counted[key] or plans[key])[0]
        pupil = Pupil(pk=key, school=school, **{name: row[f"child_{name}"] for name in NAME})
        known = terms.get(row["child_authority_id"]) or terms.get(school.authority_id, ())
        third = third_concern(
            map(_counted, counted[key]), answered=_last(answers[key]), terms=known, today=today
        )
        asked = [third, *_of_plans(plans[key], answers[key])]
        if questions := tuple(sorted(filter(None, asked), key=lambda each: each.day, reverse=True)):
            found[key] = AskedOfChild(pupil, questions)
    return found


def _by(rows, name: str) -> dict[int, list[dict]]:
    found = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _terms(rows) -> dict[int, tuple[TermDates, ...]]:
    return {
        authority: tuple(_term(row) for row in found) for authority, found in _by(rows, "authority").items()
    }


def _term(row: dict) -> TermDates:
    names = ("starts_on", "ends_on", "break_starts", "break_ends")
    return TermDates(row["name"], *(date.fromisoformat(row[name]) if row[name] else None for name in names))


def terms_in(rows: dict[str, list[dict]], school: School) -> tuple[TermDates, ...]:
    """The terms of the school among the rows of ``view_parts``."""
    return _terms(rows["school_terms"]).get(school.authority_id, ())


def _counted(row: dict) -> Counted:
    sorted_at = _moment(row["sorted_at"]) if row["sorted_at"] else None
    return Counted(
        row["concern"], _moment(row["recorded_at"]), sorted_at, row["category"], row["title"], row["marks"]
    )


def _last(answers: list[dict]) -> Answered | None:
    """The last answer to a third concern."""
    given = [Answered(_moment(row["up_to"]), _moment(row["at"])) for row in answers if row["up_to"]]
    return max(given, key=lambda each: (each.up_to, each.answered_at), default=None)


def _of_plans(reviews: list[dict], answers: list[dict]):
    answered = [row["review"] for row in answers if row["review"]]
    for found in _by(reviews, "plan").values():
        read = [
            Reviewed(row["public_id"], date.fromisoformat(row["on"]), row["pk"], row["risk"]) for row in found
        ]
        yield plan_unchanged(Plan.Kind(found[0]["kind"]).label, read, answered=answered)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

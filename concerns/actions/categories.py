"""The trust's list of categories: bringing it in, asking for a new one, deciding."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from concerns.category_file import CategoryFile, GivenCategory, GivenSubcategory
from concerns.models import Category, CategoryRequest, CategoryWording, Subcategory
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused

WORDED = ("title", "definition", "guidance")
ASKED = "asked-"  # begins the key of what a school asked for


@dataclass(frozen=True)
class Saved:
    """How much of a file was new, changed or newly worded, and which keys it no longer has."""

    added: int
    changed: int
    reworded: int
    left: tuple[str, ...]


@transaction.atomic
def save_categories(file: CategoryFile, *, by: User | None = None) -> Saved:
    """Write the list of a file, by key; what is the same is left, and nothing is removed.

    A changed wording is kept beside the one before. Refused: a key that would change its meaning, and one that
    is over and would come back.
    """
    done = [_save(Category, given, {}, file.dated) for given in file.categories]
    rows = {row.key: row for row, _ in done}
    for given in file.categories:
        above = {"category": rows[given.key]}
        done += [_save(Subcategory, each, above, file.dated) for each in given.subcategories]
    keys = {row.key for row, _ in done}
    told = [change for _, change in done]
    if any(told):
        record_event("categories imported", by=by, list=file.key, dated=file.dated.isoformat())
    return Saved(
        told.count("added"),
        told.count("changed") + told.count("reworded"),
        told.count("reworded"),
        tuple(key for table in (Category, Subcategory) for key in _keys(table) if key not in keys),
    )


@transaction.atomic
def ask_category(
    school: School, *, title: str, reason: str, examples: str, by: User, request_key: uuid.UUID
) -> CategoryRequest:
    """Ask the trust for a new category. The same ``request_key`` gives the first request again."""
    request, made = CategoryRequest.objects.create_once(
        request_key,
        school=school,
        trust_id=school.trust_id,
        title=title,
        reason=reason,
        examples=examples,
        asked_by=by,
    )
    if made:
        record_event("category asked", by=by, school=school, about=request)
    return request


@transaction.atomic
def accept_request(
    request: CategoryRequest,
    *,
    reason: str,
    category: Category,
    title: str,
    definition: str,
    guidance: str,
    marks: str,
    since: date,
    by: User,
) -> Subcategory:
    """Add the subcategory from a day on, and keep the decision. Refused: decided already, or a day gone by."""
    request = _undecided(request)
    if since < timezone.localdate():
        raise Refused("Choose a first day that is today or later. What was recorded keeps its category.")
    made = Subcategory.objects.create(
        category=category,
        key=_free_key(title),
        order=(category.subcategories.aggregate(last=Max("order"))["last"] or 0) + 1,
        title=title,
        definition=definition,
        guidance=guidance,
        marks=marks,
        since=since,
    )
    _keep_wording(made, since)
    _decide(request, CategoryRequest.State.ACCEPTED, reason, by, made)
    return made


@transaction.atomic
def decline_request(request: CategoryRequest, *, reason: str, by: User) -> CategoryRequest:
    """Keep the no with its reason. Refused: decided already."""
    return _decide(_undecided(request), CategoryRequest.State.DECLINED, reason, by, None)


def _save(table, given: GivenCategory | GivenSubcategory, above: dict, dated: date) -> tuple:
    """The row of a key, and whether it was added, changed, reworded, or nothing."""
    row = table.objects.select_for_update(of=("self",)).filter(key=given.key).first()
    if row is None:
        row = table.objects.create(key=given.key, **{"since": dated} | given.fields | above)
        _keep_wording(row, dated)
        return row, "added"
    _refuse_new_meaning(row, given, above)
    changed = {name: value for name, value in given.fields.items() if getattr(row, name) != value}
    if not changed:
        return row, ""
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    if changed.keys().isdisjoint(WORDED):
        return row, "changed"
    _keep_wording(row, dated)
    return row, "reworded"


def _refuse_new_meaning(row, given, above: dict) -> None:
    again = "Give it a last day, and write a new one with a new key."
    if above and row.category_id != above["category"].pk:
        raise Refused(f"{row.key} would move from {row.category.key} to {above['category'].key}. {again}")
    if getattr(row, "register", None) != given.fields.get("register"):
        raise Refused(f"{row.key} would enter or leave the register of concerns about adults. {again}")
    if row.until and row.until < timezone.localdate() and given.fields["until"] != row.until:
        raise Refused(f"{row.key} was over on {row.until:%Y-%m-%d} and would come back. Write a new key.")


def _keep_wording(row: Category | Subcategory, day: date) -> None:
    of = {"category": row} if isinstance(row, Category) else {"subcategory": row}
    words = {name: getattr(row, name, "") for name in WORDED}
    CategoryWording.objects.create(starts_on=day, **of, **words)


def _keys(table) -> list[str]:
    """Keys that a file should have: what schools asked for came by a decision, not by a file."""
    rows = table.objects.filter(until=None)
    if table is Subcategory:
        rows = rows.exclude(key__startswith=ASKED)
    return list(rows.values_list("key", flat=True))


def _free_key(title: str) -> str:
    base = f"{ASKED}{slugify(title)[:60].strip('-') or 'category'}"
    taken = set(Subcategory.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for n in range(1, 1000) if (key := base if n == 1 else f"{base}-{n}") not in taken)


def _undecided(request: CategoryRequest) -> CategoryRequest:
    request = CategoryRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state != CategoryRequest.State.ASKED:
        raise Refused(f"This request was {request.get_state_display().lower()} already.")
    return request


def _decide(request, state: str, reason: str, by: User, subcategory: Subcategory | None) -> CategoryRequest:
    if not reason.strip():
        raise Refused("Give the reason for the decision.")
    request.state, request.decision_reason, request.decided_by = state, reason, by
    request.decided_at, request.subcategory = timezone.now(), subcategory
    request.save(update_fields=["state", "decision_reason", "decided_by", "decided_at", "subcategory"])
    record_event("category decided", by=by, school=request.school, about=request, to=str(state))
    return request

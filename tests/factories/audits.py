"""Editions and audits."""

import uuid
from datetime import date

from django.utils import timezone

from audits.actions.answering import save_answer
from audits.actions.starting import start_audit
from audits.models import Audit, Edition, Framework, Item, Prompt, RatingMeaning, Section
from safeguarding.access.roles import Role
from tests.factories.people import member
from tests.factories.places import school as make_school

_MEANINGS = [
    ("red", "Not met", 0, None, "rating", "Red is due at once."),
    ("amber", "Partly met", None, 1, "audit_date", "Due within one month of the audit date."),
    ("green", "Met", None, 12, "audit_date", "Looked at again after twelve months."),
    ("not_applicable", "Does not apply", None, None, "", ""),
]


def edition(key: str = "small", *, items: int = 3, cases: int = 2, published: bool = True):
    """A small edition: one section of rated items ``item-1`` …, one of case questions ``case-1`` …

    Each item has one question (a) and two points (b, c).
    """
    framework, _ = Framework.objects.get_or_create(
        key="guidance", defaults={"title": "Guidance", "issuer": "Department"}
    )
    made = Edition.objects.create(
        framework=framework, key=key, label=f"Edition {key}", effective_from=date(2023, 9, 1),
        introduction="Introduction.", disclaimer="Disclaimer.", source_note="Source.", licence_note="Licence.",
        who_takes_part=[{"who": "The lead", "does": "Writes."}],
    )  # fmt: skip
    RatingMeaning.objects.bulk_create(
        RatingMeaning(
            edition=made, rating=rating, meaning=meaning, test="Test.", clock_days=days, clock_months=months,
            clock_starts=starts, clock_reason=reason,
        )
        for rating, meaning, days, months, starts, reason in _MEANINGS
    )  # fmt: skip
    _section(made, 1, "main", 1, "item", "rated", items)
    if cases:
        _section(made, 2, "case-record-check", None, "case", "case_check", cases)
    if published:
        # A hash of its own: outlines are remembered by it, and another test's database has the same keys.
        Edition.objects.filter(pk=made.pk).update(
            state="published", published_at=timezone.now(), content_hash=uuid.uuid4().hex * 2
        )
        made.refresh_from_db()
    return made


def _section(made, order, key, number, stem, kind, how_many):
    section = Section.objects.create(
        edition=made, order=order, key=key, number=number, group="What staff know", title=f"Section {key}"
    )
    items = Item.objects.bulk_create(
        Item(
            edition=made, section=section, order=order * 100 + n, key=f"{stem}-{n}", ref=f"{stem[0].upper()}{n}",
            kind=kind, title=f"Title of {stem} {n}",
        )
        for n in range(1, how_many + 1)
    )  # fmt: skip
    Prompt.objects.bulk_create(
        Prompt(
            edition=made,
            item=item,
            order=place,
            key=prompt,
            kind=prompt_kind,
            text=f"Prompt {prompt} of {stem} {n}",
        )
        for n, item in enumerate(items, start=1)
        for place, (prompt, prompt_kind) in enumerate([("a", "question"), ("b", "point"), ("c", "point")])
    )


def audit(*, school=None, lead=None, edition_=None, audit_date=date(2026, 11, 4), **fields):
    """A draft audit; ``audit.lead_author`` is a designated safeguarding lead of its school."""
    school = school or make_school()
    lead = lead or member(school, Role.LEAD)
    return start_audit(
        school,
        edition_ or Edition.objects.filter(key="small").first() or edition(),
        **{
            "audit_date": audit_date,
            "period_from": date(2025, 9, 1),
            "period_to": date(2026, 10, 31),
            "due_on": date(2026, 11, 27),
            "by": lead,
            "request_key": uuid.uuid4(),
        }
        | fields,
    )


def respond(audit: Audit, key: str, rating: str, *, by=None, plan=None, **answer):
    """Answer one item of an audit; returns the response."""
    response = audit.responses.get(item__key=key, case=None)
    by = by or audit.lead_author
    answer = {"rating": rating, **answer}
    return save_answer(response, answer, seen_version=response.version, by=by, plan=plan).response

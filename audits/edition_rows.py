"""An edition's rows as the content of a file, and the content as rows."""

from datetime import date
from itertools import groupby

from audits.edition_file import without_blanks
from audits.edition_file.crosswalk import UNVERIFIED, VERIFIED
from audits.models import CrosswalkLine, Edition, Framework, Item, Prompt, RatingMeaning, Section

_AS_IT_IS = (
    "key",
    "label",
    "source_note",
    "licence_note",
    "introduction",
    "disclaimer",
    "who_takes_part",
    "notes",
)
_PARTS = ("crosswalk", "prompts", "items", "sections", "ratings")  # each before what it hangs on


def content_of(edition: Edition) -> dict:
    """What the files of this edition say, read from its rows; five queries for any size."""
    sections = edition.sections.order_by("order").prefetch_related("items__prompts")
    crosswalks = _crosswalks(edition)
    return without_blanks(
        {
            "format": 1,
            "framework": {field: getattr(edition.framework, field) for field in ("key", "title", "issuer")},
            "edition": _head(edition),
            "sections": [_section(section) for section in sections],
            **({"crosswalks": crosswalks} if crosswalks else {}),
        }
    )


def _crosswalks(edition: Edition) -> list[dict]:
    """One for each earlier edition, in the order in which those came."""
    rows = edition.crosswalk.select_related("before").order_by(
        "before__effective_from", "before__key", "order"
    )
    return [
        {"from": earlier, "lines": [_line(row) for row in lines]}
        for earlier, lines in groupby(rows, key=lambda row: row.before.key)
    ]


def _line(row: CrosswalkLine) -> dict:
    return {
        "before": row.before_keys,
        "now": row.now_keys,
        "relation": row.relation,
        "status": VERIFIED if row.is_verified else UNVERIFIED,
        "reason": row.reason,
    }


def _head(edition: Edition) -> dict:
    return {
        **{field: getattr(edition, field) for field in _AS_IT_IS[:2]},
        "effective_from": edition.effective_from.isoformat(),
        "effective_to": edition.effective_to.isoformat() if edition.effective_to else None,
        **{field: getattr(edition, field) for field in _AS_IT_IS[2:-1]},
        "ratings": [_rating(rating) for rating in edition.ratings.order_by("pk")],
        "notes": edition.notes,
    }


def _rating(row: RatingMeaning) -> dict:
    clock = {"days": row.clock_days, "months": row.clock_months, "from": row.clock_starts or None}
    return {
        "rating": row.rating,
        "meaning": row.meaning,
        "test": row.test,
        "clock": {name: value for name, value in clock.items() if value is not None},
        "clock_reason": row.clock_reason,
    }


def _section(row: Section) -> dict:
    return {
        **{field: getattr(row, field) for field in ("key", "number", "group", "title", "ref")},
        "items": [_item(item) for item in row.items.all()],
    }


def _item(row: Item) -> dict:
    fields = ("key", "ref", "kind", "title", "guidance", "evidence_help", "see")
    return {
        **{field: getattr(row, field) for field in fields[:2]},
        "number_status": "" if row.number_verified else UNVERIFIED,
        **{field: getattr(row, field) for field in fields[2:]},
        "prompts": [
            {field: getattr(prompt, field) for field in ("key", "kind", "text", "answer")}
            for prompt in row.prompts.all()
        ],
    }


def fill_in(edition: Edition, framework: Framework, content: dict) -> None:
    """Set the fields of the edition's own row; nothing is saved."""
    head = content["edition"]
    edition.framework = framework
    for field in _AS_IT_IS:
        setattr(edition, field, head[field])
    for field in ("effective_from", "effective_to"):
        setattr(edition, field, head[field] and date.fromisoformat(head[field]))


def write_parts(edition: Edition, content: dict) -> None:
    """Write every row of the edition anew, in four statements after the old ones are gone."""
    for part in _PARTS:
        getattr(edition, part).all().delete()
    RatingMeaning.objects.bulk_create(
        _rating_row(edition, rating) for rating in content["edition"]["ratings"]
    )
    sections = Section.objects.bulk_create(
        Section(edition=edition, order=order, **{k: v for k, v in section.items() if k != "items"})
        for order, section in enumerate(content["sections"], 1)
    )
    rows = zip(sections, content["sections"], strict=True)
    told = [(section, item) for section, given in rows for item in given["items"]]
    items = Item.objects.bulk_create(
        _item_row(edition, section, order, item) for order, (section, item) in enumerate(told, 1)
    )
    Prompt.objects.bulk_create(
        Prompt(edition=edition, item=item, order=order, **prompt)
        for item, (_, given) in zip(items, told, strict=True)
        for order, prompt in enumerate(given["prompts"], 1)
    )
    CrosswalkLine.objects.bulk_create(_line_rows(edition, content.get("crosswalks", ())))


def _item_row(edition: Edition, section: Section, order: int, given: dict) -> Item:
    told = {name: value for name, value in given.items() if name not in ("prompts", "number_status")}
    verified = "number_status" not in given
    return Item(edition=edition, section=section, order=order, number_verified=verified, **told)


def _line_rows(edition: Edition, crosswalks: list[dict]) -> list[CrosswalkLine]:
    earlier = {row.key: row for row in Edition.objects.filter(key__in=[each["from"] for each in crosswalks])}
    return [
        CrosswalkLine(
            edition=edition,
            before=earlier[crosswalk["from"]],
            order=order,
            relation=line["relation"],
            before_keys=line.get("before", []),
            now_keys=line.get("now", []),
            reason=line.get("reason", ""),
            is_verified=line["status"] == VERIFIED,
        )
        for crosswalk in crosswalks
        for order, line in enumerate(crosswalk["lines"], 1)
    ]


def _rating_row(edition: Edition, given: dict) -> RatingMeaning:
    clock = given.get("clock", {})
    return RatingMeaning(
        edition=edition,
        rating=given["rating"],
        meaning=given["meaning"],
        test=given["test"],
        clock_days=clock.get("days"),
        clock_months=clock.get("months"),
        clock_starts=clock.get("from", ""),
        clock_reason=given.get("clock_reason", ""),
    )

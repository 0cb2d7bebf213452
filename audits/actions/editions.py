"""Making and changing the editions of a trust in the browser, and publishing them for its schools.

An edition is changed as a whole: its content is read, one part is changed, and all of it is written again.
Who edits shows what they saw by its fingerprint, so two people can work on two items of one draft.
"""

import re
import uuid
from collections.abc import Callable

from django.db import transaction

from audits.actions.importing import publish_edition
from audits.edition_file import (
    editing,
    read_crosswalk_file,
    read_edition_file,
    write_crosswalk_file,
    write_edition_file,
)
from audits.edition_file.checks import items_of
from audits.edition_file.crosswalk import wrong_ends
from audits.edition_file.editing import fingerprint
from audits.edition_file.readiness import Gap, before_publishing
from audits.edition_rows import content_of, fill_in, write_parts
from audits.models import Edition, Item
from safeguarding.actions.events import record_event
from safeguarding.data_file import Faulty
from safeguarding.models import Trust, User
from safeguarding.refusals import Refused

COPIED = re.compile(r"-[0-9a-f]{12}$")
CLASH = "A colleague changed this since you opened it. Look at what they saved, then save what should stand."


@transaction.atomic
def copy_edition(
    source: Edition, trust: Trust, *, label: str, corrects: bool, by: User, request_key: uuid.UUID
) -> Edition:
    """Make a draft of the trust with all that ``source`` says, and if asked as a correction of it.

    A copy of a published edition brings a crosswalk from it, on which every item is the same: that is sure. The
    same ``request_key`` gives the first copy again. Refused: an edition of another trust, a correction of a
    draft, and a second draft of the trust that corrects the same.
    """
    if source.trust_id not in (None, trust.pk):
        raise Refused("This edition belongs to another trust.")
    if corrects and source.is_draft:
        raise Refused("A draft is not corrected, it is edited. Choose the beginning of a new edition.")
    Trust.objects.select_for_update(no_key=True).get(pk=trust.pk)
    key = f"{COPIED.sub('', source.key)[:37]}-{request_key.hex[:12]}"
    if made := Edition.objects.filter(key=key, trust=trust).first():
        return made
    drafts = Edition.objects.filter(trust=trust, state=Edition.State.DRAFT, corrects=source)
    if corrects and drafts.exists():
        raise Refused("There is a draft that corrects this edition already. Open it from the list.")
    content = content_of(source)
    content["edition"] |= {"key": key, "label": label}
    if not source.is_draft:
        content.setdefault("crosswalks", []).append(
            {"from": source.key, "lines": editing.same_lines(content)}
        )
    edition = Edition(trust=trust, corrects=source if corrects else None)
    _write(edition, source.framework, content)
    record_event("edition copied", by=by, trust=trust.slug, edition=key, source=source.key, corrects=corrects)
    return edition


@transaction.atomic
def change_about(edition: Edition, *, fields: dict, seen: str, by: User) -> None:
    """Change the label, dates and texts of a draft. Refused: not a draft of a trust, or changed since."""

    def change(content):
        _claim(about_of(content), seen)
        content["edition"] |= fields

    _change(edition, change, "about", by)


@transaction.atomic
def change_clocks(edition: Edition, *, clocks: dict[str, dict], seen: str, by: User) -> None:
    """Change when each colour falls due. Refused: not a draft of a trust, or changed since."""

    def change(content):
        _claim(content["edition"]["ratings"], seen)
        for rating in content["edition"]["ratings"]:
            rating.update(clocks.get(rating["rating"], {}))

    _change(edition, change, "clocks", by)


@transaction.atomic
def add_section(edition: Edition, *, title: str, group: str, by: User, request_key: uuid.UUID) -> str:
    """Add an empty section after the last that counts; returns its key. The same form adds one."""
    key = _new_key("section", request_key)

    def change(content):
        if editing.section_named(content, key):
            return
        rows = content["sections"]
        counted = [n for n, row in enumerate(rows) if row["number"] is not None]
        new = {"key": key, "number": 0, "group": group, "title": title, "items": []}
        rows.insert(counted[-1] + 1 if counted else len(rows), new)

    _change(edition, change, "section added", by, section=key)
    return key


@transaction.atomic
def change_section(edition: Edition, key: str, *, title: str, group: str, seen: str, by: User) -> None:
    """Change a section's title and group. Refused: not a draft of a trust, or changed since."""

    def change(content):
        section = _found(editing.section_named(content, key))
        _claim(section_words(section), seen)
        section |= {"title": title, "group": group}

    _change(edition, change, "section", by, section=key)


@transaction.atomic
def remove_section(edition: Edition, key: str, *, by: User) -> None:
    """Take out a section without items. Refused: not a draft of a trust, and a section that has items."""

    def change(content):
        section = _found(editing.section_named(content, key))
        if section["items"]:
            raise Refused("This section has items. Move them to another section or remove them first.")
        content["sections"].remove(section)

    _change(edition, change, "section removed", by, section=key)


@transaction.atomic
def add_item(edition: Edition, section_key: str, *, item: dict, by: User, request_key: uuid.UUID) -> str:
    """Add an item at the end of a section; returns its key. The same form adds one.

    Refused: not a draft of a trust, and a number that another item has.
    """
    key = _new_key("item", request_key)

    def change(content):
        _found(editing.section_named(content, section_key))
        if not editing.item_named(content, key):
            _refuse_taken_number(content, key, item)
            editing.put_item(content, {"key": key} | item, section_key)

    _change(edition, change, "item added", by, item=key)
    return key


@transaction.atomic
def change_item(edition: Edition, key: str, *, section_key: str, item: dict, seen: str, by: User) -> None:
    """Change all of an item, and the section in which it stands.

    A checked line of the crosswalk by which the item is the same then says that it moved or was reworded.
    Refused: not a draft of a trust, changed since, and a number that another item has.
    """

    def change(content):
        stands = _found(editing.item_named(content, key))
        _claim(stands, seen)
        _found(editing.section_named(content, section_key))
        _refuse_taken_number(content, key, item)
        editing.put_item(content, {"key": key, "see": stands.get("see", [])} | item, section_key)

    _change(edition, change, "item", by, item=key)


@transaction.atomic
def remove_item(edition: Edition, key: str, *, seen: str, by: User) -> None:
    """Take out an item with all that points to it. Refused: not a draft of a trust, or changed since."""

    def change(content):
        _claim(_found(editing.item_named(content, key)), seen)
        editing.remove_item(content, key)

    _change(edition, change, "item removed", by, item=key)


@transaction.atomic
def move_part(edition: Edition, *, section: str = "", item: str = "", step: int, seen: str, by: User) -> None:
    """Move a section, or an item within its section, one place up or down. Refused: the order changed since."""

    def change(content):
        _claim(editing.order_of(content), seen)
        if item:
            _found(editing.item_named(content, item))
            editing.move(editing.section_around(content, item)["items"], item, step)
        else:
            _found(editing.section_named(content, section))
            editing.move(content["sections"], section, step)

    _change(edition, change, "order", by, item=item, section=section)


@transaction.atomic
def save_line(
    edition: Edition, earlier: str, *, line: dict, by: User, instead_of: str = "", seen: str = ""
) -> None:
    """Write a line of the crosswalk from ``earlier``, in place of another or as a new one.

    Refused: a relation that does not fit its items, an item that another line names, no reason where the item is
    not the same, and a line that was changed since. The same new line is written once.
    """
    if expected := wrong_ends(line):
        raise Refused(f"Choose {expected}, or another word for what changed.")
    if line["relation"] != "same" and not line.get("reason"):
        raise Refused("Say why, in words for those who write the audit.")

    def change(content):
        stands = None
        if instead_of:
            stands = _found(editing.line_named(content, earlier, instead_of))
            _claim(stands, seen)
        elif editing.without_blank_ends(line) in editing.lines_of(content, earlier):
            return
        if taken := editing.stands_elsewhere(content, earlier, line, but=stands):
            raise Refused(f"{_titles(edition, earlier, taken)} is on another line. Change that line first.")
        editing.put_line(content, earlier, line, instead_of=stands)

    _change(edition, change, "crosswalk", by, earlier=earlier)


@transaction.atomic
def remove_line(edition: Edition, earlier: str, key: str, *, seen: str, by: User) -> None:
    """Take out a line of the crosswalk. Refused: not a draft of a trust, or changed since."""

    def change(content):
        line = _found(editing.line_named(content, earlier, key))
        _claim(line, seen)
        editing.lines_of(content, earlier).remove(line)

    _change(edition, change, "crosswalk", by, earlier=earlier)


@transaction.atomic
def publish_for_trust(edition: Edition, *, seen: str, by: User) -> Edition:
    """Close a draft for good and open it to the trust's schools. Refused: not ready, or changed since.

    It is read once more as its file would be, so nothing is published that could not be loaded again.
    """
    locked = _own_draft(edition)
    content = content_of(locked)
    _claim(content, seen)
    if what_is_missing(content):
        raise Refused("It is not ready yet. Look at what is missing, and put that right first.")
    try:
        file = read_edition_file(write_edition_file(content).encode())
        if "crosswalks" in content:
            read_crosswalk_file(write_crosswalk_file(content).encode(), file)
    except Faulty as faulty:
        fault = faulty.faults[0]
        raise Refused(f"It cannot be published: {fault.key} {fault.wrong}.") from None
    return publish_edition(locked, by=by)


def what_is_missing(content: dict) -> tuple[Gap, ...]:
    """What a draft of that content still lacks before it can be published; one query for its crosswalks."""
    earlier = {crosswalk["from"]: set() for crosswalk in content.get("crosswalks", ())}
    for edition, key in Item.objects.filter(edition__key__in=earlier).values_list("edition__key", "key"):
        earlier[edition].add(key)
    return before_publishing(content, earlier)


def about_of(content: dict) -> dict:
    """What the page about the edition changes."""
    fields = (
        "label", "effective_from", "effective_to", "source_note", "licence_note", "introduction", "disclaimer",
    )  # fmt: skip
    return {field: content["edition"][field] for field in fields}


def section_words(section: dict) -> dict:
    """What the page of a section changes."""
    return {"title": section["title"], "group": section["group"]}


def _new_key(kind: str, request_key: uuid.UUID) -> str:
    """A key that no other part has. It stands in addresses and events, so nothing typed is in it."""
    return f"{kind}-{request_key.hex[:12]}"


def _change(edition: Edition, change: Callable[[dict], None], what: str, by: User, **detail) -> None:
    locked = _own_draft(edition)
    content = content_of(locked)
    change(content)
    editing.number_sections(content)
    _write(locked, locked.framework, content)
    told = {name: value for name, value in detail.items() if value}
    record_event("edition edited", by=by, trust=locked.trust.slug, edition=locked.key, part=what, **told)


def _own_draft(edition: Edition) -> Edition:
    rows = Edition.objects.select_related("framework", "trust").select_for_update(of=("self",))
    locked = rows.get(pk=edition.pk)
    if locked.trust_id is None:
        raise Refused(
            "This edition came with the product. Make a draft of your own from it, and change that."
        )
    if not locked.is_draft:
        raise Refused(f"This edition is {locked.get_state_display().lower()}. Correct it with a new draft.")
    return locked


def _write(edition: Edition, framework, content: dict) -> None:
    edition.key = content["edition"]["key"]
    fill_in(edition, framework, content)
    edition.save()
    write_parts(edition, content)


def _claim(stands, seen: str) -> None:
    if fingerprint(stands) != seen:
        raise Refused(CLASH)


def _found(part):
    if part is None:
        raise Refused("A colleague removed this since you opened it.")
    return part


def _refuse_taken_number(content: dict, key: str, item: dict) -> None:
    number = item.get("ref")
    for _, other in items_of(content) if number else ():
        if other.get("ref") == number and other["key"] != key:
            raise Refused(
                f"{other['title']} has the number {number} already. Enter another, or leave it empty."
            )


def _titles(edition: Edition, earlier: str, keys: list[str]) -> str:
    rows = Item.objects.filter(edition__key__in=(edition.key, earlier), key__in=keys)
    return ", ".join(sorted(set(rows.values_list("title", flat=True))))

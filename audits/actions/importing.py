"""Bringing an edition in from its file, and publishing it."""

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from audits.edition_file import EditionFile, content_hash
from audits.edition_file.crosswalk import named
from audits.edition_rows import content_of, fill_in, write_parts
from audits.models import Edition, Framework
from safeguarding.actions.events import record_event
from safeguarding.data_file import Fault
from safeguarding.models import User
from safeguarding.refusals import Refused


class Change(StrEnum):
    """What an import did to the edition's rows."""

    MADE = "made"
    REPLACED = "replaced"
    NONE = "unchanged"


@dataclass(frozen=True)
class Imported:
    edition: Edition
    change: Change
    published: bool  # by this import


class Differs(Refused):
    """What is published says something else than the file; ``where`` says what."""

    def __init__(self, sentence: str, where: list[Fault]):
        self.where = tuple(where)
        super().__init__(sentence)


@transaction.atomic
def import_edition(file: EditionFile, *, publish: bool = False, by: User | None = None) -> Imported:
    """Write the edition of a file as a draft, in place of a draft of the same key, and publish it if asked.

    An edition that says the same already is left as it is. Refused: one that is published and differs, one that a
    trust made, a framework that published editions know by another title or issuer, a crosswalk from an edition
    that is not there or from items that it does not have, and publishing while an item has no number.
    """
    framework = _framework(file)
    edition = Edition.objects.select_for_update().filter(key=file.key).first()
    if edition is not None and edition.trust_id:
        raise Refused(
            f"{file.key} belongs to a trust, which edits it in the browser. Give the file a new key."
        )
    refuse_unknown_before(file.content)
    change = _write(edition or Edition(key=file.key), framework, file, by)
    edition = edition or Edition.objects.get(key=file.key)
    published = publish and edition.state == Edition.State.DRAFT
    if published:
        publish_edition(edition, by=by)
    return Imported(edition, change, published)


@transaction.atomic
def publish_edition(edition: Edition, *, by: User | None = None) -> Edition:
    """Close the edition and its crosswalk for good, with the hash of both.

    Refused: one that is not a draft, and one in which an item has no number, since answers and reports call
    items by it.
    """
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if locked.state != Edition.State.DRAFT:
        raise Refused(f"{locked} is {locked.get_state_display().lower()} already.")
    if unnumbered := locked.items.filter(ref="").count():
        items = "1 item has" if unnumbered == 1 else f"{unnumbered} items have"
        raise Refused(f"{items} no number. Give every item of {locked} its number first.")
    edition.content_hash = content_hash(content_of(locked))
    edition.state = Edition.State.PUBLISHED
    edition.published_at = timezone.now()
    edition.save(update_fields=["content_hash", "state", "published_at"])
    record_event("edition published", by=by, edition=edition.key, content_hash=edition.content_hash)
    return edition


def refuse_unknown_before(content: dict) -> None:
    """Refuse crosswalks from an edition that is not published, and from items that it does not have."""
    for crosswalk in content.get("crosswalks", ()):
        earlier = Edition.objects.filter(key=crosswalk["from"]).exclude(state=Edition.State.DRAFT).first()
        if earlier is None:
            raise Refused(
                f"There is no published edition {crosswalk['from']} for the crosswalk to come from."
            )
        known = set(earlier.items.values_list("key", flat=True))
        if unknown := [key for key in named(crosswalk["lines"], "before") if key not in known]:
            raise Refused(
                f"The crosswalk names items that {earlier.key} does not have: {', '.join(unknown)}."
            )


def _framework(file: EditionFile) -> Framework:
    """The framework's row, locked, so that imports into one framework come one after the other."""
    given = file.content["framework"]
    Framework.objects.get_or_create(key=given["key"], defaults=given)
    framework = Framework.objects.select_for_update().get(key=given["key"])
    if any(getattr(framework, field) != given[field] for field in ("title", "issuer")):
        _rename(framework, given, file)
    return framework


def _rename(framework: Framework, given: dict, file: EditionFile) -> None:
    if framework.editions.exclude(state=Edition.State.DRAFT).exists():
        stored = {field: getattr(framework, field) for field in given}
        raise Differs(
            f"Published editions belong to the framework {framework.key}. Write its title and issuer as they "
            "are there, or give the framework a new key.",
            file.differences({**file.content, "framework": stored}),
        )
    framework.title, framework.issuer = given["title"], given["issuer"]
    framework.save(update_fields=["title", "issuer"])


def _write(edition: Edition, framework: Framework, file: EditionFile, by: User | None) -> Change:
    change = Change.MADE if edition.pk is None else Change.REPLACED
    if change is Change.REPLACED:
        where = file.differences(content_of(edition))
        if not where:
            return Change.NONE
        if edition.state != Edition.State.DRAFT:
            raise Differs(
                f"{edition.key} is {edition.get_state_display().lower()} and says something else. "
                "A published edition does not change: write a new edition with a new key.",
                where,
            )
    fill_in(edition, framework, file.content)
    edition.save()
    write_parts(edition, file.content)
    record_event("edition imported", by=by, edition=edition.key)
    return change

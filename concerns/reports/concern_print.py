"""One concern on paper: as reported, what followed, and where it stands. Other children are always masked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from concerns.models import Action, Concern, ConcernLink, Entry, Pupil, Shield
from concerns.reports.chronology import Line, Row, entry_row, veiled
from concerns.reports.concern_list import categories_of
from concerns.reports.concern_page import when_in_words
from concerns.reports.mark_words import WHOSE_UNKNOWN, mark_in_words
from concerns.reports.masking import ANOTHER, labels_of, veil_of
from safeguarding.models import User

Kind = Entry.Kind
NOBODYS = "the child"  # what children are called in a print that is for the file of none of them


@dataclass(frozen=True)
class PrintedChild:
    """A child of the concern, by name only in their own file's print."""

    name: str
    part: str
    category: str
    narrative: str


@dataclass(frozen=True)
class PrintedAction:
    what: str
    owner: str
    due_on: date
    state: str
    result: str


@dataclass(frozen=True)
class PrintedConcern:
    """What the template reads; every text is under the veil."""

    concern: Concern
    school: str
    state: str
    level: str
    owner: str
    reported_by: str
    facts: tuple[tuple[str, str], ...]
    account: tuple[tuple[str, str], ...]
    own_words: str
    children: tuple[PrintedChild, ...]
    marks: tuple[str, ...]
    files: int
    actions: tuple[PrintedAction, ...]
    rows: tuple[Row, ...]
    is_for_one: bool  # whether it names a child, in whose file it goes
    printed_by: str
    printed_at: datetime

    @property
    def is_struck(self) -> bool:
        return self.concern.standing.state == "in_error"


def printed_concern(
    concern: Concern, *, link: ConcernLink | None, reader: User, at: datetime, nameless: bool = False
) -> PrintedConcern:
    """The concern for the file of the child of ``link``; without one no child of several is named.

    ``nameless`` names not even the only child, for those who check the record and may not know whose it is.
    """
    links = list(concern.links.select_related("pupil", "subcategory__category", "reported"))
    alone = links[0] if len(links) == 1 and not nameless else None
    subject = link or alone
    others = [each.pupil for each in links if each.pupil_id and (subject is None or each.pk != subject.pk)]
    over = _veil(concern, subject, others, links).over
    standing = concern.standing
    return PrintedConcern(
        concern=concern,
        school=concern.school.name,
        state=standing.get_state_display(),
        level=standing.get_level_display(),
        owner=standing.owner.name if standing.owner else "",
        reported_by=over(concern.reporter_name),
        facts=tuple((label, over(words)) for label, words in _facts(concern) if words),
        account=tuple((label, over(words)) for label, words in _account(concern) if words),
        own_words=over(concern.own_words),
        children=tuple(_children(links, subject, others, over)),
        marks=tuple(_marks(concern, subject, links, others, over)),
        files=concern.attachments.count(),
        actions=tuple(_actions(concern, subject, over)),
        rows=tuple(_rows(concern, subject, reader, _veil(concern, subject, others, links))),
        is_for_one=subject is not None,
        printed_by=reader.name,
        printed_at=at,
    )


def _veil(concern, subject, others, links):
    named = [subject.pupil] if subject and subject.pupil_id else []
    shields = Shield.objects.current().filter(pupil__in=[each.pupil_id for each in links if each.pupil_id])
    roll = Pupil.objects.filter(school=concern.school_id).exclude(pk__in=[each.pk for each in named])
    roll = roll.only("first_name", "last_name", "known_as", "year_group").order_by()
    return veil_of(named, others, shields, roll, on_paper=True, called=ANOTHER if subject else NOBODYS)


def _facts(concern: Concern):
    yield "When it happened", when_in_words(concern)
    yield "Where", ". ".join(filter(None, [concern.get_where_display(), concern.where_words]))
    yield "How it was known", concern.get_source_display()
    yield "Told in person", f"Yes, {concern.told_whom}".rstrip(", ") if concern.told_in_person else "No"
    yield "Urgent", "Yes" if concern.urgent else "No"
    yield "Injury or mark", "Yes" if concern.injury else "No"
    yield "An adult in school may have caused it, says the reporter", "Yes" if concern.adult_here else ""


def _account(concern: Concern):
    yield "What was seen and heard", concern.seen_heard
    yield "What the reporter thinks", concern.opinion
    yield "What was done at once", concern.done_at_once


def _children(links, subject, others, over: Callable[[str], str]):
    labels = labels_of(others, ANOTHER if subject else NOBODYS)
    for link in links:
        is_subject = subject is not None and link.pk == subject.pk
        if link.pupil_id is None:
            name = over(link.reported.described) if is_subject else (ANOTHER if subject else NOBODYS)
        else:
            name = f"{link.pupil.name} ({link.pupil.year})" if is_subject else labels[link.pupil_id]
        mine = subject is None or is_subject
        yield PrintedChild(
            name=name,
            part=link.get_part_display(),
            # Another child's category and narrative belong to that child's file.
            category="; ".join(categories_of([link])) if mine else "",
            narrative=over(link.narrative) if mine else "",
        )


def _marks(concern, subject, links, others, over):
    """Those on the body of the child whose print this is, and those of which it was not said whose they are."""
    labels = labels_of(others, ANOTHER if subject else NOBODYS)
    whose = {link.reported_id: labels.get(link.pupil_id, NOBODYS) for link in links}
    for mark in concern.marks.all():
        if subject and len(links) > 1 and mark.child_id not in {subject.reported_id, None}:
            continue
        mark.note = over(mark.note)
        told = ""
        if len(links) > 1:
            told = WHOSE_UNKNOWN if mark.child_id is None else "" if subject else whose[mark.child_id]
        yield f"{mark.number}. {mark_in_words(mark, told)}"


def _actions(concern, subject, over):
    for action in concern.actions.select_related("owner").order_by("due_on", "pk"):
        if _is_of(action, subject):
            yield PrintedAction(
                over(action.what), action.owner.name, action.due_on, _state(action), over(action.result)
            )


def _state(action: Action) -> str:
    return action.get_state_display()


def _rows(concern, subject, reader, veil):
    rows = concern.entries.without_hidden_plans(reader).select_related("action")
    entries = list(rows.order_by("happened_on", "recorded_at", "pk"))
    struck = {entry.corrects_id for entry in entries if entry.kind == Kind.ERROR_CONFIRMED}
    for entry in entries:
        if not _is_of(entry, subject) or (
            subject and entry.facts.get("child", subject.public_id) != subject.public_id
        ):
            continue
        line = Line(
            entry.kind, entry.happened_on, entry.happened_at, entry.recorded_at, entry.pk, entry.public_id,
            significant=entry.significant, struck=entry.pk in struck,
        )  # fmt: skip
        yield veiled(entry_row(line, entry), veil)


def _is_of(row, subject) -> bool:
    """Whether it is about the whole concern, or about the child whose print this is."""
    return subject is None or row.pupil_id in {None, subject.pupil_id}

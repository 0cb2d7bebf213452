"""What is about to be sent, row by row, and advice on its words."""

from dataclasses import dataclass

from concerns.actions.recording import Account
from concerns.draft_children import DraftChild
from concerns.models import Concern
from concerns.plain_words import Advice, advice_on
from concerns.reports.mark_words import mark_in_words, whose_body
from concerns.reports.when_words import when_in_words

SENTENCES = ("seen_heard", "opinion", "done_at_once")


@dataclass(frozen=True)
class Row:
    """One line of the check page; ``field`` is where Change leads."""

    label: str
    field: str
    texts: tuple[str, ...]
    words: bool = False  # the reporter's own, printed as typed


@dataclass(frozen=True)
class ReportCheck:
    who: tuple[Row, ...]
    account: tuple[Row, ...]
    marks: tuple[Row, ...]
    advice: tuple[Advice, ...]


def check_of(account: Account, children: tuple[DraftChild, ...], files: list[dict]) -> ReportCheck:
    """All that the draft says, in the order of its steps; no query."""
    return ReportCheck(
        who=_who(account, children),
        account=_account(account, files),
        marks=_marks(account, children),
        advice=advice_on(
            {name: getattr(account, name) for name in SENTENCES},
            names=_names(children),
            time_given=account.happened_at is not None,
        ),
    )


def _names(children: tuple[DraftChild, ...]) -> tuple[str, ...]:
    """Any of the names by which a reader would know a child; one who is described is not looked for."""
    pupils = [child.pupil for child in children if child.pupil]
    return tuple(
        name for pupil in pupils for name in (pupil.first_name, pupil.known_as, pupil.last_name) if name
    )


def _who(account: Account, children: tuple[DraftChild, ...]) -> tuple[Row, ...]:
    where = Concern.Where(account.where).label
    named = tuple(f"{child.name}{_second(child)}. {child.part_in_words}" for child in children)
    return (
        Row("Needs action today", "urgent_1", ("Yes" if account.urgent else "No",)),
        Row("Who", "find", named, words=True),
        Row("When", "when_1", (_when(account),), words=True),
        Row(
            "Where",
            "where_1",
            (f"{where}: {account.where_words}" if account.where_words else where,),
            words=True,
        ),
        Row("Told in person", "told_1", (account.told_whom if account.told_in_person else "No, not yet",)),
    )


def _second(child: DraftChild) -> str:
    return f", {child.second}" if child.pupil else ""


def _when(account: Account) -> str:
    return when_in_words(account.happened_on, account.happened_at, account.when_sure, account.when_words)


def _account(account: Account, files: list[dict]) -> tuple[Row, ...]:
    rows = [
        Row("How you know", "source_1", (Concern.Source(account.source).label,)),
        Row("What you saw and heard", "seen_heard", (account.seen_heard,), words=True),
        Row("The child’s own words", "own_words", (account.own_words,), words=True),
        Row("What you think", "opinion", (account.opinion,), words=True),
        Row("What you did at once", "done_at_once", (account.done_at_once,), words=True),
        Row("Injury or mark", "injury", ("Yes" if account.injury else "No",)),
        Row("An adult in school may have caused it", "adult", ("Yes" if account.adult_here else "No",)),
        Row("Files", "files", tuple(each["file_name"] for each in files)),
    ]
    return tuple(row if any(row.texts) else Row(row.label, row.field, ("None",)) for row in rows)


def _marks(account: Account, children: tuple[DraftChild, ...]) -> tuple[Row, ...]:
    whose = lambda mark: whose_body(mark.child, [child.name for child in children])  # noqa: E731
    return tuple(
        Row(f"Mark {number}", f"mark-{number}", (mark_in_words(mark, whose(mark)),), words=True)
        for number, mark in enumerate(account.marks, start=1)
    )

"""A reporter's own reports: their words, who has them, and what they may know of what followed.

Nothing of the lead's work is here: of the entries only feedback that was written for the reporter, and what
the reporter added.
"""

from dataclasses import dataclass

from concerns.draft_children import year_and_form
from concerns.models import Concern, Entry, Standing
from concerns.reports.mark_words import mark_in_words, whose_body
from concerns.reports.when_words import when_in_words
from safeguarding.models import School, User

State, Kind = Standing.State, Entry.Kind
IN_WORDS = {
    State.SUBMITTED: "Waiting for a lead to read it",
    State.TRIAGED: "A lead has read it",
    State.OPEN: "A lead is acting on it",
    State.MONITORING: "A lead is keeping watch",
    State.RESOLVED: "Closed",
    State.IN_ERROR: "Taken back: it was entered in error",
}
LOOKS = {State.SUBMITTED: "new", State.RESOLVED: "plain", State.IN_ERROR: "draft"}


@dataclass(frozen=True)
class OwnLine:
    """One report in the list: no child's name, since a list is read over a shoulder."""

    concern: Concern
    state: str
    look: str
    has_it: str
    feedback: int

    @property
    def read_on(self):
        """When a lead acknowledged it."""
        return self.concern.standing.triaged_at


@dataclass(frozen=True)
class OwnReport:
    """One report as it was sent, and what the reporter may know of what followed."""

    line: OwnLine
    children: tuple[tuple[str, str, str], ...]  # name or words, year and form, part
    when: str
    where: str
    source: str
    marks: tuple[str, ...]
    files: tuple[str, ...]
    feedback: tuple[Entry, ...]
    added: tuple[Entry, ...]

    @property
    def may_add(self) -> bool:
        return self.line.concern.standing.state != State.IN_ERROR


def own_reports(school: School, *, by: User) -> tuple[OwnLine, ...]:
    """The person's reports in this school, newest first; three queries however many there are."""
    rows = Concern.objects.filter(school=school).reported_by(by).select_related("standing__owner")
    concerns = list(rows)
    answered = Entry.objects.filter(concern__in=concerns, kind=Kind.FEEDBACK).exclude(text="")
    counts: dict[int, int] = {}
    for key in answered.values_list("concern_id", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return tuple(_line(concern, counts.get(concern.pk, 0)) for concern in concerns)


def own_report(concern: Concern) -> OwnReport:
    """One of the person's reports; ``concern`` comes from ``reported_by``."""
    entries = list(concern.entries.filter(kind__in=[Kind.FEEDBACK, Kind.ADDENDUM]).order_by("recorded_at"))
    feedback = tuple(entry for entry in entries if entry.kind == Kind.FEEDBACK and entry.text)
    added = (entry for entry in entries if entry.kind == Kind.ADDENDUM and entry.by_id == concern.reporter_id)
    where = Concern.Where(concern.where).label
    rows = list(concern.reported_children.select_related("pupil"))
    return OwnReport(
        line=_line(concern, len(feedback)),
        children=tuple(_child(row) for row in rows),
        when=when_in_words(concern.happened_on, concern.happened_at, concern.when_sure, concern.when_words),
        where=f"{where}: {concern.where_words}" if concern.where_words else where,
        source=concern.get_source_display(),
        marks=tuple(_marks(concern, rows)),
        files=tuple(concern.attachments.values_list("file_name", flat=True)),
        feedback=feedback,
        added=tuple(added),
    )


def _line(concern: Concern, feedback: int) -> OwnLine:
    standing = concern.standing
    has_it = standing.owner.name if standing.owner else ""
    return OwnLine(concern, IN_WORDS[standing.state], LOOKS.get(standing.state, "open"), has_it, feedback)


def _marks(concern: Concern, rows):
    places = {row.pk: place for place, row in enumerate(rows)}
    names = [_child(row)[0] for row in rows]
    for mark in concern.marks.all():
        yield mark_in_words(mark, whose_body(places.get(mark.child_id), names))


def _child(row) -> tuple[str, str, str]:
    """As the reporter said it: a child matched later is still the one whom they described."""
    if row.pupil is None:
        return row.described, "", row.get_part_display()
    return row.pupil.name, year_and_form(row.pupil), row.get_part_display()

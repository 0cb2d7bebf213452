"""Plans and meetings on the front sheet of a child's file: what is in force, what is asked, late or next."""

from dataclasses import dataclass, replace
from datetime import date

from concerns.models import Meeting, Plan, Standing
from concerns.prompts import Came
from concerns.reports.case_lines import MeetingLine, PlanLine
from concerns.reports.casework import Casework, casework_parts, made_casework
from concerns.reports.child_plans import PLANS_AND_MEETINGS, meeting_lines, plan_lines
from concerns.reports.masking import veil_of


@dataclass(frozen=True)
class FilePlans:
    """Plans in force and being written; meetings that are late or next; held ones whose minutes have not come."""

    in_force: tuple[PlanLine, ...] = ()
    drafts: tuple[PlanLine, ...] = ()
    to_come: tuple[MeetingLine, ...] = ()
    without_minutes: tuple[MeetingLine, ...] = ()

    @property
    def to_look_at(self) -> tuple[PlanLine, ...]:
        return tuple(line for line in self.in_force if line.wants_look)


def file_plans_parts(keys, *, reader) -> dict:
    """What ``file_plans`` asks of the child with that key, beside the front sheet."""
    return casework_parts(keys, reader=reader, kinds=PLANS_AND_MEETINGS, words=False)


def file_plans(file, today: date) -> FilePlans:
    """From a child's file that was read with ``file_plans_parts``: its concerns are at hand already."""
    work = _still_open(made_casework(file.sheet.beside, [file.pupil])[file.pupil.pk])
    links = file.chronology.links.values()
    stands = [link.concern for link in links if link.concern.standing.state != Standing.State.IN_ERROR]
    came = tuple(Came(each.public_id, each.reference, each.recorded_at) for each in stands)
    veil = veil_of([file.pupil], (), file.sheet.shields)
    lines = plan_lines(work, came, veil, today)
    to_come, held, _ = meeting_lines(work, veil, today)
    return FilePlans(
        in_force=tuple(line for line in lines if line.is_in_force),
        drafts=tuple(line for line in lines if not line.is_in_force),
        to_come=to_come,
        without_minutes=tuple(line for line in held if line.minutes_late),
    )


def _still_open(work: Casework) -> Casework:
    """Without ended plans and cancelled meetings: their reasons are long and were left in the database."""
    plans = tuple(each for each in work.plans if each.state != Plan.State.ENDED)
    meetings = tuple(each for each in work.meetings if each.state != Meeting.State.CANCELLED)
    return replace(work, plans=plans, meetings=meetings)

"""What a step of a plan or a meeting, or a paper, is called: in the thread of a concern and in the chronology."""

from datetime import date

from concerns.models import Entry, Meeting, Plan, PlanReview

RISK = {
    PlanReview.Risk.UP: "risk higher than before",
    PlanReview.Risk.SAME: "risk the same",
    PlanReview.Risk.DOWN: "risk lower than before",
}
# Steps that the chronology leaves out: they tell of the work, and not of the child.
QUIET_STEPS = {
    Entry.Kind.PLAN: {"started", "written", "dropped", "owner"},
    Entry.Kind.MEETING: {"planned", "moved", "minutes", "report_sent", "owner"},
}


KEPT = {
    "letter": "Letter of a status noted",
    "minutes": "Minutes of a meeting noted",
    "referral": "Referral of a decision noted",
}


def plan_title(entry: Entry) -> str:
    """ "Safety plan reviewed: risk lower than before, still holds"."""
    facts = entry.facts
    plan, step = _label(Plan.Kind, facts.get("plan_kind", ""), "Plan"), facts.get("step")
    said = {
        "started": "begun",
        "written": f"written, version {facts.get('number', 1)}",
        "in_force": "put in force",
        "rewritten": f"written anew, version {facts.get('number', '')}",
        "reviewed": f"reviewed: {_review(facts)}",
        "ended": "ended",
        "dropped": "given up before it was in force",
        "owner": f"handed over to {facts.get('owner', '')}",
    }
    return f"{plan} {said.get(step, '')}".strip()


def _review(facts: dict) -> str:
    holds = "still holds" if facts.get("still_holds") else "no longer holds"
    return f"{RISK.get(facts.get('risk'), '')}, {holds}".lstrip(", ")


def meeting_title(entry: Entry) -> str:
    """ "Core group held"; of a correction, which meeting it is about."""
    facts = entry.facts
    meeting, step = _label(Meeting.Kind, facts.get("meeting_kind", ""), "Meeting"), facts.get("step")
    said = {
        "planned": f"{meeting} planned for {_day(facts)}",
        "moved": f"{meeting} moved to {_day(facts)}",
        "held": f"{meeting} held",
        "cancelled": f"{meeting} cancelled",
        "minutes": f"Minutes received: {meeting.lower()}",
        "report_sent": f"Report sent: {meeting.lower()}",
        "owner": f"{meeting} handed over to {facts.get('owner', '')}",
    }
    return said.get(step, meeting)


def paper_title(entry: Entry) -> str:
    """ "Received from Asif Rahman"; of a paper that bears out a date, which paper it is."""
    if entry.facts.get("step") == "kept":
        return KEPT.get(entry.facts.get("paper"), "Paper noted")
    return f"{'Sent to' if entry.facts.get('step') == 'sent' else 'Received from'} {entry.contact_with}"


def is_quiet(entry) -> bool:
    """Whether the chronology leaves this entry out."""
    return entry.facts.get("step") in QUIET_STEPS.get(entry.kind, ())


def _label(kinds, key: str, otherwise: str) -> str:
    return kinds(key).label if key in kinds.values else otherwise


def _day(facts: dict) -> str:
    if "due" not in facts:
        return "another day"
    day = date.fromisoformat(facts["due"])
    return f"{day.day} {day:%B} {day.year}"

"""What the record answers to a question of the case-record check, as a proposal with its reason in words.

A proposal is worked out each time and never kept: it counts for nothing until a person confirms it, and then it is
their answer. Where the record cannot know, there is none. A reason names no child and nobody else.
"""

from collections.abc import Callable

from audits.rating import Rating
from audits.reports.figures import Proposal
from concerns.freshness import ClockState, in_full
from concerns.models import Meeting, Plan
from safeguarding.home.case_check.facts import FileFacts

RED, AMBER, GREEN, NOT_APPLICABLE = Rating.RED, Rating.AMBER, Rating.GREEN, Rating.NOT_APPLICABLE
CHILD_PLANS = (Plan.Kind.RISK_CHILD, Plan.Kind.SAFETY)
Rule = Callable[[FileFacts], Proposal | None]


def proposals_of(facts: FileFacts) -> dict[str, Proposal]:
    """By the key of the question."""
    made = ((key, rule(facts)) for key, rule in RULES.items())
    return {key: proposal for key, proposal in made if proposal}


def _share(met: int, of: int, words: str) -> Proposal | None:
    """Green where all are met, red where none is, and amber between; nothing where there is nothing to look at."""
    if not of:
        return None
    rating = GREEN if met == of else AMBER if met else RED
    return Proposal(rating, f"{met} of {of} {words}.")


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _separate_file(facts: FileFacts) -> Proposal:
    status = ", ".join(each.get_kind_display().lower() for each in facts.statuses) or "no status"
    if marked := facts.pupil.main_file_marked_on:
        words = f"It is noted that the main file was marked on {in_full(marked)}. The file says: {status}."
        return Proposal(GREEN if facts.statuses else AMBER, words)
    return Proposal(AMBER, f"Nobody has noted that the main file is marked. The file says: {status}.")


def _front_sheet(facts: FileFacts) -> Proposal:
    people = _counted(len(facts.people), "person", "people")
    words = f"The front sheet names {people} around the child and shows the file in one order."
    return Proposal(GREEN if facts.people else AMBER, words)


def _people(facts: FileFacts) -> Proposal:
    if not facts.people:
        return Proposal(RED, "The front sheet names nobody around the child.")
    responsible = sum(each.responsibility is True for each in facts.people)
    known = sum(each.lives_with is not None for each in facts.people)
    words = (
        f"{responsible} of {_counted(len(facts.people), 'person', 'people')} on the front sheet have parental "
        f"responsibility; of {known} it is noted whether they live with the child. Who may be told is noted for each."
    )
    complete = responsible and known == len(facts.people)
    return Proposal(GREEN if complete else AMBER, words)


def _up_to_date(facts: FileFacts) -> Proposal | None:
    clock = facts.clock
    if clock is None:
        return None
    rating = {ClockState.FRESH: GREEN, ClockState.SOON: AMBER, ClockState.OVERDUE: RED}[clock.state]
    weeks = f"{clock.limit.amber_weeks} to {clock.limit.red_weeks}"
    if clock.limit.amber_weeks == clock.limit.red_weeks:
        weeks = str(clock.limit.red_weeks)
    return Proposal(
        rating,
        f"{clock.status.label}, with a limit of {weeks} weeks. Last meeting or update: {in_full(clock.since)}, "
        f"{clock.age.lower()}.",
    )


def _agencies(facts: FileFacts) -> Proposal | None:
    if not (facts.professionals or facts.meetings or facts.referrals):
        return None
    missing = "; ".join(dict.fromkeys(gap.name.lower() for gap in facts.gaps))
    words = (
        f"{_counted(facts.professionals, 'professional is', 'professionals are')} named, and "
        f"{_counted(len(facts.meetings), 'meeting', 'meetings')} held. "
    )
    if missing:
        return Proposal(AMBER, f"{words}The papers lack: {missing}.")
    return Proposal(GREEN if facts.professionals else AMBER, f"{words}No paper is missing.")


def _from_concern_to_decision(facts: FileFacts) -> Proposal | None:
    if not facts.concerns:
        return None
    decided = sum(each.decided_on is not None for each in facts.concerns)
    unexplained = [each for each in facts.late if each.pk not in facts.explained]
    words = f"{decided} of {_counted(len(facts.concerns), 'concern has', 'concerns have')} a decision with its reason. "
    if not facts.late:
        words += "None was written down or triaged late."
    else:
        words += (
            f"{_counted(len(facts.late), 'was', 'were')} late, {len(facts.late) - len(unexplained)} of them with the "
            "reason for the delay."
        )
    if decided == len(facts.concerns) and not unexplained:
        return Proposal(GREEN if not facts.late else AMBER, words)
    return Proposal(AMBER if decided else RED, words)


def _referral_outcome(facts: FileFacts) -> Proposal:
    if not facts.referrals:
        return Proposal(NOT_APPLICABLE, "No referral was sent in this year.")
    answered = sum(each.decided_at is not None for each in facts.referrals)
    late = [each for each in facts.referrals if each.is_late]
    pressed = sum(each.was_pressed for each in late)
    words = f"{answered} of {_counted(len(facts.referrals), 'referral has', 'referrals have')} an answer on record."
    if late:
        words += f" Late: {len(late)}, of which {pressed} chased or challenged."
    if answered == len(facts.referrals):
        return Proposal(GREEN, words)
    return Proposal(AMBER if pressed == len(late) else RED, words)


def _views(facts: FileFacts) -> Proposal | None:
    asked = sum(bool(each.child_view.strip() and each.family_view.strip()) for each in facts.decisions)
    return _share(asked, len(facts.decisions), "decisions give the child’s view and the family’s")


def _advice(facts: FileFacts) -> Proposal | None:
    advised = sum(bool(each.advice.strip()) for each in facts.decisions)
    if not advised:
        return None
    return Proposal(
        GREEN,
        f"{advised} of {_counted(len(facts.decisions), 'decision', 'decisions')} name the advice taken.",
    )


def _chronology(facts: FileFacts) -> Proposal | None:
    covered = facts.coverage
    return _share(
        covered.with_effect,
        covered.significant,
        "significant events in the chronology show the effect on the child",
    )


def _contacts(facts: FileFacts) -> Proposal:
    said = _counted(
        facts.contacts, "call, e-mail, meeting or talk is", "calls, e-mails, meetings or talks are"
    )
    return Proposal(GREEN if facts.contacts else AMBER, f"{said} on file.")


def _plans_of(*kinds: str) -> Rule:
    def rule(facts: FileFacts) -> Proposal:
        plans = [each for each in facts.plans if each.kind in kinds]
        if not plans:
            return Proposal(NOT_APPLICABLE, "No such plan is on file.")
        reviews = [each for each in facts.reviews if each.plan.kind in kinds]
        held = sum(each.held for each in reviews)
        words = f"{_counted(len(plans), 'plan is', 'plans are')} on file. "
        if not reviews:
            return Proposal(GREEN, words + "No review was due yet.")
        rating = GREEN if held == len(reviews) else AMBER if held else RED
        return Proposal(
            rating, words + f"{held} of {_counted(len(reviews), 'review', 'reviews')} held by the day set."
        )

    return rule


def _voice(facts: FileFacts) -> Proposal | None:
    covered = facts.coverage
    return _share(
        covered.with_words, covered.significant, "significant events show the child’s own words or view"
    )


def _challenge(facts: FileFacts) -> Proposal:
    if not facts.challenges:
        return Proposal(NOT_APPLICABLE, "No disagreement with another service is on record.")
    ended = sum(not each.is_open for each in facts.challenges)
    there_are = _counted(len(facts.challenges), "challenge is", "challenges are")
    words = f"{there_are} on record with the reason and the effect; {ended} of them with an outcome."
    return Proposal(GREEN if ended == len(facts.challenges) else AMBER, words)


def _actions(facts: FileFacts) -> Proposal | None:
    due = [each for each in facts.actions if each.state != "open" or each.due_on < facts.today]
    shown = sum(each.state != "open" and bool(each.result.strip()) for each in due)
    return _share(shown, len(due), "actions that were due show what came of them")


def _multi_agency(facts: FileFacts) -> Proposal | None:
    there = sum(each.school_attended is True for each in facts.meetings if each.kind != Meeting.Kind.OTHER)
    meetings = [each for each in facts.meetings if each.kind != Meeting.Kind.OTHER]
    return _share(there, len(meetings), "meetings with other services had somebody of the school in them")


# Whether the file as a whole shows good work (case-overall) is for a person alone to say.
RULES: dict[str, Rule] = {
    "case-confidential-file": _separate_file,
    "case-front-sheet": _front_sheet,
    "case-people": _people,
    "case-up-to-date": _up_to_date,
    "case-other-agencies": _agencies,
    "case-concerns": _from_concern_to_decision,
    "case-referral-outcome": _referral_outcome,
    "case-consent-and-views": _views,
    "case-working-together": _advice,
    "case-chronology": _chronology,
    "case-contacts": _contacts,
    "case-risk-child": _plans_of(*CHILD_PLANS),
    "case-risk-adult": _plans_of(Plan.Kind.RISK_ADULT),
    "case-childs-voice": _voice,
    "case-challenge": _challenge,
    "case-feedback": _actions,
    "case-multi-agency": _multi_agency,
}

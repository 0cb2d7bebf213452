"""Words that are ready to be said or sent when an agency is asked for its answer, or challenged.

They hold no name of a child: initials, the day of the referral and a reference find it. Whoever rings gives the name
once it is known who listens. Other children are "another child", and shielded words are left out, as in every print.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from concerns.escalation import Ladder
from concerns.models import Challenge, Concern, Pupil, Referral, Shield
from concerns.referral_clock import DECIDED_WITHIN, NO_LAW_SAYS, Stopwatch
from concerns.reports.agency_words import UNDER
from concerns.reports.masking import Veil, initials, initials_of, veil_of
from safeguarding.models import User


@dataclass(frozen=True)
class ReadyWords:
    """What to say on the telephone, and what to write. ``call`` is empty where only writing makes sense."""

    subject: str
    email: str
    call: str = ""


def chase_words(referral: Referral, watch: Stopwatch, *, reference: str, by: User) -> ReadyWords:
    """Asking for an answer. ``reference`` is the agency's own, if they gave one."""
    sent = timezone.localtime(referral.sent_at)
    what = f"our referral of {_day(sent.date())}, {sent:%H:%M}, {ROUTES[referral.route]}{UNDER.get(referral.basis, '')}"
    found_by = _found_by(referral.pupil, reference, referral.concern)
    due = _due(referral, watch)
    asks = [
        "Have you received it, and who has it?",
        "What have you decided, and why? If nothing is decided: by when will it be?",
        "What do you need from us?",
        "What should we do for the child until then?",
    ]
    further = "If no answer comes, we begin the procedure for disagreements between professionals."
    numbered = [f"{n}. {ask}" for n, ask in enumerate(asks, start=1)]
    return ReadyWords(
        subject=f"Referral of {_day(sent.date())}: we wait for {watch.waits_for}",
        email=_text(
            "Hello,",
            f"We wait for {watch.waits_for} to {what}. {found_by}",
            due,
            "\n".join(["Please tell us:", *numbered]),
            further,
            _signed(by, referral),
        ),
        call=_text(
            f"This is {by.name}, {referral.school.name}, safeguarding. I ring about {what}.",
            f"Who are you, and in which team? [Write it down.] {found_by} "
            "[Give the name and the date of birth only now that you know who listens.]",
            due,
            "\n".join(numbered),
            f"{further} [Write down what was said, and when they will answer.]",
        ),
    )


ROUTES = {
    Referral.Route.PHONE: "made by telephone",
    Referral.Route.FORM: "on your form",
    Referral.Route.EMAIL: "by secure e-mail",
    Referral.Route.PERSON: "made in person",
}


def _due(referral: Referral, watch: Stopwatch) -> str:
    if referral.basis not in DECIDED_WITHIN:
        return (
            f"We ask for an acknowledgement within one working day, and for a decision within {NO_LAW_SAYS}."
        )
    late = f" That is {watch.lateness}." if watch.is_late else ""
    return (
        f"Working Together asks for an acknowledgement and a decision within one working day: by {_day(watch.due_on)}."
        f"{late}"
    )


def challenge_words(challenge: Challenge, ladder: Ladder, veil: Veil, *, by: User) -> ReadyWords:
    """The challenge at its present stage, as a letter. ``veil`` is what ``veil_for_sending`` gives."""
    rung = ladder.at(challenge.stage)
    own = initials_of(challenge.pupil)
    said = lambda text: own.over(veil.over(text))  # noqa: E731
    stage = f"stage {challenge.stage}, {challenge.stage_title[:1].lower()}{challenge.stage_title[1:]}"
    return ReadyWords(
        subject=f"Professional disagreement, stage {challenge.stage}",
        email=_text(
            f"To {rung.with_whom}," if rung else "Hello,",
            f"We disagree with a decision about a child in our school, and raise it under the procedure for settling "
            f"disagreements between professionals: {stage}. {_found_by(challenge.pupil, '', challenge.concern)}",
            f"What we dispute: {said(challenge.disputed)}",
            f"Why: {said(challenge.why)}",
            f"What it does to the child: {said(challenge.effect)}",
            f"Please answer by {_day(challenge.answer_due_on)}: what do you decide now, and why?",
            _signed(by, challenge),
        ),
    )


def veil_for_sending(pupil: Pupil, concern: Concern | None) -> Veil:
    """As on paper: every other child masked, and no shielded word."""
    children = [pupil]
    if concern is not None:
        children += Pupil.objects.filter(concern_links__concern=concern).exclude(pk=pupil.pk)
    shields = Shield.objects.current().filter(pupil__in=children)
    roll = Pupil.objects.filter(school=pupil.school_id).exclude(pk=pupil.pk)
    roll = roll.only("first_name", "last_name", "known_as", "year_group").order_by()
    return veil_of([pupil], children[1:], shields, roll, on_paper=True)


def _found_by(pupil: Pupil, reference: str, concern: Concern | None) -> str:
    theirs = f"Your reference is {reference}. " if reference else ""
    ours = f"Our reference is {concern.reference}. " if concern else ""
    return f"{theirs}{ours}The child’s initials are {initials(pupil)}"


def _signed(by: User, row) -> str:
    return f"{by.name}\n{row.school.name}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _text(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)

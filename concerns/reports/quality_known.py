"""What the records already say to the questions of a checklist: a proposal with its reason, never an answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from concerns.delay import delays_of
from concerns.models import (
    Action,
    ChecklistQuestion,
    Concern,
    ConcernLink,
    Entry,
    QualityAnswer,
    QualityCode,
    Referral,
    Standing,
)
from concerns.plain_words import advice_on
from concerns.reports.delays import course_of
from concerns.reports.report_check import SENTENCES
from safeguarding.working_days import TermDates

Known, Kind = ChecklistQuestion.Known, Entry.Kind
YES, PARTLY, NO, NOT_APPLICABLE = QualityAnswer.Answer


@dataclass(frozen=True)
class Proposal:
    """What the record would answer, and why."""

    answer: str
    reason: str

    @property
    def words(self) -> str:
        return f"The record suggests “{QualityAnswer.Answer(self.answer).label.lower()}”: {self.reason}"


@dataclass(frozen=True)
class Record:
    """What is asked about: one concern with what hangs on it, read beforehand."""

    concern: Concern
    links: tuple[ConcernLink, ...]
    entries: tuple[Entry, ...]  # oldest first, without what was struck
    actions: tuple[Action, ...]
    referrals: tuple[Referral, ...]
    today: date
    codes: tuple[QualityCode, ...] = ()
    terms: tuple[TermDates, ...] = field(default=())

    def of(self, *kinds: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind in kinds]


def proposals(questions: Iterable[ChecklistQuestion], record: Record) -> dict[str, Proposal]:
    """By the key of the question, where the record has something to say."""
    made = {each.key: RULES[each.known](record) for each in questions if each.known in RULES}
    return {key: proposal for key, proposal in made.items() if proposal}


def _when(record: Record) -> Proposal:
    sure = record.concern.when_sure
    if sure in (Concern.WhenSure.EXACT, Concern.WhenSure.ABOUT):
        return Proposal(YES, "it gives the day and the time.")
    if sure == Concern.WhenSure.DAY:
        return Proposal(PARTLY, "it gives the day and no time.")
    if sure == Concern.WhenSure.OVER_TIME:
        return Proposal(PARTLY, "it says that it was over some time.")
    return Proposal(NO, "the reporter did not know when.")


def _where(record: Record) -> Proposal:
    unknown = record.concern.where == Concern.Where.UNKNOWN
    return Proposal(NO, "the place is not known.") if unknown else Proposal(YES, "it names the place.")


def _who(record: Record) -> Proposal:
    left = [link for link in record.links if link.pupil_id is None]
    if left:
        return Proposal(PARTLY, f"{_of(left, record.links, 'child', 'children')} not matched to the roll.")
    return Proposal(YES, "each child is matched to the roll, with their part.")


def _child_words(record: Record) -> Proposal:
    if record.concern.own_words.strip():
        return Proposal(YES, "the report has the child’s words.")
    if any(entry.kind == Kind.CHILD_WORDS or entry.own_words.strip() for entry in record.entries):
        return Proposal(YES, "they were added after the report.")
    return Proposal(NO, "neither the report nor a later entry has them.")


def _plain_words(record: Record) -> Proposal:
    concern = record.concern
    texts = {name: getattr(concern, name) for name in SENTENCES}
    names = [
        name for link in record.links if link.pupil for name in (link.pupil.first_name, link.pupil.last_name)
    ]
    noticed = len(advice_on(texts, names=tuple(names), time_given=concern.happened_at is not None))
    if noticed:
        return Proposal(PARTLY, f"the check of plain words notices {_counted(noticed, 'thing')}.")
    return Proposal(YES, "the check of plain words notices nothing.")


def _in_time(record: Record) -> Proposal:
    course = course_of(record.concern, record.entries)
    over = [each for each in delays_of(course, terms=record.terms, today=record.today) if each.is_over]
    if not over:
        return Proposal(YES, "each step was within its limit.")
    told = "; ".join(f"{each.name.lower()}: {each.words.lower()}, {each.limit_words}" for each in over)
    if all(each.has_reason for each in over):
        return Proposal(PARTLY, f"{told}. The reason is given.")
    return Proposal(NO, f"{told}. No reason is given.")


def _decision(record: Record) -> Proposal:
    decided = record.of(Kind.DECISION)
    if not decided:
        return Proposal(NO, "there is no decision.")
    return Proposal(
        YES, f"{_counted(len(decided), 'decision')}, each with a reason. Is it one that you can follow?"
    )


def _actions(record: Record) -> Proposal:
    if not record.actions:
        return Proposal(NOT_APPLICABLE, "no action was planned.")
    late = [each for each in record.actions if each.days_late(record.today)]
    waiting = [each for each in record.actions if each.state == Action.State.OPEN]
    if late:
        return Proposal(NO, f"{_of(late, record.actions, 'action', 'actions')} late.")
    if waiting:
        return Proposal(PARTLY, f"{_of(waiting, record.actions, 'action', 'actions')} still open.")
    return Proposal(YES, f"{_counted(len(record.actions), 'action')}, each ended with what came of it.")


def _referral(record: Record) -> Proposal:
    sent = [each for each in record.referrals if each.state != Referral.State.WITHDRAWN]
    if not sent:
        return Proposal(NOT_APPLICABLE, "there was no referral.")
    waiting = [each for each in sent if each.state != Referral.State.ACCEPTED]
    if waiting:
        return Proposal(PARTLY, f"{_of(waiting, sent, 'referral', 'referrals')} not settled.")
    return Proposal(YES, f"{_counted(len(sent), 'referral')}, each with its answer.")


def _family(record: Record) -> Proposal | None:
    decided = record.of(Kind.DECISION)
    if any(entry.family_told is not None or entry.family_view.strip() for entry in decided):
        return Proposal(YES, "a decision says whether the family was told, or what they think.")
    return Proposal(NO, "no decision says so.") if decided else None


def _feedback(record: Record) -> Proposal:
    told = record.of(Kind.FEEDBACK)
    if any(entry.text.strip() for entry in told):
        return Proposal(YES, "the reporter was told.")
    if told:
        return Proposal(PARTLY, "the reporter was not told, and the record says why.")
    return Proposal(NO, "there is no feedback.")


def _category(record: Record) -> Proposal | None:
    if any(link.subcategory and link.subcategory.is_other for link in record.links):
        return Proposal(PARTLY, "it stands under “Other”.")
    if not record.codes:
        return None
    if all(code.category_id == code.schools_own_id for code in record.codes):
        return Proposal(YES, "you chose the same one.")
    mine = "; ".join(dict.fromkeys(code.category.title for code in record.codes))
    theirs = "; ".join(dict.fromkeys(code.schools_own.title for code in record.codes if code.schools_own))
    return Proposal(PARTLY, f"you chose {mine}, the school {theirs}.")


def _risk(record: Record) -> Proposal:
    if not any(link.subcategory and link.subcategory.is_child_on_child for link in record.links):
        return Proposal(NOT_APPLICABLE, "the category is not of another child’s behaviour.")
    answers = [entry.facts.get("risk_assessment") for entry in record.of(Kind.JUSTIFICATION)]
    if not answers:
        return Proposal(NO, "it is not answered.")
    if answers[-1] == Entry.Risk.NOT_NEEDED:
        return Proposal(PARTLY, "it says that none is needed. Is the reason one that you can follow?")
    return Proposal(YES, "it was made, reviewed, or still stands.")


def _outcome(record: Record) -> Proposal:
    if record.of(Kind.OUTCOME):
        return Proposal(YES, "the record says what came of it.")
    if record.concern.standing.state == Standing.State.RESOLVED:
        return Proposal(NO, "it is resolved without it.")
    return Proposal(NOT_APPLICABLE, "the concern is still open.")


RULES = {
    Known.WHEN: _when,
    Known.WHERE: _where,
    Known.WHO: _who,
    Known.CHILD_WORDS: _child_words,
    Known.PLAIN_WORDS: _plain_words,
    Known.IN_TIME: _in_time,
    Known.DECISION: _decision,
    Known.ACTIONS: _actions,
    Known.REFERRAL: _referral,
    Known.FAMILY: _family,
    Known.FEEDBACK: _feedback,
    Known.CATEGORY: _category,
    Known.RISK: _risk,
    Known.OUTCOME: _outcome,
}


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"


def _of(part, whole, one: str, several: str) -> str:
    return f"{len(part)} of {len(whole)} {one if len(whole) == 1 else several} {'is' if len(part) == 1 else 'are'}"

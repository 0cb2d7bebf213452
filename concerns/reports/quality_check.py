"""Quality checks as pages show them: the list, and one check with its results, findings and what was said."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from concerns.agreement import Agreement, agreement_of
from concerns.models import (
    Action,
    ChecklistQuestion,
    QualityAnswer,
    QualityCheck,
    QualityFinding,
    QualityItem,
    QualityStep,
)
from concerns.sampled import shut_out_of
from safeguarding.access.permissions import P
from safeguarding.masking import MOST, Shown, masked_sums, plain
from safeguarding.models import School, User

Answer = QualityAnswer.Answer


@dataclass(frozen=True)
class Counts:
    """How many records had which answer to one question, as the reader may see it."""

    key: str
    question: str
    shown: tuple[tuple[str, Shown], ...]  # by the word of the answer
    total: int

    @property
    def in_words(self) -> str:
        """ "6 yes, 1 to 5 no": what nobody answered is left out, and what is hidden says so."""
        told = [
            f"{label.lower()} hidden" if count.is_hidden else f"{count} {label.lower()}"
            for label, count in self.shown
            if count.number != 0
        ]
        return ", ".join(told) or "no answer"


@dataclass(frozen=True)
class Coding:
    """How far the checker's blind categories and the school's agree, as the reader may see it."""

    pairs: int
    agreed: Shown
    words: str

    @property
    def count(self) -> str:
        if self.agreed.is_hidden:
            return f"How many of {self.pairs} are the same is hidden."
        return f"{self.agreed} of {self.pairs} the same."


@dataclass(frozen=True)
class Share:
    """A part of the children from whose concerns was drawn."""

    label: str
    count: Shown
    of: int

    @property
    def words(self) -> str:
        return f"Hidden, of {self.of}" if self.count.is_hidden else f"{self.count} of {self.of}"


@dataclass(frozen=True)
class ItemLine:
    """One drawn record in the checker's list."""

    item: QualityItem
    answered: int
    questions: int
    coded: bool

    @property
    def is_done(self) -> bool:
        return self.answered == self.questions and self.coded

    @property
    def state(self) -> str:
        if self.is_done:
            return "Checked"
        return f"{self.answered} of {self.questions} answered" if self.answered else "Not begun"


@dataclass(frozen=True)
class ActionLine:
    """An action that a finding became."""

    action: Action
    days_late: int


@dataclass(frozen=True)
class FindingLine:
    """One finding with what became of it."""

    finding: QualityFinding
    actions: tuple[ActionLine, ...]

    @property
    def look(self) -> str:
        return {"now": "late", "mend": "waiting", "think": "open"}.get(self.finding.weight, "draft")


@dataclass(frozen=True)
class CheckPage:
    """One check."""

    check: QualityCheck
    drawn: int
    items: tuple[ItemLine, ...]
    results: tuple[Counts, ...]
    coding: Coding | None
    shares: tuple[Share, ...]
    groups: tuple[tuple[str, Shown, int], ...]
    findings: tuple[FindingLine, ...]
    steps: tuple[QualityStep, ...]
    masked: bool

    @property
    def left(self) -> int:
        return sum(not line.is_done for line in self.items)

    @property
    def read(self) -> QualityStep | None:
        return next((step for step in self.steps if step.kind == QualityStep.Kind.READ), None)


@dataclass(frozen=True)
class CheckLine:
    """One check of the list."""

    check: QualityCheck
    drawn: int
    checked: int
    is_mine: bool
    findings: int
    is_read: bool

    @property
    def look(self) -> str:
        if self.check.is_open:
            return "waiting" if self.is_mine else "open"
        return "new" if self.check.is_finished and not self.is_read else "plain"

    @property
    def state(self) -> str:
        if self.check.is_open:
            return f"{self.checked} of {self.drawn} checked" if self.is_mine else "Open"
        if self.check.is_finished and not self.is_read:
            return "Feedback sent"
        return self.check.get_state_display()


def check_lines(checks: Iterable[QualityCheck], *, reader: User) -> tuple[CheckLine, ...]:
    """The list, newest first; the number of queries does not grow with it."""
    rows = with_answers(checks, reader)
    return tuple(_line(check, reader) for check in rows)


def with_answers(checks, reader: User):
    """Checks with their records, answers and categories at hand, without records from which the reader is shut out."""
    items = QualityItem.objects.exclude(concern__in=shut_out_of(reader)).order_by("order")
    items = items.prefetch_related("answers", "codes__category", "codes__schools_own")
    findings = QualityFinding.objects.exclude(item__concern__in=shut_out_of(reader)).order_by("pk")
    return checks.select_related("school", "checker", "checklist").prefetch_related(
        Prefetch("items", items, to_attr="drawn"), Prefetch("findings", findings, to_attr="found"), "steps",
        "checklist__questions",
    )  # fmt: skip


def _line(check: QualityCheck, reader: User) -> CheckLine:
    lines = item_lines(check)
    return CheckLine(
        check=check,
        drawn=len(lines),
        checked=sum(line.is_done for line in lines),
        is_mine=check.is_checked_by(reader),
        findings=len(check.found) if check.is_finished else 0,
        is_read=any(step.kind == QualityStep.Kind.READ for step in check.steps.all()),
    )


def item_lines(check: QualityCheck) -> tuple[ItemLine, ...]:
    questions = len(check.checklist.questions.all())
    return tuple(
        ItemLine(item, len(newest(item)), questions, not check.blind or bool(item.codes.all()))
        for item in check.drawn
    )


def newest(item: QualityItem) -> dict[int, QualityAnswer]:
    """The newest answer to each question."""
    rows = sorted(item.answers.all(), key=lambda row: row.number)
    return {row.question_id: row for row in rows}


def may_open_records(user: User, school: School) -> bool:
    """Whether small counts of this school's records are shown to the person."""
    return user.holdings.may(P.CONCERN_VIEW, school.pk)


def check_page(check: QualityCheck, *, reader: User, today: date | None = None) -> CheckPage:
    """One check for one reader: its records to the checker while it is open, its results once it is finished."""
    today = today or timezone.localdate()
    check = with_answers(QualityCheck.objects.filter(pk=check.pk), reader).get()
    hides = not may_open_records(reader, check.school)
    mine, done = check.is_checked_by(reader), check.is_finished
    return CheckPage(
        check=check,
        drawn=len(check.drawn),
        items=item_lines(check) if mine else (),
        results=results_of(check, hides) if done else (),
        coding=coding_of([check], hides) if done and check.blind else None,
        shares=shares_of([check], hides) if check.checker_id == reader.pk or done else (),
        groups=_groups(check, hides) if check.checker_id == reader.pk else (),
        findings=_findings(check, today) if mine or done else (),
        steps=tuple(check.steps.all()),
        masked=hides,
    )


def results_of(check: QualityCheck, hides: bool) -> tuple[Counts, ...]:
    """By question, in the order of the list."""
    answers = [newest(item) for item in check.drawn]
    return tuple(counts_of(each, answers, hides) for each in check.checklist.questions.all())


def counts_of(question: ChecklistQuestion, answers: list[dict], hides: bool) -> Counts:
    found = Counter(row[question.pk].answer for row in answers if question.pk in row)
    shown = parts_of([found[answer] for answer in Answer], hides)
    return Counts(
        question.key, question.text, tuple(zip(Answer.labels, shown, strict=True)), sum(found.values())
    )


def parts_of(counts: Sequence[int], hides: bool) -> tuple[Shown, ...]:
    """Counts that add up to a whole which the reader knows anyway, such as how many records were drawn.

    What is kept back grows until the whole gives no small count away.
    """
    if not hides:
        return tuple(map(plain, counts))
    # The whole stands in the sum as a count that is no small one, and so does what makes up for it.
    far = 1_000
    counted = dict(enumerate(counts)) | {"far": far, "whole": sum(counts) + far}
    parts = [*range(len(counts)), "far"]
    kept_back: list[int] = []
    while True:
        shown = masked_sums(counted, [("whole", parts)], hidden=kept_back)
        left = [at for at in range(len(counts)) if at not in kept_back]
        if (shown["whole"].is_number and shown["far"].is_number) or not left:
            return tuple(shown[at] for at in range(len(counts)))
        kept_back.append(min(left, key=lambda at: (not counts[at], counts[at] <= MOST, counts[at])))


def agreement_in(checks: Iterable[QualityCheck]) -> Agreement:
    codes = [code for check in checks for item in check.drawn for code in item.codes.all()]
    return agreement_of((code.category.key, code.schools_own.key) for code in codes if code.schools_own)


def coding_of(checks: Iterable[QualityCheck], hides: bool) -> Coding:
    """Where the count is kept back, so is kappa: it could be worked out from it."""
    found = agreement_in(checks)
    agreed, _ = parts_of([found.agreed, found.pairs - found.agreed], hides)
    told = found.words if agreed.is_number else "Kappa is hidden, since it would give a small count away."
    return Coding(found.pairs, agreed, told)


def shares_of(checks: Iterable[QualityCheck], hides: bool) -> tuple[Share, ...]:
    """Of all children from whose concerns was drawn: how many stand under "Other", and whose category was changed."""
    frames = [check.frame for check in checks]
    whole = sum(frame.get("children", 0) for frame in frames)
    made = []
    for key, label in (("other", "Under “Other”"), ("changed", "Category changed after triage")):
        part = sum(frame.get(key, 0) for frame in frames)
        shown, _ = parts_of([part, whole - part], hides)
        made.append(Share(label, shown, whole))
    return tuple(made)


def _groups(check: QualityCheck, hides: bool) -> tuple[tuple[str, Shown, int], ...]:
    """How the sample is spread: of how many records of each group how many were drawn."""
    found = check.frame.get("groups", []) if check.grouping else []
    sizes = parts_of([size for _, size, _ in found], hides)
    return tuple((label, size, drawn) for (label, _, drawn), size in zip(found, sizes, strict=True))


def _findings(check: QualityCheck, today: date) -> tuple[FindingLine, ...]:
    keys = [finding.pk for finding in check.found]
    of_finding = {key: [] for key in keys}
    for action in Action.objects.filter(finding__in=keys).select_related("owner").order_by("pk"):
        of_finding[action.finding_id].append(ActionLine(action, action.days_late(today)))
    questions = {each.pk: each for each in check.checklist.questions.all()}
    items = {each.pk: each for each in check.drawn}
    for finding in check.found:
        finding.question = questions.get(finding.question_id)
        finding.item = items.get(finding.item_id)
    return tuple(FindingLine(finding, tuple(of_finding[finding.pk])) for finding in check.found)

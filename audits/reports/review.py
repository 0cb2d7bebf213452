"""The review of an audit as page and paper print it: questions with their replies, advice, and who signed what."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from audits.models import Audit, Comment, Item, Question, Reply, ReviewStep
from audits.reports.wording import check_in_words, counted, in_words

Kind, Side = ReviewStep.Kind, ReviewStep.Side


@dataclass(frozen=True)
class AboutLine:
    """What is said of one item, or of the whole audit where ``item_key`` is empty."""

    key: str
    revision: int
    item_key: str
    item_ref: str
    item_title: str
    by: str
    on: date
    text: str

    @property
    def about(self) -> str:
        return f"{self.item_ref}. {self.item_title}" if self.item_key else "the whole audit"

    @property
    def anchor(self) -> str:
        return f"said-{self.key}"


@dataclass(frozen=True)
class ReplyLine:
    by: str
    on: date
    text: str
    next_meeting: bool


@dataclass(frozen=True)
class QuestionLine(AboutLine):
    """A question with its replies, oldest first."""

    replies: tuple[ReplyLine, ...]

    @property
    def is_settled(self) -> bool:
        """Whether it has a reply, or was taken to the next meeting."""
        return bool(self.replies)


@dataclass(frozen=True)
class StepLine:
    """One person's word on one revision."""

    revision: int
    kind: str
    side: str
    by: str
    role: str
    on: date
    words: str
    content_hash: str

    @property
    def who(self) -> str:
        """ "Helen Marsh, safeguarding governor"."""
        return f"{self.by}, {self.role.lower()}" if self.role else self.by

    @property
    def check_in_words(self) -> str:
        return check_in_words(self.content_hash, groups=4)

    @property
    def what(self) -> str:
        """ "Signed for the governors", "Returned to the school"."""
        said = Kind(self.kind).label
        if self.kind == Kind.SIGNED:
            return f"{said} {Side(self.side).label.lower()}"
        if self.kind == Kind.REOPENED:
            return f"Asked to open it again, {Side(self.side).label.lower()}"
        return said


@dataclass(frozen=True)
class Review:
    """All that was said of an audit while it was read: of this revision, and of those before it."""

    revision: int
    questions: tuple[QuestionLine, ...]
    earlier_questions: tuple[QuestionLine, ...]
    comments: tuple[AboutLine, ...]
    steps: tuple[StepLine, ...]
    earlier_steps: tuple[StepLine, ...]

    @property
    def unsettled(self) -> tuple[QuestionLine, ...]:
        return tuple(question for question in self.questions if not question.is_settled)

    @property
    def replied(self) -> int:
        return len(self.questions) - len(self.unsettled)

    @property
    def for_governors(self) -> StepLine | None:
        return self._step(Kind.SIGNED, Side.GOVERNORS)

    @property
    def for_school(self) -> StepLine | None:
        return self._step(Kind.SIGNED, Side.SCHOOL)

    @property
    def signatures(self) -> tuple[StepLine, ...]:
        """In the order of signing."""
        return tuple(step for step in (self.for_governors, self.for_school) if step)

    @property
    def reopenings(self) -> tuple[StepLine, ...]:
        """Who asked to open this revision again."""
        return tuple(step for step in self.steps if step.kind == Kind.REOPENED)

    @property
    def withdrawn(self) -> StepLine | None:
        return self._step(Kind.WITHDRAWN, Side.SCHOOL)

    @property
    def came_back(self) -> tuple[StepLine, ...]:
        """Why this revision was begun: the words that brought the one before it back."""
        before = [step for step in self.earlier_steps if step.revision == self.revision - 1]
        return tuple(step for step in before if step.kind in (Kind.RETURNED, Kind.REOPENED))

    @property
    def sealed(self) -> str:
        """The hash that two people signed; empty until both have."""
        both = self.for_governors and self.for_school
        return self.for_school.content_hash if both else ""

    @property
    def sentence(self) -> str:
        """How the review stands."""
        return f"{self._asked} {self._signed}"

    @property
    def _asked(self) -> str:
        asked, open_ = len(self.questions), len(self.unsettled)
        if not asked:
            return "No question was asked."
        said = f"{in_words(asked)} question{' was' if asked == 1 else 's were'} asked"
        if not open_:
            return f"{said}, and {'it is' if asked == 1 else 'each is'} settled."
        return f"{said}; {counted(open_, 'has', 'have')} no reply yet."

    @property
    def _signed(self) -> str:
        if self.sealed:
            return "Two people signed it."
        if self.for_governors:
            return "It is signed for the governors, and not yet for the school."
        return "It is not signed."

    def about(self, item_key: str) -> "ItemTalk":
        """What was said of one item in this revision."""
        return ItemTalk(
            tuple(question for question in self.questions if question.item_key == item_key),
            tuple(comment for comment in self.comments if comment.item_key == item_key),
        )

    def _step(self, kind: str, side: str) -> StepLine | None:
        return next((step for step in self.steps if (step.kind, step.side) == (kind, side)), None)


@dataclass(frozen=True)
class ItemTalk:
    """Questions and comments about one item."""

    questions: tuple[QuestionLine, ...] = ()
    comments: tuple[AboutLine, ...] = ()


def read_review(audit: Audit) -> Review:
    """Read all of it; four queries, however much was said."""
    questions = [_question(row) for row in _asked(audit)]
    comments = (_about(row) for row in _with_item(Comment, audit))
    steps = [_step(row) for row in ReviewStep.objects.filter(audit=audit).order_by("pk")]
    now = audit.revision
    return Review(
        revision=now,
        questions=tuple(line for line in questions if line.revision == now),
        earlier_questions=tuple(line for line in questions if line.revision < now),
        comments=tuple(line for line in comments if line.revision == now),
        steps=tuple(line for line in steps if line.revision == now),
        earlier_steps=tuple(line for line in steps if line.revision < now),
    )


def _asked(audit: Audit):
    replies = Prefetch("replies", Reply.objects.order_by("pk"))
    return _with_item(Question, audit).prefetch_related(replies)


def _with_item(model, audit: Audit):
    rows = model.objects.filter(audit=audit).select_related("item")
    return rows.only(
        *("public_id", "revision", "by_name", "at", "text"), *(f"item__{name}" for name in ITEM)
    ).order_by("pk")


ITEM = ("key", "ref", "title")


def _about(row: Question | Comment) -> AboutLine:
    return AboutLine(**_facts(row))


def _question(row: Question) -> QuestionLine:
    return QuestionLine(**_facts(row), replies=tuple(_reply(reply) for reply in row.replies.all()))


def _facts(row: Question | Comment) -> dict:
    item = row.item or Item()
    return {
        "key": row.public_id,
        "revision": row.revision,
        "item_key": item.key,
        "item_ref": item.ref,
        "item_title": item.title,
        "by": row.by_name,
        "on": timezone.localdate(row.at),
        "text": row.text,
    }


def _reply(row: Reply) -> ReplyLine:
    return ReplyLine(row.by_name, timezone.localdate(row.at), row.text, row.kind == Reply.Kind.NEXT_MEETING)


def _step(row: ReviewStep) -> StepLine:
    day = timezone.localdate(row.at)
    return StepLine(row.revision, row.kind, row.side, row.by_name, row.role, day, row.words, row.content_hash)

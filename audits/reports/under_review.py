"""What the review of an audit wants from one person: a reply, a reading, a signature, or a yes to open it again."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from audits.models import Audit, Question, Reply, ReviewStep
from audits.reports.wording import counted, in_words
from safeguarding.access.permissions import P

State, Kind, Side = Audit.State, ReviewStep.Kind, ReviewStep.Side
PAGES = {"reply": "audit", "read": "summary", "review": "summary", "sign": "sign"}


@dataclass(frozen=True)
class ReviewLine:
    """One audit with what is to be done. ``kind`` is reply, read, review, sign or reopen."""

    audit: Audit
    kind: str
    many: int
    what: str
    url: str


def with_review(audits):
    """The audits with how many questions have no reply, and which side asked to open a signed one again."""
    now = {"audit": OuterRef("pk"), "revision": OuterRef("revision")}
    unsettled = Question.objects.filter(~Exists(Reply.objects.filter(question=OuterRef("pk"))), **now)
    number = unsettled.order_by().values("audit").annotate(n=Count("pk")).values("n")
    asked = ReviewStep.objects.filter(kind=Kind.REOPENED, **now).order_by("pk").values("side")[:1]
    return audits.annotate(
        open_questions=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        reopening=Subquery(asked),
    )


def is_moving() -> Q:
    """Audits between being sent and being signed, and signed ones: what ``review_line`` has something to say of."""
    return Q(state__in=(State.SUBMITTED, State.REVIEWED)) | Q(
        Exists(
            ReviewStep.objects.filter(audit=OuterRef("pk"), revision=OuterRef("revision"), kind=Kind.REOPENED)
        ),
        state=State.SIGNED,
    )


def review_line(audit: Audit, *, user_id: int, may: Callable[[P], bool]) -> ReviewLine | None:
    """What this person is to do about an audit from ``with_review``; nothing where others are."""
    if audit.state == State.SUBMITTED and may(P.AUDIT_ANSWER) and audit.open_questions:
        questions = counted(audit.open_questions, "question", "questions")
        return _line(audit, "reply", f"{questions} to answer.", audit.open_questions)
    if audit.state == State.SUBMITTED and may(P.AUDIT_REVIEW) and audit.lead_author_id != user_id:
        return _line(audit, "read" if audit.open_questions else "review", _to_review(audit.open_questions))
    if audit.state == State.REVIEWED and may(P.AUDIT_SIGN):
        return _line(audit, "sign", "Signed by the governor: the school signs next.")
    if audit.state == State.SIGNED and audit.reopening:
        return _reopening(audit, may)
    return None


def _to_review(open_questions: int) -> str:
    if not open_questions:
        return "Ready to read and sign."
    return f"Ready to read. {counted(open_questions, 'question has', 'questions have')} no reply yet."


def _reopening(audit: Audit, may) -> ReviewLine | None:
    if audit.reopening == Side.SCHOOL and may(P.AUDIT_REVIEW):
        page, who = "reopen_for_governors", "The school"
    elif audit.reopening == Side.GOVERNORS and may(P.AUDIT_SIGN):
        page, who = "reopen", "A governor"
    else:
        return None
    return _line(audit, "reopen", f"{who} asks to open it again.", page=page)


def _line(audit: Audit, kind: str, what: str, many: int = 1, page: str = "") -> ReviewLine:
    url = reverse(f"audits:{page or PAGES[kind]}", args=[audit.school.slug, audit.public_id])
    return ReviewLine(audit, kind, many, what, url)


SAID = {
    "reply": ("question about the audit waits for a reply", "questions about the audit wait for a reply"),
    "read": ("audit is ready to read", "audits are ready to read"),
    "review": ("audit is ready to read and sign", "audits are ready to read and sign"),
    "sign": ("audit waits for the school’s signature", "audits wait for the school’s signature"),
    "reopen": ("request to open an audit again waits for you", "requests to open audits again wait for you"),
}


def review_sentence(lines: list[ReviewLine]) -> str:
    """ "Two questions about the audit wait for a reply." """
    told = []
    for kind, (one, many) in SAID.items():
        if number := sum(line.many for line in lines if line.kind == kind):
            told.append(f"{in_words(number)} {one if number == 1 else many}.")
    return " ".join(told)

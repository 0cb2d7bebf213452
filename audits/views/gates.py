"""What stands before a signature, as ``partials/gate.html`` prints it."""

from django.urls import reverse

from audits.reports.audit_report import AuditReport
from audits.reports.review import Review
from audits.reports.wording import counted, day_in_words


def governors_gate(report: AuditReport, why_not: str, *, page: str = "") -> dict:
    """Before the governors sign. ``why_not``: why this person cannot review it; ``page``: where questions are."""
    missing = [{"text": why_not}] if why_not else []
    missing += [_reply_wanted(question, page) for question in report.review.unsettled]
    done = [] if report.counts.unanswered else ["Every item is answered"]
    done += ["You did not write any of it"] if not why_not else []
    done += _settled(report.review)
    whole = len(missing) + len(done)
    return {
        "missing": missing,
        "done": done,
        "intro": f"{len(missing)} of {whole} still missing" if missing else "",
    }


def _reply_wanted(question, page: str) -> dict:
    about = question.item_ref or "the whole audit"
    return {
        "text": f"A reply about {about}",
        "url": f"{page}#{question.anchor}",
        "after": ", or put it on the next meeting",
    }


def replies_gate(audit, review: Review) -> dict:
    """The same for the school: which questions wait for it."""
    missing = [
        {
            "text": f"A question about {question.item_ref or 'the whole audit'}",
            "url": reverse("audits:question", args=[audit.school.slug, audit.public_id, question.key]),
            "note": f"{question.by}, {day_in_words(question.on)}",
        }
        for question in review.unsettled
    ]
    return {"missing": missing, "done": ["It was sent to the governor", *_settled(review)]}


def _settled(review: Review) -> list[str]:
    return [f"{counted(review.replied, 'question is', 'questions are')} settled"] if review.replied else []

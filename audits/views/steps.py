"""One step of a review as a page: it says what will happen, asks for words, and acts."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render

from audits.forms.reviewing import WordsForm
from audits.models import Audit
from audits.reports.review import read_review
from safeguarding.access.permissions import P
from safeguarding.pdf import PdfFailed
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

NO_REPORT = "We could not make the final report, so nothing was done. Your words are still here. Try again."
TYPED = ("text", "statement", "reason")


def step_form(request, form_class: type[WordsForm], **kwargs) -> WordsForm:
    """The form as it was sent, or with words that were kept when a session ended, or empty."""
    data = request.POST if request.method == "POST" else words_again(request)
    return form_class(data, **kwargs)


def is_taken(request, form: WordsForm, act: Callable) -> bool:
    """Whether the form was sent and the step was taken; a refusal stands on the form, with all that was typed."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(by=request.user, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    except PdfFailed:
        form.add_error(None, NO_REPORT)
        form.is_our_fault = True
    return form.is_valid()


def step_page(request, template: str, audit, form: WordsForm | None, **context) -> HttpResponse:
    """The page of a step, or what is wrong with it."""
    shown = {"audit": audit, "form": form, "written_by": stamp_of(request.user)} | context
    return render(
        request, f"pages/audits/{template}.html", shown, status=503 if form and form.is_our_fault else 200
    )


def is_readable(request, audit) -> bool:
    """Whether the person may read it as it stands: what is under review is, and a draft only by its writers."""
    return Audit.objects.readable_by(request.user).filter(pk=audit.pk).exists()


def not_sent(request, audit) -> HttpResponse:
    """What a person may know of an audit that they may not read now; words that came too late are shown again."""
    context = {
        "audit": audit,
        "review": read_review(audit),
        "may_list": request.user.holdings.may(P.AUDIT_LIST, audit.school_id),
        "typed": next((request.POST[name] for name in TYPED if request.POST.get(name)), ""),
        "may_see_history": Audit.objects.with_history_for(request.user).filter(pk=audit.pk).exists(),
    }
    return render(request, "pages/audits/summary_not_sent.html", context)

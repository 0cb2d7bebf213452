"""One step on a row of case work: its form, what it does, and what happens when it is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from concerns.actions.casework import Overtaken
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

GONE = "That is not possible now. See how it stands."


@dataclass(frozen=True)
class Step:
    """A step of one noun: ``fits`` tells whether it is offered now, ``form`` makes it, ``act`` does it.

    ``beside`` gives what its page shows besides the form.
    """

    fits: Callable
    form: Callable
    act: Callable
    done: str
    beside: Callable = field(default=lambda row, request: {})


def take_step(request, row, name: str, steps: dict[str, Step], page: str, answer: Callable) -> HttpResponse:
    """Show the form of a step, or take the step and go where ``answer`` leads.

    Where a colleague was quicker, the form comes back with what was typed and may be sent again knowingly.
    """
    if name not in steps:
        raise Http404
    step = steps[name]
    if request.method != "POST" and not step.fits(row):
        messages.warning(request, GONE)
        return redirect(page)
    form = step.form(row, request.POST or words_again(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = step.act(row, form, request.user)
        except Overtaken as refusal:
            form = _again(step, row, request.POST, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, step.done)
            return answer(form, made)
    context = {
        "school": row.school,
        "pupil": row.pupil,
        "row": row,
        "form": form,
        "title": form.title,
        "page": page,
    }
    context |= {
        "written_by": stamp_of(request.user),
        "step": name,
        "back": f"The {row._meta.verbose_name}",
    } | step.beside(row, request)
    return render(request, "pages/concerns/case_step.html", context)


def _again(step: Step, row, posted, refusal: str):
    """The same words over the row as it is now."""
    row.refresh_from_db()
    data = posted.copy()
    data["version"] = row.version
    form = step.form(row, data)
    form.is_valid()
    form.add_error(None, refusal)
    return form

"""What the form pages of plans, meetings and papers share: the typed words, the saving, and the page itself."""

from django.shortcuts import redirect, render

from concerns.actions.choosing import people_for, seen_with
from concerns.actions.plans import Overtaken
from concerns.reports.naming import namer
from safeguarding.refusals import Refused
from safeguarding.views.kept_words import stamp_of, words_again

FORM_PAGE = "pages/concerns/work_form.html"


def typed(request):
    """What was posted, or what had been typed when the session ended."""
    return request.POST or words_again(request)


def is_saved(request, form, save) -> bool:
    """Whether a good form was written; a refusal stands on the form and nothing is lost."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save(form)
    except Refused as refusal:
        refuse(form, refusal)
        return False
    return True


def refuse(form, refusal: Refused) -> None:
    """Say the refusal on the form; after a colleague's change the next post knows of it."""
    form.add_error(None, str(refusal))
    if isinstance(refusal, Overtaken):
        form.see(refusal.version)


def form_page(request, pupil, form, heading: str, *, back: tuple[str, str], **more):
    """The page of one form about a child; ``back`` is an address and its words."""
    context = {
        "school": pupil.school,
        "pupil": pupil,
        "child": namer(request.user, pupil.school)(pupil),
        "form": form,
        "heading": heading,
        "back_url": back[0],
        "back_text": back[1],
        "written_by": stamp_of(request.user),
    }
    return render(request, FORM_PAGE, context | more)


def to(name: str, row):
    """Back to the page of a plan, a meeting or a child."""
    return redirect(f"concerns:{name}", row.school.slug, row.public_id)


def owners_of(pupil, *, plan=None, concern=None):
    """Colleagues who could open what they would be given."""
    return people_for(pupil.school, **seen_with(pupil=pupil, plan=plan, concern=concern))

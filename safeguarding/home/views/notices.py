"""Notices: what waits for me, saying that I have seen it, and how I want to hear of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from safeguarding.access.guard import person_page
from safeguarding.actions.notifying import acknowledge, choices_of, choose_how, leads
from safeguarding.forms.notices import NoticeChoicesForm
from safeguarding.home.notices import notices_for
from safeguarding.models import Notice


@person_page
def notices(request):
    return render(request, "pages/home/notices.html", {"notices": notices_for(request.user)})


@require_POST
@person_page
def notice_seen(request, notice):
    """A post says that the person has seen it; it stays on the page, below."""
    found = get_object_or_404(Notice.objects.visible_to(request.user), public_id=notice)
    acknowledge(found, by=request.user)
    return redirect("notices")


@person_page
def notice_choices(request):
    """Choose for each kind: at once, once a day, or only here."""
    of_leads = leads(request.user)
    form = NoticeChoicesForm(request.POST or None, initial=choices_of(request.user), leads=of_leads)
    if form.is_valid():
        choose_how(form.cleaned_data, by=request.user)
        messages.success(request, "Your choices are saved.")
        return redirect("notices")
    return render(request, "pages/home/notice_choices.html", {"form": form, "leads": of_leads})

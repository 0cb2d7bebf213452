"""Home: what is waiting for me."""

from django.shortcuts import render
from django.utils import timezone

from safeguarding.access.guard import person_page
from safeguarding.home.waiting import waiting_for


@person_page
def home(request):
    today = timezone.localdate()
    waiting = waiting_for(request.user, today=today)
    request.school, request.trust = waiting.only_school, waiting.only_trust  # so that the header names it
    context = {"waiting": waiting, "today": today}
    return render(request, "pages/home/home.html", context)

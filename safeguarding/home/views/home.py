"""Home: what is waiting for me, by school."""

from django.shortcuts import render

from safeguarding.access.guard import person_page


@person_page
def home(request):
    return render(request, "pages/home/home.html", {})

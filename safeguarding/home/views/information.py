"""Pages of words that anyone may read."""

from django.shortcuts import render


def accessibility(request):
    return render(request, "pages/home/accessibility.html")


def privacy(request):
    return render(request, "pages/home/privacy.html")


def help_page(request):
    return render(request, "pages/home/help.html")

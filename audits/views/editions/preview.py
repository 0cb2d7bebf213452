"""A section of an edition as those who answer will see it. Nothing can be written."""

from django.http import Http404
from django.shortcuts import render

from audits.models import Mark
from audits.outline import outline_of
from audits.overlay import overlay_of
from audits.views.editions.door import edition_page


@edition_page
def edition_preview(request, trust, edition, section):
    """``?item=`` says which card is open."""
    outline = outline_of(edition)
    place = outline.section(section)
    if place is None:
        raise Http404
    around = list(outline.sections)
    here = around.index(place)
    context = {
        "trust": trust,
        "edition": edition,
        "outline": outline,
        "section": place,
        "opened": next((item for item in place.items if item.key == request.GET.get("item")), None),
        "before": around[here - 1] if here else None,
        "after": around[here + 1] if here + 1 < len(around) else None,
        "marks": Mark.choices,
        "overlay": overlay_of(edition.school),
    }
    return render(request, "pages/audits/edition_preview.html", context)

"""The list of changes of an edition, as the officer reads and writes it."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from audits.actions.editions import remove_line, save_line
from audits.edition_file.checks import items_of
from audits.edition_file.crosswalk import lines_of, named
from audits.edition_file.editing import fingerprint, line_key, line_named
from audits.edition_rows import content_of
from audits.forms.editions import AddLineForm, LineForm
from audits.models import Edition
from audits.reports.edition_changes import edition_changes
from audits.views.editions.door import carried_out, draft_page, edition_page, posted, show


@edition_page
def crosswalk(request, trust, edition, before):
    """The list as schools will read it, with a link to change each line of a draft."""
    changes = edition_changes(edition, earlier=before, chosen=request.GET.get("show", ""))
    if changes is None or changes.before.key != before:
        raise Http404
    content = content_of(edition)
    lines = lines_of(content, before)
    unsaid = {side: _unsaid(found, lines, side) for side, found in _sides(content, changes.before).items()}
    context = {
        "trust": trust,
        "edition": edition,
        "changes": changes,
        "may_edit": edition.may_be_edited_by(trust),
        "unsaid": unsaid,
    }
    return render(request, "pages/audits/crosswalk.html", context)


def _sides(content: dict, before: Edition) -> dict[str, list[dict]]:
    return {"before": _items(content_of(before)), "now": _items(content)}


def _items(content: dict) -> list[dict]:
    return [item for _, item in items_of(content)]


def _unsaid(items: list[dict], lines: list[dict], side: str) -> list[dict]:
    said = set(named(lines, side))
    return [item for item in items if item["key"] not in said]


@draft_page
def line_add(request, trust, edition, content, before):
    """A new line; ``?before=`` and ``?now=`` name the item that it begins with."""
    earlier = _earlier(content, before)
    begun = {side: [key] for side in ("before", "now") if (key := request.GET.get(side))}
    form = AddLineForm(posted(request), line=begun, **_choices(content, earlier))

    def act():
        save_line(edition, before, line=form.line, by=request.user)

    if carried_out(request, form, act, "Line added."):
        return redirect("trust:crosswalk", trust.slug, edition.key, before)
    return show(request, "edition_line", trust, edition, form, before=earlier, line=None)


@draft_page
def line(request, trust, edition, content, before, line):
    """Change a line, or take it out."""
    earlier = _earlier(content, before)
    found = line_named(content, before, line)
    if found is None:
        raise Http404
    shown = LineForm.shown(found) | {"version": fingerprint(found)}
    form = LineForm(posted(request), line=found, initial=shown, **_choices(content, earlier))

    def act():
        seen = form.cleaned_data["version"]
        if "remove" in request.POST:
            remove_line(edition, before, line, seen=seen, by=request.user)
        else:
            save_line(edition, before, line=form.line, instead_of=line_key(found), seen=seen, by=request.user)

    if carried_out(request, form, act, "Line removed." if "remove" in request.POST else "Line saved."):
        return redirect("trust:crosswalk", trust.slug, edition.key, before)
    return show(request, "edition_line", trust, edition, form, before=earlier, line=found)


def _earlier(content: dict, key: str) -> Edition:
    if all(crosswalk["from"] != key for crosswalk in content.get("crosswalks", ())):
        raise Http404
    return get_object_or_404(Edition.objects.select_related("framework"), key=key)


def _choices(content: dict, earlier: Edition) -> dict:
    return {
        side: [(item["key"], f"{item.get('ref', 'No number')}. {item['title']}") for item in items]
        for side, items in _sides(content, earlier).items()
    }

"""Sections and items of a draft: adding, changing and removing them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from audits.actions.editions import (
    add_item,
    add_section,
    change_item,
    change_section,
    remove_item,
    remove_section,
    section_words,
)
from audits.edition_file.crosswalk import UNVERIFIED
from audits.edition_file.editing import (
    DOWN,
    UP,
    fingerprint,
    item_named,
    move,
    section_around,
    section_named,
)
from audits.forms.editions import AddItemForm, AddSectionForm, EditingForm, ItemForm, SectionForm
from audits.views.editions.door import carried_out, draft_page, posted, show
from safeguarding.refusals import Refused


@draft_page
def section_add(request, trust, edition, content):
    groups = [section["group"] for section in content["sections"] if section["number"] is not None]
    form = AddSectionForm(posted(request), initial={"group": groups[-1] if groups else ""})

    def act():
        add_section(edition, by=request.user, **form.cleaned_data)

    if carried_out(request, form, act, "Section added. Now add its items."):
        return redirect("trust:edition", trust.slug, edition.key)
    return show(request, "edition_form", trust, edition, form, heading="Add a section")


@draft_page
def edition_section(request, trust, edition, content, section):
    """Change the words of a section, or remove it while it is empty."""
    found = _or_404(section_named(content, section))
    if "remove" in request.POST:
        return _section_removed(request, trust, edition, section)
    words = section_words(found)
    form = SectionForm(posted(request), initial=words | {"version": fingerprint(words)})

    def act():
        said = form.cleaned_data
        change_section(
            edition, section, title=said["title"], group=said["group"], seen=said["version"], by=request.user
        )

    if carried_out(request, form, act, "Section saved."):
        return redirect(_place(trust, edition, f"section-{section}"))
    return show(request, "edition_section", trust, edition, form, section=found)


def _section_removed(request, trust, edition, section: str):
    try:
        remove_section(edition, section, by=request.user)
        messages.success(request, "Section removed.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("trust:edition", trust.slug, edition.key)


@draft_page
def item_add(request, trust, edition, content, section):
    found = _or_404(section_named(content, section))
    form = AddItemForm(
        posted(request), sections=content["sections"], prompts=[], initial={"section": found["key"]}
    )

    def act():
        said = form.cleaned_data
        add_item(edition, said["section"], item=form.item, by=request.user, request_key=said["request_key"])

    if carried_out(request, form, act, "Item added."):
        return redirect(_place(trust, edition, f"section-{form.cleaned_data['section']}"))
    return show(request, "edition_item", trust, edition, form, section=found, item=None)


@draft_page
def edition_item(request, trust, edition, content, item):
    """Change all of an item; the buttons beside its questions save and move one up or down."""
    found = _or_404(item_named(content, item))
    around = section_around(content, item)
    shown = {**found, "section": around["key"], "number_checked": found.get("number_status") != UNVERIFIED}
    form = ItemForm(
        posted(request),
        sections=content["sections"],
        prompts=found["prompts"],
        initial=shown | {"version": fingerprint(found)},
    )

    def act():
        said, changed = form.cleaned_data, form.item
        _move_prompt(request.POST, changed["prompts"])
        change_item(
            edition, item, section_key=said["section"], item=changed, seen=said["version"], by=request.user
        )

    if carried_out(request, form, act, "Item saved."):
        if {"up", "down"} & set(request.POST):
            return redirect(f"{request.path}#questions")
        return redirect(_place(trust, edition, f"item-{item}"))
    return show(request, "edition_item", trust, edition, form, section=around, item=found)


def _move_prompt(post, prompts: list[dict]) -> None:
    letter = post.get("up") or post.get("down")
    if any(prompt["key"] == letter for prompt in prompts):
        move(prompts, letter, UP if "up" in post else DOWN)


@draft_page
def item_remove(request, trust, edition, content, item):
    """Ask once more, then take the item out of the draft."""
    found = _or_404(item_named(content, item))
    form = EditingForm(posted(request), initial={"version": fingerprint(found)})

    def act():
        remove_item(edition, item, seen=form.cleaned_data["version"], by=request.user)

    if carried_out(request, form, act, "Item removed."):
        return redirect("trust:edition", trust.slug, edition.key)
    return show(request, "item_remove", trust, edition, form, item=found)


def _or_404(part):
    if part is None:
        raise Http404
    return part


def _place(trust, edition, anchor: str) -> str:
    return f"{reverse('trust:edition', args=[trust.slug, edition.key])}#{anchor}"

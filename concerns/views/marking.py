"""The body map of a report: marks with place, look and size, on a picture or from a list."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from concerns.body_map import PLACES, RATIO, in_words, nearest
from concerns.draft_answers import MARK, as_typed, can_be_kept, with_changed_mark, with_mark
from concerns.draft_children import children_of
from concerns.forms.reporting import MarkForm
from concerns.reports.mark_words import mark_in_words
from concerns.views.draft_door import draft_page
from concerns.views.draft_steps import TOO_LONG, frame_of, is_background, keep, not_kept, saved, step_url
from safeguarding.views.kept_words import words_again

# How wide the page draws each picture, in pixels: without scripts a click says pixels and nothing of the size.
WIDTHS = {"front": 220, "back": 220, "head": 320, "hands": 440}
NARROW = {"front": 130, "back": 130, "head": 260, "hands": 260}
NAMES = {"front": "Front", "back": "Back", "head": "Head and face", "hands": "Hands"}
LOOKS = {"": ("front", "back"), "head": ("head",), "hands": ("hands",)}


@draft_page
def report_marks(request, draft):
    """The third step, when there is an injury or a mark. One mark is open at a time: ``?mark=``."""
    post = request.POST if request.method == "POST" else words_again(request)
    if post is None:
        return _show(request, draft, draft.answers.get("marks", []), request.GET.get("mark", ""))
    words = as_typed(post, MARK) if post.get("mark") else {}
    marks = with_changed_mark(draft.answers.get("marks", []), post.get("mark", ""), words)
    if request.method != "POST":
        return _show(request, draft, marks, post.get("mark", ""))
    if not can_be_kept(words):
        messages.error(request, TOO_LONG)
        return not_kept(request) or _show(request, draft, marks, post["mark"])
    marks, opened = _pressed(post, marks, _usual(draft))
    kept = keep(request, draft.school, draft, {"marks": marks} | ({"injury": "on"} if marks else {}))
    return saved(request, kept, "marks") if is_background(request) else _next(request, kept, marks, opened)


def _usual(draft) -> str:
    """The child whose body a new mark is on until somebody says otherwise: the only one to whom it happened."""
    harmed = [child["key"] for child in draft.answers.get("children", []) if child["part"] == "harmed"]
    return harmed[0] if len(harmed) == 1 else ""


def _pressed(post, marks, child) -> tuple[list[dict], str]:
    """The marks after the button that was pressed, and the one to open."""
    if "remove" in post:
        return [mark for mark in marks if mark["key"] != post["remove"]], ""
    if "add" in post:
        return with_mark(marks, child=child)
    if "open" in post:
        return marks, post["open"]
    for view, widths in ((view, widths) for view in RATIO for widths in (WIDTHS, NARROW)):
        name = view if widths is WIDTHS else f"{view}-narrow"
        if f"{name}.x" in post:
            return _placed(marks, post, _point(post, name, view, widths[view]), child)
    return marks, ""


def _point(post, name, view, width) -> dict:
    """Where the picture was touched, and the nearest place. By keyboard it says 0, 0: then no place is chosen."""
    spot = [post.get(f"{name}.{axis}", "") for axis in "xy"]
    across, down = (int(number) if number.isdecimal() and len(number) < 6 else 0 for number in spot)
    if not across and not down:
        return {}
    x, y = (
        min(round(1000 * part / size), 1000) for part, size in ((across, width), (down, width * RATIO[view]))
    )
    return {"place": nearest(view, x, y).key, "x": x, "y": y}


def _placed(marks, post, point, child) -> tuple[list[dict], str]:
    """A new mark there; an open one that has no place yet gets it instead."""
    opened = post.get("mark", "")
    if any(mark["key"] == opened and not mark["place"] for mark in marks):
        return [mark | point if mark["key"] == opened else mark for mark in marks], opened
    return with_mark(marks, child=child, **point)


def _next(request, draft, marks, opened):
    closing = "continue" in request.POST or "save_mark" in request.POST
    wrong = _first_wrong(marks, children_of(draft.answers, draft.school)) if closing else None
    if wrong is not None:
        return _show(request, draft, marks, wrong["key"], bound=True)
    if "continue" in request.POST:
        return redirect(step_url("check", draft))
    closer = request.POST.get("closer")
    query = {
        "look": closer or request.POST.get("look"),
        "mark": opened or (closer and request.POST.get("mark")),
    }
    query = {name: value for name, value in query.items() if value and value != "whole"}
    anchor = "#figure" if closer else "#mark" if opened else "#marks"
    return redirect(step_url("marks", draft) + (f"?{urlencode(query)}" if query else "") + anchor)


def _first_wrong(marks, children):
    """The first mark with something missing."""
    return next((mark for mark in marks if not MarkForm(mark, children=children).is_valid()), None)


def _show(request, draft, marks, opened, *, bound=False):
    children = children_of(draft.answers, draft.school)
    names = {child.key: child.name for child in children} if len(children) > 1 else {}
    look = request.POST.get("look") or request.GET.get("look", "")
    look = look if look in LOOKS else ""
    if "missing" in request.GET and not opened:
        wrong = _first_wrong(marks, children)
        opened, bound = (wrong["key"], True) if wrong else ("", False)
    mark = next((mark for mark in marks if mark["key"] == opened), None)
    form = None
    if mark is not None:
        form = MarkForm(mark, children=children) if bound else MarkForm(initial=mark, children=children)
    context = frame_of(request, draft.school, draft) | {
        "marks": [_line(number, each, names) for number, each in enumerate(marks, start=1)],
        "opened": opened if mark else "",
        "number": marks.index(mark) + 1 if mark else 0,
        "form": form,
        "child": _only(children),
        "several": len(children) > 1,
        "look": look,
        "pictures": [_picture(view, marks, opened) for view in LOOKS[look]],
        "in_words": in_words([each["place"] for each in marks]),
    }
    return render(request, "pages/concerns/report_marks.html", context)


class _Drawn:
    """A mark of the draft, read like a sealed one."""

    def __init__(self, mark):
        self.__dict__ |= mark | {"skin_broken": {"yes": True, "no": False}.get(mark["skin_broken"])}


def _line(number, mark, names) -> dict:
    place = PLACES.get(mark["place"])
    label = place.label if place else "No place chosen yet"
    words = mark_in_words(_Drawn(mark)).removeprefix(f"{label}. ").strip(" .") if place else ""
    whose = names.get(mark.get("child"), "")
    return {"number": number, "key": mark["key"], "label": label, "words": words, "whose": whose}


def _picture(view, marks, opened) -> dict:
    places = [(number, mark, PLACES.get(mark["place"])) for number, mark in enumerate(marks, start=1)]
    spots = [
        {
            "number": number,
            "x": place.x if mark["x"] is None else mark["x"],
            "y": round((place.y if mark["y"] is None else mark["y"]) * RATIO[view]),
            "opened": mark["key"] == opened,
        }
        for number, mark, place in places
        if place and place.view == view
    ]
    return {
        "view": view,
        "name": NAMES[view],
        "sizes": (("", WIDTHS[view]), ("-narrow", NARROW[view])),
        "width": WIDTHS[view],
        "height": round(1000 * RATIO[view]),
        "spots": spots,
        "image": f"images/body-map/{view}.svg",
    }


def _only(children) -> str:
    """The first name of the child whose body it is, if there is just one."""
    if len(children) != 1 or children[0].pupil is None:
        return ""
    return children[0].pupil.known_as or children[0].pupil.first_name

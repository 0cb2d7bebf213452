"""The cells of a heat map.

A board of a hundred schools has more than a thousand cells, and most of them say what another says: each saying is
rendered once by ``partials/audits/board_cell.html`` and kept, since it depends on nothing but its counts.
"""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from audits.reports.trust_board import Cell, Column

register = template.Library()


@register.simple_tag
def heat_row(column: Column, sections, view: str) -> SafeString:
    """All cells of one audit, one for each section: a row of the turned table."""
    address = _address(column)
    cells = zip(sections, column.cells, strict=True)
    return SafeString(
        "".join(_td(column.school, title, cell, address, view, True) for (*_, title), cell in cells)
    )


@register.simple_tag
def heat_cell(column: Column, cell: Cell, section: str, view: str) -> SafeString:
    """One cell, with its whole rest in words."""
    return SafeString(_td(column.school, section, cell, _address(column), view, False))


@register.simple_tag
def heat_link(column: Column, cell: Cell, section: str, view: str) -> SafeString:
    """What is in a cell, for a list in place of a table."""
    return SafeString(_link(column.school, section, cell, _address(column), view, False))


HEAD = '{}<span class="gt-second gt-block-line">{}</span>'
LINK = '<a class="govuk-link" href="{}">{}</a>'
YEARS = (
    '<a class="govuk-link gt-board__years" href="{}">Over the years'
    '<span class="govuk-visually-hidden">, {}</span></a>'
)


@register.simple_tag
def heat_head(column: Column, editions: int, years: bool) -> SafeString:
    """The head of one school: its name, its state, its edition where there are several, its way to the years."""
    summary = reverse("audits:summary", args=[column.slug, column.audit]) if column.audit else ""
    name = format_html(LINK, summary, column.school) if summary else column.school
    state = f"{column.state}. {column.edition}" if editions > 1 and column.edition else column.state
    head = format_html(HEAD, name, state)
    return (
        head + format_html(YEARS, reverse("audits:years", args=[column.slug]), column.school)
        if years
        else head
    )


def _address(column: Column) -> str:
    return escape(reverse("audits:answers", args=[column.slug, column.audit])) if column.is_sent else ""


def _td(school: str, section: str, cell: Cell, address: str, view: str, short: bool) -> str:
    inside = _link(school, section, cell, address, view, short)
    look = "gt-board__plain" if view == "table" else f"gt-heat gt-heat--{cell.worst or 'none'}"
    return f'<td role="cell" class="{look}" data-label="{_escaped(section)}">{inside}</td>'


def _link(school: str, section: str, cell: Cell, address: str, view: str, short: bool) -> str:
    inside = _inside(cell.counts, cell.why_not, cell.change if view == "change" else "", view, short)
    if cell.counts is None:
        return inside
    name = f"{_escaped(school)}, {_escaped(section)}: {_named(cell.counts, cell.change if view == 'change' else '')}"
    return (
        f'<a class="gt-heat__link" href="{address}#section-{cell.section}" aria-label="{name}">{inside}</a>'
    )


_escaped = lru_cache(maxsize=1024)(escape)


@lru_cache(maxsize=4096)
def _named(counts, change: str) -> str:
    return escape(change or Cell("", counts).in_words)


@lru_cache(maxsize=4096)
def _inside(counts, why_not: str, change: str, view: str, short: bool) -> str:
    """The words and the shape of every cell with these counts."""
    context = {"cell": Cell("", counts, why_not), "change": change, "view": view, "short": short}
    return render_to_string("partials/audits/board_cell.html", context).strip()

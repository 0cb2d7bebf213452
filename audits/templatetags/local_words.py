"""Printing an edition's text with the local words of a school, as links or as plain words.

``{% local_words overlay text %}`` has links; ``{{ text|filled:overlay }}`` has none, for labels, titles and
legends; ``{% for paragraph in text|paragraphs %}`` goes through texts that have empty lines.
"""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from audits.overlay import Overlay, Piece

register = template.Library()


@register.simple_tag
def local_words(overlay: Overlay, text: str) -> SafeString:
    """The text, escaped, with its local names as links."""
    return format_html_join("", "{}", ((_printed(piece),) for piece in overlay.pieces(text)))


@register.filter
def filled(text: str, overlay: Overlay) -> str:
    """The text as plain words; the template escapes them."""
    return overlay.fill(text)


@register.filter
def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, which stand apart by an empty line."""
    return [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]


def _printed(piece: Piece) -> str:
    if piece.link:
        return format_html('<a class="govuk-link" href="{}">{}</a>', piece.link, piece.text)
    return piece.text

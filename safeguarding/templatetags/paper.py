"""What people wrote, made ready for paper."""

import re
from collections.abc import Iterator

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

# To fill a line, the engine looks through the rest of its paragraph whenever a word is too long: a word of
# 100,000 letters would take it minutes. Scripts that break anywhere, from U+2E80, are quick and left alone.
UNBROKEN = re.compile(r"[^\s\u2e80-\U0010ffff]{121,}|[^\S\n]{121,}")
PIECE = 60
PARAGRAPH = 2000


@register.filter
def on_paper(text: str):
    """The text, escaped, and laid in blocks that the engine can fill quickly. Nothing is lost."""
    return format_html_join("", "{}", ((_block(part, text),) for part in _paragraphs(text)))


def _block(part: str, text: str):
    return _words(part) if part is text else format_html('<span class="piece">{}</span>', _words(part))


def _paragraphs(text: str) -> Iterator[str]:
    """Stretches of at most 2,000 characters that end where a line or a word ends, if they can."""
    start = 0
    while len(text) - start > PARAGRAPH:
        end = start + PARAGRAPH
        cut = max(text.rfind("\n", start, end), text.rfind(" ", start, end)) + 1
        yield text[start : cut or end]
        start = cut or end
    yield text[start:] if start else text


def _words(text: str):
    """Words and gaps of more than 120 characters in lines of 60."""
    made, end = [], 0
    for found in UNBROKEN.finditer(text):
        made += [(text[end : found.start()],), (_pieces(found[0]),)]
        end = found.end()
    return format_html_join("", "{}", [*made, (text[end:],)])


def _pieces(word: str):
    pieces = ((word[start : start + PIECE],) for start in range(0, len(word), PIECE))
    return format_html_join("", '<span class="piece">{}</span>', pieces)

"""Pages as PDF: a template of templates/pdf/ and what it is filled with."""

import hashlib
import logging
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string

from safeguarding import pdf_cage
from safeguarding.pdf_cage import Made, PdfFailed

__all__ = ["Made", "PdfFailed", "look_of", "made_pdf", "render_pdf"]

STYLESHEET = "build/pdf-report.css"
FONTS = "build/pdf-fonts.css"
SOURCES = ("safeguarding/pdf_engine.py", f"static/{STYLESHEET}", f"static/{FONTS}", "requirements.lock")

log = logging.getLogger(__name__)


def render_pdf(template: str, context: dict) -> bytes:
    """The PDF. ``PdfFailed`` when it cannot be made; the log then says what kind of failure it was."""
    return made_pdf(template, context).pdf


def made_pdf(template: str, context: dict) -> Made:
    """The PDF with what it took."""
    html = render_to_string(template, context)
    try:
        return pdf_cage.make_pdf(html, STYLESHEET, settings.VAR_DIR / "pdf-fonts")
    except PdfFailed as failure:
        log.error("No PDF of %s with %s characters: %s", template, len(html), failure)
        raise


def look_of(folder: str = "templates/pdf") -> str:
    """A hash of all that decides what a PDF looks like: templates, styles, fonts and the engine."""
    files = [
        *sorted((settings.BASE_DIR / folder).rglob("*.html")),
        *(settings.BASE_DIR / name for name in SOURCES),
    ]
    look = hashlib.sha256()
    for file in files:
        look.update(_content(file))
    return look.hexdigest()


def _content(file: Path) -> bytes:
    return file.name.encode() + b"\0" + file.read_bytes() + b"\0"

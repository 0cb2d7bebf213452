"""HTML in, tagged PDF out. The one module that imports WeasyPrint; it runs inside the cage only.

Nothing is fetched but the fonts and pictures of our own static folder, by the scheme ``static:``.
"""

import hashlib
import os
import re
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import woff2
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

STATIC = Path(__file__).resolve().parent.parent / "static"
FACES = STATIC / "build" / "pdf-fonts.css"
VARIANT = "pdf/ua-1"

# A face is loaded only where the text has letters for it: unpacking them all takes a second and a half.
NEEDED_FOR = {
    "inter-latin-ext": re.compile(
        "[\u0100-\u02ff\u0300-\u036f\u1e00-\u1eff\u20a0-\u20cf\u2c60-\u2c7f\ua720-\ua7ff]"
    ),
    "noto-sans-arabic": re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "noto-sans-hebrew": re.compile("[\u0590-\u05ff\ufb1d-\ufb4f]"),
    "noto-emoji": re.compile(
        "[\u203c\u2049\u20e3\u2139\u2194-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
    ),
}
TYPES = {".svg": "image/svg+xml", ".woff2": "font/woff2"}


class Forbidden(FatalURLFetchingError):
    """The document asked for something from elsewhere. It is not made at all, so that somebody looks."""


class OwnFiles(URLFetcher):
    """Gives files below our static folder, by ``static:`` and their path, and refuses every other address."""

    def __init__(self, unpacked: Path):
        super().__init__(allowed_protocols=["static"])
        self.unpacked = unpacked

    def fetch(self, url, headers=None):
        scheme, _, name = url.partition(":")
        path = (STATIC / name).resolve()
        if scheme != "static" or path.suffix not in TYPES or not path.is_relative_to(STATIC):
            raise Forbidden(f"refused: {url[:80]}")
        body = self._font(path) if path.suffix == ".woff2" else path.read_bytes()
        return URLFetcherResponse(url, body, {"Content-Type": TYPES[path.suffix]})

    def _font(self, path: Path) -> bytes:
        """The font unpacked: kept in a folder of its own, since unpacking is slow."""
        packed = path.read_bytes()
        kept = self.unpacked / f"{hashlib.sha256(packed).hexdigest()}.ttf"
        if kept.exists():
            return kept.read_bytes()
        out = BytesIO()
        woff2.decompress(BytesIO(packed), out)
        _keep(kept, out.getvalue())
        return out.getvalue()


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)  # at once, so that nobody reads half a font


def to_pdf(html: str, stylesheet: str, unpacked: Path) -> bytes:
    """The document as PDF/UA; ``stylesheet`` names a file of the static folder."""
    fonts, own = FontConfiguration(), OwnFiles(unpacked)
    sheets = [_faces_for(html), (STATIC / stylesheet).read_text()]
    css = [
        CSS(string=sheet, font_config=fonts, url_fetcher=own, base_url="static:build/") for sheet in sheets
    ]
    document = HTML(string=html, url_fetcher=own, base_url="static:")
    return document.write_pdf(stylesheets=css, font_config=fonts, pdf_variant=VARIANT, pdf_tags=True)


def _faces_for(text: str) -> str:
    return "".join(face for name, face in _faces() if name not in NEEDED_FOR or NEEDED_FOR[name].search(text))


@cache
def _faces() -> tuple[tuple[str, str], ...]:
    """The font faces of the build, each with the name by which ``NEEDED_FOR`` knows it."""
    faces = re.findall(r"@font-face\s*{[^}]*}", FACES.read_text())
    return tuple((_name_of(face), face.replace('url("', 'url("static:build/')) for face in faces)


def _name_of(face: str) -> str:
    return next((name for name in NEEDED_FOR if f"fonts/{name}-" in face), "inter-latin")

"""PDFs: refused when they could act or carry files, and otherwise written anew."""

import io
import re

import pikepdf
from django.core.exceptions import ValidationError

from safeguarding.uploads.kinds import UNPACKED, wrong

# For the whole process, as the library will have it.
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=UNPACKED, png_max_memory=UNPACKED, run_length_max_memory=UNPACKED, doc_max_warnings=200
)

ACTING = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie",
    "/Sound", "/RichMediaExecute", "/GoTo3DView",
}  # fmt: skip
CARRYING = {"/JS", "/JavaScript", "/AA", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
SHOWING = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
PDF_OBJECTS = 500_000
UNSAFE_LINK = re.compile(rb"\s*(javascript|vbscript|data|file)\s*:", re.IGNORECASE)
TOO_MANY_PARTS = "This PDF has too many parts to check. Print it to a new PDF, then choose that one."
ACTIVE_PDF = (
    "This PDF can run something or holds other files, so it cannot be kept. "
    "Print it to a new PDF, then choose that one."
)


def clean_pdf(content: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            _refuse_locked(pdf)
            _refuse_active(pdf)
            return _written_anew(pdf)
    except pikepdf.PasswordError:
        raise _locked() from None
    except ValidationError:
        raise
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, IndexError,
            OverflowError, MemoryError):  # fmt: skip
        raise wrong("This PDF cannot be opened. Save it again, then choose it again.") from None


def _written_anew(pdf) -> bytes:
    if not len(pdf.pages):
        raise wrong("This PDF has no pages. Save it again, then choose it again.")
    kept = io.BytesIO()
    # Streams are copied as they are: unpacking one is what a bomb waits for.
    pdf.save(
        kept,
        compress_streams=False,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
        deterministic_id=True,
    )
    return kept.getvalue()


def _locked() -> ValidationError:
    return wrong("This PDF is locked with a password. Save it without one, then choose it again.")


def _refuse_locked(pdf) -> None:
    if pdf.is_encrypted:
        raise _locked()


def _refuse_active(pdf) -> None:
    _refuse_opening_action(pdf.Root)
    seen = 0
    for thing in pdf.objects:
        stack = [thing]
        while stack:
            seen += 1
            if seen > PDF_OBJECTS:
                raise wrong(TOO_MANY_PARTS)
            stack.extend(_children(stack.pop()))


def _refuse_opening_action(root) -> None:
    # A place to open at is harmless, and every second program writes one.
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and _name(opening, "/S") != "/GoTo":
        raise wrong(ACTIVE_PDF)


def _children(thing) -> list:
    """What stands inside, but for what is listed by itself; a dictionary that could act is refused."""
    if isinstance(thing, pikepdf.Array):
        inside = list(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        _refuse_acting(thing)
        inside = [value for _, value in thing.items()]
    else:
        return []
    return [child for child in inside if isinstance(child, pikepdf.Object) and not child.is_indirect]


def _refuse_acting(thing) -> None:
    link = thing.get("/URI")
    if (
        _name(thing, "/S") in ACTING
        or _name(thing, "/Subtype") in SHOWING
        or _name(thing, "/Type") == "/EmbeddedFile"
        or CARRYING & set(thing.keys())
        or (isinstance(link, pikepdf.String) and UNSAFE_LINK.match(bytes(link)))
    ):
        raise wrong(ACTIVE_PDF)


def _name(thing, key: str) -> str:
    value = thing.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""

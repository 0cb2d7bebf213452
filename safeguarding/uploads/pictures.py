"""Pictures: drawn anew, so that nothing but the picture is kept."""

import io
import struct
import zlib

from django.core.exceptions import ValidationError
from PIL import Image, ImageOps

from safeguarding.uploads.kinds import wrong

PIXELS = 25_000_000


def clean_png(content: bytes) -> bytes:
    return _drawn_anew(content, "PNG")


def clean_jpeg(content: bytes) -> bytes:
    return _drawn_anew(content, "JPEG", quality=88)


def _drawn_anew(content: bytes, form: str, **options) -> bytes:
    """The same picture, upright, without its camera's notes and without whatever else rode along."""
    kept = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            _refuse_many_pixels(picture)
            upright = ImageOps.exif_transpose(picture)
            mode = _plain_mode(upright, form)
            clean = Image.new(mode, upright.size)
            clean.paste(upright.convert(mode))
            clean.save(kept, form, **options)
    except ValidationError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error, KeyError, IndexError,
            TypeError, AttributeError, OverflowError, MemoryError, Image.DecompressionBombError):  # fmt: skip
        raise wrong("This picture cannot be opened. Save it again, then choose it again.") from None
    return kept.getvalue()


def _refuse_many_pixels(picture) -> None:
    # Known from the head of the file, before a pixel is unpacked.
    if picture.width * picture.height > PIXELS:
        raise wrong(f"Make this picture smaller: it may have at most {PIXELS // 1_000_000} million pixels.")


def _plain_mode(picture, form: str) -> str:
    if picture.mode in {"1", "L"}:
        return "L"
    see_through = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    return "RGBA" if form == "PNG" and see_through else "RGB"

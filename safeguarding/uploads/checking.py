"""Checking one file: its size, its name, and what it truly is."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError

from safeguarding.uploads.kinds import BY_ENDING, KINDS, MEGABYTE, FileKind, wrong
from safeguarding.uploads.office import clean_office, office_kind
from safeguarding.uploads.pdfs import clean_pdf
from safeguarding.uploads.pictures import clean_jpeg, clean_png

NAME_LENGTH = 120
CHOOSE = "Choose a PDF, a picture (PNG or JPEG), a Word document (.docx) or an Excel workbook (.xlsx)."
OLDER = "This is an older Office file, or has a password. Save it as .docx or .xlsx, without a password."
CLEANERS = {
    "pdf": clean_pdf,
    "png": clean_png,
    "jpeg": clean_jpeg,
    "docx": clean_office,
    "xlsx": clean_office,
}


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed: what it is, and the bytes that may be kept."""

    kind: FileKind
    name: str
    content: bytes
    sha256: str


def check_upload(file) -> CheckedFile:
    """Read an uploaded file and return what of it may be kept; ``ValidationError`` says what is wrong."""
    content = _read(file)
    named = _named_kind(file.name)
    _refuse_other_kind(named, _ending(file.name), _true_kind(content))
    clean = CLEANERS[named.key](content)
    if len(clean) > settings.EVIDENCE_FILE_BYTES:
        raise _too_large()
    return CheckedFile(named, _plain_name(file.name), clean, hashlib.sha256(clean).hexdigest())


def _too_large() -> ValidationError:
    limit = settings.EVIDENCE_FILE_BYTES // MEGABYTE
    return wrong(f"Choose a file of at most {limit} MB. Save it smaller, or add a link to where it is kept.")


def _read(file) -> bytes:
    if file.size > settings.EVIDENCE_FILE_BYTES:
        raise _too_large()
    file.seek(0)
    content = file.read(settings.EVIDENCE_FILE_BYTES + 1)
    if not content:
        raise wrong("Choose a file that is not empty.")
    if len(content) > settings.EVIDENCE_FILE_BYTES:
        raise _too_large()
    return content


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _named_kind(name: str) -> FileKind:
    kind = BY_ENDING.get(_ending(name))
    if kind is None:
        raise wrong(CHOOSE)
    return kind


def _plain_name(name: str) -> str:
    """The file's own name without folders, unseen characters and what systems forbid; the ending is kept."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(character for character in name if unicodedata.category(character)[0] != "C")
    stem, ending = name.rsplit(".", 1)
    stem = re.sub(r'[<>:"|?*]', "-", stem).strip(" .") or "file"
    return f"{stem[:NAME_LENGTH]}.{ending.lower()}"


def _true_kind(content: bytes) -> FileKind | None:
    """What the first bytes say, and for an Office file what is inside."""
    if content.startswith(b"%PDF-"):
        return KINDS["pdf"]
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["png"]
    if content.startswith(b"\xff\xd8\xff"):
        return KINDS["jpeg"]
    if content.startswith(b"PK\x03\x04"):
        return office_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise wrong(OLDER)
    return None


def _refuse_other_kind(named: FileKind, ending: str, true: FileKind | None) -> None:
    if true is None:
        raise wrong(f"This is named .{ending} but is not {named.noun}. Save it again as {named.noun}.")
    if true is named:
        return
    # Two kinds of picture are told apart by their full names.
    both = named.noun == true.noun
    noun, again = (f"a {kind.label}" if both else kind.noun for kind in (true, named))
    raise wrong(
        f"This is named .{ending} but is {noun}. Save it again as {again}, or give it its right name."
    )

"""The kinds of file that may be kept, and the refusal of any other."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

MEGABYTE = 1024 * 1024
UNPACKED = 100 * MEGABYTE  # what any file may grow to when it is opened


@dataclass(frozen=True)
class FileKind:
    """One kind of file that may be kept."""

    key: str
    label: str  # as in "PDF, 240 KB"
    noun: str  # as in "a PDF"
    content_type: str
    endings: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.key: kind
    for kind in [
        FileKind("pdf", "PDF", "a PDF", "application/pdf", ("pdf",)),
        FileKind("png", "PNG picture", "a picture", "image/png", ("png",)),
        FileKind("jpeg", "JPEG picture", "a picture", "image/jpeg", ("jpg", "jpeg")),
        FileKind(
            "docx", "Word document", "a Word document", f"{OFFICE}.wordprocessingml.document", ("docx",)
        ),
        FileKind("xlsx", "Excel workbook", "an Excel workbook", f"{OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    ]
}
BY_ENDING = {ending: kind for kind in KINDS.values() for ending in kind.endings}
ACCEPT = ",".join(f".{ending}" for ending in BY_ENDING)


def wrong(text: str) -> ValidationError:
    """What is the matter with a file, for the person who chose it."""
    return ValidationError(text, code="file")

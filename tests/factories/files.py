"""Files as people send them, made small and whole."""

import io
import zipfile

import pikepdf
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(form: str = "PNG", *, size=(40, 30), mode="RGB", **options) -> bytes:
    kept = io.BytesIO()
    Image.new(mode, size, 120 if mode in {"L", "P"} else None).save(kept, form, **options)
    return kept.getvalue()


def pdf(change=None, **options) -> bytes:
    """A PDF of one page; ``change`` is called with it before it is saved."""
    kept = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        if change:
            change(made)
        made.save(kept, **options)
    return kept.getvalue()


def zipped(parts: dict[str, bytes | str], **options) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def word_parts(*, body: str = "<w:p/>", main: str = "", relationships: str = "") -> dict[str, str]:
    main = main or f"{OFFICE}.wordprocessingml.document.main+xml"
    names = "http://schemas.openxmlformats.org"
    return {
        "[Content_Types].xml": f'<Types xmlns="{names}/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{names}/package/2006/relationships"><Relationship Id="a"'
        f' Type="{RELATIONSHIPS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{names}/package/2006/relationships">'
        f"{relationships}</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{names}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }


def outside(kind: str, target: str) -> str:
    """A relationship to something outside the file."""
    return f'<Relationship Id="b" Type="{RELATIONSHIPS}/{kind}" Target="{target}" TargetMode="External"/>'


def word(**parts) -> bytes:
    return zipped(word_parts(**parts))


def workbook() -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        page = book.add_worksheet("Training")
        page.write_row(0, 0, ["Who", "When"])
        page.write_url(1, 0, "https://school.example/training")
    return kept.getvalue()

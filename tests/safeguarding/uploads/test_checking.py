"""What may be kept of a file, and a hostile set of which nothing is kept."""

import hashlib
import io
import struct
import zipfile
import zlib
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from safeguarding.uploads import check_upload
from tests.factories import files

FLOOR = 45  # hostile files tried, so that an empty set cannot pass


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check_upload(files.upload(name, content))
    return refused.value.messages[0]


# Files that are kept


@pytest.mark.parametrize(
    ("name", "content", "label"),
    [
        ("Policy.pdf", files.pdf(), "PDF"),
        ("poster.PNG", files.picture("PNG"), "PNG picture"),
        ("grey.png", files.picture("PNG", mode="L"), "PNG picture"),
        ("see-through.png", files.picture("PNG", mode="RGBA"), "PNG picture"),
        ("few colours.png", files.picture("PNG", mode="P"), "PNG picture"),
        ("photo.jpg", files.picture("JPEG"), "JPEG picture"),
        ("print.jpeg", files.picture("JPEG", mode="CMYK"), "JPEG picture"),
        ("minutes.docx", files.word(), "Word document"),
        (
            "link.docx",
            files.word(relationships=files.outside("hyperlink", "https://gov.example")),
            "Word document",
        ),
        ("training.xlsx", files.workbook(), "Excel workbook"),
    ],
)
def test_real_file_is_kept(name, content, label):
    checked = check_upload(files.upload(name, content))
    assert checked.kind.label == label
    assert checked.sha256 == hashlib.sha256(checked.content).hexdigest()
    assert checked.name.rsplit(".", 1)[0] == name.rsplit(".", 1)[0]


def test_pdf_with_a_place_to_open_at_is_kept():
    def opens_at(made):
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    assert check_upload(files.upload("a.pdf", files.pdf(opens_at))).kind.key == "pdf"


def test_word_file_with_a_chart_keeps_its_figures():
    parts = files.word_parts() | {"word/embeddings/figures.xlsx": files.workbook()}
    assert check_upload(files.upload("a.docx", files.zipped(parts))).kind.key == "docx"


def test_picture_keeps_nothing_but_the_picture():
    exif = Image.Exif()
    exif[0x010F] = "Camera of a person"
    sent = (
        files.picture("JPEG", exif=exif, comment=b"<script>alert(1)</script>") + b"<script>alert(2)</script>"
    )
    kept = check_upload(files.upload("a.jpg", sent)).content
    assert b"Camera" not in kept
    assert b"script" not in kept
    assert Image.open(io.BytesIO(kept)).size == (40, 30)


def test_png_loses_its_words_and_what_follows():
    sent = files.picture("PNG")
    words = b"tEXtComment\0<script>"
    chunk = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    sent = sent[:33] + chunk + sent[33:] + files.zipped({"evil.html": "<script>"})
    kept = check_upload(files.upload("a.png", sent)).content
    assert b"<script>" not in kept
    assert b"PK\x03\x04" not in kept
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_picture_on_its_side_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    kept = check_upload(files.upload("a.jpg", files.picture("JPEG", exif=exif))).content
    assert Image.open(io.BytesIO(kept)).size == (30, 40)


def test_pdf_loses_what_follows_it():
    sent = files.pdf() + b"\n" + files.zipped({"evil.html": "<script>"})
    kept = check_upload(files.upload("a.pdf", sent)).content
    assert not zipfile.is_zipfile(io.BytesIO(kept))


def test_same_pdf_is_the_same_bytes_each_time():
    sent = files.pdf()
    first, second = (check_upload(files.upload("a.pdf", sent)) for _ in range(2))
    assert first.sha256 == second.sha256


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Policy.pdf", "Policy.pdf"),
        ("in\u202evoice.pdf", "invoice.pdf"),
        ('a"b\n.pdf', "a-b.pdf"),
        ("عربي.pdf", "عربي.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
        (" .pdf", "file.pdf"),
    ],
)
def test_file_name_is_kept_plain(sent, kept):
    file = files.upload("a.pdf", files.pdf())
    file._name = sent  # as a client may send it
    assert check_upload(file).name == kept


# Files that are refused for what they are called or weigh


def test_name_that_disagrees_says_so():
    said = refusal("policy.pdf", files.picture("PNG"))
    assert said == ("This is named .pdf but is a picture. Save it again as a PDF, or give it its right name.")


def test_two_kinds_of_picture_are_told_apart():
    assert "is named .png but is a JPEG picture. Save it again as a PNG picture" in refusal(
        "a.png", files.picture("JPEG")
    )


def test_file_over_the_limit_is_refused_unread(settings):
    settings.EVIDENCE_FILE_BYTES = 1024 * 1024
    file = SimpleNamespace(name="a.pdf", size=1024 * 1024 + 1)
    with pytest.raises(ValidationError, match="at most 1 MB"):
        check_upload(file)


def test_empty_file_is_refused():
    assert refusal("a.pdf", b"") == "Choose a file that is not empty."


def test_older_office_file_says_what_to_do():
    assert "Save it as .docx or .xlsx" in refusal("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)


# The hostile set


def _in_root(**entries):
    def change(made):
        for name, value in entries.items():
            made.Root[f"/{name}"] = value

    return change


def _on_page(**entries):
    def change(made):
        for name, value in entries.items():
            made.pages[0].obj[f"/{name}"] = value

    return change


def _holding_file(made):
    made.attachments["note.txt"] = b"hello"


def _naming_script(made):
    tree = pikepdf.Array(["run", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")])
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=tree))


def _deep(made):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
    for _ in range(20):
        action = pikepdf.Dictionary(Next=pikepdf.Array([action]))
    made.pages[0].obj.Note = action


def _action(kind, **entries):
    return pikepdf.Dictionary(S=pikepdf.Name(f"/{kind}"), **entries)


def _annotation(subtype, **entries):
    return pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{subtype}"),
                                             Rect=pikepdf.Array([0, 0, 9, 9]), **entries)])  # fmt: skip


def _pdf_bomb() -> bytes:
    """A table of contents of 300 KB that unpacks to 300 MB."""
    flat = zlib.compress(b"0" * 300_000_000, 9)
    head = b"%PDF-1.7\n"
    entry = b"1 0 obj<</Type/XRef/Size 2/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(
        flat
    )
    return head + entry + flat + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(head)


LOCKED = pikepdf.Encryption(owner="owner", user="user")
OWNED = pikepdf.Encryption(owner="owner", user="")

HOSTILE_PDFS = {
    "javascript on opening": files.pdf(_in_root(OpenAction=_action("JavaScript", JS="app.alert(1)"))),
    "launch on opening": files.pdf(_in_root(OpenAction=_action("Launch", F="cmd.exe"))),
    "link on opening": files.pdf(_in_root(OpenAction=_action("URI", URI="http://evil.example"))),
    "named javascript": files.pdf(_naming_script),
    "page that acts": files.pdf(_on_page(AA=pikepdf.Dictionary(O=_action("JavaScript", JS="1")))),
    "document that acts": files.pdf(_in_root(AA=pikepdf.Dictionary(WC=_action("JavaScript", JS="1")))),
    "launch deep inside": files.pdf(_deep),
    "file held inside": files.pdf(_holding_file),
    "file pinned to a page": files.pdf(_on_page(Annots=_annotation("FileAttachment"))),
    "rich media": files.pdf(_on_page(Annots=_annotation("RichMedia"))),
    "submits a form": files.pdf(
        _on_page(Annots=_annotation("Link", A=_action("SubmitForm", F="http://evil.example")))
    ),
    "opens another file": files.pdf(_on_page(Annots=_annotation("Link", A=_action("GoToR", F="evil.pdf")))),
    "script as a link": files.pdf(
        _on_page(Annots=_annotation("Link", A=_action("URI", URI="javascript:alert(1)")))
    ),
    "dynamic form": files.pdf(_in_root(AcroForm=pikepdf.Dictionary(XFA="<xdp/>"))),
    "password": files.pdf(encryption=LOCKED),
    "owner's password": files.pdf(encryption=OWNED),
    "bomb": _pdf_bomb(),
    "head alone": b"%PDF-1.7\n",
    "head and a page": b"%PDF-1.7\n<html><script>alert(1)</script></html>",
    "cut short": files.pdf()[:120],
    "junk before its head": b"junk" + files.pdf(),
}


def _png_of(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head) - 4) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + files.picture("PNG")[33:]


def _text_bomb() -> bytes:
    words = b"zTXtComment\0\0" + zlib.compress(b"0" * 200_000_000, 9)
    chunk = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    sent = files.picture("PNG")
    return sent[:33] + chunk + sent[33:]


HOSTILE_PICTURES = {
    "flood.png": _png_of(50_000, 50_000),
    "too many pixels.png": files.picture("PNG", size=(6000, 5000), mode="L"),
    "impossible.png": _png_of(0, 10),
    "lie.png": _png_of(4000, 4000),
    "page.png": b"\x89PNG\r\n\x1a\n<script>alert(1)</script>",
    "cut.png": files.picture("PNG")[:60],
    "words.png": _text_bomb(),
    "page.jpg": b"\xff\xd8\xff<script>alert(1)</script>",
    "cut.jpg": files.picture("JPEG")[:200],
    "animation.png": files.picture("GIF"),
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "bitmap.jpg": files.picture("BMP"),
    "layers.jpg": files.picture("TIFF"),
}


def _with(name: str, content: bytes | str = b"x") -> bytes:
    return files.zipped(files.word_parts() | {name: content})


def _doctype(encoding: str) -> bytes:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    return files.zipped(files.word_parts() | {"docProps/app.xml": bomb.encode(encoding)})


def _locked_zip() -> bytes:
    sent = bytearray(files.word())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = sent.find(mark)
        while at >= 0:
            sent[at + place] |= 1
            at = sent.find(mark, at + 1)
    return bytes(sent)


MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
HOSTILE_OFFICE = {
    "macros": _with("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"),
    "macro document": files.word(main=MACRO),
    "template fetched": files.word(
        relationships=files.outside("attachedTemplate", "http://evil.example/a.dotm")
    ),
    "picture fetched": files.word(relationships=files.outside("image", "\\\\evil\\share\\a.png")),
    "object fetched": files.word(relationships=files.outside("oleObject", "http://evil.example/a")),
    "script as a link": files.word(relationships=files.outside("hyperlink", "javascript:alert(1)")),
    "object inside": _with("word/embeddings/oleObject1.bin"),
    "control inside": _with("word/activeX/activeX1.xml", "<a/>"),
    "program inside": _with("word/media/image1.png", b"MZ\x90\0"),
    "older office file inside": _with("word/embeddings/old.doc", b"\xd0\xcf\x11\xe0"),
    "zip inside": _with("word/media/image1.png", files.zipped({"a": "b"})),
    "macros inside a workbook inside": _with(
        "word/embeddings/a.xlsx", files.zipped(files.word_parts() | {"xl/vbaProject.bin": b"x"})
    ),
    "workbook under another name": _with("word/media/image1.png", files.workbook()),
    "file in a file in a file": _with(
        "word/embeddings/a.docx", _with("word/embeddings/b.xlsx", files.workbook())
    ),
    "page inside": _with("word/afchunk.html", "<script>"),
    "field that starts a program": files.word(
        body="<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\cmd.exe</w:instrText>"
        "</w:r></w:p>"
    ),
    "entities": _doctype("utf-8"),
    "entities in UTF-16": _doctype("utf-16"),
    "bomb": _with("word/media/big.bmp", b"\0" * 101 * 1024 * 1024),
    "many members": files.zipped(files.word_parts() | {f"word/{n}.xml": "<a/>" for n in range(2_001)}),
    "way out of the folder": _with("../../etc/cron.d/a", "x"),
    "no list of types": files.zipped({"word/document.xml": "<a/>"}),
    "words after it": files.word() + b"<script>alert(1)</script>",
    "another zip before it": files.zipped({"evil.html": "<script>"}) + files.word(),
    "password": _locked_zip(),
    "cut short": files.word()[:-40],
    "plain zip": files.zipped({"a.txt": "hello"}),
    "page": b"<html><script>alert(1)</script></html>",
}

HOSTILE = [
    *[(f"{name}.pdf".replace(" ", "-"), content) for name, content in HOSTILE_PDFS.items()],
    *HOSTILE_PICTURES.items(),
    *[(f"{name}.docx".replace(" ", "-"), content) for name, content in HOSTILE_OFFICE.items()],
    ("sheet.xlsx", files.word()),
    ("words.docx", files.workbook()),
    ("page.html", b"<script>alert(1)</script>"),
    ("program.exe", b"MZ"),
    ("sheet.xlsm", files.workbook()),
    ("drawing.svg", b"<svg/>"),
    ("policy.pdf.exe", files.pdf()),
    ("no-ending", files.pdf()),
    ("program.pdf", b"MZ\x90\0"),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE, ids=[name for name, _ in HOSTILE])
def test_hostile_file_is_refused_in_plain_words(name, content):
    said = refusal(name, content)
    assert said[0].isupper()
    assert said.endswith(".")
    assert "Error" not in said


def test_hostile_set_is_large():
    assert len(HOSTILE) >= FLOOR


def test_damaged_copies_never_break_the_check():
    for name, whole in [
        ("a.pdf", files.pdf()), ("a.png", files.picture("PNG")), ("a.jpg", files.picture("JPEG")),
        ("a.docx", files.word()), ("a.xlsx", files.workbook()),
    ]:  # fmt: skip
        for step in range(40):
            place = len(whole) * step // 40
            damaged = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
            try:
                check_upload(files.upload(name, damaged))
            except ValidationError:
                continue

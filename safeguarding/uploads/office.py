"""Word and Excel files: a zip of parts, read to the last one, and refused when any part could act."""

import io
import re
import struct
import zipfile
import zlib
from xml.parsers import expat

from safeguarding.uploads.kinds import KINDS, OFFICE, UNPACKED, FileKind, wrong

MEMBERS = 2_000
MAIN_PARTS = {
    f"{OFFICE}.wordprocessingml.document.main+xml": ("docx", "word/document.xml"),
    f"{OFFICE}.spreadsheetml.sheet.main+xml": ("xlsx", "xl/workbook.xml"),
}
UNSAFE_PART = re.compile(
    r"vba|macro|activex|oleobject|externallinks/|customui/"
    r"|\.(exe|dll|js|vbs|bat|cmd|ps1|scr|lnk|hta|jar|msi|html?)$"
)
INNER_FILE = re.compile(r"/embeddings/[^/]+\.(xlsx|docx)$")
BINARY_PART = re.compile(r"\.bin$")
HARMLESS_BINARY = re.compile(r"^xl/printersettings/[^/]+\.bin$")
DAMAGED_OFFICE = "This file cannot be opened. Save it again in Word or Excel, then choose it again."
ACTIVE_OFFICE = (
    "This file has macros, other files or links to other files inside, so it cannot be kept. "
    "Save it as a PDF, then choose that one."
)
# Word and Excel use these for what they fetch when the file is opened; a hyperlink waits for a click.
CLICKED = "/hyperlink"
FETCHING_FIELD = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
UNSAFE_LINK = re.compile(r"\s*(javascript|vbscript|data)\s*:", re.IGNORECASE)


def office_kind(content: bytes) -> FileKind | None:
    with _opened_zip(content) as archive:
        declared = {part.lower(): kind for part, kind in _content_types(archive).items()}
    for content_type, (key, part) in MAIN_PARTS.items():
        if declared.get(f"/{part}") == content_type:
            return KINDS[key]
    if any("macroenabled" in kind.lower() for kind in declared.values()):
        raise wrong(ACTIVE_OFFICE)
    return None


def clean_office(content: bytes) -> bytes:
    """The file as it came: it was read to its last part, and nothing in it acts."""
    _check_parts(content)
    return content


def _check_parts(content: bytes, *, inner: bool = False) -> None:
    with _opened_zip(content) as archive:
        for member in archive.infolist():
            name, part = member.filename.lower(), _part(archive, member)
            _check_part(name, part)
            if part.startswith(b"PK"):
                _check_inner(name, part, inner)


def _check_inner(name: str, part: bytes, inner: bool) -> None:
    # A chart in Word carries its figures as a workbook; nothing is carried further in than that.
    if inner or not INNER_FILE.search(name):
        raise wrong(ACTIVE_OFFICE)
    _check_parts(part, inner=True)


def _opened_zip(content: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, NotImplementedError):
        raise wrong(DAMAGED_OFFICE) from None
    _check_members(archive.infolist(), content, archive)
    return archive


def _check_members(members, content: bytes, archive) -> None:
    names = [member.filename.lower() for member in members]
    if len(names) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise wrong("This file is too large when it is unpacked. Save it as a PDF, then choose that one.")
    sound = (
        len(set(names)) == len(names)
        and "[content_types].xml" in names
        and min(member.header_offset for member in members) == 0
        and archive.comment == b""
        and content[-22:-18] == b"PK\x05\x06"
        and all(_sound_member(member) for member in members)
    )
    if not sound:
        raise wrong(DAMAGED_OFFICE)


def _sound_member(member) -> bool:
    parts = member.filename.split("/")
    return (
        not member.flag_bits & 0x1  # a password
        and member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        and not member.filename.startswith("/")
        and "\\" not in member.orig_filename
        and "\0" not in member.orig_filename
        and ".." not in parts
    )


def _part(archive, member) -> bytes:
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error, NotImplementedError,
            RuntimeError):  # fmt: skip
        raise wrong(DAMAGED_OFFICE) from None


def _check_part(name: str, content: bytes) -> None:
    if UNSAFE_PART.search(name) or (BINARY_PART.search(name) and not HARMLESS_BINARY.search(name)):
        raise wrong(ACTIVE_OFFICE)
    if content.startswith((b"MZ", b"\xd0\xcf\x11\xe0", b"\x7fELF")):
        raise wrong(ACTIVE_OFFICE)
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    # No Office file has a document type; with one, a few bytes can grow without end. UTF-16 is read too.
    if b"<!DOCTYPE" in content.replace(b"\0", b"").upper():
        raise wrong(DAMAGED_OFFICE)
    if name.endswith(".rels"):
        _refuse_fetching(content)
    if name.startswith("word/") and FETCHING_FIELD.search(_fields(content)):
        raise wrong(ACTIVE_OFFICE)


def _refuse_fetching(relationships: bytes) -> None:
    for name, attributes in _elements(relationships):
        if name.endswith("Relationship") and attributes.get("TargetMode", "").lower() == "external":
            kind = attributes.get("Type", "")
            if not kind.endswith(CLICKED) or UNSAFE_LINK.match(attributes.get("Target", "")):
                raise wrong(ACTIVE_OFFICE)


def _fields(content: bytes) -> str:
    """The instructions of a Word part's fields, of which a word may be spread over several elements."""
    told, inside = [], [False]
    parser = expat.ParserCreate()

    def start(name, attributes):
        inside[0] = name.endswith("instrText")
        told.extend(f" {value} " for key, value in attributes.items() if key.endswith("instr"))

    parser.StartElementHandler = start
    parser.CharacterDataHandler = lambda text: inside[0] and told.append(text)
    _parse(parser, content)
    return "".join(told)


def _content_types(archive) -> dict[str, str]:
    names = {name.lower(): name for name in archive.namelist()}
    content = _part(archive, archive.getinfo(names["[content_types].xml"]))
    return {
        attributes.get("PartName", ""): attributes.get("ContentType", "")
        for name, attributes in _elements(content)
        if name.endswith("Override")
    }


def _elements(content: bytes) -> list[tuple[str, dict]]:
    found = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    _parse(parser, content)
    return found


def _parse(parser, content: bytes) -> None:
    """Read XML; a document type, and so an entity, is refused where it begins."""
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise wrong(DAMAGED_OFFICE) from None


def _refuse_doctype(*_) -> None:
    raise wrong(DAMAGED_OFFICE)

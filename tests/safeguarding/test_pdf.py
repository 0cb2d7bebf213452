"""The cage: what it makes, what it refuses, and what becomes of a child that fails."""

from io import BytesIO

import pikepdf
import pypdf
import pytest

from safeguarding import pdf_cage
from safeguarding.pdf import PdfFailed, look_of
from safeguarding.pdf_cage import Limits
from safeguarding.templatetags.paper import on_paper

STYLES = "build/pdf-report.css"
PAGE = '<html lang="en-GB"><head><title>A title</title></head><body><h1>Heading</h1>{}</body></html>'


@pytest.fixture
def make(settings):
    def make(body="<p>Words.</p>", **limits):
        folder = settings.VAR_DIR / "pdf-fonts"
        return pdf_cage.make_pdf(PAGE.format(body), STYLES, folder, limits=Limits(**limits))

    return make


def words_of(pdf):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def test_it_is_tagged_titled_and_says_its_language(make):
    with pikepdf.open(BytesIO(make().pdf)) as pdf:
        root = pdf.Root
        assert root.StructTreeRoot.K
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
            assert meta["dc:title"] == "A title"


def test_it_says_what_it_took(make):
    made = make()
    assert made.cpu_seconds > 0
    assert 20_000_000 < made.peak_bytes < 250_000_000


ELSEWHERE = pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "file:///etc/hostname",
        "data:image/png;base64,iVBORw0KGgo=",
        "static:../pyproject.toml",
        "static:/etc/hostname",
        "static:build.mjs",
        "static:../../../etc/passwd.svg",
        "/etc/hostname",
    ],
)


@ELSEWHERE
@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="{}">',
        '<link rel="stylesheet" href="{}">',
        '<style>@import url("{}")</style>',
        '<style>body {{ background: url("{}") }}</style>',
        '<object data="{}"></object>',
    ],
)
def test_nothing_is_fetched_from_elsewhere(make, body, address):
    with pytest.raises(PdfFailed, match="Forbidden"):
        make(body.format(address))


@ELSEWHERE
def test_a_drawing_fetches_nothing_either(make, address):
    # The engine leaves out a drawing that fails, whatever the failure.
    made = make(
        f'<svg width="9" height="9"><title>T</title><image href="{address}" width="9" height="9"/></svg>'
    )
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        assert not [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]


def test_own_pictures_are_fetched(make):
    assert make('<img alt="A thread" src="static:images/report-thread.svg">').pdf.startswith(b"%PDF-1.7")


SLOW = f"<p>{'b' * 12_000}</p>"


def test_a_child_that_takes_too_long_is_ended(make):
    with pytest.raises(PdfFailed, match="too long"):
        make(SLOW, wall_seconds=0.3)


def test_a_child_that_spends_too_much_is_killed(make):
    with pytest.raises(PdfFailed, match="without a result"):
        make(SLOW, cpu_seconds=1)


def test_a_child_that_wants_too_much_memory_fails(make):
    with pytest.raises(PdfFailed):
        make("<p>Words</p>" * 20_000, address_space=160 * 1024 * 1024)


def test_the_next_one_is_made_after_a_failure(make):
    with pytest.raises(PdfFailed):
        make(SLOW, wall_seconds=0.1)
    assert "Words." in words_of(make().pdf)


def test_a_failure_holds_no_word_of_the_document(make):
    with pytest.raises(PdfFailed) as failure:
        make('<p>Rosa</p><img alt="" src="http://rosa.example/">')
    assert "rosa" not in str(failure.value).lower()


def test_letters_of_other_scripts_have_their_fonts(make):
    made = make("<p>Łódź سلام שלום 🙂</p>").pdf
    with pikepdf.open(BytesIO(made)) as pdf:
        fonts = " ".join(str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values())
    for name in ("Inter", "Arabic", "Hebrew", "Emoji"):
        assert name in fonts


def test_the_look_is_the_same_until_a_file_changes():
    assert look_of() == look_of()
    assert len(look_of()) == 64


@pytest.mark.parametrize(
    "text",
    [
        "a" * 100_000,
        " " * 5000 + "end",
        "b" * 119 + " ",
        "before " + "d" * 200 + " after",
        ("c" * 119 + " ") * 800,
        "Words of a usual length. " * 4000,
        "line\n" * 3000,
        "one\n\n\ntwo",
        "",
    ],
)
def test_nothing_is_lost_or_moved_on_paper(text):
    laid = on_paper(text)
    assert laid.replace('<span class="piece">', "").replace("</span>", "") == text


def test_what_is_laid_on_paper_is_escaped():
    assert on_paper("<script>") == "&lt;script&gt;"
    assert "<script" not in on_paper("<script>" * 1000)


def test_a_long_word_is_quick(make):
    made = make(f'<p class="said">{on_paper("z" * 30_000)}</p>')
    assert words_of(made.pdf).replace("\n", "").count("z") == 30_000
    assert made.cpu_seconds < 5

"""The PDF read back: is it what the report says, for everybody, and harmless?"""

import re
import uuid
from datetime import date
from io import BytesIO

import pikepdf
import pypdf
import pytest

from audits.actions.keeping import TEMPLATE
from audits.actions.reviewing import comment_on
from audits.models import Audit
from audits.reports.audit_report import Profile, audit_report
from safeguarding.access.roles import Role
from safeguarding.pdf import render_pdf
from tests import factories
from tests.audits.reports.test_audit_report import released, sample
from tests.factories.reviews import as_signed, asked, replied, signed, submitted

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 3)
HOSTILE = (
    "<script>alert(1)</script> & <img src=http://127.0.0.1:9/x> </p></article> {{ report }} &lt;b&gt; "
    "]]> <!-- @page url(file:///etc/passwd) “quotes” Łódź"
)


@pytest.fixture
def audit(db):
    factories.edition(items=4)
    audit = factories.audit(participants="Tom Brannigan\nSunita Rao")
    factories.respond(
        audit, "item-1", "red", evidence="Older decisions lack a reason.", marks={"b": "partly"}
    )
    factories.respond(audit, "item-2", "green", evidence="All signed.")
    factories.respond(audit, "item-3", "not_applicable", na_reason="No boarders.")
    return audit


def printed(audit, profile=Profile.FULL):
    report = audit_report(audit, today=TODAY, profile=profile)
    return report, render_pdf(TEMPLATE, {"report": report})


def words_of(pdf):
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)


def bookmarks(outline):
    for entry in outline:
        yield from bookmarks(entry) if isinstance(entry, list) else [entry.title]


def test_it_is_made_for_everybody(audit):
    report, pdf = printed(audit)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.Root.StructTreeRoot.K
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang) == "en-GB"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert str(opened.docinfo.Title) == f"{report.title}, {report.school}"
        with opened.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"


def test_every_picture_has_words_and_every_table_is_whole(audit):
    _, pdf = printed(audit)
    tags = {}
    with pikepdf.open(BytesIO(pdf)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem":
                tags.setdefault(str(thing.S), []).append(thing)
        assert all(str(figure.Alt) for figure in tags["/Figure"])
        assert len(tags["/Table"]) == 1
        assert len(tags["/TH"]) == 5 + 2  # five figures, a section and the sum
    assert {"/H1", "/H2", "/H3", "/L", "/LI", "/P"} <= set(tags)


def test_sections_and_items_are_bookmarks(audit):
    report, pdf = printed(audit)
    titles = list(bookmarks(pypdf.PdfReader(BytesIO(pdf)).outline))
    assert {section.name for section in report.sections} <= set(titles)
    assert {f"{card.ref} {card.title}" for card in report.cards} <= set(titles)


def test_every_page_but_the_cover_is_numbered_and_says_draft(audit):
    _, pdf = printed(audit)
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    assert "DRAFT" in pages[0]
    for number, page in enumerate(pages[1:], start=2):
        assert f"Page {number} of {len(pages)}" in page
        assert "DRAFT, revision 1" in page


def test_a_signed_one_is_final(audit):
    released(audit)
    as_signed(audit)
    _, pdf = printed(audit)
    words = words_of(pdf)
    assert "Final, revision 1" in words
    assert "DRAFT" not in words


def test_the_review_is_in_it_with_both_names_on_the_cover(db):
    audit = submitted()
    governor = factories.member(audit.school, Role.GOVERNOR, name="Helen Marsh")
    head = factories.member(audit.school, Role.HEAD, name="Priya Nandakumar")
    adviser = factories.member(audit.school, Role.ADVISER, name="Owen Trevelyan")
    Audit.objects.filter(pk=audit.pk).update(adviser=adviser)
    replied(asked(audit, "How do you know?", by=governor, item="item-1"), "We asked five people.")
    comment_on(audit, text="Clear and honest.", by=adviser, request_key=uuid.uuid4())
    draft = audit_report(audit, today=TODAY, profile=Profile.FULL)
    report, pdf = printed(signed(audit, governor=governor, by=head))
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages]
    cover, words = re.sub(r"\s+", " ", pages[0]), words_of(pdf)
    day = f"{report.review.for_school.on.day} {report.review.for_school.on:%B %Y}"
    assert f"Signed by Helen Marsh, safeguarding governor, {day}" in cover
    assert f"Signed by Priya Nandakumar, headteacher, {day}" in cover
    assert "FINAL" in cover
    assert "DRAFT" not in words
    assert report.check_in_words == report.review.for_governors.check_in_words != draft.check_in_words
    assert f"Content check {report.check_in_words}" in cover
    for said in ("How do you know?", "We asked five people.", "Clear and honest.", "Disclaimer."):
        assert words.count(said) >= 1, said
    assert words.count("How do you know?") == 2  # in the review, and on the item's card
    assert report.review.sentence in words


def test_all_that_the_report_says_is_in_it(audit):
    report, pdf = printed(audit)
    words = words_of(pdf)
    for card in report.cards:
        for said in (card.ref, card.title, card.question, card.rating_label, card.evidence, card.na_reason):
            assert said in words
    assert "Prompt b of item 1 Partly" in words
    assert report.sentence in words
    assert report.counts_in_words in words
    assert report.check_in_words in words
    assert "Tom Brannigan, Sunita Rao" in words


def test_hostile_words_are_kept_and_do_nothing(audit):
    factories.respond(audit, "item-4", "amber", evidence=HOSTILE)
    _, pdf = printed(audit)
    # The engine breaks lines between words alone, so that all of it stands there letter by letter.
    assert HOSTILE.replace(" ", "") in words_of(pdf).replace(" ", "")
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert "/JavaScript" not in opened.Root.get("/Names", {})
        assert "/OpenAction" not in opened.Root
        assert not [page for page in opened.pages if "/Annots" in page]


def test_other_scripts_and_pictures_are_kept(audit):
    factories.respond(audit, "item-4", "amber", evidence="سلام שלום 🙂 Łódź")
    _, pdf = printed(audit)
    words = words_of(pdf)
    assert "🙂" in words
    assert "Łódź" in words
    assert {*"שלום"} <= {*words}
    assert len({*"سلام"} & {*words}) >= 2  # joined letters are drawn as one


def test_a_hundred_thousand_characters_flow_over_pages(audit):
    text = ("x" * 300 + " and a usual sentence of the kind that staff write. ") * 285
    assert len(text) >= 100_000
    factories.respond(audit, "item-4", "amber", evidence=text)
    _, pdf = printed(audit)
    assert words_of(pdf).count("x" * 59) >= 285 * 5
    assert len(pypdf.PdfReader(BytesIO(pdf)).pages) > 20


def test_case_labels_are_for_those_who_may_know_them(audit):
    sample(audit, "Case Alpha")
    sample(audit, "Case Beta")
    seen = {profile: words_of(printed(audit, profile)[1]) for profile in Profile}
    for label in ("Case Alpha", "Case Beta", "Words on"):
        assert label in seen[Profile.CASES]
        assert label not in seen[Profile.FULL]
        assert label not in seen[Profile.GOVERNORS]
    assert "2 files were looked at" in seen[Profile.FULL]
    assert "1 to 5 files were looked at" in seen[Profile.GOVERNORS]

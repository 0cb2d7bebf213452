"""Pages of the evidence library: adding, reading, downloading, and what stands behind an answer."""

import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.actions.evidence import use_evidence
from audits.models import Audit, Evidence, EvidenceUse
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories import files
from tests.factories.evidence import evidence
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """A folder of this test's own for files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def audit():
    return factories.audit()


@pytest.fixture
def lead(client, audit):
    client.force_login(audit.lead_author)
    return audit.lead_author


def kept(store) -> list[Path]:
    return [path for path in Path(store).rglob("*") if path.is_file()]


def url(name, audit, *rest):
    return reverse(f"audits:{name}", args=[audit.school.slug, *rest])


def words(response):
    return response.content.decode()


def sent(**fields):
    return {
        "request_key": uuid.uuid4(), "title": "Training record", "kind": "note", "note": "Seen.",
        "dated_on": "4 Sept 2026",
    } | fields  # fmt: skip


def test_only_those_who_answer_reach_the_library(client, audit):
    piece = evidence(audit.school, file="a.pdf")
    pages = [
        url("evidence_library", audit),
        url("evidence_add", audit),
        url("evidence_piece", audit, piece.public_id),
        url("evidence_file", audit, piece.public_id),
        url("item_evidence", audit, audit.public_id, "item-1"),
    ]
    expected = {
        Role.LEAD: 200, Role.DEPUTY: 200, Role.HEAD: 200, Role.GOVERNOR: 403, Role.STAFF: 403,
        Role.ADMINISTRATOR: 403,
    }  # fmt: skip
    for role, status in expected.items():
        client.force_login(factories.member(audit.school, role))
        assert [client.get(page).status_code for page in pages] == [status] * 5
    client.force_login(factories.member(factories.school(), Role.LEAD))
    assert [client.get(page).status_code for page in pages] == [404] * 5


def test_a_strangers_id_is_404(client, audit, lead):
    other = factories.audit()
    foreign = evidence(other.school, file="a.pdf")
    for page in (
        url("evidence_piece", audit, foreign.public_id),
        url("evidence_file", audit, foreign.public_id),
        url("evidence_add", audit) + f"?replaces={foreign.public_id}",
        url("evidence_add", audit) + f"?audit={other.public_id}&item=item-1",
        url("evidence_add", audit) + f"?audit={audit.public_id}&item=nothing",
        url("item_evidence", audit, audit.public_id, "case-1"),
        url("item_evidence", audit, audit.public_id, "nothing"),
    ):
        assert client.get(page).status_code == 404
    address = url("item_evidence", audit, audit.public_id, "item-1")
    assert client.post(address, {"use": foreign.public_id}).status_code == 404
    assert client.post(address).status_code == 404


def test_piece_of_ones_other_school_is_404_here(client, audit, lead):
    other = factories.audit()
    factories.member(other.school, Role.LEAD, user=lead)
    foreign = evidence(other.school, file="a.pdf")
    for page in (
        url("evidence_piece", audit, foreign.public_id),
        url("evidence_file", audit, foreign.public_id),
        url("evidence_add", audit) + f"?replaces={foreign.public_id}",
        url("evidence_add", audit) + f"?audit={other.public_id}&item=item-1",
    ):
        assert client.get(page).status_code == 404
    address = url("item_evidence", audit, audit.public_id, "item-1")
    assert client.post(address, {"use": foreign.public_id}).status_code == 404


def test_file_is_added_and_put_behind_the_item(client, audit, lead, store):
    address = url("evidence_add", audit) + f"?audit={audit.public_id}&item=item-1"
    file = files.upload("Record.pdf", files.pdf())
    answer = client.post(address, sent(kind="file", file=file))
    assert answer["Location"].split("#")[0].endswith("/sections/main/?item=item-1")
    reopen_wall()
    assert EvidenceUse.objects.get().evidence.file_name == "Record.pdf"
    assert len(kept(store)) == 1


def test_double_click_adds_one_piece(client, audit, lead):
    once = sent()
    for _ in range(2):
        assert client.post(url("evidence_add", audit), once).status_code == 302
    reopen_wall()
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "policy.pdf",
            files.picture(),
            "This is named .pdf but is a picture. Save it again as a PDF, or give it",
        ),
        ("big.pdf", b"%PDF-" + b"0" * 2 * 1024 * 1024, "Choose a file of at most 1 MB"),
        ("empty.pdf", b"", "Choose a file that is not empty"),
        ("page.html", b"<script>", "Choose a PDF, a picture (PNG or JPEG)"),
    ],
)
def test_wrong_file_is_refused_and_the_rest_is_kept(
    client, audit, lead, store, settings, name, content, said
):
    settings.EVIDENCE_FILE_BYTES = 1024 * 1024
    answer = client.post(url("evidence_add", audit), sent(kind="file", file=files.upload(name, content)))
    page = words(answer)
    assert answer.status_code == 200
    assert page.count(said) == 2
    assert 'href="#id_file"' in page
    assert "<title>Error: Add evidence" in page
    assert 'value="Training record"' in page
    assert 'value="4 Sept 2026"' in page or 'value="4 September 2026"' in page
    reopen_wall()
    assert not Evidence.objects.exists()
    assert kept(store) == []


def test_good_file_beside_a_bad_field_asks_for_it_again(client, audit, lead, store):
    file = files.upload("a.pdf", files.pdf())
    page = words(client.post(url("evidence_add", audit), sent(kind="file", file=file, dated_on="31/2/2026")))
    assert page.count("Enter a date that exists, such as 4 December 2026") == 2
    assert "Choose the file again" in page
    assert kept(store) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"kind": "link", "url": "javascript:alert(1)"}, "Enter a link that begins with https://"),
        ({"kind": "link", "url": "www.school.example"}, "Enter a link that begins with https://"),
        ({"kind": "note", "note": "  "}, "Write the note"),
        ({"kind": "file"}, "Choose a file"),
        ({"kind": ""}, "Choose a file, a link or a note"),
        ({"title": " "}, "Enter a title"),
        ({"title": "x" * 121}, "Use 120 characters or fewer"),
        ({"dated_on": ""}, "Enter the date it stands for"),
        ({"dated_on": "1 January 2099"}, "Enter a date that is today or earlier"),
    ],
)
def test_wrong_words_are_refused_and_nothing_is_written(client, audit, lead, fields, said):
    page = words(client.post(url("evidence_add", audit), sent(**fields)))
    assert page.count(said) == 2
    reopen_wall()
    assert not Evidence.objects.exists()


def test_download_is_an_attachment_that_can_do_nothing(client, audit, lead):
    piece = evidence(audit.school, file="Übersicht “1”.pdf")
    answer = client.get(url("evidence_file", audit, piece.public_id))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF-")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%9Cbersicht")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]
    assert Event.objects.filter(verb="evidence downloaded", subject=piece.public_id).exists()


def test_note_has_no_file_and_a_lost_file_is_told(client, audit, lead, store):
    note, lost = evidence(audit.school), evidence(audit.school, file="a.pdf")
    kept(store)[0].unlink()
    assert client.get(url("evidence_file", audit, note.public_id)).status_code == 404
    page = client.get(url("evidence_file", audit, lost.public_id), follow=True)
    assert "This file is not where it was kept" in words(page)


def test_library_is_searched_and_says_where_a_piece_is_used(client, audit, lead):
    used = evidence(audit.school, title="Training record")
    evidence(audit.school, title="Visitors’ book")
    for response in audit.responses.all()[:2]:
        use_evidence(response, used, by=lead)
    page = words(client.get(url("evidence_library", audit) + "?q=record+TRAIN"))
    assert "Used in I1, I2 (2026 to 2027)" in page
    assert "Visitors" not in page
    assert "No title has these words" in words(client.get(url("evidence_library", audit) + "?q=%25"))


def test_old_piece_says_so_and_a_replaced_one_steps_back(client, audit, lead):
    older = evidence(audit.school, title="Policy of then", dated_on="2024-01-05")
    library = url("evidence_library", audit)
    assert "Older than a year" in words(client.get(library))
    address = url("evidence_add", audit) + f"?replaces={older.public_id}"
    assert 'value="Policy of then"' in words(client.get(address))
    client.post(address, sent(title="Policy of now"))
    page = words(client.get(library))
    assert "Policy of now" in page
    assert "Policy of then" not in page
    assert "A newer one took its place" in words(client.get(library + "?older=1"))
    reopen_wall()
    newer = Evidence.objects.get(title="Policy of now")
    assert "Policy of then" in words(client.get(url("evidence_piece", audit, newer.public_id)))
    assert "Policy of now" in words(client.get(url("evidence_piece", audit, older.public_id)))


def test_piece_is_put_behind_an_item_and_taken_away(client, audit, lead):
    piece = evidence(audit.school)
    use_evidence(audit.responses.get(item__key="item-2"), piece, by=lead)
    address = url("item_evidence", audit, audit.public_id, "item-1")
    assert "Also used in I2" in words(client.get(address))
    assert "?item=item-1" in client.post(address, {"use": piece.public_id})["Location"]
    assert "Remove" in words(client.get(address))
    client.post(address, {"stop": piece.public_id})
    assert "Remove" not in words(client.get(address))


def test_submitted_audit_shows_and_does_not_change(client, audit, lead):
    piece = evidence(audit.school)
    use_evidence(audit.responses.get(item__key="item-1"), piece, by=lead)
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at="2026-11-05T09:00Z", submitted_by=lead
    )
    address = url("item_evidence", audit, audit.public_id, "item-1")
    page = words(client.get(address))
    assert "Training record" in page
    assert "Remove" not in page
    client.post(address, {"stop": piece.public_id})
    reopen_wall()
    assert EvidenceUse.objects.get().removed_at is None


def test_queries_do_not_grow(client, audit, lead):
    pages = [url("evidence_library", audit), url("item_evidence", audit, audit.public_id, "item-1")]
    client.get(pages[0])
    counts = []
    for more in (1, 2):
        for _ in range(more):
            reopen_wall()
            piece, free = evidence(audit.school), evidence(audit.school)
            use_evidence(audit.responses.get(item__key="item-1"), piece, by=lead)
            use_evidence(audit.responses.get(item__key="item-2"), free, by=lead)
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_markup_is_shown_harmless(client, audit, lead):
    piece = evidence(audit.school, title="<script>alert(1)</script> 😀", note="<img src=x onerror=alert(1)>")
    for page in (url("evidence_library", audit), url("evidence_piece", audit, piece.public_id)):
        shown = words(client.get(page))
        assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀" in shown
        assert "<img src=x" not in shown

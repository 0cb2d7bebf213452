"""The evidence library: what is written, what is refused, and that a refusal leaves no row and no file."""

import uuid
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from audits.actions.evidence import add_evidence, stop_using, use_evidence
from audits.models import Audit, Evidence, EvidenceUse
from safeguarding.models import Event
from safeguarding.refusals import Refused
from safeguarding.uploads import check_upload
from tests import factories
from tests.factories import files
from tests.factories.evidence import evidence

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 4)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    """A folder of this test's own for files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def kept(store) -> list[Path]:
    return [path for path in Path(store).rglob("*") if path.is_file()]


def rows():
    return Evidence.objects.count(), EvidenceUse.objects.count(), Event.objects.count()


def closed(audit):
    Audit.objects.filter(pk=audit.pk).update(
        state="submitted", submitted_at="2026-11-05T09:00Z", submitted_by=audit.lead_author
    )


def test_file_is_kept_under_a_random_name_with_its_hash(store):
    piece = evidence(factories.school(), file="Training record.pdf")
    (path,) = kept(store)
    assert "Training" not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.read_bytes() == piece.file.open().read()
    assert (piece.kind, piece.file_name, piece.file_type) == ("file", "Training record.pdf", "pdf")
    assert piece.size == path.stat().st_size
    assert Event.objects.filter(verb="evidence added", subject=piece.public_id).exists()


def test_link_and_note_are_kept():
    school = factories.school()
    assert evidence(school, url="https://school.example/policy").kind == "link"
    assert evidence(school, note="Seen on a walk, 3 September.").kind == "note"


def test_same_form_twice_makes_one_piece_and_one_file(store):
    school, key = factories.school(), uuid.uuid4()
    first = evidence(school, file="a.pdf", request_key=key)
    assert evidence(school, file="a.pdf", request_key=key) == first
    assert Evidence.objects.count() == 1
    assert len(kept(store)) == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//evil.example", "ftp://a.example"],
)
def test_link_that_is_not_of_the_web_is_refused(url):
    school = factories.school()
    before = rows()
    with pytest.raises(Refused, match="https://"):
        evidence(school, by=factories.person(), url=url)
    assert rows() == before


def test_nothing_and_two_things_are_refused():
    school, person = factories.school(), factories.person()
    for given in ({"note": ""}, {"note": "a", "url": "https://a.example"}):
        with pytest.raises(Refused, match="Choose one"):
            evidence(school, by=person, **given)


def test_failed_row_leaves_no_file(store):
    school, person = factories.school(), factories.person()
    checked = check_upload(files.upload("a.pdf", files.pdf()))
    with pytest.raises(DatabaseError), transaction.atomic():
        add_evidence(school, title="x" * 121, dated_on=DAY, by=person, request_key=uuid.uuid4(), file=checked)
    assert kept(store) == []
    assert Evidence.objects.count() == 0


def test_full_disk_is_told_in_words(store, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", full)
    with pytest.raises(Refused, match="could not store"):
        evidence(factories.school(), by=factories.person(), file="a.pdf")
    assert Evidence.objects.count() == 0


def test_piece_cannot_be_changed_in_the_database():
    piece = evidence(factories.school())
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.filter(pk=piece.pk).update(title="Else")


def test_one_piece_serves_many_items_once_each():
    audit = factories.audit()
    piece = evidence(audit.school)
    for response in audit.responses.all():
        use_evidence(response, piece, by=audit.lead_author)
        use_evidence(response, piece, by=audit.lead_author)
    assert piece.uses.count() == 3
    assert Event.objects.filter(verb="evidence used").count() == 3


def test_use_is_stopped_and_may_begin_again():
    audit = factories.audit()
    piece, response = evidence(audit.school), audit.responses.first()
    use_evidence(response, piece, by=audit.lead_author)
    stop_using(response, piece, by=audit.lead_author)
    stop_using(response, piece, by=audit.lead_author)
    use = piece.uses.get()
    assert (use.removed_by, use.removed_at is None) == (audit.lead_author, False)
    assert Event.objects.filter(verb="evidence no longer used").count() == 1
    use_evidence(response, piece, by=audit.lead_author)
    assert piece.uses.filter(removed_at=None).count() == 1


def test_submitted_audit_keeps_what_stands_behind_it():
    audit = factories.audit()
    used, other, response = evidence(audit.school), evidence(audit.school), audit.responses.first()
    use_evidence(response, used, by=audit.lead_author)
    closed(audit)
    before = rows()
    with pytest.raises(Refused, match="submitted"):
        use_evidence(response, other, by=audit.lead_author)
    with pytest.raises(Refused, match="submitted"):
        stop_using(response, used, by=audit.lead_author)
    assert rows() == before
    assert used.uses.get().removed_at is None


def test_piece_of_another_school_is_refused():
    audit = factories.audit()
    foreign = evidence(factories.school())
    with pytest.raises(Refused, match="another school"):
        use_evidence(audit.responses.first(), foreign, by=audit.lead_author)
    with pytest.raises(Refused, match="another school"):
        evidence(audit.school, replaces=foreign)


def test_newer_piece_takes_the_place_in_drafts_alone():
    draft = factories.audit()
    past = factories.audit(school=draft.school, lead=draft.lead_author, audit_date=date(2025, 11, 4))
    older = evidence(draft.school)
    for audit in (draft, past):
        use_evidence(audit.responses.first(), older, by=draft.lead_author)
    closed(past)
    newer = evidence(draft.school, replaces=older, title="Training record, newer")
    assert [use.response.audit for use in newer.uses.filter(removed_at=None)] == [draft]
    assert [use.response.audit for use in older.uses.filter(removed_at=None)] == [past]
    with pytest.raises(Refused, match="A newer piece"):
        use_evidence(draft.responses.last(), older, by=draft.lead_author)


def test_piece_is_replaced_once(store):
    school = factories.school()
    older = evidence(school)
    evidence(school, replaces=older)
    before = rows()
    with pytest.raises(Refused, match="already"):
        evidence(school, by=factories.person(), replaces=older, file="a.pdf")
    assert rows() == before
    assert kept(store) == []

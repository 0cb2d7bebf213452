"""Keeping and sending drafts: what is written, what is refused, and that a refusal writes nothing."""

import uuid
from datetime import date

import pytest

from concerns.actions.drafting import add_file, drop_draft, remove_file, save_draft, send_draft, start_draft
from concerns.actions.recording import Account, NamedChild
from concerns.draft_answers import MOST_FILES, in_todays_words
from concerns.models import Attachment, Concern, ReportDraft
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from safeguarding.uploads import check_upload
from tests import factories
from tests.factories import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def author():
    return factories.member(factories.school(), Role.STAFF)


@pytest.fixture
def draft(author):
    school = author.memberships.get().school
    return start_draft(school, {"seen_heard": "One."}, by=author, request_key=uuid.uuid4())


def account(**more):
    child = NamedChild(part="harmed", described="A boy in red shoes")
    start = {
        "seen_heard": " As typed. ", "when_sure": "unknown", "where": "unknown", "source": "seen",
        "told_in_person": False, "children": (child,),
    }  # fmt: skip
    return Account(**start | more)


def pdf(name="a.pdf", **options):
    return check_upload(files.upload(name, files.pdf(**options)))


def on_disk(store):
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_key_that_was_used_leads_to_the_same_draft(draft, author):
    again = start_draft(draft.school, {"seen_heard": "Two."}, by=author, request_key=draft.request_key)
    assert again.pk == draft.pk
    assert ReportDraft.objects.get().answers["seen_heard"] == "Two."


def test_a_draft_writes_no_event(draft):
    assert not Event.objects.exists()


def test_saving_the_same_again_changes_nothing(draft, author):
    kept = save_draft(draft, {"seen_heard": "One."}, by=author, seen_version=0)
    assert (kept.apart, kept.draft.version) == (False, draft.version)


def test_a_window_that_is_behind_gets_a_draft_of_its_own(draft, author):
    add_file(draft, pdf(), by=author)
    save_draft(draft, {"seen_heard": "Two."}, by=author, seen_version=2)
    apart = save_draft(draft, {"seen_heard": "Three."}, by=author, seen_version=1)
    assert apart.apart
    assert apart.draft.answers["files"] == []
    assert {row.answers["seen_heard"] for row in ReportDraft.objects.all()} == {"Two.", "Three."}


def test_nobody_else_saves_into_a_draft(draft):
    other = factories.member(draft.school, Role.LEAD)
    with pytest.raises(ReportDraft.DoesNotExist):
        save_draft(draft, {"seen_heard": "Mine."}, by=other, seen_version=1)


def test_files_are_kept_once_and_up_to_a_number(draft, author, store):
    add_file(draft, pdf(), by=author)
    assert len(on_disk(store)) == 1
    row = ReportDraft.objects.get()
    row.answers["files"] = [{"sha256": str(n), "name": str(n)} for n in range(MOST_FILES)]
    row.save()
    with pytest.raises(Refused, match="up to 10 files"):
        add_file(draft, pdf("b.pdf"), by=author)
    assert len(on_disk(store)) == 1


def test_a_file_taken_away_leaves_the_disk(draft, author, store, django_capture_on_commit_callbacks):
    kept = add_file(draft, pdf(), by=author)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(draft, kept.answers["files"][0]["name"], by=author)
    assert ReportDraft.objects.get().answers["files"] == []
    assert on_disk(store) == []


def test_sending_seals_words_and_files_and_removes_the_draft(draft, author, store):
    draft = add_file(draft, pdf(), by=author)
    concern = send_draft(draft, account(), by=author)
    assert concern.seen_heard == " As typed. "
    assert Attachment.objects.get().concern == concern
    assert not ReportDraft.objects.exists()
    assert len(on_disk(store)) == 1
    with pytest.raises(Refused, match="no longer there"):
        send_draft(draft, account(), by=author)
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("words", [{"children": ()}, {"seen_heard": " \n"}])
def test_a_refused_report_leaves_the_draft_as_it_was(draft, author, words):
    with pytest.raises(Refused):
        send_draft(draft, account(**words), by=author)
    assert ReportDraft.objects.get().version == draft.version
    assert not Concern.objects.exists()
    assert not Event.objects.exists()


def test_a_draft_that_changed_since_is_not_sent(draft, author):
    save_draft(draft, {"seen_heard": "Two."}, by=author, seen_version=1)
    with pytest.raises(Refused, match="changed in another window"):
        send_draft(draft, account(), by=author)
    assert not Concern.objects.exists()


def test_dropping_a_draft_removes_it(draft, author):
    drop_draft(draft, by=author)
    assert not ReportDraft.objects.exists()


def test_today_moves_with_the_days():
    said = {"when": "today", "said_on": "2026-11-20"}
    assert in_todays_words(said, date(2026, 11, 20))["when"] == "today"
    assert in_todays_words(said, date(2026, 11, 21))["when"] == "yesterday"
    later = in_todays_words(said, date(2026, 11, 23))
    assert (later["when"], later["day"]) == ("another", "20 November 2026")
    assert in_todays_words({"when": "today", "said_on": "no date"}, date(2026, 11, 23))["when"] == "today"

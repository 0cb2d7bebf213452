"""An officer exports all schools: asks from the board, waits for the file, opens it and reads a PDF from it."""

import io
import threading
import zipfile

import pytest
from django.db import connections
from playwright.sync_api import expect

from safeguarding.access.roles import Role
from tests import factories
from tests.browser.accessibility import fits
from tests.browser.test_review_journey import read
from tests.factories.background import work
from tests.factories.reviews import signed, submitted


@pytest.fixture
def officer(live, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    trust = factories.trust(name="Aldermere Learning Trust", slug="aldermere")
    submitted(school=factories.school(trust=trust, name="Thornbeck Primary School", slug="thornbeck"))
    signed(school=factories.school(trust=trust, name="Pippin Hill Primary School", slug="pippin-hill"))
    factories.school(trust=trust, name="Quillbrook School", slug="quillbrook")
    return factories.member(trust, Role.OFFICER, name="Dev Kalra")


def in_the_background():
    """The worker is another process; here it is another thread, with a connection of its own."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_an_officer_exports_all_schools(officer, live, page, both_widths):
    live.sign_in(page, officer)
    page.goto("/t/aldermere/board/")
    page.get_by_role("link", name="Make reports").click()
    page.get_by_label("Trust report").check()
    both_widths(page)
    page.get_by_role("button", name="Make reports").click()
    expect(page.get_by_text("Your reports are next in line.")).to_be_visible()
    worker = in_the_background()
    link = page.get_by_role("link", name="Download the reports")
    expect(link).to_be_visible(timeout=60_000)  # the page looks by itself
    worker.join()
    expect(page.get_by_text("One school has no audit.")).to_be_visible()
    both_widths(page)
    with page.expect_download() as download:
        link.click()
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert "Quillbrook School" in archive.read("contents.csv").decode()
    for name, said in [
        ("thornbeck/governor-brief-2026-to-2027.pdf", "Thornbeck Primary School"),
        ("thornbeck/full-report-2026-to-2027.pdf", "The log shows item-1."),
        ("trust-report-2026-to-2027.pdf", "Pippin Hill Primary School"),
    ]:
        unpacked = download.value.path().parent / "one.pdf"
        unpacked.write_bytes(archive.read(name))
        assert said in read(unpacked), name
    assert fits(page)

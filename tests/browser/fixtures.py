"""Fixtures for tests in a real browser.

* ``live``: the application, served from a fresh database of the test's own; ``live.url``,
  ``live.sign_in(page, person)``.
* ``page`` (1280 pixels wide), ``phone`` (320) and ``scriptless`` (no JavaScript): a page each, in
  a browser that knows nothing yet. A test fails on any page error, console error, breach of the
  content security policy or request elsewhere.
* ``allowed_errors``: a list to which a test adds regular expressions of errors that it provokes.
* ``axe``: ``axe(page)`` fails unless the page is free of WCAG 2.2 AA violations.
* ``both_widths``: ``both_widths(page)`` does so on the narrowest screen and on a desktop, without loading
  the page again, and fails if anything reaches beyond the sides.

What a test here costs, the dearest first, in thousandths of a second of one processor: a browser that
knows nothing 200 to 900, axe 200, a page 100, a database 50. So a test that only asks what a page says
belongs with the client; one browser test walks through many pages; a page that needs axe in two widths
is loaded once; people come in by ``live.sign_in``, but where signing in is the matter. Never wait for a
time: wait for what is to be seen (``expect``, ``wait_for``, ``expect_navigation``).
"""

import os
import shutil
from contextlib import contextmanager

import pytest

from tests.browser.accessibility import fits, violations
from tests.browser.serving import served
from tests.browser.static_files import ensure_collected
from tests.browser.watching import Watch

# The same browser without its windows is the first choice: a test's new browser costs it a quarter.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}
PATIENCE = 10_000  # milliseconds


def pytest_sessionstart(session):
    """Collect static files once, before any process of this run reads the list of them."""
    if not hasattr(session.config, "workerinput"):
        ensure_collected()


@pytest.fixture(scope="session")
def server():
    """The application on a port of its own, for all tests of this process; ask for ``live``."""
    with served() as live:
        yield live


@pytest.fixture
def live(server, committed_db):
    """The application, served from a fresh database of this test's own."""
    return server


@pytest.fixture(scope="session")
def browser():
    """Chromium, started once for all tests of this process."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not program:
        pytest.fail("Browser tests need Chromium: apt-get install chromium-headless-shell", pytrace=False)
    # Playwright's synchronous interface keeps an event loop in this thread, which Django takes
    # for a sign that its queries are in the way of others. Nothing else runs in that loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def allowed_errors() -> list[str]:
    """Regular expressions of the errors that this test provokes; empty until the test adds some."""
    return []


@pytest.fixture
def page(browser, live, allowed_errors):
    """A page on a desktop screen."""
    with _watched_page(browser, live, allowed_errors, viewport=DESKTOP) as page:
        yield page


@pytest.fixture
def phone(browser, live, allowed_errors):
    """A page on the narrowest screen that must do."""
    with _watched_page(browser, live, allowed_errors, viewport=PHONE, has_touch=True) as page:
        yield page


@pytest.fixture
def scriptless(browser, live, allowed_errors):
    """A page in a browser that runs no scripts."""
    with _watched_page(browser, live, allowed_errors, viewport=DESKTOP, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def axe():
    """``axe(page)``: fails unless the page is free of WCAG 2.2 AA violations."""

    def check(page):
        found = violations(page)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check


@pytest.fixture
def both_widths(axe):
    """``both_widths(page)``: the page as it is now, on a phone and on a desktop."""

    def check(page):
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            assert fits(page), f"{page.url} reaches beyond the sides of {size['width']} pixels"
            axe(page)

    return check


@contextmanager
def _watched_page(browser, live, allowed_errors, **options):
    context = browser.new_context(
        base_url=live.url, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch(context, live.url)
    try:
        yield context.new_page()
    finally:
        context.close()
    problems = watch.other_than(allowed_errors)
    if problems:
        pytest.fail("The page was not quiet:\n" + "\n".join(problems), pytrace=False)

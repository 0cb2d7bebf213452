"""The browser fixtures notice what they are there to notice."""

import pytest

from tests.browser.accessibility import violations
from tests.browser.watching import Watch

GOOD = "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1><p>Words.</p></main>"
BAD = "<!doctype html><html><main><h1>A page</h1><img></main>"
STRICT = {"content-security-policy": "default-src 'self'", "content-type": "text/html"}


@pytest.fixture
def watched(browser, live):
    """A page with a watch of its own, so that the problem does not fail this test."""
    context = browser.new_context(base_url=live.url)
    page = context.new_page()
    yield page, Watch(context, live.url)
    context.close()


def show(page, live, html):
    page.route("**/shown", lambda route: route.fulfill(headers=STRICT, body=html))
    page.goto(f"{live.url}/shown")


def provoke(page, script):
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": script})
    page.wait_for_timeout(200)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        ("console.error('oh dear')", "console error: oh dear"),
        ("setTimeout(() => { throw new Error('broken') })", "page error: "),
        ("location.assign('http://elsewhere.example/')", "request elsewhere: GET http://elsewhere.example/"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "console error: ",
        ),
    ],
)
def test_a_problem_is_noticed(watched, live, script, problem):
    page, watch = watched
    show(page, live, GOOD)
    provoke(page, script)
    assert any(found.startswith(problem) for found in watch.problems), watch.problems


def test_a_breach_of_the_policy_in_the_page_itself_is_noticed(watched, live):
    page, watch = watched
    show(page, live, GOOD + "<p style='color: red'>")
    assert "Content Security Policy" in watch.problems[0]


def test_a_quiet_page_has_no_problems(watched, live):
    page, watch = watched
    show(page, live, GOOD)
    page.wait_for_timeout(100)
    assert watch.problems == []


def test_allowed_problems_are_left_out(watched, live):
    page, watch = watched
    show(page, live, GOOD)
    provoke(page, "console.error('expected'); console.error('surprise')")
    assert watch.other_than(["expected"]) == ["console error: surprise ()"]


def test_axe_runs_under_a_strict_policy(page, live, axe):
    show(page, live, GOOD)
    axe(page)


def test_axe_finds_what_is_wrong(page, live):
    show(page, live, BAD)
    found = violations(page)
    assert {line.split()[0] for line in found} == {"document-title", "html-has-lang", "image-alt"}


@pytest.mark.parametrize("width", [("page", 1280), ("phone", 320)])
def test_pages_have_their_width(request, live, width):
    page = request.getfixturevalue(width[0])
    show(page, live, GOOD)
    assert page.evaluate("innerWidth") == width[1]


def test_scriptless_runs_no_scripts(scriptless, live):
    show(scriptless, live, "<!doctype html><title>x</title><noscript>Without</noscript>")
    assert scriptless.get_by_text("Without").is_visible()

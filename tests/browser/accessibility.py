"""Whether a page fits its screen, and axe-core, run whatever the page's content security policy says."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("static/build/test/axe.min.js", "node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Only what is wrong is gathered and handed over: all the rest is a hundred times as much.
RUN = """tags => axe
    .run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    .then(results => results.violations)"""


def violations(page) -> list[str]:
    """What axe-core finds wrong with the page as it is now, a line for each rule and place."""
    if not page.evaluate("'axe' in window"):
        _load_into(page)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']} at {node['target']}: {node['html']}"
        for rule in page.evaluate(RUN, TAGS)
        for node in rule["nodes"]
    ]


def fits(page) -> bool:
    """Whether nothing reaches beyond the sides of the screen."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def _load_into(page) -> None:
    """The debugging protocol runs the source itself, so that no script element meets the policy."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": _source()})
    session.detach()


@cache
def _source() -> str:
    for name in SOURCES:
        if (ROOT / name).exists():
            return (ROOT / name).read_text()
    raise FileNotFoundError("axe-core is not there: run `make setup`.")

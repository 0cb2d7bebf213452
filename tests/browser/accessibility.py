"""axe-core, run in a page whatever the page's content security policy says."""

from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("static/build/test/axe.min.js", "node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"


def violations(page) -> list[str]:
    """What axe-core finds wrong with the page as it is now, a line for each rule and place."""
    # The debugging protocol runs the source itself, so that no script element meets the policy.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": _source()})
    session.detach()
    found = page.evaluate(RUN, TAGS)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']} at {node['target']}: {node['html']}"
        for rule in found
        for node in rule["nodes"]
    ]


@cache
def _source() -> str:
    for name in SOURCES:
        if (ROOT / name).exists():
            return (ROOT / name).read_text()
    raise FileNotFoundError("axe-core is not there: run `make setup`.")

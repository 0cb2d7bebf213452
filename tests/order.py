"""Long tests begin first, and a process that has nothing left takes over what another has not begun.

So that no process waits at the end for another one's last long test.
"""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONG = (TESTS / "access", TESTS / "browser")
TORTURE = {
    TESTS / "access" / "test_probes.py",
    TESTS / "concerns" / "test_moves_property.py",
    TESTS / "security" / "test_input.py",
}


def pytest_itemcollected(item):
    """Name the torture, before the command line chooses by it."""
    if item.path in TORTURE:
        item.add_marker("torture")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Put the long ones before the others, each module's tests together as they were."""
    items.sort(key=lambda item: not any(item.path.is_relative_to(folder) for folder in LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let processes take tests from each other, unless the command line names another way."""
    if config.getvalue("dist") != "load":
        return None
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config, log)

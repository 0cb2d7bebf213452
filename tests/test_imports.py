"""Imports point one way: from pages down to tables, and from the two halves down to the ground."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("safeguarding", "audits", "concerns")
# Lower floors know nothing of higher ones. A room that is not named stands beside its callers.
FLOORS = {"models": 1, "actions": 3, "reports": 3, "forms": 4, "views": 5, "urls": 6}
SLOW = {"weasyprint", "safeguarding.pdf_engine"}  # the second imports the first
MODULES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and "settings" not in path.stem
)


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def parsed(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the module."""
    return tuple(ast.walk(ast.parse(path.read_text())))


def imported(path: Path) -> set[str]:
    found = set()
    for node in parsed(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in APPS}


def is_roof(name: str) -> bool:
    return name.startswith("safeguarding.home") or ".management." in name


def floor(name: str) -> int | None:
    parts = name.split(".")
    return FLOORS.get(parts[1]) if len(parts) > 1 else None


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_downwards_only(path):
    name = name_of(path)
    for other in imported(path):
        mine, theirs = name.split(".")[0], other.split(".")[0]
        if is_roof(name):
            continue
        assert not is_roof(other), f"{name} imports the roof: {other}"
        assert mine == theirs or theirs == "safeguarding", f"{name} imports another half: {other}"
        if mine == theirs and floor(name) and floor(other):
            assert floor(name) >= floor(other), f"{name} imports upwards: {other}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_stand_at_the_top_but_for_slow_weasyprint(path):
    for node in parsed(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                assert not isinstance(inner, ast.Import | ast.ImportFrom) or SLOW & set(
                    ast.unparse(inner).split()
                ), f"{name_of(path)}.{node.name} imports inside a function"

"""A local authority's file, and everything for which it is refused."""

import pytest

from safeguarding.authority_file import read_authority_file
from safeguarding.data_file import Faulty
from safeguarding.models.authority import TERMS
from tests.factories.edition_files import FIXTURES

DEMONSTRATION = FIXTURES / "authorities" / "demonstration.yaml"
SMALL = """\
format: 1
authority: {key: here, name: Here Council}
terms:
  - key: early_help
    text: Compass
    url: https://here.example/
    phone: "01632 960141"
    checked_on: 2026-09-01
  - {key: lado, text: the LADO, url: null, phone: null, checked_on: 2026-09-01}
"""


def test_the_demonstration_has_every_term():
    file = read_authority_file(DEMONSTRATION.read_bytes())
    assert (file.key, file.name) == ("ardenmere", "Ardenmere Council")
    assert set(file.terms) == set(TERMS)
    assert file.without_term == ()


def test_placeholders_without_a_term_are_known():
    file = read_authority_file(SMALL.encode())
    assert set(file.without_term) == set(TERMS) - {"early_help", "lado"}
    assert file.terms["lado"]["url"] == ""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("format: 1", "format: 2", "1: format: is “2”; expected 1"),
        (", name: Here Council", "", "2: authority.name: is missing; expected text"),
        ("key: here", "key: Here", "2: authority.key: is “Here”; expected words in lower case joined by hyphens"),
        ("key: early_help", "key: early_halp", "4: terms.early_halp.key: is “early_halp”; expected one of authority"),
        ("key: lado", "key: early_help", "9: terms.early_help.key: is “early_help” again; expected each term once"),
        ("    text: Compass\n", "", "4: terms.early_help.text: is missing; expected text"),
        ("    checked_on: 2026-09-01\n  -", "  -", "4: terms.early_help.checked_on: is missing"),
        ("    phone: \"01632 960141\"\n", "", "4: terms.early_help.phone: is missing; expected it, or null"),
        ("text: Compass", "text: \"{lado}\"", "5: terms.early_help.text: has a brace; expected"),
        ("https://here.example/", "\"javascript:x\"", "6: terms.early_help.url: is not an address; expected https"),
        ("https://here.example/", "www.here.example", "6: terms.early_help.url: is not an address"),
        ('"01632 960141"', "01632", "7: terms.early_help.phone: is a number; put it in quotation marks"),
        ('"01632 960141"', "ring us", "7: terms.early_help.phone: is not a telephone number"),
        ("2026-09-01\n  -", "2026-13-01\n  -", "8: terms.early_help.checked_on: is “2026-13-01”, which no calendar"),
        ("text: Compass", "text: Compass\n    fax: x", "6: terms.early_help.fax: is not a field here"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused(old, new, fault):
    assert old in SMALL
    with pytest.raises(Faulty) as caught:
        read_authority_file(SMALL.replace(old, new, 1).encode())
    faults = [str(found) for found in caught.value.faults]
    assert len(faults) == 1
    assert faults[0].startswith(fault)

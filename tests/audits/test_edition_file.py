"""What an edition's file says, and everything for which it is refused."""

# ruff: noqa: E501 - a case is one line

import pytest

from audits.edition_file import content_hash, counts, read_edition_file, write_edition_file
from safeguarding.data_file import Faulty
from tests.factories.edition_files import KCSIE, SMALL, small


def refused(source: bytes) -> list[str]:
    with pytest.raises(Faulty) as caught:
        read_edition_file(source)
    return [str(fault) for fault in caught.value.faults]


def test_the_first_edition_has_every_row_of_the_form():
    content = read_edition_file(KCSIE.read_bytes()).content
    size = counts(content)
    main = {**content, "sections": [section for section in content["sections"] if section["number"]]}
    assert (size["rated"], size["information"], size["case_check"]) == (56, 1, 18)
    assert size["rated"] + size["case_check"] == 74
    assert size["numbered"] == 13
    assert counts(main)["point"] == 61
    assert [s["number"] for s in main["sections"]] == list(range(1, 14))


@pytest.mark.parametrize("source", [KCSIE.read_bytes(), small()], ids=["kcsie", "small"])
def test_a_file_that_is_written_says_the_same(source):
    content = read_edition_file(source).content
    again = read_edition_file(write_edition_file(content).encode())
    assert again.content == content
    assert content_hash(again.content) == content_hash(content)


HARD_WORDS = [
    "yes", "1", "null", "2023-09-01", "- a", "a: b # c", "'", '"', "\\", "é 👩‍🏫 שלום", "<script>", "one\n\ntwo",
    "  a\n  b", "a\n b \nc", "x\u2028y", "tab\there", "%", "@", "|", ">", "&a", "*a", "! a", "? a", "a" * 500,
]  # fmt: skip


@pytest.mark.parametrize("words", HARD_WORDS)
def test_hard_words_survive_the_round_trip(words):
    content = read_edition_file(small()).content
    content["sections"][0]["items"][0]["guidance"] = words.strip()
    assert read_edition_file(write_edition_file(content).encode()).content == content


def test_the_hash_is_of_what_is_said_and_not_of_how():
    plain = read_edition_file(small()).content
    folded = ("title: Item one", "title: >-\n          Item\n          one")
    other = read_edition_file(small(("format: 1\n", "# remark\nformat: 1\n\n"), folded)).content
    assert content_hash(plain) == content_hash(other)
    changed = read_edition_file(small(("Item one", "Item 1"))).content
    assert content_hash(plain) != content_hash(changed)


REFUSALS = {
    "unknown field of the file": [("format: 1", "format: 1\nextra: 1")],
    "unknown field of the framework": [("issuer: Department", "issuer: Department, extra: 1")],
    "unknown field of the edition": [("  label:", "  extra: 1\n  label:")],
    "unknown field of a rating": [("      test: Say why.", "      test: Say why.\n      extra: 1")],
    "unknown field of a section": [("    title: First", "    extra: 1\n    title: First")],
    "unknown field of an item": [("        title: Item one", "        extra: 1\n        title: Item one")],
    "unknown field of a prompt": [('text: "Do staff know?"', 'text: "Do staff know?", extra: 1')],
    "unknown field of who": [("does: Writes.", "does: Writes., extra: 1")],
    "another format": [("format: 1", "format: 2")],
    "missing format": [("format: 1\n", "")],
    "missing framework title": [("title: Guidance, ", "")],
    "missing edition label": [("  label: Small, 2023\n", "")],
    "missing effective_to": [("  effective_to: null\n", "")],
    "missing notes": [("  notes: []\n", "")],
    "missing meaning": [("      meaning: Met\n", "")],
    "missing section number": [("    number: 1\n", "")],
    "missing item ref": [('        ref: "1"\n', "")],
    "missing item kind": [("        kind: rated\n", "")],
    "missing prompt text": [(', text: "Do staff know?"', "")],
    "missing sections": [(SMALL[SMALL.index("sections:"):], "")],
    "empty title of an item": [("title: Item one", 'title: ""')],
    "blank title of a section": [("title: First section", 'title: "  "')],
    "null title of the framework": [("title: Guidance", "title: null")],
    "section key twice": [("key: files", "key: first")],
    "item key twice": [("key: two", "key: one"), ("[two]", "[file]")],
    "item key twice across sections": [("key: file\n", "key: two\n")],
    "prompt key twice": [("key: b, kind: point", "key: a, kind: point")],
    "item ref twice": [('ref: "2"', 'ref: "1"')],
    "unknown item kind": [("kind: rated", "kind: scored")],
    "unknown prompt kind": [("kind: point", "kind: bullet")],
    "answer without a vignette": [('text: "Do staff know?"', 'text: "Do staff know?", answer: "Yes."')],
    "vignette without an answer": [(', answer: "Yes."', "")],
    "unknown placeholder": [("{early_help}", "{early_halp}")],
    "unknown placeholder in an answer": [('answer: "Yes."', 'answer: "Ring {lado_fax}."')],
    "placeholder where none may stand": [("title: Item one", 'title: "Item {lado}"')],
    "half a placeholder": [("{early_help}", "{early_help")],
    "see names nothing": [("[two]", "[three]")],
    "see names itself": [("[two]", "[one]")],
    "section without items": [(SMALL[SMALL.index("    items:\n      - key: file"):], "    items: []\n")],
    "item without prompts": [('        prompts:\n          - {key: a, kind: question, text: "Is it clear?"}', "        prompts: []")],
    "a rating too few": [("    - rating: not_applicable\n      meaning: Does not apply\n      test: Say why.\n", "")],
    "a rating too many": [("      test: Say why.\n", "      test: Say why.\n    - {rating: not_applicable, meaning: M, test: T}\n")],
    "ratings out of order": [("rating: red", "rating: AMBER"), ("rating: amber", "rating: red"), ("AMBER", "amber")],
    "an unknown rating": [("rating: green", "rating: blue")],
    "clock without a length": [("{months: 1, from", "{from")],
    "clock without a start": [("{months: 1, from: audit_date}", "{months: 1}")],
    "clock with two lengths": [("{months: 1,", "{months: 1, days: 1,")],
    "clock of half a month": [("{months: 1,", "{months: 0.5,")],
    "clock in words": [("{months: 1,", "{months: one,")],
    "clock below nothing": [("{months: 1,", "{months: -1,")],
    "clock with another start": [("from: rating", "from: today")],
    "clock on not_applicable": [("      test: Say why.", "      test: Say why.\n      clock: {days: 1, from: rating}")],
    "clock reason on not_applicable": [("      test: Say why.", "      test: Say why.\n      clock_reason: Why.")],
    "clock missing from a colour": [("      clock: {months: 1, from: audit_date}\n", "")],
    "clock reason missing from a colour": [("      clock_reason: At once.\n", "")],
    "a number left out": [("number: 1", "number: 2")],
    "a group in two places": [("    number: null\n    group: Files", "    number: null\n    group: Other\n    title: T\n    items: [{key: x, ref: x, kind: rated, title: T, prompts: [{key: a, kind: point, text: T}]}]\n  - key: third\n    number: null\n    group: Know")],
    "a day that does not exist": [("2023-09-01", "2023-09-31")],
    "an end before the start": [("effective_to: null", "effective_to: 2022-09-01")],
    "a key with capitals": [("key: one", "key: One"), ("[two]", "[file]")],
    "a prompt key of two letters": [("{key: b", "{key: bb")],
    "a ref in figures alone": [('ref: "1"', "ref: 1")],
    "a title longer than its column": [("title: Item one", f"title: {'x' * 121}")],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_a_wrong_file_is_refused(name):
    faults = refused(small(*REFUSALS[name]))
    assert len(faults) in ({1, 2} if "rating" in name else {1}), faults


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            [("kind: rated", "kind: scored")],
            "42: sections.first.items.one.kind: is “scored”; expected one of rated, information, case_check",
        ),
        (
            [('ref: "2"', 'ref: "1"')],
            "50: sections.first.items.two.ref: is “1”, which stands in line 41 already; "
            "expected a ref of its own in the edition",
        ),
        (
            [("{months: 1,", "{")],
            "23: edition.ratings.amber.clock: has no length; expected either days or months",
        ),
        (
            [("[two]", "[three]")],
            "45: sections.first.items.one.see.1: is “three”, which is not in the edition; "
            "expected the key of an item",
        ),
        ([(', answer: "Yes."', "")],
            "54: sections.first.items.two.prompts.a.answer: is missing; expected it, since a vignette has an answer",
        ),
    ],
)  # fmt: skip
def test_a_fault_has_its_line_key_and_what_was_expected(changes, fault):
    assert refused(small(*changes)) == [fault]


def test_all_faults_are_told_at_once():
    faults = refused(small(("format: 1", "format: 3"), ("kind: rated", "kind: x"), ("[two]", "[nothing]")))
    assert [fault.split(":")[0] for fault in faults] == ["1", "42", "45"]


def test_differences_are_told_by_line_and_an_entry_that_is_gone_by_its_list():
    file = read_edition_file(small())
    stored = read_edition_file(small(("Item one", "Item 1"))).content
    stored["sections"][0]["items"].pop()
    assert [str(fault) for fault in file.differences(stored)] == [
        "39: sections.first.items: the file has “one, two”; the edition has “one”",
        "43: sections.first.items.one.title: the file has “Item one”; the edition has “Item 1”",
    ]
    assert file.differences(read_edition_file(small()).content) == []

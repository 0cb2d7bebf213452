"""The file of a crosswalk: what it may say, and that it comes back as it went."""

import pytest
from django.core.management import CommandError, call_command

from audits.actions.importing import import_edition
from audits.edition_file import read_crosswalk_file, read_edition_file
from audits.models import Edition
from safeguarding.data_file import Faulty
from safeguarding.refusals import Refused
from tests.factories.edition_files import small

GOOD = """\
format: 1
edition: small-2023
crosswalks:
  - from: small-2022
    lines:
      - {before: [one], now: [one], relation: same, status: verified}
      - {before: [two], now: [two], relation: moved, status: unverified, reason: So we read.}
      - {before: [file], now: [file], relation: reworded, status: unverified, reason: It asks more.}
"""
WRONG = {
    "another edition": ("edition: small-2023", "edition: other"),
    "an item twice": ("before: [two]", "before: [one]"),
    "an item that is not there": ("now: [two]", "now: [three]"),
    "no reason": (", reason: So we read.", ""),
    "a relation that does not fit": ("relation: same", "relation: split"),
    "a relation that there is not": ("relation: moved", "relation: gone"),
    "no word on who checked": ("status: verified", "status: maybe"),
}


def earlier():
    return import_edition(
        read_edition_file(small(("key: small-2023", "key: small-2022"))), publish=True
    ).edition


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_with_its_line(name):
    old, new = WRONG[name]
    assert old in GOOD
    with pytest.raises(Faulty) as caught:
        read_crosswalk_file(GOOD.replace(old, new, 1).encode(), read_edition_file(small()))
    assert all(fault.line > 1 for fault in caught.value.faults)


def test_it_is_loaded_published_and_exported_with_its_edition(db, tmp_path, capsys):
    earlier()
    file, beside = tmp_path / "small.yaml", tmp_path / "small.crosswalk.yaml"
    file.write_bytes(small())
    beside.write_text(GOOD)
    call_command("import_edition", str(file), str(beside), "--publish")
    edition = Edition.objects.get(key="small-2023")
    assert list(edition.crosswalk.values_list("relation", "before_keys", "is_verified")) == [
        ("same", ["one"], True), ("moved", ["two"], False), ("reworded", ["file"], False),
    ]  # fmt: skip
    out = tmp_path / "out.yaml"
    call_command("export_edition", "small-2023", "--out", str(out))
    capsys.readouterr()
    call_command("import_edition", str(out))
    assert "unchanged (published" in capsys.readouterr().out
    beside.write_text(GOOD.replace("So we read.", "So they say."))
    with pytest.raises(CommandError, match="A published edition does not change"):
        call_command("import_edition", str(file))


@pytest.mark.parametrize(
    ("old", "new"), [("from: small-2022", "from: none"), ("before: [two]", "before: [three]")]
)
def test_it_comes_from_a_published_edition_and_its_items(db, old, new):
    earlier()
    file = read_crosswalk_file(GOOD.replace(old, new, 1).encode(), read_edition_file(small()))
    with pytest.raises(Refused, match=r"no published edition none|does not have: three"):
        import_edition(file)
    assert not Edition.objects.filter(key="small-2023").exists()

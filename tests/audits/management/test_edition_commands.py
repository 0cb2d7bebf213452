"""``import_edition`` and ``export_edition`` as they are run."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audits.edition_file import read_edition_file
from audits.models import Edition, Framework
from safeguarding.database.roles import RUNTIME
from tests.factories.edition_files import KCSIE, small


@pytest.fixture
def file(tmp_path):
    def written(*changes, name="small.yaml"):
        path = tmp_path / name
        path.write_bytes(small(*changes))
        return str(path)

    return written


def test_import_export_import(db, capsys, tmp_path):
    call_command("import_edition", str(KCSIE), "--publish")
    assert capsys.readouterr().out == (
        "kcsie-2023-part-one: made (published now; 14 sections, 75 items, 74 to be rated)\n"
    )
    out = tmp_path / "out.yaml"
    call_command("export_edition", "kcsie-2023-part-one", "--out", str(out))
    assert read_edition_file(out.read_bytes()).content == read_edition_file(KCSIE.read_bytes()).content
    call_command("import_edition", str(out), "--publish")
    assert "unchanged (published;" in capsys.readouterr().out


def test_export_to_the_screen_is_the_file(db, capsys, file):
    call_command("import_edition", file())
    capsys.readouterr()
    call_command("export_edition", "small-2023")
    assert read_edition_file(capsys.readouterr().out.encode()).content == read_edition_file(small()).content


def test_it_runs_as_the_runtime_role(db, file):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (RUNTIME,)
    call_command("import_edition", file(), "--publish", verbosity=0)


def test_a_wrong_file_among_good_ones_leaves_nothing(db, file):
    good, wrong = file(), file(("kind: rated", "kind: x"), ('ref: "2"', "ref: 2"), name="wrong.yaml")
    with pytest.raises(CommandError) as caught:
        call_command("import_edition", good, wrong, wrong + ".none")
    told = str(caught.value).split("\n")
    assert told[0] == "Nothing was imported: 3 faults."
    assert told[1].startswith(f"{wrong}:42: sections.first.items.one.kind: is “x”; expected one of rated")
    assert told[3] == f"{wrong}.none:1: file: No such file or directory; expected a file that can be read"
    assert not Edition.objects.exists()
    assert not Framework.objects.exists()


def test_a_refusal_leaves_nothing_of_the_other_files(db, file):
    call_command("import_edition", file(), "--publish")
    other = file(("key: small-2023", "key: other"), name="other.yaml")
    with pytest.raises(CommandError) as caught:
        call_command("import_edition", other, file(("Item one", "Item 1")))
    assert "write a new edition with a new key" in str(caught.value)
    assert ":43: sections.first.items.one.title: the file has “Item 1”" in str(caught.value)
    assert list(Edition.objects.values_list("key", flat=True)) == ["small-2023"]


def test_an_edition_that_is_not_there_is_not_exported(db):
    with pytest.raises(CommandError, match=r"There is no edition nothing\. There are: none\."):
        call_command("export_edition", "nothing")

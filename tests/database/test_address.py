"""Where the settings say that the database is."""

from pathlib import Path

import pytest

from safeguarding.database.address import databases
from safeguarding.database.embedded.home import Home, home_of

HERE = Path("/srv/project")


def default(**environ):
    return databases(environ, HERE)["default"]


def test_a_named_server_is_entered_as_the_runtime_role():
    entry = default(DATABASE_URL="postgresql://web:p%40ss@db.example:6432/records?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["NAME"]) == (
        "web",
        "p@ss",
        "db.example",
        "6432",
        "records",
    )
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert "-c role=golden_thread_runtime" in entry["OPTIONS"]["options"]
    assert "EMBEDDED" not in entry


def test_migrations_use_the_owners_login_where_one_is_given():
    entry = default(DATABASE_URL="postgresql://web@db/r", DATABASE_OWNER_URL="postgresql://boss@db/r")
    assert entry["OWNER"]["USER"] == entry["ADMINISTRATOR"]["USER"] == "boss"
    assert entry["OWNER"]["OPTIONS"]["options"] == "-c lock_timeout=10s -c role=golden_thread_owner"


def test_migrations_go_to_the_webs_database():
    entry = default(DATABASE_URL="postgresql://web@db/r", DATABASE_OWNER_URL="postgresql://boss@db/other")
    assert "NAME" not in entry["OWNER"] | entry["ADMINISTRATOR"]


def test_migrations_use_the_webs_login_otherwise():
    assert default(DATABASE_URL="postgresql://web@db/r")["OWNER"]["USER"] == "web"


def test_options_in_the_address_are_kept():
    entry = default(DATABASE_URL="postgresql://web@db/r?options=-c%20search_path%3Dx")
    assert entry["OPTIONS"]["options"].startswith("-c search_path=x -c statement_timeout=15s")


def test_a_user_who_is_not_root_keeps_the_data_in_the_project():
    assert home_of(HERE, HERE / "var", root=False).path == HERE / "var" / "postgres"


def test_root_keeps_each_projects_data_apart_and_outside_it():
    homes = {home_of(Path(place), Path(place) / "var", root=True).path for place in ("/srv/a", "/srv/b")}
    assert len(homes) == 2
    assert {home.parent for home in homes} == {Path("/var/lib/golden-thread")}


def test_tests_have_a_server_of_their_own():
    usual, tests = (home_of(HERE, HERE / "var", purpose=p, root=True) for p in ("", "test"))
    assert usual.path != tests.path
    assert (usual.lasting, tests.lasting) == (True, False)


@pytest.mark.parametrize("depth", [1, 30])
def test_a_sockets_name_is_never_too_long(depth):
    home = Home(Path("/srv").joinpath(*["folder"] * depth))
    assert len(bytes(home.sockets / ".s.PGSQL.5432")) <= 107

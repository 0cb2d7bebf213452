"""The embedded server, each test with one of its own: started, shared, killed, stopped."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from safeguarding.database.embedded.cluster import DidNotStart, ensure_running
from safeguarding.database.embedded.home import MACHINE_FOLDER, Home
from safeguarding.database.embedded.removing import keepers, remove, stop_now

PROJECT = Path(__file__).resolve().parents[2]
USER = """
import sys, time
from pathlib import Path
import psycopg
from safeguarding.database.embedded.cluster import ensure_running
from safeguarding.database.embedded.home import Home
home = Home(Path(sys.argv[1]), lasting=False)
ensure_running(home)
address = {"host": str(home.sockets), "user": "golden_thread_administrator", "dbname": "postgres"}
with psycopg.connect(**address, autocommit=True) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def made_home(tmp_path_factory):
    """A server's home with its data made, which takes most of a second, so once."""
    root = os.geteuid() == 0
    base = MACHINE_FOLDER if root else tmp_path_factory.mktemp("home")
    home = Home(base / f"trial-{os.getpid()}", lasting=False)
    yield home
    remove(home)


@pytest.fixture
def home(made_home):
    yield made_home
    stop_now(made_home)


def user(home):
    """A process that uses the server until its input is closed; its first line tells when it was started."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, home.path],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process):
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()


def server_of(home):
    """The server's process, or None."""
    try:
        process = psutil.Process(int((home.data / "postmaster.pid").read_text().split()[0]))
    except (FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
        return None
    return process if process.status() != psutil.STATUS_ZOMBIE else None


def wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def modes(*paths):
    """The mode of every folder from each path up to the root, where it is there."""
    folders = {folder for path in paths for folder in [path, *path.parents] if folder.exists()}
    return {str(folder): oct(stat.S_IMODE(folder.stat().st_mode)) for folder in folders}


def test_no_folders_mode_changes(home):
    programs = PROJECT / ".venv"
    before = modes(PROJECT, programs, MACHINE_FOLDER, home.path, Path(sys.prefix))
    finish(starting(user(home)))
    after = modes(PROJECT, programs, MACHINE_FOLDER, home.path, Path(sys.prefix))
    assert {folder: after[folder] for folder in before} == before


def starting(process):
    assert process.stdout.readline()
    return process


def test_data_is_closed_to_others(home):
    finish(starting(user(home)))
    for folder in (home.data, home.sockets):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_it_stops_after_its_last_user_and_not_before(home):
    first, second = starting(user(home)), starting(user(home))
    finish(first)
    time.sleep(3)
    assert server_of(home)
    finish(second)
    wait_until(lambda: server_of(home) is None)


def test_processes_that_start_it_at_once_share_it(home):
    users = [user(home) for _ in range(6)]
    assert len({each.stdout.readline() for each in users}) == 1
    for each in users:
        finish(each)


def test_it_stops_after_a_user_that_was_killed(home):
    process = starting(user(home))
    process.kill()
    process.wait()
    wait_until(lambda: server_of(home) is None)
    finish(starting(user(home)))


def test_it_starts_again_after_the_server_was_killed(home):
    process = user(home)
    before = process.stdout.readline()
    server_of(home).send_signal(signal.SIGKILL)
    wait_until(lambda: not psutil.pid_exists(int((home.data / "postmaster.pid").read_text().split()[0])))
    wait_until(lambda: not keepers(home))
    later = user(home)
    assert later.stdout.readline() > before
    finish(later)
    process.kill()
    process.wait()


def test_a_server_whose_keeper_was_killed_is_kept_again(home):
    first = user(home)
    started = first.stdout.readline()
    keepers(home)[0].kill()
    wait_until(lambda: not keepers(home))
    second = user(home)
    assert second.stdout.readline() == started
    finish(first)
    finish(second)
    wait_until(lambda: not server_of(home))


def test_a_number_that_another_program_has_now_does_not_stop_the_start(home):
    finish(starting(user(home)))
    stop_now(home)
    left_behind = home.data / "postmaster.pid"
    left_behind.write_text(f"{os.getpid()}\n{home.data}\n1\n5432\n{home.sockets}\n\n  1  1\nready\n")
    finish(starting(user(home)))


def test_data_whose_making_was_cut_short_is_made_anew(home):
    cut_short = Home(home.path.with_name(f"{home.path.name}-cut"), lasting=False)
    (cut_short.path / "data.part").mkdir(parents=True)
    (cut_short.path / "data.part" / "PG_VERSION").write_text("18")
    try:
        finish(starting(user(cut_short)))
    finally:
        remove(cut_short)


def test_a_failure_says_why_and_where_the_log_is(tmp_path):
    broken = Home(tmp_path / "home", lasting=False)
    (broken.path / "data").mkdir(parents=True)
    with pytest.raises(DidNotStart, match=r"(?s)PostgreSQL said: .*log"):
        ensure_running(broken)


def test_threads_that_start_it_at_once_share_it(home):
    at_once = "list(ThreadPoolExecutor(8).map(ensure_running, [home] * 8))"
    code = "from concurrent.futures import ThreadPoolExecutor\n" + USER.replace(
        "ensure_running(home)", at_once
    )
    subprocess.run([sys.executable, "-c", code, home.path], cwd=PROJECT, stdin=subprocess.DEVNULL, check=True)


@pytest.mark.django_db
def test_names_sort_alike_on_every_machine():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÅNGSTRÖM'), 'Zoë' ~ '^\\w+$', show_trgm('zoë') <> '{}'")
        assert cursor.fetchone() == ("ångström", True, True)


def test_only_the_account_that_runs_the_application_may_connect(home):
    process = starting(user(home))
    address = {"host": str(home.sockets), "dbname": "postgres"}
    for role in ("postgres", "root"):
        with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
            psycopg.connect(user=role, **address)
    finish(process)

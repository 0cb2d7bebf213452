"""Work behind the pages: within the person's wall, without words in its table, and never lost with a worker."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import psutil
import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from safeguarding.access.roles import Role
from safeguarding.background import as_person, background_task
from safeguarding.models import Membership, School
from safeguarding.refusals import Refused
from safeguarding.worker import TRIES, Stopped, Worker, give_back_from_the_dead
from tests import factories
from tests.factories.background import work

DONE = []


@background_task
def note(word: str) -> None:
    DONE.append(word)


@background_task
def stumble(word: str) -> None:
    raise ValueError(f"No room for {word}")


@task
def stop_here() -> None:
    raise Stopped


@pytest.fixture(autouse=True)
def nothing_done():
    DONE.clear()


def statuses() -> list[str]:
    return list(DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True))


@pytest.mark.django_db
def test_a_task_stands_inside_the_wall_of_its_person():
    own, other = factories.school(), factories.school()
    lead = factories.member(own, Role.LEAD)
    factories.audit(school=own, lead=lead)
    factories.audit(school=other)
    with as_person(lead.public_id) as person, connection.cursor() as cursor:
        cursor.execute("SELECT school_id FROM audits_audit")
        assert cursor.fetchall() == [(own.pk,)]
        assert person.holdings.roles == {own.pk: frozenset({Role.LEAD})}


@pytest.mark.django_db
def test_somebody_whose_access_ended_meanwhile_is_refused():
    lead = factories.member(factories.school(), Role.LEAD)
    Membership.objects.filter(user=lead).update(ends_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused, match="has ended"), as_person(lead.public_id):
        pass


@pytest.mark.django_db
def test_a_fault_leaves_none_of_its_words(caplog):
    stumble.enqueue("Rosa")
    note.enqueue("after")
    work()
    first = DBTaskResult.objects.order_by("enqueued_at").first()
    assert first.status == "FAILED"
    assert "ValueError in" in first.traceback
    assert "Rosa" not in first.traceback + caplog.text
    assert DONE == ["after"]


@pytest.mark.django_db
def test_what_was_interrupted_waits_again():
    stop_here.enqueue()
    worker = Worker()
    run = worker.run_task

    def asked_meanwhile(result):
        worker.running = False
        run(result)

    worker.run_task = asked_meanwhile
    with pytest.raises(Stopped):
        work(worker)
    assert statuses() == ["READY"]


@pytest.mark.django_db
def test_what_a_dead_worker_left_waits_again_and_a_living_one_keeps_its_own():
    alive = Worker()
    alive._show_alive()
    try:
        for worker_id in (alive.worker_id, "one that is dead"):
            note.enqueue(worker_id)
            DBTaskResult.objects.filter(status="READY").update(status="RUNNING", worker_ids=[worker_id])
        assert give_back_from_the_dead() == 1
        assert statuses() == ["RUNNING", "READY"]
    finally:
        alive.alive.close()
    _wait_for(give_back_from_the_dead)  # the server takes a moment to see that a connection has ended
    assert statuses() == ["READY", "READY"]
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["dead"] * TRIES)
    assert give_back_from_the_dead() == 0
    assert statuses() == ["FAILED", "FAILED"]


@pytest.mark.django_db
def test_a_task_is_asked_for_in_the_transaction_of_its_reason():
    with transaction.atomic():
        note.enqueue("never")
        transaction.set_rollback(True)
    work()
    assert DONE == []
    assert School.objects.count() == 0


def test_the_worker_is_started_again_and_everything_stops_together(tmp_path):
    marks = tmp_path / "started"
    worker = [sys.executable, "-c", f"open({str(marks)!r}, 'a').write('x'); import time; time.sleep(60)"]
    script = (
        f"from safeguarding.serving import serve; import sys; sys.exit(serve(['sleep', '60'], {worker!r}))"
    )
    serving = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE)
    try:
        first = _wait_for(lambda: _child(serving, "-c") if marks.exists() else None)
        os.kill(first.pid, signal.SIGKILL)
        _wait_for(lambda: marks.read_text() == "xx")
        children = psutil.Process(serving.pid).children(recursive=True)
        assert len(children) == 2
        serving.send_signal(signal.SIGINT)
        assert serving.wait(30) == 0
        assert not any(child.is_running() for child in children)
    finally:
        serving.kill()
        serving.wait()


def _child(serving, argument: str):
    found = psutil.Process(serving.pid).children()
    return next((child for child in found if argument in child.cmdline()), None)


def _wait_for(look):
    deadline = time.monotonic() + 60
    while not (seen := look()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return seen

"""How long the pages of an audit take: real requests through every middleware, on rows that are taken back."""

import statistics
import time
import uuid
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audits.actions.answering import save_answer
from audits.actions.starting import start_audit
from audits.models import Audit, Edition
from audits.outline import outline_of
from safeguarding.access.roles import Role
from safeguarding.access.wall import wall_open_to
from safeguarding.models import LocalAuthority, Membership, School, User

WORDS = (
    "We did this in the first week of term, with all staff, and asked five of them about it in half term {n}."
)
NO_QUERY = ("SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True)
class Measured:
    """The median of one kind of request in milliseconds, its queries, and what was asked for."""

    what: str
    median: float
    most: float
    processor: float  # the median of the web process's own time: steadier where a machine is shared
    queries: int
    target: int


def measure_pages(*, rounds: int = 31, schools: int = 3, audits: int = 3) -> list[Measured]:
    """Make ``schools`` schools with ``audits`` audits each, measure ``rounds`` requests of each kind, take all back."""
    with transaction.atomic():
        try:
            return _measure(rounds, schools, audits)
        finally:
            transaction.set_rollback(True)


def _measure(rounds, how_many, audits) -> list[Measured]:
    schools = _schools(how_many)
    with wall_open_to(schools):
        for school in schools:
            lead = _lead(school)
            made = [_audit(school, lead, 2020 + n) for n in range(audits)]
    audit = made[-1]
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].strip("[]"))
    client.force_login(lead)
    return [
        _timed("home", 25, rounds, lambda n: client.get("/", **_secure())),
        _timed("list of audits", 25, rounds, lambda n: client.get(f"/s/{school.slug}/audits/", **_secure())),
        _timed("section with an open item", 40, rounds, lambda n: client.get(_section(audit), **_secure())),
        _timed(
            "audit, section list", 40, rounds, lambda n: client.get(audit.get_absolute_url(), **_secure())
        ),
        _timed("saving an answer", 25, rounds, lambda n: _save(client, audit, n)),
        _timed("creating an audit", 80, rounds, lambda n: _create(client, school, n)),
    ]


def _secure() -> dict:
    return {"secure": settings.SERVED_OVER_TLS}


def _schools(how_many) -> list[School]:
    authority, _ = LocalAuthority.objects.get_or_create(key="measured", defaults={"name": "Measured"})
    return [
        School.objects.create(
            name=f"Measured {n}", slug=f"measured-{uuid.uuid4().hex[:8]}", authority=authority
        )
        for n in range(how_many)
    ]


def _lead(school) -> User:
    lead = User.objects.create(
        email=f"{uuid.uuid4().hex}@measured.example", name="Lead of the measured school"
    )
    Membership.objects.create(user=lead, school=school, role=Role.LEAD, starts_on=date(2020, 1, 1))
    return lead


def _audit(school, lead, year) -> Audit:
    edition = Edition.objects.published().latest("effective_from")
    day = date(year, 11, 4)
    audit = start_audit(
        school,
        edition,
        audit_date=day,
        period_from=day,
        period_to=day,
        due_on=day,
        by=lead,
        request_key=uuid.uuid4(),
    )
    for n, response in enumerate(audit.responses.filter(case=None)):
        save_answer(response, {"evidence": WORDS.format(n=n), "rating": "green"}, seen_version=0, by=lead)
    return audit


def _section(audit) -> str:
    section = outline_of(audit.edition).main_sections[2]
    return f"{audit.get_absolute_url()}sections/{section.key}/?item={section.rated[2].key}"


def _save(client, audit, n):
    response = audit.responses.get(
        item__key=outline_of(audit.edition).main_sections[2].rated[2].key, case=None
    )
    fields = {
        "version": response.version,
        "request_key": uuid.uuid4(),
        "evidence": WORDS.format(n=-n),
        "rating": "green",
    }
    return client.post(_section(audit), fields, headers={"HX-Request": "true"}, **_secure())


def _create(client, school, n):
    day = date(2030 + n, 11, 4)
    fields = {
        "request_key": uuid.uuid4(),
        "edition": Edition.objects.published().latest("effective_from").pk,
        "audit_date": day,
        "period_from": day,
        "period_to": day,
        "due_on": day,
        "participants": "",
    }
    return client.post(f"/s/{school.slug}/audits/start/", fields, **_secure())


def _timed(what, target, rounds, request) -> Measured:
    request(-1)  # the first one fills what a process keeps: templates, the edition
    times, processor = [], []
    for n in range(rounds):
        started, began = time.perf_counter(), time.process_time()
        answer = request(n)
        times.append((time.perf_counter() - started) * 1000)
        processor.append((time.process_time() - began) * 1000)
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"{what}: answered {answer.status_code}")
    with CaptureQueriesContext(connection) as captured:
        request(rounds)
    queries = [query for query in captured.captured_queries if not query["sql"].startswith(NO_QUERY)]
    medians = statistics.median(times), max(times), statistics.median(processor)
    return Measured(what, *medians, len(queries), target)

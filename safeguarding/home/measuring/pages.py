"""How long the pages of an audit take: real requests through every middleware, on rows that are taken back."""

import uuid
from datetime import date

from django.db import transaction

from audits.actions.answering import save_answer
from audits.actions.starting import start_audit
from audits.models import Audit, Edition
from audits.outline import outline_of
from safeguarding.access.roles import Role
from safeguarding.access.wall import wall_open_to
from safeguarding.home.measuring.timing import Measured, secure, signed_in, timed
from safeguarding.models import LocalAuthority, Membership, School, User

WORDS = (
    "We did this in the first week of term, with all staff, and asked five of them about it in half term {n}."
)


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
    client = signed_in(lead)
    return [
        timed("home", 25, rounds, lambda n: client.get("/", **secure())),
        timed("list of audits", 25, rounds, lambda n: client.get(f"/s/{school.slug}/audits/", **secure())),
        timed("section with an open item", 40, rounds, lambda n: client.get(_section(audit), **secure())),
        timed("audit, section list", 40, rounds, lambda n: client.get(audit.get_absolute_url(), **secure())),
        timed("saving an answer", 25, rounds, lambda n: _save(client, audit, n)),
        timed("creating an audit", 80, rounds, lambda n: _create(client, school, n)),
    ]


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
    return client.post(_section(audit), fields, headers={"HX-Request": "true"}, **secure())


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
    return client.post(f"/s/{school.slug}/audits/start/", fields, **secure())

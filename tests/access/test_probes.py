"""Every address, asked by everybody for everything: no word of another school may come back.

The same probe is run twice more: with the rules in Python taken away, where the database has to hold alone,
and with its wall opened as well, where the probe has to see the leak.
"""

import io
import logging
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

import pytest
from django.db import connection, transaction
from django.urls import NoReverseMatch, reverse
from pypdf import PdfReader

from audits.models import action, audit, evidence
from safeguarding.access import guard, holdings
from safeguarding.access.roles import Role
from safeguarding.access.wall import open_circles
from safeguarding.models import School, User, membership
from tests import factories
from tests.access import addresses
from tests.access.addresses import all_names, value_of
from tests.access.rows import ORDINARY, make_wide_world
from tests.access.world import PEOPLE, PLANTED
from tests.factories.places import reopen_wall

EVERYBODY = [*PEOPLE, "expired", "deactivated", "rival"]
OF_THE_FOREIGN_SCHOOL = {"outsider", "rival"}
SENT_TO_SIGN_IN = {"nobody", "deactivated"}
SAFE = ("GET", "HEAD")
UNSAFE = ("POST", "PUT", "DELETE")
NESTED = (
    "audit",
    "kept",
    "case",
    "action",
    "evidence",
    "question",
    "pack",
    "notice",
    "membership",
    "pupil",
    "concern",
    "child",
    "entry",
    "fact",
)
NESTED += (
    "plan",
    "meeting",
    "referral",
    "challenge",
    "shield",
    "exclusion",
    "draft",
    "attachment",
    "adult",
    "named",
    "upload",
    "asked",
    "reassessment",
    "about",
)
# Sessions, what was done, who is here and limits change by looking; a kept report is what was looked at, and
# the sign-in keeps its own copy of an address.
CHANGE_BY_LOOKING = {
    "django_session",
    "safeguarding_event",
    "audits_presence",
    "safeguarding_cache",
    "audits_keptreport",
    "account_emailaddress",
}
FEW = ("staff", "lead")
TOKEN = re.compile(rb'value="[A-Za-z0-9]{64}"')
FLOOR = 340  # for each person


@pytest.fixture(scope="module")
def rows(made_once):
    """The world, and the place of a submitted audit in each of its schools, made once for all probes."""
    return made_once(make_wide_world)


@pytest.fixture(autouse=True)
def quiet():
    """No line for each of thousands of refusals."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@dataclass
class Probe:
    """What came back from all that was asked."""

    client: object
    seen: Counter = field(default_factory=Counter)
    answers: Counter = field(default_factory=Counter)
    leaks: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    own: str = ""
    not_found: dict = field(default_factory=dict)

    def enter_as(self, user):
        self.client.cookies = SimpleCookie()
        if user is not None:
            self.client.force_login(User.objects.get(pk=user.pk))
        self.cookies = {name: cookie.value for name, cookie in self.client.cookies.items()}

    def ask(self, method, url, word, body=None, why=""):
        self.client.cookies = SimpleCookie(self.cookies)
        answer = self.client.generic(method, url, **(body or {}))
        self.seen[method] += 1
        self.answers[answer.status_code] += 1
        if answer.status_code >= 500:
            self.faults.append((why, method, url, answer.status_code))
        if word in text_of(answer):
            self.leaks.append((why, method, url))
        return answer


def text_of(answer) -> str:
    """All that a person could read in an answer, its headers too."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.get("Content-Type", "")
    words = [str(answer.headers)]
    if content.startswith(b"%PDF"):
        words += [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    elif "spreadsheet" in kind and content:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            words += [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    else:
        words.append(content.decode(errors="replace"))
    return "\n".join(words)


def address(name, parts) -> str:
    """The address; the parts of a pattern that is a regular expression are not known to the resolver."""
    try:
        return addresses.address(name, parts)
    except NoReverseMatch:
        return reverse(name, kwargs={part: parts[part] for part in ("uidb36", "key")})


def addresses_of(name, several) -> list[str]:
    """The addresses that the parts make, each once."""
    return list(dict.fromkeys(address(name, parts) for parts in several))


def checksum() -> dict:
    """One number for each table, of both schools' rows."""
    reopen_wall()
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - CHANGE_BY_LOOKING
        sums = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} t")
            sums[table] = cursor.fetchone()
    return sums


def close_wall():
    """What a new connection is like: nobody's wall is open before a guard opens it."""
    open_circles("")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.person', '', false)")


def places_of(world, sent, foreign_sent) -> dict[str, list[dict]]:
    own, foreign = world.own.parts, world.foreign.parts
    foreign_rows = {part: foreign[part] for part in foreign if names_a_row(part)}
    foreign_sent_rows = {part: foreign_sent.parts.get(part, foreign[part]) for part in foreign_rows}
    unknown = dict.fromkeys(foreign_rows, "z" * 12)
    return {
        "own": [own, sent.parts],
        "foreign": [foreign, foreign_sent.parts],
        "crossed": [
            own | foreign_rows,
            own | foreign_sent_rows,
            own | foreign_rows | {"audit": own["audit"]},
            sent.parts | foreign_sent_rows | {"audit": sent.parts["audit"]},
        ],
        "unknown": [own | unknown, own | unknown | {"audit": own["audit"]}, foreign | {"school": "no-such"}],
    }


def names_a_row(part) -> bool:
    """Whether a part, such as "concerns:exclusion of a concern", names a row of a school."""
    return part.rpartition(":")[2].split()[0] in NESTED


def is_about_rows(name) -> bool:
    return bool(set(all_names()[name]) & set(NESTED))


def in_a_school(name) -> bool:
    return "school" in all_names()[name]


def names_a_strange_row(name, parts, own) -> bool:
    """Whether the address, filled with these parts, holds anything that is not of one's own school."""
    return all(
        any(
            value_of(name, part, parts) != value_of(name, part, one)
            for part in all_names()[name]
            if part in {"school", *NESTED}
        )
        for one in own
    )


def body_of(parts, person) -> dict:
    """A post that names the foreign school's rows wherever a form names a row."""
    fields = {
        "use": parts["evidence"],
        "action_id": parts["action"],
        "action_version": 1,
        "version": 2,
        "rating": "red",
        "action_what": "x",
        "action_owner": person,
        "owner": person,
        "adviser": person,
        "plan-owner": person,
        "section-main": person,
        "item": parts["item"],
        "ready": 1,
        "again": 1,
        "change": 1,
    }
    data = "&".join(f"{name}={value}" for name, value in fields.items())
    return {"data": data, "content_type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_is_shown_or_can_touch_another_school(rows, db, client, capsys, who):
    world, sent, foreign_sent = rows
    client.raise_request_exception = False
    probe = Probe(client)
    probe.enter_as(world.person(who))
    before = checksum()
    probe_all(probe, world, places_of(world, sent, foreign_sent), who)
    assert checksum() == before, f"{who} changed a row"
    with capsys.disabled():
        print(f"\n{who}: {sum(probe.seen.values())} probes, {dict(probe.seen)}, {dict(probe.answers)}")
    assert probe.leaks == []
    assert probe.faults == []
    strange = {place: answers for place, answers in probe.not_found.items() if len(answers) != 1}
    assert strange == {}
    refused = {status for answers in probe.not_found.values() for status, _ in answers}
    assert refused == (set() if who in SENT_TO_SIGN_IN else {404})
    assert sum(probe.seen.values()) >= FLOOR


def probe_all(probe, world, places, who):
    """Ask for everything as one person; what posts change is taken back."""
    close_wall()
    stranger = world.person("outsider" if who not in OF_THE_FOREIGN_SCHOOL else "lead").public_id
    if who in OF_THE_FOREIGN_SCHOOL:
        places = {"foreign": places["own"], "own": places["foreign"]}
    probe.own = places["own"][0]["school"]
    word = ORDINARY if who in OF_THE_FOREIGN_SCHOOL else PLANTED
    body = body_of(places["foreign"][0], stranger)
    for name in all_names():
        for url, (kind, methods) in what_to_ask(name, places, who).items():
            for method in methods:
                ask_and_take_back(probe, method, url, word, body, (who, name, kind))
    for url in questions(places, world):
        ask_and_take_back(probe, "GET", url, word, body, (who, "question", "foreign"))


def what_to_ask(name, places, who) -> dict:
    """Each address of that name, once, with what kind it is and all the ways to ask for it.

    Different parts often make the same address: an audit that was sent has no part in a child's.
    """
    found = {}
    for kind, several in places.items():
        if kind != "own" and not (is_about_rows(name) or (kind == "foreign" and in_a_school(name))):
            continue
        for number, parts in enumerate(several):
            if kind != "own" and not names_a_strange_row(name, parts, places["own"]):
                continue
            first, methods = found.setdefault(address(name, parts), (kind, {}))
            assert (first == "own") == (kind == "own"), name
            methods.update(dict.fromkeys(methods_for(name, kind, number, who)))
    return found


def methods_for(name, kind, number, who):
    """What to ask with. Everybody gets and posts; the rarer ways, which take time, are tried by a few."""
    if name == "account_logout":
        return ("GET",)
    if kind == "foreign":
        return (SAFE + UNSAFE if who in FEW else ("GET", "POST")) if number == 0 else ("GET",)
    if kind == "crossed":
        return ("GET", "POST") if number >= 2 else ("GET",)
    if kind == "unknown":
        return ("GET",) if who in FEW else ()
    return SAFE + UNSAFE if who == "lead" and name != "audits:report" else ("GET",)


def ask_and_take_back(probe, method, url, word, body, why):
    if method in SAFE:
        answer = probe.ask(method, url, word, why=why)
    else:
        with transaction.atomic():
            answer = probe.ask(method, url, word, body, why=why)
            transaction.set_rollback(True)
    who, name, kind = why
    if method == "GET" and kind != "own" and url.startswith("/s/"):
        remember_refusal(probe, who, name, url.split("/")[2], answer)


def remember_refusal(probe, who, name, slug, answer):
    """What is foreign answers as what is not there: one answer, to the letter but for the form's token.

    Pages of one's own school keep its header, in which the place within it is marked.
    """
    if who in SENT_TO_SIGN_IN:
        assert answer.status_code in {302, 405}
        return
    assert slug == probe.own or answer.status_code in {404, 405}, (who, name, answer.status_code)
    if answer.status_code not in {403, 405}:
        place = (who, name) if slug == probe.own else (who,)
        words = TOKEN.sub(b"", answer.content)
        probe.not_found.setdefault(place, set()).add((answer.status_code, words))


def questions(places, world):
    """Rows that are named in the query of an address and not in its path."""
    own, foreign = places["own"][0], places["foreign"][0]
    add = address("audits:evidence_add", own)
    for value in (foreign["evidence"], "z" * 12):
        yield f"{add}?replaces={value}"
    for value in (foreign["audit"], "z" * 12):
        yield f"{add}?audit={value}&item=item-1"


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD])
def test_a_place_in_two_schools_does_not_join_them(rows, db, client, role):
    """The database lets this person see rows of both: here the rules in Python hold alone."""
    world, sent, foreign_sent = rows
    reopen_wall()
    person = factories.member(world.own.school, Role.LEAD)
    factories.member(world.foreign.school, role, user=person)
    client.raise_request_exception = False
    probe = Probe(client)
    probe.enter_as(person)
    places = places_of(world, sent, foreign_sent)
    for name in filter(is_about_rows, all_names()):
        crossed = [one for one in places["crossed"] if names_a_strange_row(name, one, places["own"])]
        for url in addresses_of(name, crossed):
            assert probe.ask("GET", url, PLANTED).status_code in {403, 404, 405}, name
        for url in addresses_of(name, places["foreign"] if role is Role.STAFF else []):
            assert probe.ask("GET", url, PLANTED + " evidence").status_code in {403, 404, 405}, name
    for url in questions(places, world):
        assert probe.ask("GET", url, PLANTED).status_code == 404
    assert sum(probe.seen.values()) > 60
    assert probe.leaks == probe.faults == []


# The same with the rules in Python taken away.


@pytest.fixture
def without_rules(monkeypatch):
    """Every filter and every door lets everything through."""
    for module, name in [
        (audit, "AuditQuerySet"),
        (action, "ActionQuerySet"),
        (evidence, "EvidenceQuerySet"),
        (membership, "MembershipQuerySet"),
    ]:
        for rule in ("visible_to", "readable_by"):
            monkeypatch.setattr(getattr(module, name), rule, lambda rows, user: rows.all(), raising=False)
    monkeypatch.setattr(holdings.Holdings, "may", lambda self, permission, school_id: True)
    monkeypatch.setattr(guard, "_own_school", _any_school)


def _any_school(request, slug):
    guard.open_wall(request.user)
    request.school = School.objects.get(slug=slug)
    return request.school


def unname(world):
    """Names of schools and people are not behind the wall, so here they are not planted."""
    School.objects.filter(pk=world.foreign.school.pk).update(name="Another school")
    User.objects.filter(pk=world.person("outsider").pk).update(name="Another person")


def probe_reads(rows, client, capsys, people):
    world, sent, foreign_sent = rows
    reopen_wall()
    unname(world)
    client.raise_request_exception = False
    probe = Probe(client)
    places = places_of(world, sent, foreign_sent)
    for who in people:
        close_wall()
        probe.enter_as(world.person(who))
        for name in filter(in_a_school, all_names()):
            for url in addresses_of(name, places["foreign"] + places["crossed"][1:3]):
                probe.ask("GET", url, PLANTED, why=(who, name))
    with capsys.disabled():
        print(f"\n{sum(probe.seen.values())} probes, {len(probe.leaks)} leaks, {dict(probe.answers)}")
    return probe


@pytest.mark.parametrize("who", ["lead", "governor", "officer", "expired"])
def test_the_database_holds_alone(rows, db, client, capsys, without_rules, who):
    probe = probe_reads(rows, client, capsys, [who])
    assert sum(probe.seen.values()) >= 100
    assert probe.leaks == []


def test_the_probe_sees_a_leak_where_there_is_one(rows, db, client, capsys, without_rules, monkeypatch):
    usual = guard.open_wall

    def open_to_all(user):
        held = usual(user)
        with connection.cursor() as cursor:
            keys = ",".join(str(school.pk) for school in School.objects.all())
            cursor.execute("SELECT set_config('safeguarding.schools', %s, true)", [keys])
        return held

    monkeypatch.setattr(guard, "open_wall", open_to_all)
    probe = probe_reads(rows, client, capsys, ["lead"])
    leaking = {name for (_, name), *_ in probe.leaks}
    assert len(leaking) > 15

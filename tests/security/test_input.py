"""Whatever is typed, pasted, forged or sent twice: no fault of ours, nothing half-written, nothing twice."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote_from_bytes

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.forms.starting import ParticularsForm
from audits.outline import _remembered
from safeguarding.models import Event, User
from tests import factories
from tests.access.addresses import all_names
from tests.access.test_probes import address, close_wall
from tests.factories.places import reopen_wall
from tests.security.forms import form_classes, make_forms

FORM = "application/x-www-form-urlencoded"
HOSTILE = [
    "", " ", "\x00", "a\x00b", "\u202eabc\u2066", "\ud800", "x\udfffy", "9" * 400, "9" * 5000, str(10**18), str(2**31),
    str(2**63), "-1", "-" + "9" * 30, "0", "1.5", "1e400", "NaN", "Infinity", "0000-00-00", "1 January 0000",
    "31/12/9999", "9999-12-31", "29/2/2025", "1/1/1900", "31/12/2199", "'; DROP TABLE audits_audit; --",
    "<script>alert(1)</script>", "{{ 7|add:7 }}{% debug %}", "\r\nSet-Cookie: a=b", "=1+1", "[]", "{}", "null",
    "00000000-0000-0000-0000-000000000000", "zzzzzzzzzzzz", "on", "🦜" * 50, "é" * 3000, "\ufeff", "x" * 30_000,
    "../../etc/passwd", "%00", "a@b.example\nBcc: c@d.example",
]  # fmt: skip
value = st.one_of(st.sampled_from(HOSTILE), st.text(alphabet=st.characters(), max_size=40))
TRIES = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# What an action writes, it writes whole.
HALVES = """
SELECT 'audit without answers' FROM audits_audit a WHERE NOT EXISTS
  (SELECT FROM audits_response r WHERE r.audit_id = a.id)
UNION ALL SELECT 'case without questions' FROM audits_casesample c WHERE NOT EXISTS
  (SELECT FROM audits_response r WHERE r.case_id = c.id)
UNION ALL SELECT 'action without a log' FROM audits_action a WHERE NOT EXISTS
  (SELECT FROM audits_actionupdate u WHERE u.action_id = a.id AND u.version = a.version)
UNION ALL SELECT 'answer without its version' FROM audits_response r WHERE version > 0 AND NOT EXISTS
  (SELECT FROM audits_responserevision v WHERE v.response_id = r.id AND v.version = r.version)
"""


@pytest.fixture(autouse=True)
def store(made_once):
    """Files of this module's own, and no outline of another database."""
    _remembered.cache_clear()


@pytest.fixture(scope="module")
def made(made_once):
    return made_once(make_forms_of_two_editions)


@pytest.fixture
def forms(made, db):
    reopen_wall()
    return made


def make_forms_of_two_editions():
    factories.edition("another")
    return make_forms()


def as_bytes(pairs) -> bytes:
    """A body as a hostile client writes it: with halves of characters too."""
    quoted = [
        (quote_from_bytes(str(name).encode()), quote_from_bytes(str(given).encode("utf-8", "surrogatepass")))
        for name, given in pairs
    ]
    return "&".join(f"{name}={given}" for name, given in quoted).encode()


def post(client, url, pairs, **headers):
    return client.generic("POST", url, as_bytes(pairs), content_type=FORM, **headers)


def clients(world) -> dict:
    made = {}
    for who in ("lead", "administrator", "governor", "adviser", "head", "officer"):
        made[who] = Client(raise_request_exception=False)
        made[who].force_login(User.objects.get(pk=world.person(who).pk))
    return made


def taken_back(work):
    """Do it, and then undo all that it wrote."""
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    return result


def halves():
    reopen_wall()
    with connection.cursor() as cursor:
        cursor.execute(HALVES)
        found = [row for (row,) in cursor.fetchall()]
    close_wall()
    return found


def test_every_form_is_tried(forms):
    _, several = forms
    assert {sent.form for sent in several} == set(form_classes())


def test_every_form_is_good_as_it_is(forms):
    """Otherwise what follows would try nothing but the first refusal."""
    world, several = forms
    senders = clients(world)
    for sent in several:
        answer = taken_back(lambda sent=sent: post(senders[sent.who], sent.url, sent.body.items()))
        assert answer.status_code == 302, (
            sent.form,
            re.findall(r"govuk-error-message.*?</p>", text_of(answer), re.S),
        )


def text_of(answer) -> str:
    return answer.content.decode()


# The last two have fields that are made for what they are about.
@pytest.mark.parametrize("which", [*range(13), "DrawForm", "AnswersForm"])
def test_no_form_breaks(forms, which, caplog):
    world, several = forms
    sent = several[which] if isinstance(which, int) else next(each for each in several if each.form == which)
    caplog.set_level(logging.CRITICAL)
    try_to_break(sent, clients(world)[sent.who], TRIES)


def test_no_other_form_breaks(forms, caplog):
    world, several = forms
    senders = clients(world)
    caplog.set_level(logging.CRITICAL)
    for sent in several[13:]:
        try_to_break(sent, senders[sent.who], settings(TRIES, max_examples=4))


def try_to_break(sent, client, tries):
    """Post the form with what nobody would type: it answers, writes nothing by halves and repeats no script."""
    close_wall()

    @tries
    @given(
        changes=st.dictionaries(
            st.sampled_from(sorted(sent.body)),
            st.lists(value, min_size=0, max_size=3),
            min_size=1,
            max_size=4,
        ),
        htmx=st.booleans(),
    )
    def attempt(changes, htmx):
        kept = [(name, given) for name, given in sent.body.items() if name not in changes]
        pairs = kept + [(name, given) for name, several in changes.items() for given in several]
        headers = {"HTTP_HX_REQUEST": "true"} if htmx else {}

        def work():
            answer = post(client, sent.url, pairs, **headers)
            return answer, halves()

        answer, half = taken_back(work)
        assert answer.status_code < 500, (sent.form, changes)
        assert half == []
        assert b"<script>alert(1)" not in answer.content

    attempt()


PARAMETERS = [
    "item",
    "q",
    "page",
    "older",
    "audit",
    "replaces",
    "profile",
    "rating",
    "next",
    "kept",
    "state",
    "who",
]
NOT_THE_PDF = sorted(set(all_names()) - {"audits:report", "account_logout"})


def test_no_question_in_an_address_breaks_a_page(forms, caplog):
    world, _ = forms
    senders = clients(world)
    caplog.set_level(logging.CRITICAL)
    close_wall()

    @settings(TRIES, max_examples=400)
    @given(
        name=st.sampled_from(NOT_THE_PDF),
        who=st.sampled_from(["lead", "administrator"]),
        asked=st.lists(st.tuples(st.sampled_from(PARAMETERS), value), min_size=1, max_size=4),
    )
    def attempt(name, who, asked):
        url = address(name, world.own.parts)

        def work():
            return senders[who].generic("GET", url, QUERY_STRING=as_bytes(asked).decode())

        answer = taken_back(work)
        assert answer.status_code < 500, (name, asked)
        if not answer.streaming:
            assert b"<script>alert(1)" not in answer.content, (name, asked)

    attempt()


@pytest.mark.parametrize("field", ["use", "stop"])
@pytest.mark.parametrize("given", ["\x00", "\ud800", "9" * 400, "z" * 12])
def test_a_button_with_a_forged_value_breaks_nothing(forms, field, given):
    world, _ = forms
    url = reverse("audits:item_evidence", args=[world.own.school.slug, world.own.audit.public_id, "item-1"])
    assert post(clients(world)["lead"], url, [(field, given)]).status_code < 500


@pytest.mark.parametrize("parameter", ["audit", "replaces", "item", "q", "page"])
@pytest.mark.parametrize("given", ["%00", "a%00b", "%ED%A0%80", "9" * 400])
def test_a_question_with_a_forged_value_breaks_nothing(forms, parameter, given):
    world, _ = forms
    slug = world.own.school.slug
    client = clients(world)["lead"]
    audit = "" if parameter == "audit" else f"audit={world.own.audit.public_id}&"
    for name in ("evidence_add", "evidence_library"):
        url = reverse(f"audits:{name}", args=[slug])
        assert client.get(f"{url}?{audit}{parameter}={given}").status_code < 500, name


PATHS = [
    "/s/a%00b/audits/", "/%00", "/s/%ED%A0%80/", "/" + "x" * 5000, "/s/" + "y" * 3000 + "/audits/", "/s/../audits/",
    "//evil.example/", "/sign-in/password/reset/key/1-%00/", "/sign-in/password/reset/key/" + "z" * 13 + "-a/",
    "/s/-/people/-/", "/a child's name/", "/sign-in/password/reset/key/" + "1" * 4000 + "-set-password/",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
@pytest.mark.parametrize("who", ["lead", "nobody"])
def test_a_forged_address_breaks_nothing(forms, path, who):
    world, _ = forms
    client = clients(world)["lead"] if who == "lead" else Client(raise_request_exception=False)
    for method in ("GET", "POST"):
        assert client.generic(method, path).status_code < 500


def test_what_somebody_types_as_an_address_is_not_kept(forms):
    world, _ = forms
    clients(world)["lead"].get("/jordan marsh was seen/")
    clients(world)["lead"].get("/jordan-marsh/")
    kept = Event.objects.filter(verb="not found")
    assert kept.count() == 2
    assert not any("jordan" in str(event.detail) for event in kept)


COOKIES = ["\\000" * 32, "x" * 4000, '"\\000abcdefgh"', "é", "a" * 32, "../../x"]


@pytest.mark.parametrize("cookie", COOKIES, ids=range(len(COOKIES)))
def test_a_forged_cookie_breaks_nothing(db, cookie):
    client = Client(raise_request_exception=False)
    client.cookies["session"] = cookie
    client.cookies["csrf"] = cookie
    assert client.get("/help/").status_code == 200
    assert client.get("/").status_code == 302
    assert client.get(reverse("account_login")).status_code == 200


FORGED_HEADERS = [{"HTTP_REFERER": "\x00"}, {"HTTP_ACCEPT_LANGUAGE": "x" * 5000}, {"HTTP_COOKIE": ";=;"}]


@pytest.mark.parametrize("headers", FORGED_HEADERS)
def test_forged_headers_break_nothing(db, headers):
    assert Client(raise_request_exception=False).get("/help/", **headers).status_code == 200


ACCOUNT = {
    "account_login": ("login", "password", "next", "remember"),
    "account_reset_password": ("email", "next"),
    "account_signup": ("email", "password1"),
    "account_change_password": ("oldpassword", "password1", "password2"),
    "account_reauthenticate": ("password", "next"),
}


@pytest.mark.parametrize("name", ACCOUNT)
@pytest.mark.parametrize("who", ["lead", "nobody"])
def test_no_form_of_an_account_breaks(forms, name, who, caplog, settings):
    world, _ = forms
    settings.ACCOUNT_RATE_LIMITS = {}
    client = clients(world)["lead"] if who == "lead" else Client(raise_request_exception=False)
    caplog.set_level(logging.CRITICAL)
    before = User.objects.count()
    for hostile in HOSTILE:
        pairs = [(field, hostile) for field in ACCOUNT[name]]
        answer = taken_back(lambda pairs=pairs: post(client, reverse(name), pairs))
        assert answer.status_code < 500, hostile
    assert User.objects.count() == before


def test_a_body_that_is_too_large_is_refused_whole(forms):
    world, several = forms
    for sent in several:
        client = clients(world)[sent.who]
        huge = [*sent.body.items(), ("evidence", "x" * 5_300_000)]
        answer = post(client, sent.url, huge)
        assert answer.status_code in {400, 413}, sent.form
    assert halves() == []


def test_too_many_fields_are_refused(forms):
    world, several = forms
    many = [(f"field-{n}", n) for n in range(1500)]
    for sent in several:
        assert post(clients(world)[sent.who], sent.url, many).status_code == 400


OTHER_KINDS = [
    ("application/json", b'{"a": [1'), ("text/xml", b"<a/>"), ("multipart/form-data; boundary=x", b"--x"),
    ("multipart/form-data", b""), (FORM + "; charset=utf-16", b"\xff\xfe"), ("", b"\x00\xff"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), OTHER_KINDS)
def test_a_body_of_another_kind_breaks_nothing(forms, kind, body):
    world, several = forms
    senders = clients(world)
    for sent in several:
        with transaction.atomic():
            answer = senders[sent.who].generic("POST", sent.url, body, content_type=kind)
            transaction.set_rollback(True)
        assert answer.status_code < 500, sent.form


# The same form twenty times at once


def test_a_form_that_is_sent_twenty_times_at_once_is_written_once(committed_db, monkeypatch):
    with transaction.atomic():
        world, several = make_forms_of_two_editions()
    creating = [sent for sent in several if sent.makes]
    assert len(creating) == 31
    senders = clients(world)
    for sent in creating:
        before = rows_in(sent.makes)
        cookies = senders[sent.who].cookies.output(header="", sep=";").split(";")[0].strip()
        with ThreadPoolExecutor(20) as pool:
            codes = list(pool.map(lambda _: post_alone(sent, cookies), range(20)))  # noqa: B023
        assert max(codes) < 500, (sent.form, codes)
        assert codes.count(302) >= 1, (sent.form, codes)
        assert rows_in(sent.makes) == before + 1, (sent.form, codes)
    assert halves() == []


def post_alone(sent, cookies) -> int:
    try:
        client = Client(raise_request_exception=False)
        return post(client, sent.url, sent.body.items(), HTTP_COOKIE=cookies).status_code
    finally:
        connections.close_all()


def rows_in(table) -> int:
    reopen_wall()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


# Names of columns that no form asks for


def column_names() -> set[str]:
    ours = [model for app in ("audits", "safeguarding") for model in apps.get_app_config(app).get_models()]
    return {
        name
        for model in ours
        for field in model._meta.concrete_fields
        for name in (field.name, field.attname)
    }


PROTECTED = {
    "state": "signed", "school": "2", "school_id": "2", "lead_author": "1", "version": "99", "rating": "green",
    "is_active": "0", "role": "lead", "submitted_at": "2020-01-01", "user": "1", "audit": "1",
}  # fmt: skip


def snapshot() -> dict:
    """All rows as columns, but for what a database and a clock give."""
    reopen_wall()
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.split("_")[0] not in {"audits", "safeguarding"} or table == "safeguarding_cache":
                continue
            cursor.execute(f"SELECT * FROM {table} ORDER BY id")
            names = [column.name for column in cursor.description]
            for name, column in zip(names, zip(*cursor.fetchall(), strict=True), strict=False):
                kept[table, name] = column
    close_wall()
    return kept


def test_columns_that_a_form_does_not_ask_for_cannot_be_sent(forms):
    world, several = forms
    senders = clients(world)
    names = column_names()
    assert len(names) > 80
    for sent in several:
        fields = set(sent.body) | set(form_classes()[sent.form].base_fields)
        forged = [(name, PROTECTED.get(name, "1")) for name in sorted(names) if name not in fields]
        forged = [pair for pair in forged if pair[0] not in BUTTONS]

        def seen(extra, sent=sent):
            def work():
                code = post(senders[sent.who], sent.url, [*sent.body.items(), *extra]).status_code
                return code, snapshot()

            return taken_back(work)

        (code, first), (_, second), (forged_code, third) = seen([]), seen([]), seen(forged)
        assert code == forged_code == 302, sent.form
        steady = {column for column in first if first[column] == second[column]}
        assert len(steady) > 100
        assert {column for column in steady if first[column] != third[column]} == set(), sent.form


BUTTONS = {"request_key"}


# Words that people type stay where they belong


CANARY = "Wrenquillfeather"


@pytest.fixture
def lines():
    """Everything that is logged, with its traces."""
    kept = []

    class Keeper(logging.Handler):
        def emit(self, record):
            kept.append(logging.Formatter().format(record))

    keeper = Keeper(logging.DEBUG)
    names = ["", "django", "django.request", "django.security", "django.server", "safeguarding", "audits"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).addHandler(keeper)
        logging.getLogger(name).setLevel(logging.DEBUG)
    for name in ("django.db.backends", "django.template"):  # they speak only while debugging
        logging.getLogger(name).setLevel(logging.INFO)
    yield kept
    for name in names:
        logging.getLogger(name).removeHandler(keeper)
        logging.getLogger(name).setLevel(before[name])


def with_canary(sent) -> list:
    assert set(sent.words) <= set(sent.body)
    return [(name, f"{CANARY} {given}" if name in sent.words else given) for name, given in sent.body.items()]


def assert_unheard(lines):
    assert [line for line in lines if CANARY in line] == []
    for message in mail.outbox:
        assert CANARY not in message.subject
    assert not Event.objects.filter(detail__icontains=CANARY).exclude(verb="").exists()


def test_words_are_in_no_log_mail_title_or_address(forms, lines, django_capture_on_commit_callbacks):
    world, several = forms
    senders = clients(world)
    tried = 0
    for sent in several:
        with django_capture_on_commit_callbacks(execute=True):
            answer = post(senders[sent.who], sent.url, with_canary(sent))
        tried += bool(sent.words)
        assert CANARY not in answer.get("Location", ""), sent.form
        page = senders[sent.who].get(answer["Location"]) if answer.status_code == 302 else answer
        for shown in (page, senders[sent.who].get(sent.url)):
            assert CANARY not in "".join(re.findall(r"<title>.*?</title>", text_of(shown), re.S)), sent.form
            addresses = re.findall(r'(?:href|action|src|hx-[a-z]+)="([^"]*)"', text_of(shown))
            assert not [url for url in addresses if CANARY in url], sent.form
    assert tried >= 11
    reopen_wall()
    assert_unheard(lines)
    invitation = [message for message in mail.outbox if "new.person@school.example" in message.to]
    assert len(invitation) == 1


WORDLESS = "the forced fault"


@pytest.mark.parametrize("number", [*range(13), -10, -9])  # the last two with fields that come from a record
def test_words_are_in_no_log_of_a_fault(forms, lines, number, monkeypatch):
    """The fault comes as late as can be: when the event is written, with every word in hand."""
    world, several = forms
    sent = several[number]
    client = clients(world)[sent.who]

    def fail(*args, **kwargs):
        raise RuntimeError(WORDLESS)

    monkeypatch.setattr(Event, "save", fail)
    answer = post(client, sent.url, with_canary(sent))
    assert answer.status_code == (302 if sent.form == "ShareForm" else 500), sent.form
    if answer.status_code == 500:
        assert any(WORDLESS in line for line in lines)
        assert CANARY not in text_of(answer)
    assert [line for line in lines if CANARY in line] == []
    assert not [message for message in mail.outbox if CANARY in message.body + str(message.alternatives)]


def test_nobody_is_named_in_a_fault_of_the_database(forms, lines, monkeypatch):
    """A refusal quotes the row: never of a walled table, and of another one not into a log."""
    world, several = forms
    sent = next(sent for sent in several if sent.form == "InviteForm")
    known = factories.person(email=f"{CANARY}@school.example").email
    monkeypatch.setattr(
        "safeguarding.actions.people._person", lambda name, email: User.objects.create(name=name, email=known)
    )
    answer = post(clients(world)["administrator"], sent.url, sent.body.items())
    assert answer.status_code == 500
    assert any("duplicate key" in line for line in lines)
    assert [line for line in lines if CANARY in line] == []


def test_the_database_quotes_no_walled_row(forms, lines, monkeypatch):
    world, several = forms
    sent = next(sent for sent in several if sent.form == "ChangeParticularsForm")
    monkeypatch.setattr(ParticularsForm, "clean", lambda form: form.cleaned_data)
    pairs = [(name, given) for name, given in with_canary(sent) if name != "period_to"]
    answer = post(clients(world)["lead"], sent.url, [*pairs, ("period_to", "1/1/2020")])
    assert answer.status_code == 500
    assert any("audit_period_in_order" in line for line in lines)
    assert [line for line in lines if CANARY in line] == []


def test_nothing_of_a_person_is_in_a_new_session(forms):
    world, _ = forms
    clients(world)
    for session in Session.objects.all():
        assert set(session.get_decoded()) <= {"_auth_user_id", "_auth_user_backend", "_auth_user_hash"}

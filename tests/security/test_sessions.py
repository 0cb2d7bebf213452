"""Signing in, staying in, and being out again; and what every page tells the browser to do with it."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core import mail, signing
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from audits.models import Response
from safeguarding.access.roles import Role
from safeguarding.models import Membership, User
from safeguarding.views.kept_words import stamp_of
from tests import factories
from tests.access.addresses import all_names
from tests.access.test_probes import address
from tests.access.world import make_world
from tests.factories.places import reopen_wall

PASSWORD = "correct horse battery staple"
ROOT = Path(django_settings.BASE_DIR)
START = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)


def with_password(user):
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    return User.objects.get(pk=user.pk)


def lead(**fields):
    return with_password(factories.member(factories.school(), Role.LEAD, **fields))


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": user.email, "password": password}, **extra)


def is_in(client, **headers) -> bool:
    return client.get(reverse("home"), headers=headers).status_code == 200


# How long a session lives


@pytest.mark.parametrize(("minutes", "stays"), [(14, True), (16, False)])
def test_an_unused_session_ends_after_a_quarter_of_an_hour(db, client, minutes, stays):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        assert is_in(client)
        clock.shift(timedelta(minutes=minutes))
        assert is_in(client) is stays


def test_use_keeps_a_session(db, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        for _ in range(12):
            assert is_in(client)
            clock.shift(timedelta(minutes=14))


def test_a_session_that_is_used_all_day_ends_after_nine_hours(db, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        while clock_now() - START < timedelta(hours=9):
            assert is_in(client), clock_now()
            clock.shift(timedelta(minutes=10))
        clock.shift(timedelta(minutes=1))
        assert not is_in(client)


def clock_now():
    return datetime.now(UTC)


def test_pages_that_ask_by_themselves_do_not_keep_a_session(db, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        assert is_in(client)
        for _ in range(3):
            clock.shift(timedelta(minutes=4))
            assert is_in(client, X_Background="1")
        clock.shift(timedelta(minutes=4))
        assert not is_in(client)


def test_a_session_that_only_asks_by_itself_ends_too(db, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        assert is_in(client, X_Background="1")
        clock.shift(timedelta(minutes=16))
        assert not is_in(client, X_Background="1")


def test_the_end_of_a_session_wipes_what_the_browser_kept(db, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        assert is_in(client)
        clock.shift(timedelta(minutes=16))
        answer = client.get(reverse("home"))
        assert answer.status_code == 302
        assert '"cache"' in answer["Clear-Site-Data"]


def test_an_ended_session_is_gone_from_the_database(db, client):
    with time_machine.travel(START, tick=False) as clock:
        client.force_login(lead())
        key = client.cookies["session"].value
        assert is_in(client)
        clock.shift(timedelta(minutes=16))
        is_in(client)
        assert not Session.objects.filter(session_key=key).exists()


def test_signing_out_ends_the_session_and_wipes_the_browser(db, client):
    client.force_login(lead())
    stolen = client.cookies["session"].value
    answer = client.post(reverse("account_logout"))
    assert answer.status_code == 302
    assert '"cache"' in answer["Clear-Site-Data"]
    assert not is_in(client)
    client.cookies = SimpleCookie({"session": stolen})
    assert not is_in(client)


def test_a_link_does_not_sign_anybody_out(db, client):
    client.force_login(lead())
    client.get(reverse("account_logout"))
    assert is_in(client)


def test_a_session_key_from_before_signing_in_is_worth_nothing(db, client):
    """Session fixation: the key changes at sign-in."""
    user = lead()
    client.get(reverse("account_login"))
    client.cookies["session"] = planted = "a" * 32
    sign_in(client, user)
    assert client.cookies["session"].value != planted
    assert is_in(client)


def test_a_new_password_ends_other_sessions(db, client):
    user = lead()
    other = Client()
    sign_in(client, user)
    sign_in(other, user)
    new = "another good long password"
    words = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), words).status_code == 302
    assert is_in(client)
    assert not is_in(other)


def test_a_deactivated_person_is_out_on_the_next_request(db, client):
    user = lead()
    sign_in(client, user)
    assert is_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)
    assert not is_in_after_signing_in(user)


def is_in_after_signing_in(user) -> bool:
    client = Client()
    sign_in(client, user)
    return is_in(client)


def test_a_membership_that_ended_yesterday_is_over(db, client):
    audit = factories.audit()
    client.force_login(audit.lead_author)
    url = reverse("audits:audit", args=[audit.school.slug, audit.public_id])
    assert client.get(url).status_code == 200
    reopen_wall()
    mine = Membership.objects.filter(user=audit.lead_author)
    mine.update(ends_on=timezone.localdate())
    assert client.get(url).status_code == 200  # the last day counts
    reopen_wall()
    mine.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(url).status_code == 404


def test_a_membership_of_tomorrow_has_not_begun(db, client):
    school = factories.school()
    user = factories.member(school, Role.LEAD, starts_on=timezone.localdate() + timedelta(days=1))
    client.force_login(user)
    assert client.get(reverse("audits:audits", args=[school.slug])).status_code == 404


# Headers


def everything(world):
    for name in all_names():
        yield name, address(name, world.own.parts)


INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("who", ["lead", "nobody", "administrator"])
def test_every_page_says_what_may_become_of_it(db, client, who):
    world = make_world()
    if world.person(who):
        client.force_login(with_password(world.person(who)))
    asked = 0
    for name, url in everything(world):
        answer = client.get(url)
        asked += 1
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"], name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "camera=()" in answer["Permissions-Policy"], name
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "*" not in policy and "default-src" in policy, name
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy, name
        if "text/html" in answer.get("Content-Type", ""):
            assert not INLINE.search(answer.content.decode()), (name, INLINE.search(answer.content.decode()))
    assert asked > 40


def test_pages_of_errors_say_so_too(db, client):
    client.force_login(lead())
    for answer in (client.get("/nowhere/"), client.get("/s/no-such/audits/")):
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]
        assert "default-src 'self'" in answer["Content-Security-Policy"]


# Settings of the real thing, in a process of their own


def production(code_or_args, database, **changes):
    """Run Python with the settings of production; a change to None takes a variable away."""
    # Nor what the tests before have set for themselves.
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("GOLDEN_THREAD_", "DJANGO_ALLOW_"))
    }
    environment |= {
        "DJANGO_SETTINGS_MODULE": "safeguarding.settings",
        "GOLDEN_THREAD_SECRET_KEY": "".join(chr(33 + n % 90) for n in range(7, 77)),
        "GOLDEN_THREAD_HOSTS": "audit.school.example",
        "GOLDEN_THREAD_CLUSTER": os.environ["GOLDEN_THREAD_CLUSTER"],
        "GOLDEN_THREAD_VAR": os.environ["GOLDEN_THREAD_VAR"],
        "GOLDEN_THREAD_DATABASE": database,
    }
    environment |= {name: value for name, value in changes.items() if value is not None}
    for name in [name for name, value in changes.items() if value is None]:
        environment.pop(name, None)
    args = code_or_args if isinstance(code_or_args, list) else ["-c", code_or_args]
    return subprocess.run(
        [sys.executable, *args],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_check_before_going_live_is_clean(committed_db):
    done = production(
        ["-W", "ignore", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], committed_db
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize("name", ["GOLDEN_THREAD_SECRET_KEY", "GOLDEN_THREAD_HOSTS"])
def test_a_missing_secret_stops_the_start_and_says_which(name):
    done = production(["manage.py", "check"], "unused", **{name: None})
    assert done.returncode != 0
    assert f"Set {name} in the environment" in done.stderr


def test_demonstration_is_never_on_by_mistake():
    done = production(["manage.py", "check"], "unused", GOLDEN_THREAD_DEMONSTRATION="yes")
    assert done.returncode != 0
    assert "GOLDEN_THREAD_DEMONSTRATION" in done.stderr


LIVE = """
import django, json
django.setup()
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
settings.ALLOWED_HOSTS  # the host below is the one that the environment names
from safeguarding.models import User
plain = Client(headers={"host": "audit.school.example"})
client = Client(headers={"host": "audit.school.example"}, enforce_csrf_checks=True)
redirected = plain.get("/sign-in/")
page = client.get("/sign-in/", secure=True)
token = client.cookies["__Host-csrf"].value
words = {"login": "live@school.example", "password": %r, "csrfmiddlewaretoken": token}
referrer = {"referer": "https://audit.school.example/sign-in/"}
without = client.post("/sign-in/", {k: v for k, v in words.items() if k != "csrfmiddlewaretoken"}, secure=True,
    headers=referrer)
signed = client.post("/sign-in/", words, secure=True, headers=referrer)
home = client.get("/", secure=True)
elsewhere = Client(headers={"host": "evil.example"}).get("/sign-in/", secure=True)
print(json.dumps({
    "redirected": [redirected.status_code, redirected["Location"]],
    "page": page.status_code, "without": without.status_code, "signed": signed.status_code,
    "home": home.status_code, "elsewhere": elsewhere.status_code,
    "hsts": home["Strict-Transport-Security"],
    "cookies": {name: {"secure": bool(c["secure"]), "path": c["path"], "domain": c["domain"],
        "samesite": c["samesite"], "httponly": bool(c["httponly"]), "expires": c["expires"]}
        for name, c in client.cookies.items()},
    "hash": User.objects.get(email="live@school.example").password.split("$")[0],
    "debug": settings.DEBUG,
}))
"""


def test_signing_in_works_over_tls_with_cookies_of_this_host(committed_db):
    user = User.objects.create_user("live@school.example", "Live", None)
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hasher = Argon2PasswordHasher()
    User.objects.filter(pk=user.pk).update(password=hasher.encode(PASSWORD, hasher.salt()))
    done = production(LIVE % PASSWORD, committed_db)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert said["redirected"] == [301, "https://audit.school.example/sign-in/"]
    assert (said["page"], said["without"], said["signed"], said["home"]) == (200, 403, 302, 200)
    assert said["elsewhere"] == 400
    assert "max-age=31536000" in said["hsts"]
    assert said["hash"] == "argon2"
    assert said["debug"] is False
    assert set(said["cookies"]) >= {"__Host-session", "__Host-csrf"}
    for name in ("__Host-session", "__Host-csrf"):
        cookie = said["cookies"][name]
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"], name
        assert cookie["samesite"] == "Lax"
    assert said["cookies"]["__Host-session"]["httponly"]
    assert not said["cookies"]["__Host-session"]["expires"]  # it closes with the browser


def test_passwords_are_hashed_with_argon2(committed_db):
    code = (
        "import django; django.setup(); from django.contrib.auth.hashers import make_password as m;"
        " print(m('x')[:6])"
    )
    assert production(code, committed_db).stdout.strip() == "argon2"


# Signing in


@pytest.fixture
def limits(settings):
    """The limits live in the cache, whose table a test's transaction clears again."""
    from django.core.cache import cache

    cache.clear()
    return cache


def test_a_school_behind_one_address_gets_in(db, limits):
    school = factories.school()
    staff = [with_password(factories.member(school, Role.STAFF)) for _ in range(45)]
    with time_machine.travel(START, tick=False):
        assert [sign_in(Client(), user).status_code for user in staff] == [302] * 45


def test_wrong_tries_on_one_account_shut_out_nobody_else(db, limits):
    victim, other = lead(), lead()
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(200):
            assert sign_in(Client(), victim, "wrong password here").status_code == 200
            clock.shift(timedelta(seconds=0.25))
        assert sign_in(Client(), other).status_code == 302
        assert sign_in(Client(), victim).status_code == 200  # refused, for at most five minutes
        clock.shift(timedelta(minutes=6))
        assert sign_in(Client(), victim).status_code == 302


def test_passwords_cannot_be_tried_over_and_over(db, limits):
    victim = lead()
    with time_machine.travel(START, tick=False):
        for _ in range(5):
            sign_in(Client(), victim, "wrong password here")
        assert sign_in(Client(), victim).status_code == 200


def test_many_accounts_do_not_wash_the_limit_away(db, limits):
    """The limit's own store must not forget the first account when many others are tried."""
    victim = lead()
    with time_machine.travel(START, tick=False) as clock:
        for _ in range(6):
            sign_in(Client(), victim, "wrong password here")
        for number in range(400):
            limits.set(f"other-{number}", [1], 300)
        assert sign_in(Client(), victim).status_code == 200
        clock.shift(timedelta(seconds=1))


def words_of(answer, *emails) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
    for email in emails:
        text = text.replace(email, "E")
    return text


def test_an_unknown_address_is_answered_like_a_wrong_password(db, limits):
    user = lead()
    stranger = User(email="nobody-here@school.example")
    known, unknown = (sign_in(Client(), who, "wrong password here") for who in (user, stranger))
    assert known.status_code == unknown.status_code == 200
    assert words_of(known, user.email) == words_of(unknown, stranger.email)


def test_a_closed_account_is_answered_like_a_wrong_password(db, limits):
    user = lead()
    User.objects.filter(pk=user.pk).update(is_active=False)
    wrong = sign_in(Client(), user, "wrong password here")
    stranger = User(email="nobody-here@school.example")
    unknown = sign_in(Client(), stranger, "wrong password here")
    assert words_of(wrong, user.email) == words_of(unknown, stranger.email)


def test_asking_for_a_new_password_does_not_say_who_is_here(db, limits):
    user = lead()
    url = reverse("account_reset_password")
    known, unknown = (Client().post(url, {"email": email}) for email in (user.email, "nobody@school.example"))
    assert (known.status_code, known.get("Location")) == (unknown.status_code, unknown.get("Location"))
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_link_for_a_new_password_works_once(db, limits, client):
    user = lead()
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    new = "a good new password"
    opened = client.get(link, follow=True)
    form = opened.redirect_chain[-1][0]
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), user, new).status_code == 302
    other = "a later other password"
    again = Client()
    opened = again.get(link, follow=True)
    again.post(opened.request["PATH_INFO"], {"password1": other, "password2": other})
    assert sign_in(Client(), user, other).status_code == 200


def test_nobody_can_register_themselves(db, limits, client):
    before = User.objects.count()
    words = {"email": "new@school.example", "password1": PASSWORD, "password2": PASSWORD, "name": "New"}
    client.post(reverse("account_signup"), words)
    assert User.objects.count() == before
    assert not is_in(client)


def test_there_is_no_django_admin():
    assert not [name for name in all_names() if "admin" in name and not name.startswith("audits")]
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    assert "django.contrib.admin" not in django_settings.INSTALLED_APPS
    assert "admin" not in get_resolver().namespace_dict
    assert not hasattr(User, "is_superuser")


PASSWORDS = {
    "shortpw12": False, "eleven char": False, "twelve chars": True, "password1234": False, "123456789012": False,
    "qwertyuiop12": False, "correct horse battery staple": True, "wandering blue heron": True,
    "000000000000": False, "               ": True, "ü" * 12: True, "Sandpiper Lane 1": True,
    "jordan@school.example": False, "jordan.marsh": False,
}  # fmt: skip


@pytest.mark.parametrize(("password", "good"), PASSWORDS.items())
def test_which_passwords_are_taken(password, good):
    person = User(email="jordan@school.example", name="Jordan Marsh")
    if good:
        validate_password(password, person)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, person)


AWAY = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "https:evil.example",
    "javascript:alert(1)", "\thttps://evil.example", "http://testserver@evil.example/", "https:///evil.example",
    "/\t/evil.example/", "data:text/html,x", "%2F%2Fevil.example", "\x00//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", AWAY)
def test_signing_in_leads_nowhere_else(db, limits, target):
    user = lead()
    client = Client()
    words = {"login": user.email, "password": PASSWORD, "next": target}
    for answer in (
        client.post(reverse("account_login"), words),
        client.get(reverse("account_login"), {"next": target}),
        client.post(reverse("account_logout"), {"next": target}),
    ):
        assert answer.status_code in {200, 302}
        goal = answer.get("Location", "/")
        there = urlsplit(urljoin("http://testserver/sign-in/", goal))
        assert (there.scheme, there.netloc) == ("http", "testserver"), goal
        assert not goal.startswith("/\\") and "\t" not in goal


def test_signing_in_leads_back(db, limits):
    user = lead()
    words = {"login": user.email, "password": PASSWORD, "next": "/help/"}
    assert Client().post(reverse("account_login"), words)["Location"] == "/help/"


# Words of a form whose session ended


@pytest.fixture
def audit(db):
    return factories.audit()


def card(audit) -> str:
    return reverse("audits:section", args=[audit.school.slug, audit.public_id, "main"]) + "?item=item-1"


def typed(user, **fields):
    return {"written_by": stamp_of(user), "version": 0, "evidence": "Kept canary words", **fields}


def test_words_come_back_to_their_writer(audit, client):
    client.post(card(audit), typed(audit.lead_author))
    client.force_login(audit.lead_author)
    assert "Kept canary words" in client.get(card(audit)).content.decode()
    assert "Kept canary words" not in client.get(card(audit)).content.decode()  # once


def test_words_do_not_cross_to_another_person(audit, client):
    other = factories.member(audit.school, Role.LEAD)
    client.post(card(audit), typed(audit.lead_author))
    client.force_login(other)
    for _ in range(2):
        assert "Kept canary words" not in client.get(card(audit)).content.decode()
    client.force_login(audit.lead_author)
    assert "Kept canary words" not in client.get(card(audit)).content.decode()


def test_words_do_not_cross_to_another_browser(audit, client):
    client.post(card(audit), typed(audit.lead_author))
    other = Client()
    other.force_login(audit.lead_author)
    assert "Kept canary words" not in other.get(card(audit)).content.decode()


def test_words_are_not_saved_by_themselves(audit, client):
    client.post(card(audit), typed(audit.lead_author, rating="green"))
    client.force_login(audit.lead_author)
    client.get(card(audit))
    reopen_wall()
    assert Response.objects.get(audit=audit, item__key="item-1").version == 0


FORGED = [
    "",
    "1",
    "1:abc:def",
    "\x00",
    "a" * 10_000,
    "..",
    signing.dumps(1, salt="another"),
    signing.dumps(1, "key"),
]


@pytest.mark.parametrize("mark", FORGED, ids=range(len(FORGED)))
def test_a_forged_mark_keeps_nothing(audit, client, mark):
    answer = client.post(card(audit), typed(audit.lead_author, written_by=mark))
    assert answer.status_code == 302
    assert not any("kept_words" in session.get_decoded() for session in Session.objects.all())


def test_a_mark_is_worth_nothing_after_a_day(audit, client):
    with time_machine.travel(START, tick=False) as clock:
        words = typed(audit.lead_author)
        clock.shift(timedelta(hours=25))
        client.post(card(audit), words)
        assert not any("kept_words" in session.get_decoded() for session in Session.objects.all())


def test_kept_words_are_limited(audit, client):
    answer = client.post(card(audit), typed(audit.lead_author, evidence="x" * 6_000_000))
    assert answer.status_code in {400, 413}
    assert not Session.objects.exists()


def test_kept_words_carry_no_token(audit, client):
    client.post(card(audit), typed(audit.lead_author, csrfmiddlewaretoken="tttt"))
    kept = [session.get_decoded()["kept_words"] for session in Session.objects.all()]
    assert len(kept) == 1
    assert "tttt" not in kept[0]["words"] and "written_by" not in kept[0]["words"]


def test_another_persons_form_in_this_browser_is_not_saved(audit):
    """The page of the person before is still open in a tab: what it sends is not written in the new one's name."""
    other = factories.member(audit.school, Role.LEAD)
    client = Client(enforce_csrf_checks=True)
    client.force_login(other)
    client.get(card(audit))
    answer = client.post(card(audit), typed(audit.lead_author, csrfmiddlewaretoken="x" * 64))
    assert answer.status_code == 302
    assert "Kept canary words" not in client.get(card(audit)).content.decode()
    reopen_wall()
    assert Response.objects.get(audit=audit, item__key="item-1").version == 0

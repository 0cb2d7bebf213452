"""Who gets which answer from which address, typed by hand and not derived from the code that it checks.

An address without a line, and a line without an address, fail.
"""

import pytest
from django.urls import get_resolver

from tests.access.addresses import address, all_names
from tests.access.world import PEOPLE, make_world

IN = 302  # a signed-out person is sent to sign in
NO = 403
GONE = 404
POST = 405  # it only takes posts

#                       staff lead  deputy head  governor adviser admin officer outsider nobody
MATRIX = {
    "home":                (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "accessibility":       (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "privacy":             (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "help":                (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_login":       (302, 302, 302, 302, 302, 302, 302, 302, 302, 200),
    "account_logout":      (200, 200, 200, 200, 200, 200, 200, 200, 200, 302),
    "account_signup":      (302, 302, 302, 302, 302, 302, 302, 302, 302, 200),
    "account_inactive":    (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reauthenticate": (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "account_change_password": (200, 200, 200, 200, 200, 200, 200, 200, 200, IN),
    "account_reset_password": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_done": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key_done": (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    "audits:audits":       (NO,  200, 200, 200, 200, NO,  NO,  200, GONE, IN),
    "audits:start":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:audit":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:particulars":  (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:share":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:check":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:submit":       (NO,  302, NO,  302, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:rated":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:section":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:ready":        (POST, POST, POST, POST, POST, POST, POST, POST, POST, POST),
    "audits:history":      (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:here":         (POST, POST, POST, POST, POST, POST, POST, POST, POST, POST),
    "audits:clash":        (NO,  200, 200, 200, NO,  NO,  NO,  NO,  GONE, IN),
    "audits:cases":        (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "audits:case_add":     (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "audits:case":         (NO,  200, 200, NO,  NO,  NO,  NO,  NO,  GONE, IN),
    "audits:case_remove":  (POST, POST, POST, POST, POST, POST, POST, POST, POST, POST),
}  # fmt: skip


def test_every_address_has_its_line():
    assert set(MATRIX) == set(all_names())


def test_every_view_has_a_guard_or_is_public_on_purpose():
    open_views = {"accessibility", "privacy", "help"}
    for name, callback in _callbacks(get_resolver().url_patterns):
        if name.startswith("account_") or name in open_views:
            continue
        assert getattr(callback, "guarded_by", None), f"{name} has no guard"


def _callbacks(patterns, namespace=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _callbacks(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else "")
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


@pytest.mark.parametrize("who", PEOPLE)
def test_matrix(db, client, who):
    world = make_world()
    if user := world.person(who):
        client.force_login(user)
    answers = {name: client.get(address(name, world.own.parts)).status_code for name in MATRIX}
    expected = {name: line[PEOPLE.index(who)] for name, line in MATRIX.items()}
    assert answers == expected

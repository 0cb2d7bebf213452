"""Pages of words: open to everybody, signed in or not."""

import pytest
from django.urls import reverse

from safeguarding.access.roles import Role
from tests.factories import member, school

PAGES = [("accessibility", "320 pixels"), ("privacy", "controller"), ("help", "Ring 999")]


@pytest.mark.parametrize(("name", "words"), PAGES)
def test_page_is_open_without_signing_in(db, client, name, words):
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert words in answer.content.decode()


@pytest.mark.parametrize(("name", "words"), PAGES)
def test_page_is_open_to_people_signed_in(db, client, name, words):
    client.force_login(member(school(), Role.STAFF))
    assert words in client.get(reverse(name)).content.decode()

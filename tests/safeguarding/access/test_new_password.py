"""A forgotten password: the link in the e-mail works, once."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.factories import person

pytestmark = pytest.mark.django_db
PASSWORD = "maple-otter-kettle-47"


def asked_for_link(client, user) -> str:
    client.post(reverse("account_reset_password"), {"email": user.email})
    return re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]


def test_link_lets_the_person_choose_a_password(client):
    user = person(name="Ruth Adeyemi")
    link = asked_for_link(client, user)
    assert mail.outbox[0].subject == "Choose a new password for Golden Thread"
    form = client.get(link, follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    signed_in = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert signed_in.status_code == 302
    client.logout()
    assert client.get(link, follow=True).context["token_fail"]


def test_unknown_address_is_sent_nothing_and_told_the_same(client):
    answer = client.post(reverse("account_reset_password"), {"email": "nobody@school.example"})
    assert answer.status_code == 302
    assert not mail.outbox

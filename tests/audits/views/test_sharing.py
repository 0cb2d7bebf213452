"""Sharing out the sections, and saying that one is ready."""

import pytest
from django.urls import reverse

from audits.actions.submitting import submit_audit
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall


@pytest.fixture
def audit(db, client):
    audit = factories.audit()
    client.force_login(audit.lead_author)
    return audit


@pytest.fixture
def deputy(audit):
    return factories.member(audit.school, Role.DEPUTY, name="Tom Brannigan")


def address(name, audit, *parts):
    return reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id, *parts])


def owners(audit) -> set:
    reopen_wall()
    return set(audit.shares.values_list("owner__name", flat=True))


def everything_to(person):
    return {f"section-{key}": person.public_id for key in ("main", "case-record-check")}


def close(audit):
    for number in (1, 2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence="Seen.")
    submit_audit(audit, by=audit.lead_author)


def test_sections_change_hands_with_one_event(audit, deputy, client):
    answer = client.post(address("share", audit), everything_to(deputy))
    assert answer.url == audit.get_absolute_url()
    assert owners(audit) == {"Tom Brannigan"}
    assert Event.objects.filter(verb="sections shared out").count() == 1


def test_stranger_is_refused_and_nothing_changes_hands(audit, deputy, client):
    stranger = factories.member(factories.school(), Role.LEAD)
    given = everything_to(deputy) | {"section-main": stranger.public_id}
    page = client.post(address("share", audit), given).content.decode()
    assert "<title>Error: " in page
    assert page.count("Choose a person for Section main") == 2
    assert f'value="{deputy.public_id}" selected' in page
    assert owners(audit) == {audit.lead_author.name}


def test_sections_of_a_submitted_audit_stay(audit, deputy, client):
    close(audit)
    page = client.post(address("share", audit), everything_to(deputy)).content.decode()
    assert "Its sections can no longer be shared out." in page
    assert owners(audit) == {audit.lead_author.name}


def test_section_is_marked_ready_and_not_ready_again(audit, client):
    for ready in ("1", "0"):
        client.post(address("ready", audit, "main"), {"ready": ready})
        reopen_wall()
        assert (audit.shares.get(section__key="main").ready_at is not None) == (ready == "1")


def test_section_of_a_submitted_audit_is_not_marked(audit, client):
    close(audit)
    answer = client.post(address("ready", audit, "main"), {"ready": "1"}, follow=True)
    assert "This audit is submitted." in answer.content.decode()
    reopen_wall()
    assert audit.shares.get(section__key="main").ready_at is None


def test_unknown_section_is_not_found(audit, client):
    assert client.post(address("ready", audit, "nowhere")).status_code == 404

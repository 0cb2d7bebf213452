"""Another owner or another day for an action: with a reason, as an entry, and never silently."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concerns.actions.planning import change_action, finish_action, plan_action
from concerns.models import Entry
from concerns.reports.child_file import child_file
from concerns.reports.chronology import Asked
from concerns.reports.concern_print import printed_concern
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
NEXT, LATER = TODAY + timedelta(days=2), TODAY + timedelta(days=9)


@pytest.fixture
def concern():
    return factories.triaged()


@pytest.fixture
def lead(concern):
    return concern.standing.owner


@pytest.fixture
def deputy(concern):
    return factories.member(concern.school, Role.DEPUTY, name="Tom Brannigan")


@pytest.fixture
def action(concern, lead):
    return plan_action(
        what="Ring home", owner=lead, due_on=NEXT, by=lead, concern=concern, request_key=uuid.uuid4()
    )


def test_who_and_when_change_with_what_was_before(action, lead, deputy):
    change_action(action, owner=deputy, due_on=LATER, reason="Tom knows the family.", by=lead)
    action.refresh_from_db()
    assert (action.owner, action.due_on, action.version) == (deputy, LATER, 2)
    entry = action.entries.get(reason="Tom knows the family.")
    assert entry.facts == {
        "owner": deputy.name, "owner_before": lead.name, "due": LATER.isoformat(), "due_before": NEXT.isoformat(),
    }  # fmt: skip


def test_only_what_is_new_is_told(action, lead):
    change_action(action, owner=lead, due_on=LATER, reason="She is away.", by=lead)
    assert set(action.entries.get(reason="She is away.").facts) == {"due", "due_before"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"due_on": LATER, "reason": " "}, "Give the reason"),
        ({"due_on": NEXT, "reason": "Because."}, "Nothing is changed"),
        ({"due_on": LATER, "reason": "Because.", "seen_version": 7}, "A colleague changed this"),
    ],
)
def test_refusals_write_nothing(action, lead, change, said):
    with pytest.raises(Refused, match=said):
        change_action(action, by=lead, **change)
    assert action.entries.count() == 1


def test_no_stranger_and_nothing_that_is_over(action, lead):
    with pytest.raises(Refused, match="Choose a colleague"):
        change_action(action, owner=factories.member(action.school, Role.STAFF), reason="Why.", by=lead)
    finish_action(action, result="Rang.", by=lead)
    with pytest.raises(Refused, match="done already"):
        change_action(action, due_on=LATER, reason="Why.", by=lead)


def test_the_page_changes_it_and_tells_its_history(client, action, lead, deputy):
    client.force_login(lead)
    url = reverse("concerns:action_change", args=[action.school.slug, action.public_id])
    sent = {"version": 1, "owner": deputy.public_id, "due_on": f"{LATER:%d %B %Y}", "reason": ""}
    assert "Give the reason for the change" in client.post(url, sent).content.decode()
    past = sent | {"reason": "Tom knows them.", "due_on": "1 January 2020"}
    assert "Enter a date that is today or later" in client.post(url, past).content.decode()
    page = client.post(url, sent | {"reason": "Tom knows them."}, follow=True).content.decode()
    history = page[page.index('id="history"') :]
    assert history.index("Action planned") < history.index("Action changed")
    assert "Tom knows them." in history
    assert lead.name in history and deputy.name in history
    reopen_wall()
    finish_action(action, result="Rang.", by=lead)
    assert client.get(url).url == reverse("concerns:action", args=[action.school.slug, action.public_id])


def test_prints_and_files_do_not_take_a_change_for_an_end(action, concern, lead, deputy):
    change_action(action, owner=deputy, reason="Tom knows them.", by=lead)
    open_wall(lead)
    printed = [
        row.title for row in printed_concern(concern, link=None, reader=lead, at=timezone.localtime()).rows
    ]
    assert "Planned" in printed
    assert f"Changed: Ring home. Who: {deputy.name}. Before: {lead.name}." in printed
    assert not any(title.startswith("Cancelled") for title in printed)
    file = child_file(concern.links.get().pupil, reader=lead, today=TODAY)
    assert Entry.Kind.ACTION not in {line.kind for line in file.chronology.chosen(Asked())}

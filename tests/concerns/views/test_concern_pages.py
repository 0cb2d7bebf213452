"""The lead's pages: who may open what, what they show, what they cost, and what shut-out people never see."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.actions.moving import claim_entry_error, claim_error, confirm_entry_error, confirm_error
from concerns.actions.planning import plan_action
from concerns.actions.recording import NamedChild
from concerns.models import Action, Entry, Exclusion, Standing
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.concerns.actions.test_moving import ready
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school(name="Thornbeck Primary School", reference="TB")


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.DEPUTY, name="Tom Brannigan")


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def new(school, rosa):
    return factories.concern(
        school=school,
        children=(NamedChild("harmed", pupil=rosa),),
        seen_heard="Alone at the window.",
        urgent=True,
    )


@pytest.fixture
def open_(school, lead, rosa):
    """A triaged concern with a late action and one that is due."""
    made = factories.concern(
        school=school, children=(NamedChild("harmed", pupil=rosa),), seen_heard="No coat again."
    )
    made = factories.triaged(made, by=lead)
    for days, what in ((-3, "Ask home about the dentist"), (2, "Find a club for Monday")):
        planned(made, lead, what, days)
    return made


def planned(concern, lead, what, days):
    due = timezone.localdate() + timedelta(days=days)
    return plan_action(what=what, owner=lead, due_on=due, by=lead, concern=concern, request_key=uuid.uuid4())


def url(name, concern, *more):
    return reverse(f"concerns:{name}", args=[concern.school.slug, concern.public_id, *more])


def today_url(school):
    return reverse("concerns:today", args=[school.slug])


def list_url(school, query=""):
    return reverse("concerns:concerns", args=[school.slug]) + query


def shut_out(person, by, **what):
    return Exclusion.objects.create(
        school=by_school(what), person=person, reason="Aunt of the child.", by=by, **what
    )


def by_school(what):
    return next(iter(what.values())).school


def searched(client, person, school, **asked):
    client.force_login(person)
    response = client.post(list_url(school), asked, follow=True)
    reopen_wall()
    return response


def page(client, person, address):
    client.force_login(person)
    response = client.get(address)
    reopen_wall()
    return response


def test_today_shows_urgent_first_and_never_the_childs_words(client, lead, new, open_, school):
    text = page(client, lead, today_url(school)).content.decode()
    assert "One urgent report is waiting for you. One thing is late." in text
    assert "Rosa Whitlam, Year 4" in text
    assert "Alone at the window" not in text
    assert "Nobody was told in person." in text
    assert "3 days late" in text
    assert "Find a club for Monday" in text


def test_today_narrows_to_mine_and_to_nobodys(client, lead, deputy, open_, school):
    assert "Ask home" in page(client, lead, today_url(school) + "?who=mine").content.decode()
    text = page(client, deputy, today_url(school) + "?who=mine").content.decode()
    assert "Ask home" not in text
    assert "Mine (0)" in text
    lead.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    text = page(client, deputy, today_url(school) + "?who=nobody").content.decode()
    assert "Ask home" in text
    assert "Nobody yet (2)" in text


def test_today_leaves_out_actions_of_what_was_entered_in_error(client, lead, deputy, open_, school):
    claim_error(open_, reason="Wrong child.", by=deputy)
    confirm_error(open_, reason="", by=lead)
    assert "Ask home" not in page(client, lead, today_url(school)).content.decode()


def test_waiting_is_told_once_the_child_has_waited(client, lead, school, new):
    Standing.objects.filter(concern=new).update(urgent=False)
    assert "Waiting" not in page(client, lead, today_url(school)).content.decode().replace("waiting", "")


def test_opening_a_concern_is_logged_and_says_so(client, lead, open_):
    text = page(client, lead, url("concern", open_)).content.decode()
    assert "Opening this page is noted" in text
    assert "Nobody before you" in text
    event = Event.objects.get(verb="concern opened")
    assert (event.subject, event.actor_id) == (open_.public_id, lead.pk)
    assert "1 person" in page(client, lead, url("concern", open_)).content.decode()
    assert "Ruth Adeyemi" in page(client, lead, url("looked", open_)).content.decode()


def test_titles_hold_no_name(client, lead, open_, new):
    for address in (
        url("concern", open_),
        url("triage", new),
        url("entry_add", open_),
        today_url(open_.school),
    ):
        response = page(client, lead, address)
        title = response.content.decode().split("<title>")[1].split("</title>")[0]
        assert "Rosa" not in title and "Whitlam" not in title


def test_the_gate_links_to_what_settles_it(client, lead, open_):
    text = page(client, lead, url("concern", open_)).content.decode()
    assert url("entry", open_, "decision") in text
    assert "4 of 5 still missing" in text
    assert url("resolve", open_) not in text


def test_resolving_from_the_page(client, lead, open_):
    ready(open_, lead)
    open_.actions.update(state="done", finished_at=timezone.now(), result="Done.")
    assert url("resolve", open_) in page(client, lead, url("concern", open_)).content.decode()
    client.post(url("resolve", open_))
    reopen_wall()
    open_.standing.refresh_from_db()
    assert open_.standing.state == "resolved"


def test_a_refused_resolve_says_what_is_missing(client, lead, open_):
    client.force_login(lead)
    response = client.post(url("resolve", open_), follow=True)
    assert "Still missing" in response.content.decode()


@pytest.mark.parametrize("order", ["", "?order=oldest"])
def test_the_timeline_turns_round(client, lead, open_, order):
    add_entry("note", by=lead, concern=open_, text="The last word.")
    text = page(client, lead, url("concern", open_) + order).content.decode()
    first, last = text.index("Triaged:"), text.index("The last word.")
    assert (first < last) is bool(order)


def test_corrections_stand_beside_and_struck_words_stay(client, lead, deputy, open_):
    note = add_entry("note", by=lead, concern=open_, text="Seen with her uncle.")
    add_entry("correction", by=lead, concern=open_, corrects=note, text="It was her grandfather.")
    text = page(client, lead, url("concern", open_)).content.decode()
    assert text.index("Seen with her uncle.") < text.index("It was her grandfather.")
    claim_entry_error(note, reason="Another child.", by=lead)
    confirm_entry_error(note, reason="", by=deputy)
    text = page(client, lead, url("concern", open_)).content.decode()
    assert "Struck through: Ruth Adeyemi said “Another child.”, Tom Brannigan confirmed it" in text
    assert "Seen with her uncle." in text


def test_a_correction_of_the_report_is_marked_under_it(client, lead, open_):
    add_entry("addendum", by=lead, concern=open_, text="She had a coat.")
    text = page(client, lead, url("concern", open_)).content.decode()
    assert "1 correction</a>" in text
    assert "No coat again." in text


def test_long_timelines_show_twenty_and_then_all(client, lead, open_):
    for number in range(25):
        add_entry("note", by=lead, concern=open_, text=f"Note number {number}.")
    text = page(client, lead, url("concern", open_)).content.decode()
    assert "Show 8 earlier entries" in text
    assert "Note number 0." not in text
    assert "Note number 0." in page(client, lead, url("concern", open_) + "?all=1").content.decode()


# Search and filters


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "Whitlam"},
        {"q": "rosa whitlm"},
        {"q": "coats"},
        {"q": "TB-{n}"},
        {"q": "{n}"},
        {"state": "triaged"},
    ],
)
def test_search_finds_by_name_words_and_reference(client, lead, open_, school, asked):
    other = factories.concern(school=school, seen_heard="A fight at lunch.")
    asked = {name: value.format(n=open_.number) for name, value in asked.items()}
    found = searched(client, lead, school, **asked)
    text = found.content.decode()
    assert open_.reference in text
    assert other.reference not in text
    csv = client.get(
        reverse("concerns:concerns_csv", args=[school.slug]) + f"?{found.request['QUERY_STRING']}"
    )
    reopen_wall()
    assert open_.reference in csv.content.decode()
    assert other.reference not in csv.content.decode()


def test_no_address_holds_what_was_typed(client, lead, open_, school):
    found = searched(client, lead, school, q="Whitlam", state="", level="universal")
    assert "Whitlam" not in found.request["QUERY_STRING"]
    assert "level=universal" in found.request["QUERY_STRING"]
    text = page(client, lead, list_url(school, "?q=Whitlam")).content.decode()
    assert 'value="Whitlam"' not in text
    text = page(client, lead, list_url(school, "?find=unknown")).content.decode()
    assert "Type it again" in text


def test_filters_narrow(client, lead, open_, new, school):
    key = open_.links.get().subcategory.category.key
    for query in (f"?category={key}", f"?owner={lead.public_id}", "?level=universal"):
        text = page(client, lead, list_url(school, query)).content.decode()
        assert open_.reference in text and new.reference not in text, query
    text = page(client, lead, list_url(school, "?urgent=on")).content.decode()
    assert new.reference in text and open_.reference not in text
    assert "No concerns match" in page(client, lead, list_url(school, "?since=1/1/2199")).content.decode()


def test_what_cannot_be_read_is_left_out(client, lead, open_, school):
    response = page(client, lead, list_url(school, "?page=abc&owner=no&level=x&since=never&order=q"))
    assert open_.reference in response.content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_downloads_are_logged(client, lead, open_, school, form):
    response = page(client, lead, reverse(f"concerns:concerns_{form}", args=[school.slug]))
    assert response.status_code == 200
    event = Event.objects.get(verb="concerns downloaded")
    assert event.detail == {"form": form, "rows": 1}
    assert "Whitlam" not in response["Content-Disposition"]
    if form == "csv":
        assert "Rosa Whitlam" in response.content.decode()


# Shut out


@pytest.mark.parametrize("what", ["pupil", "concern"])
def test_a_shut_out_lead_sees_nothing_of_it(client, lead, deputy, open_, new, rosa, school, what):
    other = factories.concern(school=school, children=(NamedChild("harmed", pupil=rosa),))
    shut_out(deputy, lead, **{what: rosa if what == "pupil" else open_})
    if what == "pupil":
        hidden = [open_, new, other]
    else:
        hidden = [open_]
    for concern in hidden:
        names = ["concern", "looked", "triage", "entry_add"]
        for name in names:
            assert page(client, deputy, url(name, concern)).status_code == 404, name
    action = Action.objects.first()
    assert (
        page(client, deputy, reverse("concerns:action", args=[school.slug, action.public_id])).status_code
        == 404
    )
    today = page(client, deputy, today_url(school)).content.decode()
    assert "Ask home" not in today
    assert "Everyone (" not in today
    for asked in ({"state": "live"}, {"q": "coat"}, {"q": open_.reference}, {"state": ""}):
        text = searched(client, deputy, school, **asked).content.decode()
        for concern in hidden:
            # What was typed comes back in the search box.
            assert url("concern", concern) not in text
    csv = page(client, deputy, reverse("concerns:concerns_csv", args=[school.slug])).content.decode()
    assert open_.reference not in csv
    if what == "pupil":
        assert "Whitlam" not in today + csv
        assert 'class="gt-count"' not in today
    assert "Nothing is" in page(client, deputy, "/").content.decode() or what == "concern"


def test_a_linked_concern_hides_as_well(client, lead, deputy, open_, new, school):
    assert new.reference in page(client, deputy, url("concern", open_)).content.decode()
    shut_out(deputy, lead, concern=new)
    assert new.reference not in page(client, deputy, url("concern", open_)).content.decode()


# Cost


def queries(client, lead, address, capture):
    client.force_login(lead)
    client.get(address)
    with capture as captured:
        assert client.get(address).status_code == 200
    reopen_wall()
    return [each["sql"] for each in captured.captured_queries if "SAVEPOINT" not in each["sql"]]


@pytest.mark.parametrize("address", ["today", "list", "search"])
def test_three_rows_cost_as_much_as_one(client, lead, school, address):
    where = {
        "today": today_url(school),
        "list": list_url(school),
        "search": list_url(
            school, "?" + searched(client, lead, school, q="window example").request["QUERY_STRING"]
        ),
    }[address]
    counts = []
    for _ in range(3):
        made = factories.concern(school=school, seen_heard="At the window.", injury=True)
        done = factories.triaged(factories.concern(school=school, seen_heard="At the window."), by=lead)
        planned(done, lead, "Ring home", -2)
        planned(done, lead, "Ring again", 3)
        assert made
        counts.append(len(queries(client, lead, where, CaptureQueriesContext(connection))))
    assert counts[0] == counts[2]
    assert counts[2] <= 15


def test_one_concern_costs_fifteen_queries(client, lead, deputy, open_, new, rosa):
    few = len(queries(client, lead, url("concern", open_), CaptureQueriesContext(connection)))
    for number in range(3):
        note = add_entry("note", by=lead, concern=open_, text=f"Note {number}.")
        add_entry("correction", by=lead, concern=open_, corrects=note, text="Not so.")
        planned(open_, lead, "One more", 4)
    many = queries(client, lead, url("concern", open_), CaptureQueriesContext(connection))
    assert len(many) == few, "\n".join(many)
    assert few <= 15, "\n".join(many)
    assert Entry.objects.count() > 3

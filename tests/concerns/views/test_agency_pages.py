"""Referrals and challenges on their pages, on Today, on the concern and on the file: what they say, cost and hide."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concerns.actions.challenging import Dispute, raise_challenge
from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact
from concerns.actions.moving import claim_error, confirm_error
from concerns.actions.recording import NamedChild
from concerns.models import Challenge, Exclusion, Referral, Shield
from safeguarding.access.roles import Role
from safeguarding.models import Event, LocalTerm
from tests import factories
from tests.concerns.views.test_printing import pages
from tests.factories.places import reopen_wall
from tests.factories.referring import ASKING, ago, chase, decide, now, send, write

pytestmark = pytest.mark.django_db

DISPUTE = Dispute(
    "Children’s services", "Rosa Whitlam gets nothing.", "Jude Pask saw 14 Elm Road.", "Rosa is alone."
)


@pytest.fixture
def school():
    return factories.school(name="Thornbeck Primary School", reference="TB")


@pytest.fixture
def lead(school, client):
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    client.force_login(lead)
    return lead


@pytest.fixture
def deputy(school):
    return factories.member(school, Role.DEPUTY)


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def concern(school, rosa, lead):
    jude = factories.pupil(school=school, first_name="Jude", last_name="Pask", year_group=1)
    return factories.triaged(children=(NamedChild("harmed", rosa), NamedChild("witness", jude)), by=lead)


@pytest.fixture
def late(rosa, concern, lead):
    """Sent long ago, under section 17, and not answered."""
    made = write(rosa, lead, concern=concern)
    send(made, lead, hours=24 * 12)
    return now(made)


def url(name, row, *more, query=""):
    return reverse(f"concerns:{name}", args=[row.school.slug, row.public_id, *more]) + query


def today_url(school):
    return reverse("concerns:today", args=[school.slug])


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    reopen_wall()
    return response.content.decode()


def asked(**more):
    start = {
        name: getattr(ASKING, name) for name in ("agency", "route", "basis", "consent", "consent_why", "what")
    }
    return start | {"request_key": str(uuid.uuid4()), "sent": "no"} | more


def test_a_referral_is_written_from_a_concern_with_the_service_of_the_childs_authority(
    client, school, rosa, concern, lead
):
    rosa.authority = factories.authority(name="Hollinshire")
    rosa.save(update_fields=["authority"])
    term = {
        "key": "front_door",
        "text": "the Front Door",
        "phone": "01632 960141",
        "checked_on": "2026-09-01",
    }
    LocalTerm.objects.create(authority=rosa.authority, **term)
    page = text_of(client, url("concern_refer", concern))
    assert "Which child is it about?" in page and "Jude Pask" in page
    chosen = client.get(url("concern_refer", concern, query=f"?child={rosa.public_id}&basis=early_help"))
    form = text_of(client, chosen.url)
    assert "Services for children in Hollinshire" in form and 'value="Front Door"' in form
    assert "Rosa" not in form.split("</title>")[0]
    answer = client.post(chosen.url, asked(owner=lead.public_id))
    reopen_wall()
    made = Referral.objects.get()
    assert answer.url == url("referral", made)
    assert (made.concern, made.state, made.owner) == (concern, "drafted", lead)


@pytest.mark.parametrize(
    ("kind", "name"), [("referral", "concern_refer"), ("challenge", "concern_challenge")]
)
def test_both_begin_among_the_entries_of_a_concern_and_of_a_file(client, concern, lead, rosa, kind, name):
    assert f'value="{kind}"' in text_of(client, url("entry_add", concern))
    assert client.get(url("entry", concern, kind)).url == url(name, concern)
    assert client.get(url("child_entry_add", rosa, query=f"?kind={kind}")).url == url(f"{kind}_add", rosa)


def test_what_was_sent_already_is_written_and_sent_at_once(client, rosa, lead):
    sent = {"sent": "yes", "happened_on": "4 November 2026", "happened_at": "10:15", "owner": lead.public_id}
    client.post(url("referral_add", rosa), asked(**sent))
    reopen_wall()
    made = Referral.objects.get()
    assert (made.state, timezone.localtime(made.sent_at).hour) == ("sent", 10)


@pytest.mark.parametrize(
    ("more", "ask"),
    [
        ({"agency": ""}, "Enter the service that you refer to"),
        ({"consent_why": " "}, "Say why you refer without"),
        ({"sent": "yes"}, "Enter the day on which it was sent"),
        (
            {"sent": "yes", "happened_on": "1 January 2199", "happened_at": "9am"},
            "Enter a date that is today",
        ),
        ({"what": " "}, "Write what you tell them"),
    ],
)
def test_a_refused_form_keeps_what_was_typed(client, rosa, lead, more, ask):
    page = client.post(url("referral_add", rosa), asked(owner=lead.public_id, **{"route": "phone"} | more))
    text = page.content.decode()
    assert ask in text
    assert "what" in more or "He is alone until seven." in text
    assert text.split("<title>")[1].startswith("Error: ")
    reopen_wall()
    assert not Referral.objects.exists()


def test_the_page_shows_the_stopwatch_and_its_opening_is_on_record(client, late, rosa):
    page = text_of(client, url("referral", late))
    assert "gt-stopwatch__cell--late" in page
    assert "working days late" in page and "Record a chase" in page
    assert "Rosa" not in page.split("</title>")[0]
    assert Event.objects.filter(verb="referral opened", subject=rosa.public_id).exists()
    assert "Opened a referral" in text_of(client, url("child_looks", rosa))


def test_steps_are_taken_and_what_does_not_fit_leads_back(client, late, lead):
    step = lambda name: url("referral_step", late, name)  # noqa: E731
    assert client.get(step("send")).url == url("referral", late)
    assert client.get(step("no-step")).status_code == 404
    told = {"request_key": str(uuid.uuid4()), "version": late.version, "contact_with": "Asif Rahman"}
    told |= {"happened_on": timezone.localdate().isoformat(), "happened_at": "00:00"}
    answer = told | {"outcome": "no_action", "words": "Not now.", "say": "accept", "reason": ""}
    assert "Say why you accept it" in client.post(step("answer"), answer).content.decode()
    assert client.post(step("answer"), answer | {"reason": "It holds."}).url == url("referral", late)
    reopen_wall()
    assert now(late).state == "accepted"


def test_a_step_over_a_colleagues_comes_back_and_can_be_saved_knowingly(client, late, lead):
    told = {"request_key": str(uuid.uuid4()), "version": late.version - 1, "contact_with": "The desk"}
    told |= {"happened_on": timezone.localdate().isoformat(), "happened_at": "00:00"}
    page = client.post(url("referral_step", late, "acknowledge"), told).content.decode()
    assert "A colleague changed this" in page and f'name="version" value="{late.version}"' in page
    reopen_wall()
    assert now(late).state == "sent"


def test_words_to_chase_hold_no_name_of_a_child_and_no_mailto(client, late):
    page = text_of(client, url("referral_step", late, "chase"))
    words = page.split("To say on the telephone")[1].split("<form")[0]
    assert "R.W." in words and "section 17" in words and "working days late" in words
    assert "Rosa" not in words and "Whitlam" not in words
    assert "mailto:" not in page


def test_words_of_a_challenge_mask_everybody_and_leave_out_what_is_shielded(client, rosa, concern, lead):
    shield = {"kind": "address", "hidden_from": "Carl", "text": "14 Elm Road"}
    add_fact(Shield, rosa, by=lead, request_key=uuid.uuid4(), **shield)
    made = raised(rosa, lead, concern=concern)
    page = text_of(client, url("challenge", made))
    words = page.split("Words to send")[1].split("What happened")[0]
    assert "R.W. gets nothing." in words and "nother child (Year 1) saw [left out]." in words
    for hidden in ("Rosa", "Whitlam", "Jude", "Pask", "Elm"):
        assert hidden not in words, hidden
    assert "Elm Road" not in page
    assert "mailto:" not in page


def raised(pupil, by, **more):
    return raise_challenge(pupil, DISPUTE, at=ago(1), owner=by, by=by, request_key=uuid.uuid4(), **more)


def test_escalating_fills_the_challenge_from_the_referral(client, late, lead, rosa):
    address = url("challenge_add", rosa, query=f"?referral={late.public_id}")
    page = text_of(client, address)
    assert "We have not had an acknowledgement and a decision to our referral of" in page
    said = {"agency": late.agency, "disputed": "No decision.", "why": "Late.", "effect": "He waits."}
    said |= {"owner": lead.public_id, "request_key": str(uuid.uuid4())}
    said |= {"happened_on": timezone.localdate().isoformat(), "happened_at": "00:00"}
    answer = client.post(address, said)
    reopen_wall()
    made = Challenge.objects.get()
    assert (made.referral, answer.url) == (late, url("challenge", made))


# Today, the concern, the file


def test_today_shows_late_ones_first_and_counts_nothing_twice(client, school, lead, rosa, concern, late):
    add_entry("decision", by=lead, concern=concern, route="statutory", reason="Risk.")
    other = factories.triaged(school=school, by=lead)
    add_entry("decision", by=lead, concern=other, route="statutory", reason="Risk.")
    fresh = write(rosa, lead)
    send(fresh, lead, hours=0)
    raised(rosa, lead, referral=late)
    page = text_of(client, today_url(school))
    part = page.split("Referrals without an answer")[1].split("</section>")[0]
    assert part.index("Chase the answer") < part.index("Record the answer")
    assert "working days late" in part and "Rosa Whitlam" in part
    # Two referrals, and one concern that was passed on without any: the challenge waits for the first referral.
    assert '3</span> <a class="govuk-link" href="#waiting">' in page
    assert '1</span> <a class="govuk-link" href="#work">late' in page
    assert "One thing is late" in text_of(client, "/")
    found = text_of(client, reverse("concerns:concerns", args=[school.slug]) + "?waiting=answer")
    assert concern.reference in found and other.reference not in found


@pytest.mark.parametrize("what", ["pupil", "concern"])
def test_who_is_shut_out_sees_and_counts_nothing_of_it(
    client, school, lead, deputy, rosa, concern, late, what
):
    made = raised(rosa, lead, referral=late)
    record = {"pupil": rosa, "concern": concern}[what]
    shut_out(deputy, reason="Aunt.", by=lead, request_key=uuid.uuid4(), **{what: record})
    client.force_login(deputy)
    for address in (url("referral", late), url("referral_step", late, "chase"), url("challenge", made)):
        assert client.get(address).status_code == 404
    page = text_of(client, today_url(school))
    assert "Referrals without an answer" not in page and "Children’s services" not in page
    if what == "concern":
        assert "Children’s services" not in text_of(client, url("child", rosa))


def test_after_the_concern_was_struck_its_referral_stays_hidden_from_who_was_shut_out_of_it(
    client, lead, deputy, rosa, concern, late
):
    head = factories.member(rosa.school, Role.HEAD)
    Exclusion.objects.create(school=rosa.school, person=deputy, concern=concern, reason="Aunt.", by=lead)
    claim_error(concern, reason="Wrong.", by=lead)
    confirm_error(concern, reason="", by=head)
    decide(late, lead)
    assert "Answered by" in text_of(client, url("child", rosa))
    client.force_login(deputy)
    assert "Answered by" not in text_of(client, url("child", rosa))


def test_the_concern_shows_stopwatch_gate_and_what_was_not_referred(client, concern, lead, rosa):
    add_entry("decision", by=lead, concern=concern, route="early_help", reason="Help.")
    page = text_of(client, url("concern", concern))
    assert "No referral is on record." in page and "Write the referral" in page
    made = write(rosa, lead, concern=concern)
    assert "A referral sent or withdrawn" in text_of(client, url("concern", concern))
    send(made, lead, hours=24 * 12)
    page = text_of(client, url("concern", concern))
    assert "No referral is on record." not in page
    assert "An answer to the referral" in page and "gt-stopwatch__cell--late" in page
    assert "Record a chase" in page


def test_the_file_and_both_prints_tell_it_masked(client, rosa, concern, late, lead):
    chase(late, lead, said="Jude Pask is known to them.")
    page = text_of(client, url("child", rosa))
    assert "Referrals and challenges" in page and "gt-stopwatch" in page
    assert "Sent to Children’s services under section 17" in page
    chosen = text_of(client, url("child", rosa, query="?kind=agency"))
    assert "Chased: call with The duty desk" in chosen
    link = concern.links.get(pupil=rosa)
    for address in (
        url("chronology_pdf", rosa),
        url("concern_pdf", concern, query=f"?child={link.public_id}"),
    ):
        printed = " ".join(pages(client.get(address)))
        assert "Sent to Children’s services under section 17" in printed
        assert "another child (Year 1) is known to them." in printed.replace("Another", "another")
        assert "Pask" not in printed
        reopen_wall()


# Cost


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    reopen_wall()
    return [each["sql"] for each in found.captured_queries if "SAVEPOINT" not in each["sql"]]


@pytest.mark.parametrize("where", ["today", "concern", "child", "referral", "challenge"])
def test_three_cost_as_much_as_one_and_never_more_than_fifteen(client, school, lead, rosa, concern, where):
    counts = []
    for _ in range(2):
        made = write(rosa, lead, concern=concern)
        send(made, lead, hours=300)
        chase(now(made), lead)
        challenge = raised(rosa, lead, referral=now(made))
        raised(rosa, lead, concern=concern)
        factories.triaged(school=school, by=lead)
        address = {
            "today": today_url(school),
            "concern": url("concern", concern),
            "child": url("child", rosa),
            "referral": url("referral", made),
            "challenge": url("challenge", challenge),
        }[where]
        asked_for = queries(client, address)
        counts.append(len(asked_for))
    assert counts[0] == counts[1]
    assert counts[1] <= 15, "\n".join(asked_for)

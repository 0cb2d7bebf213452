"""The section page: what a post writes, what it refuses, and that no words are lost on the way."""

import html
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.actions.answering import save_answer
from audits.actions.submitting import submit_audit
from audits.models import Audit, Presence, ResponseRevision
from safeguarding.access.roles import Role
from safeguarding.views.kept_words import stamp_of
from tests import factories
from tests.factories.places import reopen_wall

HOSTILE = "👩‍🏫 " + "ﷺ שלום " + "<script>alert(1)</script> \"'& \\ {{ x }} " + "a\n\n  b\t"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def audit(db, client):
    audit = factories.audit()
    client.force_login(audit.lead_author)
    return audit


def address(audit, key="item-1", name="section", part="main"):
    own = [audit.school.slug, audit.public_id]
    if name == "section":
        return reverse("audits:section", args=[*own, part]) + f"?item={key}"
    return reverse(f"audits:{name}", args=[*own, key])


def fields(**given):
    return {"version": "0", "request_key": str(uuid.uuid4())} | given


def answer_to(audit, key="item-1"):
    reopen_wall()
    return audit.responses.get(item__key=key, case=None)


def written(audit) -> tuple:
    reopen_wall()
    return ResponseRevision.objects.count(), audit.actions.count()


def submitted(audit) -> Audit:
    for number in (1, 2, 3):
        factories.respond(audit, f"item-{number}", "green", evidence="Seen.")
    return submit_audit(audit, by=audit.lead_author)


def test_post_writes_the_answer_and_goes_to_the_next(audit, client):
    given = fields(evidence="Seen.", rating="green", save_on="1", **{"mark-b": "partly"})
    answer = client.post(address(audit), given)
    assert answer.url == address(audit, "item-2") + "#item-item-2"
    row = answer_to(audit)
    assert (row.evidence, row.rating, row.marks, row.version) == ("Seen.", "green", {"b": "partly"}, 1)
    assert row.updated_by == audit.lead_author


def test_post_writes_the_action_with_the_clock_s_date(audit, client):
    owner = audit.lead_author
    given = {"action_what": "Train", "action_owner": owner.public_id, "rating": "amber", "save_on": "1"}
    assert client.post(address(audit), fields(**given)).status_code == 302
    action = answer_to(audit).actions.get()
    assert (action.what, action.owner, action.due_on) == ("Train", owner, date(2026, 12, 4))


def test_empty_date_never_takes_the_clock_s_date_away(audit, client):
    given = fields(action_what="Train", rating="amber")
    client.post(address(audit), given, **HTMX)
    reopen_wall()
    action = audit.actions.get()
    again = given | {"version": "1", "action_id": action.public_id, "action_version": "1"}
    client.post(address(audit), again | {"action_what": "Train all"}, **HTMX)
    reopen_wall()
    action = audit.actions.get()
    assert (action.what, action.due_on) == ("Train all", date(2026, 12, 4))


REFUSED = [
    ({"rating": "green"}, "Say what shows this before you choose Green"),
    ({"rating": "not_applicable", "evidence": "Words."}, "Say why it does not apply"),
    ({"rating": "red"}, "Say what you will do about it"),
    ({"rating": "amber", "action_what": "Train"}, "Choose who will do this"),
    ({"rating": "amber", "action_due": "31 February 2026"}, "Enter a date that exists, such as 4 December 2026"),
    ({"rating": "amber", "action_due": "4 March 2027"}, "Say why it will take longer than 4 December 2026"),
    ({"rating": "amber", "action_owner": "stranger"}, "Choose someone who belongs to the school today"),
    ({"evidence": "x" * 200_001}, "Use 200000 characters or fewer. You have 200001"),
    ({"rating": "purple"}, "Choose red, amber, green or not applicable"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "sentence"), REFUSED)
def test_refusal_says_why_keeps_the_words_and_writes_nothing(audit, client, given, sentence):
    typed = {"evidence": "Typed words.", "na_reason": "", "action_what": ""} | given
    if "na_reason" not in given:
        typed["na_reason"] = "" if given.get("rating") == "not_applicable" else "A reason."
    if given == {"rating": "green"}:
        typed["evidence"] = " "
    answer = client.post(address(audit), fields(**typed, save_on="1"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<title>Error: " in page
    assert html.unescape(page).count(sentence) >= 2  # in the summary, and beside the field
    for name in ("evidence", "na_reason", "action_what", "action_due"):
        assert html.escape(typed.get(name, "")) in page
    assert written(audit) == (0, 0)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_hostile_words_come_back_exactly_and_harmless(audit, client, headers):
    words = HOSTILE + "ü" * 100_000
    answer = client.post(address(audit), fields(evidence=words.replace("\n", "\r\n")), **headers)
    assert answer.status_code == (200 if headers else 302)
    assert answer_to(audit).evidence == words
    page = client.get(address(audit)).content.decode()
    assert "<script>alert(1)" not in page
    assert html.escape(words) in page


def test_background_save_sends_back_the_new_version(audit, client):
    answer = client.post(address(audit), fields(evidence="Seen."), **HTMX)
    page = answer.content.decode()
    assert f"Saved {timezone.localtime():%H:}" in page
    assert 'name="version" id="id_version" value="1" hx-swap-oob="true"' in page


def test_background_save_says_at_once_when_a_green_hides_a_no(audit, client):
    answer = client.post(address(audit), fields(rating="green", **{"mark-b": "no"}), **HTMX)
    assert "one part says No" in answer.content.decode()


def test_background_save_that_is_refused_says_why(audit, client):
    answer = client.post(address(audit), fields(action_due="soon", evidence="Words."), **HTMX)
    assert "Not saved yet. By when: Enter a date that exists" in answer.content.decode()
    assert written(audit) == (0, 0)


def test_clearing_takes_the_rating_alone(audit, client):
    factories.respond(audit, "item-1", "green", evidence="Seen.")
    client.post(address(audit), fields(version="1", evidence="Seen.", rating="green", clear_rating="1"))
    row = answer_to(audit)
    assert (row.rating, row.evidence) == ("unanswered", "Seen.")


def test_clash_keeps_the_words_and_goes_to_the_choice(audit, client):
    factories.respond(audit, "item-1", "green", evidence="Theirs.")
    answer = client.post(address(audit), fields(evidence="Mine.", rating="green"))
    reopen_wall()
    aside = ResponseRevision.objects.get(set_aside=True)
    assert answer.url == address(audit, aside.public_id, "clash")
    assert (aside.evidence, answer_to(audit).evidence) == ("Mine.", "Theirs.")


def test_same_clash_sent_again_is_kept_once(audit, client):
    factories.respond(audit, "item-1", "green", evidence="Theirs.")
    for evidence in ("Mine.", "Mine.", "Mine, longer."):
        client.post(address(audit), fields(evidence=evidence), **HTMX)
    reopen_wall()
    rows = ResponseRevision.objects.filter(set_aside=True).order_by("id")
    assert [row.evidence for row in rows] == ["Mine.", "Mine, longer."]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_post_to_a_submitted_audit_says_why_and_keeps_the_words(audit, client, headers):
    before = written(submitted(audit))
    answer = client.post(address(audit), fields(version="1", evidence="Too late."), **headers)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "This audit is submitted. Its answers can no longer be changed." in page
    assert headers or "Too late.</textarea>" in page
    assert written(audit) == before
    assert answer_to(audit).evidence == "Seen."


def test_post_without_an_item_is_not_found(audit, client):
    assert client.post(address(audit).split("?")[0], fields(evidence="Lost?")).status_code == 404


def test_submitted_answers_are_read_without_fields(audit, client):
    submitted(audit)
    page = client.get(address(audit)).content.decode()
    assert "<textarea" not in page
    assert "Seen." in page


def test_section_takes_few_queries_however_much_is_there(audit, client):
    counts = []
    for number in (1, 2, 3):
        key = f"item-{number}"
        factories.respond(audit, key, "amber", evidence="The same sentence in every place.",
                          plan={"what": "Train", "owner_id": audit.lead_author_id, "due_on": None, "due_reason": "",
                                "request_key": uuid.uuid4()})  # fmt: skip
        client.get(address(audit))
        counts.append(queries(client, address(audit)))
    assert len(set(counts)) == 1
    assert counts[0] <= 12


def queries(client, url) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return sum("SAVEPOINT" not in each["sql"] for each in asked)


def late_post(client, audit, user=None, **given):
    stamp = stamp_of(user or audit.lead_author)
    client.logout()
    return client.post(address(audit), fields(evidence="Kept words.", written_by=stamp, **given))


def test_kept_words_wait_for_their_writer(audit, client):
    answer = late_post(client, audit)
    assert answer.url.startswith(reverse("account_login"))
    client.force_login(audit.lead_author)
    page = client.get(address(audit)).content.decode()
    assert "Kept words.</textarea>" in page
    assert "not yet saved" in page
    assert written(audit) == (0, 0)


def test_kept_words_are_never_shown_to_another_person(audit, client):
    late_post(client, audit)
    client.force_login(factories.member(audit.school, Role.DEPUTY))
    assert "Kept words." not in client.get(address(audit)).content.decode()
    client.force_login(audit.lead_author)
    assert "Kept words." not in client.get(address(audit)).content.decode()


def test_words_without_a_true_mark_are_not_kept(audit, client):
    client.logout()
    client.post(address(audit), fields(evidence="Kept words.", written_by="1:false"))
    client.force_login(audit.lead_author)
    assert "Kept words." not in client.get(address(audit)).content.decode()


def test_background_post_is_told_that_the_session_ended(audit, client):
    client.logout()
    assert client.post(address(audit), fields(evidence="Words."), **HTMX).status_code == 401


def test_form_from_before_the_last_sign_in_is_put_back(audit):
    client = strict_client(audit.lead_author)
    given = fields(evidence="Kept words.", written_by=stamp_of(audit.lead_author))
    answer = client.post(address(audit), given)
    assert answer.url == address(audit)
    assert "Kept words.</textarea>" in client.get(address(audit)).content.decode()


def test_background_form_from_before_the_last_sign_in_stays_on_its_page(audit):
    client = strict_client(audit.lead_author)
    given = fields(evidence="Kept words.", written_by=stamp_of(audit.lead_author))
    assert client.post(address(audit), given, **HTMX).status_code == 401


def strict_client(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_history_shows_every_version_and_what_was_set_aside(audit, client):
    response = factories.respond(audit, "item-1", "green", evidence="First.")
    factories.respond(audit, "item-1", "amber", evidence="Second.", marks={"c": "partly"})
    save_answer(response, {"evidence": "<b>Aside</b>"}, seen_version=0, by=audit.lead_author)
    page = client.get(address(audit, "item-1", "history")).content.decode()
    assert page.index("&lt;b&gt;Aside") < page.index("Second.") < page.index("First.")
    assert "Set aside." in page
    assert "Prompt c of item 1 <strong>Partly</strong>" in page


def test_sign_of_life_is_noted_and_answered_with_colleagues(audit, client):
    colleague = factories.member(audit.school, Role.DEPUTY, name="Tom Brannigan")
    client.force_login(colleague)
    client.post(address(audit, "item-2", "here"))
    client.force_login(audit.lead_author)
    answer = client.post(address(audit, "item-1", "here"))
    assert "Tom Brannigan is in I2" in answer.content.decode()
    reopen_wall()
    assert Presence.objects.count() == 2


def test_sign_of_life_in_a_submitted_audit_is_not_found(audit, client):
    submitted(audit)
    assert client.post(address(audit, "item-1", "here")).status_code == 404

"""Pages of plans: the way through the forms, the question after a new concern, and what nobody may see."""

import re
import uuid
from datetime import date, timedelta
from io import BytesIO

import pikepdf
import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concerns.actions.plans import review_plan, write_version
from concerns.actions.recording import NamedChild
from concerns.models import Action, Exclusion, Plan, Shield
from concerns.reports.chronology import Chronology
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.concerns.actions.test_plans import in_force, review, start, write
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = {
    "risks": "Alone after school.",
    "measures": "Met at the gate.",
    "triggers": "",
    "child_view": "",
    "family_view": "",
}


@pytest.fixture
def lead(client):
    lead = factories.member(factories.school(name="Thornbeck Primary School"), Role.LEAD, name="Ruth Adeyemi")
    client.force_login(lead)
    return lead


@pytest.fixture
def school(lead):
    return lead.memberships.get().school


@pytest.fixture
def rosa(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def plan(rosa, lead, today):
    return in_force(rosa, lead, starts_on=today - 7 * DAY, review_on=today + 21 * DAY)


def url(name, row) -> str:
    return reverse(f"concerns:{name}", args=[row.school.slug, row.public_id])


def page(client, name, row) -> str:
    response = client.get(url(name, row))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def key() -> dict:
    return {"request_key": str(uuid.uuid4())}


def shut_out(person, by, **what):
    row = next(iter(what.values()))
    Exclusion.objects.create(school=row.school, person=person, reason="Aunt.", by=by, **what)


def test_a_plan_by_its_forms_from_start_to_end(client, lead, rosa, today):
    form = page(client, "plan_start", rosa)
    assert reverse("concerns:adult_report", args=[rosa.school.slug]) in form
    named = {"kind": "risk_adult", "about_adult": "", "owner": lead.public_id}
    assert (
        "Enter which adult the plan is about"
        in client.post(url("plan_start", rosa), named | key()).content.decode()
    )
    made = client.post(url("plan_start", rosa), named | {"about_adult": "His uncle"} | key())
    reopen_wall()
    plan = Plan.objects.get()
    assert made.url == url("plan_write", plan)
    assert "1 still missing" in page(client, "plan", plan)
    client.post(made.url, WORDS | {"version": 1} | key())
    assert "Nothing is missing" in page(client, "plan", plan)
    days = {"starts_on": today - DAY, "review_on": today + 7 * DAY, "version": 2}
    assert client.post(url("plan_in_force", plan), days).url == url("plan", plan)
    looked = {
        "held_on": today, "trigger": "change", "concern": "", "risk": "up", "still_holds": "no", "reason": "Why.",
        "next_review_on": today + 7 * DAY, "version": 3,
    }  # fmt: skip
    assert client.post(url("plan_review", plan), looked | key()).url == url("plan_write", plan)
    assert "no longer holds" in page(client, "plan", plan)
    anew = WORDS | {"measures": "Met at the door.", "why": "He moved in.", "version": 4}
    client.post(url("plan_write", plan), anew | key())
    assert "no longer holds, by" not in page(client, "plan", plan)
    versions = re.sub(r"<span[^>]*>[^<]*</span>", "", page(client, "plan_versions", plan))
    assert "<del>gate.</del><ins>door.</ins>" in versions
    action = {"what": "Tell the club", "owner": lead.public_id, "due_on": today}
    client.post(url("plan_action_add", plan), action | key())
    assert "1 action of this plan is open" in page(client, "plan_end", plan)
    client.post(url("plan_end", plan), {"ended_on": today, "reason": "He moved out.", "version": 5})
    assert "He moved out." in page(client, "child_plans", rosa)
    reopen_wall()
    assert (Plan.objects.get().state, Action.objects.get().plan) == ("ended", plan)


def test_a_new_concern_asks_everywhere_until_a_review_names_it(client, lead, school, rosa, plan, today):
    concern = factories.concern(children=(NamedChild("harmed", rosa),))
    asked = f"{concern.reference}</a> has come since"
    today_page = reverse("concerns:today", args=[school.slug])
    assert "Say whether it still holds" not in page(client, "concern", concern)
    factories.triaged(concern, by=lead)
    assert "Say whether it still holds" in page(client, "concern", concern)
    for name, row in [("plan", plan), ("child", rosa), ("child_plans", rosa)]:
        assert asked in page(client, name, row), name
    assert "Plans to look at again" in client.get(today_page).content.decode()
    form = page(client, "plan_review", plan)
    assert re.search(rf'value="{concern.public_id}" selected', form)
    said = {
        "held_on": today, "trigger": "due", "concern": concern.public_id, "risk": "same", "still_holds": "yes",
        "reason": "Sunita Rao still meets her.", "next_review_on": today + 7 * DAY, "version": 3,
    }  # fmt: skip
    refused = client.post(url("plan_review", plan), said | key()).content.decode()
    assert f"{concern.reference} has come since" in refused and "Sunita Rao still meets her." in refused
    client.post(url("plan_review", plan), said | {"trigger": "concern"} | key())
    assert "Safety plan reviewed: risk the same, still holds" in page(client, "concern", concern)
    for name, row in [("plan", plan), ("child", rosa), ("child_plans", rosa), ("concern", concern)]:
        assert "Say whether it still holds" not in page(client, name, row), name
    assert "Plans to look at again" not in client.get(today_page).content.decode()


def test_words_are_kept_when_a_colleague_was_first(client, lead, school, plan):
    deputy = factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    write(plan, deputy, measures="His words.", why="The bell.")
    mine = WORDS | {"measures": "My words.", "why": "The door."}
    clash = client.post(url("plan_write", plan), mine | {"version": 3} | key()).content.decode()
    assert "My words." in clash and "Tom Brannigan wrote version 2" in clash
    (seen,) = re.findall(r'name="version" value="(\d+)"', clash)
    assert client.post(url("plan_write", plan), mine | {"version": seen} | key()).status_code == 302
    reopen_wall()
    assert [each.measures for each in plan.versions.all()] == ["My words.", "His words.", "Met at the gate."]


def test_a_hidden_plan_leaves_no_trace(client, lead, school, rosa, today):
    """A plan made from a concern, for a colleague who is shut out of that concern, and not of the child."""
    concern = factories.triaged(children=(NamedChild("harmed", rosa),))
    plan = in_force(rosa, lead, starts_on=today, review_on=today + DAY, concern=concern)
    deputy = factories.member(school, Role.DEPUTY)
    shut_out(deputy, lead, concern=concern)
    client.force_login(deputy)
    names = [
        "plan",
        "plan_versions",
        "plan_write",
        "plan_in_force",
        "plan_review",
        "plan_action_add",
        "plan_owner",
    ]
    for name in [*names, "plan_end", "plan_pdf"]:
        assert client.get(url(name, plan)).status_code == 404, name
    for text in (page(client, "child", rosa), page(client, "child_plans", rosa)):
        assert "Safety plan" not in text
    assert "safety plan" not in client.get(reverse("concerns:today", args=[school.slug])).content.decode()
    of_plans = lambda reader: sum(line.kind == "plan" for line in Chronology(rosa, reader=reader).lines)  # noqa: E731
    reopen_wall()
    assert (of_plans(lead), of_plans(deputy)) == (1, 0)


def test_nobody_is_asked_about_a_concern_that_is_shut(client, lead, school, rosa, plan):
    concern = factories.triaged(children=(NamedChild("harmed", rosa),))
    deputy = factories.member(school, Role.DEPUTY)
    shut_out(deputy, lead, concern=concern)
    review(plan, lead, trigger="concern", concern=concern, reason="About the shut one.")
    factories.triaged(children=(NamedChild("harmed", rosa),))
    client.force_login(deputy)
    shown = page(client, "plan", plan) + page(client, "plan_review", plan) + page(client, "child", rosa)
    assert concern.reference not in shown
    assert "About the shut one." not in shown


@pytest.fixture
def told(lead, school, rosa, plan):
    """A plan whose words name another child and a shielded address."""
    jude = factories.pupil(school=school, first_name="Jude", last_name="Pask", year_group=1)
    factories.concern(children=(NamedChild("harmed", rosa), NamedChild("witness", jude)))
    Shield.objects.create(
        school=school, pupil=rosa, kind="address", hidden_from="Carl", text="14 Elm Road", recorded_by=lead
    )
    write_version(
        plan, risks="Jude waits with Rosa at 14 Elm Road.", measures="Met by a <b>colleague</b>.", by=lead,
        why="They moved.", request_key=uuid.uuid4(),
    )  # fmt: skip
    return jude


def test_words_stand_under_the_veil_of_their_reader(client, lead, school, rosa, plan, told):
    deputy = factories.member(school, Role.DEPUTY)
    shut_out(deputy, lead, pupil=told)
    for name in ("plan", "plan_versions", "plan_write"):
        mine = page(client, name, plan)
        assert "Jude waits with Rosa" in mine and "Elm Road" not in mine, name
    client.force_login(deputy)
    for name in ("plan", "plan_versions", "plan_write"):
        theirs = page(client, name, plan)
        assert "Jude" not in theirs and "another child (Year 1)" in theirs.lower().replace("year", "Year"), (
            name
        )


def test_a_print_masks_is_tagged_and_on_record(client, lead, rosa, plan, told):
    response = client.get(url("plan_pdf", plan))
    text = re.sub(
        r"\s+",
        " ",
        " ".join(each.extract_text() for each in pypdf.PdfReader(BytesIO(response.content)).pages),
    )
    for word in ("Jude", "Pask", "Elm"):
        assert word not in text, word
    for word in (
        "Rosa Whitlam",
        "[left out]",
        "They moved.",
        "a <b>colleague</b>",
        "Printed by Ruth Adeyemi",
    ):
        assert word in text, word
    with pikepdf.open(BytesIO(response.content)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.docinfo.Title) == "Safety plan"
    assert "Whitlam" not in response["Content-Disposition"]
    reopen_wall()
    event = Event.objects.get(verb="plan printed")
    assert (event.actor_id, event.subject, event.detail) == (
        lead.pk,
        rosa.public_id,
        {"plan": plan.public_id},
    )
    assert "Printed a plan" in page(client, "child_looks", rosa)


def test_pages_ask_as_often_for_three_as_for_one(client, lead, school, rosa, plan, today):
    rows = [("child_plans", rosa), ("child", rosa), ("plan", plan), ("plan_versions", plan)]
    addresses = [url(name, row) for name, row in rows] + [reverse("concerns:today", args=[school.slug])]

    def counted():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]]))
        reopen_wall()
        return found

    client.post(
        url("plan_action_add", plan), {"what": "Ring", "owner": lead.public_id, "due_on": today} | key()
    )
    reopen_wall()
    review(plan, lead)
    factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    counted()
    few = counted()
    for n in range(3):
        more = in_force(rosa, lead, starts_on=today - DAY, review_on=today + n * DAY)
        write(more, lead, measures=f"More {n}.", why="More.")
        write(plan, lead, measures=f"More {n}.", why="More.")
        start(rosa, lead)
        ended = start(rosa, lead)
        client.post(url("plan_end", ended), {"ended_on": today, "reason": "Not needed.", "version": 1})
        reopen_wall()
        factories.triaged(children=(NamedChild("harmed", rosa),), by=lead)
    assert counted() == few
    assert max(few) <= 15, few


def test_the_chronology_tells_what_matters_of_a_plan(client, lead, rosa, plan, today):
    review(plan, lead, risk="same")
    review_plan(
        plan, held_on=today, trigger="asked", risk="down", still_holds=True, reason="He is calm.", by=lead,
        next_review_on=date(2030, 1, 1), request_key=uuid.uuid4(), child_view="I sleep.", impact="Rested.",
    )  # fmt: skip
    made = Chronology(rosa, reader=lead)
    rows = {row.title: row.line for row in made.rows(made.lines)}
    assert [(title, line.significant) for title, line in rows.items()] == [
        ("Safety plan reviewed: risk lower than before, still holds", True),
        ("Safety plan reviewed: risk the same, still holds", False),
        ("Safety plan put in force", True),
    ]
    assert rows["Safety plan reviewed: risk lower than before, still holds"].lacks is False
    assert made.counts["plan"] == 3

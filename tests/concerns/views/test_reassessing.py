"""The question "Does this change our view?" on the file, the concern and Today, and its form."""

import re
import uuid

import pytest
from django.urls import reverse

from concerns.actions.excluding import shut_out
from concerns.models import Reassessment
from safeguarding.access.roles import Role
from tests import factories
from tests.concerns.actions.test_reassessing import answer, asked, concerns
from tests.factories.places import reopen_wall
from tests.factories.rules import rules

pytestmark = pytest.mark.django_db
QUESTION = "Does this change our view of Rosa?"


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def school():
    made = factories.school()
    rules(made.authority)
    return made


@pytest.fixture
def lead(school, client):
    lead = factories.member(school, Role.LEAD)
    client.force_login(lead)
    return lead


@pytest.fixture
def pupil(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")


@pytest.fixture
def neglect():
    return factories.subcategory(marks="H")


def url_of(name, school, *more):
    return reverse(f"concerns:{name}", args=[school.slug, *more])


def page_of(client, url):
    response = client.get(url)
    assert response.status_code == 200
    reopen_wall()
    return re.sub(r"\s+", " ", response.content.decode())


def form(question, **given):
    return {"asked": question.raised_by, "request_key": str(uuid.uuid4())} | given


def test_it_is_asked_on_the_file_the_concern_and_today_until_it_is_answered(
    client, school, lead, pupil, neglect
):
    first, _, last = concerns(pupil, lead, neglect)
    other = factories.triaged(by=lead, school=school)
    (question,) = asked(pupil, lead)
    places = [url_of("child", school, pupil.public_id), url_of("concern", school, last.public_id)]
    places.append(url_of("concern", school, first.public_id))
    for place in places:
        page = page_of(client, place)
        assert "Does this change our view of Rosa" in page
        assert f"{question.words}." in page
    assert "Does this change our view" not in page_of(client, url_of("concern", school, other.public_id))
    today = page_of(client, url_of("today", school))
    assert "Answer for Rosa Whitlam, Year 4" in today
    url = url_of("our_view", school, pupil.public_id)
    assert QUESTION in page_of(client, f"{url}?asked={question.raised_by}")
    done = client.post(url, form(question, changes_view="no", reason="Each was about one week."), follow=True)
    assert done.redirect_chain[-1][0] == places[0]
    reopen_wall()
    assert not Reassessment.objects.get().changes_view
    for place in (*places, url_of("today", school)):
        assert "Does this change our view" not in page_of(client, place)
    assert "View of the child looked at again" in page_of(client, places[1])


def test_a_yes_leads_to_level_decision_plan_and_status(client, school, lead, pupil, neglect):
    last = concerns(pupil, lead, neglect)[-1]
    (question,) = asked(pupil, lead)
    url = url_of("our_view", school, pupil.public_id)
    done = client.post(url, form(question, changes_view="yes", reason="A pattern."), follow=True)
    page = done.content.decode()
    for link in (
        url_of("move", school, last.public_id, "level"),
        url_of("entry", school, last.public_id, "decision"),
        url_of("child_fact_add", school, pupil.public_id, "status"),
        url_of("plan_start", school, pupil.public_id) + f"?concern={last.public_id}",
    ):
        assert link in page
    assert "Rosa" not in page.split("</title>")[0]


@pytest.mark.parametrize("given", [{}, {"changes_view": "yes"}, {"changes_view": "no", "reason": "  "}])
def test_a_form_without_answer_or_reason_says_so_and_writes_nothing(
    client, school, lead, pupil, neglect, given
):
    concerns(pupil, lead, neglect)
    (question,) = asked(pupil, lead)
    page = client.post(url_of("our_view", school, pupil.public_id), form(question, **given)).content.decode()
    assert "<title>Error: " in page
    assert "Give the reason for your answer" in page
    reopen_wall()
    assert not Reassessment.objects.exists()


def test_a_question_that_changed_meanwhile_is_read_again_and_words_stay(client, school, lead, pupil, neglect):
    concerns(pupil, lead, neglect)
    (stale,) = asked(pupil, lead)
    concerns(pupil, lead, neglect, many=1, day=9)
    url = url_of("our_view", school, pupil.public_id)
    sent = form(stale, changes_view="yes", reason="Kept words.")
    page = client.post(url, sent).content.decode()
    reopen_wall()
    assert not Reassessment.objects.exists()
    assert "What is asked has changed" in page
    assert "Kept words." in page
    assert "Four concerns" in page
    (question,) = asked(pupil, lead)
    client.post(url, sent | {"asked": question.raised_by})
    reopen_wall()
    assert Reassessment.objects.get().reason == "Kept words."


def test_a_colleagues_answer_is_refused_with_the_words_kept(client, school, lead, pupil, neglect):
    concerns(pupil, lead, neglect)
    (question,) = asked(pupil, lead)
    answer(pupil, question, factories.member(school, Role.DEPUTY))
    sent = form(question, changes_view="no", reason="Kept words.")
    page = client.post(url_of("our_view", school, pupil.public_id), sent).content.decode()
    assert "Kept words." in page
    assert "A colleague has answered this meanwhile" in page
    reopen_wall()
    assert Reassessment.objects.count() == 1


def test_how_many_were_counted_is_not_told_to_one_who_may_not_open_each(client, school, lead, pupil, neglect):
    first, *_ = concerns(pupil, lead, neglect)
    deputy = factories.member(school, Role.DEPUTY)
    answer(pupil, asked(pupil, lead)[0], lead)
    file = url_of("child", school, pupil.public_id)
    assert "Three concerns about" in page_of(client, file)
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), concern=first)
    client.force_login(deputy)
    page = page_of(client, file)
    assert "View of the child looked at again" in page
    assert "Three concerns" not in page

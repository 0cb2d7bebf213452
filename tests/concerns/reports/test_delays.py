"""Delays as pages and figures have them: hand-counted, explained, and hidden from whom they must be."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from concerns.actions.delaying import say_why
from concerns.actions.excluding import shut_out
from concerns.actions.moving import claim_entry_error, claim_error, confirm_entry_error, confirm_error
from concerns.delay import delays_of
from concerns.models import Entry
from concerns.reports.delays import course_of, made_delays, slow_part
from concerns.reports.together import read_together
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from safeguarding.reports.term_dates import terms_of
from tests import factories
from tests.factories.past import moment, past_concern, past_entry
from tests.factories.places import reopen_wall
from tests.factories.rules import rules

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def school():
    made = factories.school()
    rules(made.authority)
    return made


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def pupil(school):
    return factories.pupil(school=school)


def reported(pupil, by, day, *, happened=None, triaged=None, acted=None, **words):
    """A concern of that day in November; the steps on those days."""
    at = moment(date(2026, 11, day))
    made = past_concern(
        pupil, at=at, by=by, happened_on=date(2026, 11, happened or day),
        triaged_at=moment(date(2026, 11, triaged), "11:00") if triaged else False, **words,
    )  # fmt: skip
    if acted:
        past_entry(
            "decision", moment(date(2026, 11, acted), "12:00"), by=by, concern=made, reason="x", route="other"
        )
    return made


def figures(school, reader, since=date(2026, 11, 1)):
    rows = read_together(slow_part(school, reader=reader, since=since, until=TODAY))
    return made_delays(rows, terms=terms_of(school), today=TODAY)


def told(school, reader):
    return {each.step: (each.measured, each.median_days, each.over, each.without_reason)
            for each in figures(school, reader).steps}  # fmt: skip


def delay_of(concern, step):
    course = course_of(concern, concern.entries.order_by("recorded_at", "pk"))
    found = delays_of(course, terms=terms_of(concern.school), today=TODAY)
    return next(each for each in found if each.step == step)


def why(concern, step, by, **given):
    said = {"reason": "Both leads were away.", "request_key": uuid.uuid4()} | given
    return say_why(concern, delay_of(concern, step), by=by, **said)


def test_medians_and_counts_are_those_counted_by_hand(school, lead, pupil):
    reported(pupil, lead, 2, triaged=2, acted=2)  # 0, 0, 0
    reported(pupil, lead, 4, happened=2, triaged=5, acted=6)  # 2 over, 1, 1
    slow = reported(pupil, lead, 9, triaged=12, acted=17)  # 0, 3 over, 3 over
    reported(pupil, lead, 19)  # 0, and triage runs: 1
    assert told(school, lead) == {
        "recorded": (4, 0, 1, 1),
        "triaged": (4, 1, 1, 1),
        "acted": (3, 1, 1, 1),
    }
    why(slow, "triaged", lead)
    assert told(school, lead)["triaged"] == (4, 1, 1, 0)
    assert len(figures(school, lead).slow) == 2
    assert figures(school, lead, date(2026, 11, 18)).concerns == 1


def test_what_was_struck_is_no_act_and_what_is_in_error_is_not_counted(school, lead, pupil):
    deputy = factories.member(school, Role.DEPUTY)
    made = reported(pupil, lead, 2, triaged=2, acted=2)
    decision = made.entries.get(kind="decision")
    claim_entry_error(decision, reason="Another child.", by=lead)
    confirm_entry_error(decision, reason="", by=deputy)
    assert told(school, lead)["acted"][2] == 1
    assert delay_of(made, "acted").runs
    claim_error(made, reason="Another child.", by=lead)
    confirm_error(made, reason="", by=deputy)
    assert figures(school, lead).concerns == 0


def test_what_a_person_is_shut_out_of_is_not_counted(school, lead, pupil):
    deputy = factories.member(school, Role.DEPUTY)
    made = reported(pupil, lead, 2, triaged=6)
    assert figures(school, deputy).concerns == 1
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), concern=made)
    assert (figures(school, deputy).concerns, figures(school, deputy).slow) == (0, ())


def test_a_reason_is_an_entry_and_a_refusal_writes_nothing(school, lead, pupil):
    made = reported(pupil, lead, 2, triaged=6)
    with pytest.raises(Refused, match="why"):
        why(made, "triaged", lead, reason=" ")
    with pytest.raises(Refused, match="in time"):
        why(made, "recorded", lead)
    assert not Entry.objects.filter(kind="delay").exists()
    key = uuid.uuid4()
    entry = why(made, "triaged", lead, request_key=key)
    assert why(made, "triaged", lead, request_key=key) == entry
    assert (entry.concern, entry.reason) == (made, "Both leads were away.")
    assert (entry.facts["delay"], entry.facts["days"], entry.facts["limit"]) == ("triaged", 4, 1)


def test_the_concern_and_the_file_ask_why_until_it_is_said(client, school, lead, pupil):
    made = reported(pupil, lead, 2, triaged=6, acted=6)
    client.force_login(lead)
    page_of = lambda name, row: client.get(reverse(f"concerns:{name}", args=[school.slug, row.public_id]))  # noqa: E731
    url = reverse("concerns:delay_why", args=[school.slug, made.public_id, "triaged"])
    for page in (page_of("concern", made), page_of("child", pupil)):
        assert "4 school days" in page.content.decode()
        assert url in page.content.decode()
    assert "4 school days, limit 1 school day" in client.get(url).content.decode()
    empty = client.post(url, {"reason": "", "request_key": str(uuid.uuid4())})
    assert "Say why it took so long" in empty.content.decode()
    client.post(url, {"reason": "Both leads were away.", "request_key": str(uuid.uuid4())})
    reopen_wall()
    assert Entry.objects.get(kind="delay").reason == "Both leads were away."
    page = page_of("concern", made).content.decode()
    assert url not in page
    assert "Both leads were away." in page
    assert "A reason is given." in page_of("child", pupil).content.decode()
    other = url.replace("/triaged/", "/recorded/")
    assert client.get(other).status_code == 302
    assert client.get(url.replace("/triaged/", "/nothing/")).status_code == 404

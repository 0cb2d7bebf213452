"""Papers that are missed: counted by hand, settled by what comes, and hidden from whom they must be."""

import uuid
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse

from concerns.actions.corroborating import note_kept
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact, replace_fact, words_of
from concerns.models import Entry, Pupil, Status
from concerns.reports.corroboration import gaps_of
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories
from tests.factories import casework
from tests.factories.past import moment, past_concern, past_entry
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def pupil(school):
    return factories.pupil(school=school)


def gaps(school, reader, today=TODAY):
    rows = Pupil.objects.visible_to(reader).filter(school=school)
    return gaps_of(rows, school=school, reader=reader, today=today)


def kinds(school, reader, today=TODAY):
    return [gap.kind for gap in gaps(school, reader, today)]


def met(pupil, by, on, **fields):
    return casework.meeting(
        pupil, by=by, state="held", held_on=on, school_attended=True, summary="Met.", **fields
    )


def status(pupil, by, since, kind="child_protection"):
    return add_fact(Status, pupil, by=by, request_key=uuid.uuid4(), kind=kind, starts_on=since)


def sent(pupil, by, on, basis="section_47"):
    made = casework.referral(pupil, by=by, basis=basis)
    return casework.moved(made, {"state": "sent", "sent_at": moment(on)})


def decided(pupil, by, on, route="statutory", clock="11:00", concern=None):
    concern = concern or past_concern(pupil, at=moment(on, "09:00"), by=by)
    return past_entry("decision", moment(on, clock), by=by, concern=concern, reason="Harm.", route=route)


def kept(about, by, **given):
    said = {"on": TODAY, "where": "In the paper file.", "request_key": uuid.uuid4()}
    return note_kept(about, by=by, **said | given)


def test_what_is_missed_is_what_was_counted_by_hand(school, lead, pupil):
    met(pupil, lead, date(2026, 11, 4))  # minutes due by the 18th: missed
    met(pupil, lead, date(2026, 11, 6))  # due today: in time
    met(pupil, lead, date(2026, 10, 1), minutes_on=date(2026, 10, 20))
    casework.meeting(pupil, by=lead, due_on=date(2026, 10, 1))  # never held
    other = factories.pupil(school=school)  # a referral of a child answers for a decision about that child
    sent(other, lead, date(2026, 11, 18))  # a decision was due yesterday: missed
    sent(other, lead, date(2026, 11, 19))  # due today
    sent(other, lead, date(2026, 11, 18), basis="early_help")  # ten working days
    casework.referral(other, by=lead)  # not sent
    status(pupil, lead, date(2026, 11, 5))  # due on the 19th: missed
    status(pupil, lead, date(2026, 11, 6), "child_in_need")  # due today
    status(pupil, lead, date(2026, 1, 5), "young_carer")  # nobody confirms it
    decided(pupil, lead, date(2026, 11, 18))  # a referral was due yesterday: missed
    decided(pupil, lead, date(2026, 11, 18), route="early_help")  # missed
    decided(pupil, lead, date(2026, 11, 19))  # due today
    decided(pupil, lead, date(2026, 11, 2), route="no_action")
    assert Counter(kinds(school, lead)) == {"minutes": 1, "result": 1, "letter": 1, "referral": 2}
    words = [gap.words for gap in gaps(school, lead)]
    assert "Core group of 4 November 2026: no minutes" in words
    assert "Referral to Children's services under section 47, sent on 18 November 2026: no result" in words
    assert "Child protection since 5 November 2026: no letter" in words


def test_bank_holidays_and_weekends_give_time(school, lead, pupil):
    met(pupil, lead, date(2026, 4, 1))  # Good Friday and Easter Monday do not count
    assert kinds(school, lead, date(2026, 4, 17)) == []
    assert kinds(school, lead, date(2026, 4, 18)) == []  # a Saturday
    assert kinds(school, lead, date(2026, 4, 20)) == ["minutes"]


def test_what_comes_settles_each(school, lead, pupil):
    meeting = met(pupil, lead, date(2026, 10, 5))
    referral = sent(factories.pupil(school=school), lead, date(2026, 11, 2))
    confirmed = status(pupil, lead, date(2026, 10, 5))
    decision = decided(pupil, lead, date(2026, 11, 2))
    assert set(kinds(school, lead)) == {"minutes", "result", "letter", "referral"}
    casework.moved(meeting, {"minutes_on": date(2026, 11, 2)})
    casework.moved(
        referral, {"state": "decided", "decided_at": moment(date(2026, 11, 4)), "outcome": "no_action"}
    )
    kept(confirmed, lead)
    casework.referral(pupil, by=lead, concern=decision.concern)
    assert kinds(school, lead) == []


def test_a_note_of_where_it_is_kept_settles_it_and_a_newer_row_of_the_status_needs_no_other(
    school, lead, pupil
):
    meeting, decision = met(pupil, lead, date(2026, 10, 5)), decided(pupil, lead, date(2026, 11, 2))
    first = status(pupil, lead, date(2026, 10, 5))
    for about in (meeting, decision, first):
        kept(about, lead)
    assert kinds(school, lead) == []
    words = words_of(first) | {"worker": "Bola Fenwick"}
    newer = replace_fact(first, by=lead, request_key=uuid.uuid4(), **words)
    assert newer.public_id != first.public_id
    assert kinds(school, lead) == []
    entry = Entry.objects.get(facts__paper="letter")
    assert (entry.kind, entry.facts["status"], entry.pupil) == ("paper", first.public_id, pupil)


def test_a_later_decision_or_an_early_help_plan_answers_for_a_decision_to_refer(school, lead, pupil):
    changed = decided(pupil, lead, date(2026, 11, 2))
    decided(pupil, lead, date(2026, 11, 3), route="no_action", concern=changed.concern)
    assert kinds(school, lead) == []
    decided(pupil, lead, date(2026, 11, 9), route="early_help")
    assert kinds(school, lead) == ["referral"]
    casework.plan(pupil, by=lead, kind="early_help", starts_on=date(2026, 11, 10))
    assert kinds(school, lead) == []


def test_what_a_person_is_shut_out_of_is_not_missed(school, lead, pupil):
    deputy = factories.member(school, Role.DEPUTY)
    decision = decided(pupil, lead, date(2026, 11, 2))
    met(pupil, lead, date(2026, 10, 5), plan=casework.plan(pupil, by=lead, concern=decision.concern))
    assert len(kinds(school, deputy)) == 2
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), concern=decision.concern)
    assert kinds(school, deputy) == []
    assert len(kinds(school, lead)) == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [({"where": "  "}, "say where"), ({"on": date(2026, 11, 21)}, "not in the future")],
)
def test_a_note_is_refused_and_writes_nothing(lead, pupil, given, told):
    about = status(pupil, lead, date(2026, 10, 5))
    with pytest.raises(Refused, match=told):
        kept(about, lead, **given)
    assert not Entry.objects.filter(kind="paper").exists()


def test_a_meeting_to_come_and_a_decision_not_to_refer_have_no_such_paper(lead, pupil):
    for about in (
        casework.meeting(pupil, by=lead),
        decided(pupil, lead, date(2026, 11, 2), route="no_action"),
    ):
        with pytest.raises(Refused):
            kept(about, lead)
    assert not Entry.objects.filter(kind="paper").exists()


def test_the_file_lists_them_and_the_form_settles_one(client, school, lead, pupil):
    client.force_login(lead)
    about = status(pupil, lead, date(2026, 10, 5))
    meeting = met(pupil, lead, date(2026, 10, 5))
    file = reverse("concerns:child", args=[school.slug, pupil.public_id])
    page = client.get(file).content.decode()
    assert "Papers that are missing" in page
    assert reverse("concerns:meeting_minutes", args=[school.slug, meeting.public_id]) in page
    url = reverse("concerns:paper_kept", args=[school.slug, "letter", about.public_id])
    assert url in page
    empty = client.post(url, {"on": "2/11/2026", "where": "", "request_key": str(uuid.uuid4())})
    assert "Choose the file, or say where the paper is kept" in empty.content.decode()
    done = client.post(url, {"on": "2/11/2026", "where": "Safe, shelf 2.", "request_key": str(uuid.uuid4())})
    assert done.url == file
    reopen_wall()
    page = client.get(file).content.decode()
    assert "no letter" not in page
    assert "Letter of a status noted" in page
    assert "Safe, shelf 2." in page
    assert client.get(url.replace("/letter/", "/other/")).status_code == 404

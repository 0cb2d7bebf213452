"""Notices: made with what happened, mailed once and again after a refusal, and never with a word of a record."""

import uuid
from datetime import timedelta
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from audits.actions.signing import sign_for_governors
from concerns.actions.moving import hand_over
from concerns.actions.planning import plan_action
from concerns.actions.recording import NamedChild
from concerns.models import Exclusion
from safeguarding.access.roles import Role
from safeguarding.actions.mailing import WAITS, mail_notice
from safeguarding.actions.notifying import choose_how
from safeguarding.background import as_person
from safeguarding.models import Membership, Notice
from tests import factories
from tests.factories.background import work
from tests.factories.places import reopen_wall
from tests.factories.reviews import asked, replied, submitted

pytestmark = pytest.mark.django_db
NAMES = ("Rosa", "Quillfeather", "RQ", "bruise", "Ordinary")


class Refusing(EmailBackend):
    """A mail server that takes nothing until it is told to."""

    refuses = True
    breaks = False

    def open(self):
        if Refusing.refuses:
            raise ConnectionRefusedError("no")

    def send_messages(self, messages):
        super().send_messages(messages)
        if Refusing.breaks:
            raise SMTPServerDisconnected("in the middle")


@pytest.fixture
def school():
    return factories.school(name="Thornbeck Primary School", reference="TB")


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD, name="Ruth Adeyemi")


@pytest.fixture
def child(school):
    return factories.pupil(school=school, first_name="Rosa", last_name="Quillfeather")


def reported(school, child, **fields):
    return factories.concern(
        school=school,
        children=(NamedChild(part="harmed", pupil=child),),
        seen_heard="Rosa has a bruise.",
        **fields,
    )


def told(person):
    reopen_wall()
    return [(notice.kind, notice.subject) for notice in Notice.objects.filter(person=person).order_by("id")]


def test_a_report_is_told_to_those_who_work_on_concerns_and_the_mail_says_nothing_of_it(school, lead, child):
    deputy = factories.member(school, Role.DEPUTY)
    staff = factories.member(school, Role.STAFF)
    factories.member(school, Role.GOVERNOR)
    concern = reported(school, child, reporter=staff)
    assert told(lead) == told(deputy) == [("new_concern", concern.public_id)]
    assert told(staff) == []
    assert Notice.objects.count() == 2
    work()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([lead.email, deputy.email])
    for message in mail.outbox:
        whole = f"{message.subject} {message.body} {message.message()}"
        assert "New concern, Thornbeck Primary School" in message.body
        assert not [
            word for word in (*NAMES, concern.reference, concern.public_id, child.public_id) if word in whole
        ]
        assert reverse("notices") in message.body
    work()
    mail_notice.enqueue(Notice.objects.get(person=lead).public_id, lead.public_id)
    work()
    assert len(mail.outbox) == 2


def test_nothing_is_told_of_what_was_taken_back(school, lead, child):
    with transaction.atomic():
        reported(school, child)
        transaction.set_rollback(True)
    work()
    assert told(lead) == mail.outbox == []


def test_who_is_shut_out_has_no_notice_and_one_that_is_there_disappears(school, lead, child, client):
    deputy = factories.member(school, Role.DEPUTY)
    first = reported(school, child)
    work()
    mail.outbox.clear()
    shut_out = {"school": school, "person": deputy, "reason": "A relative", "by": lead}
    Exclusion.objects.create(pupil=child, **shut_out)
    reported(school, child)
    assert [subject for _, subject in told(deputy)] == [first.public_id]
    assert len(told(lead)) == 2
    work()
    assert [message.to for message in mail.outbox] == [[lead.email]]
    client.force_login(deputy)
    page = client.get(reverse("notices")).content.decode()
    assert "Nothing new is waiting for you." in page
    assert first.public_id not in page
    notice = Notice.objects.filter(person=deputy)
    reopen_wall()
    assert client.post(reverse("notice_seen", args=[notice.get().public_id])).status_code == 404


def test_a_mail_that_is_refused_is_tried_again_later_and_sent_once(
    school, lead, child, settings, time_machine
):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.refuses = True
    now = timezone.now()
    time_machine.move_to(now, tick=False)
    reported(school, child)
    work()
    reopen_wall()
    assert Notice.objects.get().claimed_at is None
    waiting = DBTaskResult.objects.get(status="READY")
    assert waiting.run_after == now + timedelta(seconds=WAITS[0])
    work()
    assert mail.outbox == []
    Refusing.refuses = False
    time_machine.move_to(now + timedelta(seconds=WAITS[0] + 1), tick=False)
    work()
    assert len(mail.outbox) == 1
    reopen_wall()
    assert Notice.objects.get().mailed_at


def test_it_is_not_tried_for_ever(school, lead, child, settings, time_machine):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.refuses = True
    reported(school, child)
    for _ in range(len(WAITS) + 2):
        time_machine.shift(timedelta(hours=7)) if False else time_machine.move_to(
            timezone.now() + timedelta(hours=7)
        )
        work()
    assert DBTaskResult.objects.filter(status="READY").count() == 0
    assert DBTaskResult.objects.count() == len(WAITS) + 1


def test_a_line_that_broke_in_the_middle_does_not_send_it_twice(school, lead, child, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    monkeypatch.setattr(Refusing, "refuses", False)
    monkeypatch.setattr(Refusing, "breaks", True)
    reported(school, child)
    work()
    Refusing.breaks = False
    for _ in range(2):
        call_command("notify", stdout=StringIO())
        work()
    assert len(mail.outbox) == 1


def test_a_mail_that_was_interrupted_is_not_sent_twice(school, lead, child):
    reported(school, child)
    Notice.objects.update(claimed_at=timezone.now())
    work()
    assert mail.outbox == []


def test_each_chooses_but_urgent_is_told_to_leads_at_once(school, lead, child, client):
    client.force_login(lead)
    page = client.get(reverse("notice_choices")).content.decode()
    assert 'name="urgent"' not in page
    kinds = ("new_concern", "late", "due", "assigned", "challenge", "sign_off")
    choices = dict.fromkeys(kinds, "here")
    assert client.post(reverse("notice_choices"), choices | {"urgent": "here"}).status_code == 302
    reopen_wall()
    reported(school, child)
    reported(school, child, urgent=True)
    work()
    assert [message.body.count("Urgent concern, Thornbeck") for message in mail.outbox] == [1]
    assert len(told(lead)) == 2


def test_once_a_day_there_is_one_mail_about_all(school, lead, child):
    with as_person(lead.public_id) as person:
        choose_how({"new_concern": "digest"}, by=person)
    reopen_wall()
    for _ in range(2):
        reported(school, child)
    work()
    assert mail.outbox == []
    for _ in range(2):
        call_command("notify", stdout=StringIO())
        work()
    assert ["New concern, Thornbeck Primary School (2)" in message.body for message in mail.outbox] == [True]


def test_what_is_late_or_due_is_told_once_for_each_date(school, lead, child):
    concern = factories.triaged(reported(school, child), by=lead)
    other = factories.member(school, Role.DEPUTY)
    today = timezone.localdate()
    for days in (-1, 3, 20):
        plan_action(
            what="Ring home.", owner=other, due_on=today + timedelta(days=days), by=lead, concern=concern,
            request_key=uuid.uuid4(),
        )  # fmt: skip
    for _ in range(2):
        call_command("notify", stdout=StringIO())
        reopen_wall()
    kinds = [kind for kind, _ in told(other)]
    assert sorted(kinds) == ["assigned", "assigned", "assigned", "due", "late"]


def test_an_owner_a_governor_and_the_school_hear_of_their_part(school, lead, child):
    deputy, governor = factories.member(school, Role.DEPUTY), factories.member(school, Role.GOVERNOR)
    head = factories.member(school, Role.HEAD)
    concern = factories.triaged(reported(school, child, reporter=lead), by=lead)
    hand_over(concern, owner=deputy, by=lead, reason="Her class.")
    audit = submitted(school=school, lead=lead)
    asked(audit, by=governor)
    assert ("assigned", concern.public_id) in told(deputy)
    assert ("sign_off", audit.public_id) in told(governor)
    assert ("challenge", audit.public_id) in told(lead)
    replied(audit.questions.get())
    sign_for_governors(audit, statement="I read it.", by=governor, request_key=uuid.uuid4())
    assert ("sign_off", audit.public_id) in told(head)
    Notice.objects.update(claimed_at=None)
    work()
    for message in mail.outbox:
        assert not [
            word for word in (*NAMES, concern.reference) if word in f"{message.subject} {message.body}"
        ]


def test_whose_access_ended_gets_no_mail(school, lead, child):
    reported(school, child)
    Membership.objects.filter(user=lead).update(ends_on=timezone.localdate() - timedelta(days=1))
    work()
    assert mail.outbox == []


def test_the_page_counts_what_is_new_and_a_press_says_it_was_seen(school, lead, child, client):
    reported(school, child)
    reported(school, child)
    client.force_login(lead)
    assert '<span class="gt-count">2<' in client.get("/").content.decode()
    reopen_wall()
    notice = Notice.objects.order_by("id").first()
    assert client.post(reverse("notice_seen", args=[notice.public_id])).status_code == 302
    page = client.get(reverse("notices")).content.decode()
    assert "One thing is new." in page
    assert not [word for word in NAMES if word in page.replace("Ordinary", "")]
    reopen_wall()
    assert Notice.objects.get(pk=notice.pk).acknowledged_at

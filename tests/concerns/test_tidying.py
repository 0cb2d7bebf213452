"""What was left lying goes at night, says when, and a draft that is gone says why and loses no word."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from concerns.models import Concern, ReportDraft, RollUpload
from safeguarding.access.roles import Role
from tests import factories
from tests.concerns.views.test_reporting import STEP_1, STEP_2
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def staff(school, client):
    person = factories.member(school, Role.STAFF)
    client.force_login(person)
    return person


def draft_of(staff, school, days=0):
    made = ReportDraft.objects.create(school=school, author=staff, request_key=uuid.uuid4())
    ReportDraft.objects.filter(pk=made.pk).update(saved_at=timezone.now() - timedelta(days=days))
    made.refresh_from_db()
    return made


def url(name, draft, *more):
    return reverse(f"concerns:{name}", args=[draft.school.slug, draft.public_id, *more])


def tidy():
    call_command("tidy", stdout=StringIO())
    reopen_wall()


def test_only_what_is_old_goes(staff, school):
    kept, old = draft_of(staff, school, 13), draft_of(staff, school, 15)
    elsewhere = factories.school()
    draft_of(factories.member(elsewhere, Role.STAFF), elsewhere, 20)
    fresh, stale = (
        RollUpload.objects.create(school=school, uploader=staff, roll={"rows": []}) for _ in range(2)
    )
    RollUpload.objects.filter(pk=stale.pk).update(uploaded_at=timezone.now() - timedelta(hours=25))
    tidy()
    assert set(ReportDraft.objects.all()) == {kept}
    assert set(RollUpload.objects.all()) == {fresh}
    assert old.pk


def test_the_list_says_when_a_draft_goes(client, staff, school):
    day = draft_of(staff, school, 3).goes_on
    assert day == timezone.localdate() + timedelta(days=11)
    page = client.get(reverse("concerns:my_reports", args=[school.slug])).content.decode()
    assert f"It goes on {day.day} {day:%B} {day.year}" in page


def test_a_draft_that_is_gone_says_why_to_its_author_alone(client, staff, school):
    old = draft_of(staff, school, 15)
    tidy()
    answer = client.get(url("report_who", old))
    assert answer.status_code == 410
    assert "nobody touched it for 14 days" in answer.content.decode()
    client.force_login(factories.member(school, Role.LEAD))
    assert client.get(url("report_who", old)).status_code == 404


def test_words_typed_into_a_draft_that_is_gone_are_a_new_draft(client, staff, school):
    old = draft_of(staff, school)
    client.post(url("report_delete", old))
    typed = STEP_2 | {"seen_heard": "He said it again.", "version": 1}
    answer = client.post(url("report_account", old), typed, follow=True)
    assert "you deleted it. Your words are in a new draft." in answer.content.decode()
    assert "He said it again." in answer.content.decode()
    quiet = client.post(url("report_account", old), typed, headers={"HX-Request": "true"}).json()
    assert quiet["action"] != url("report_account", old)
    blank = STEP_2 | {"seen_heard": "", "own_words": ""}
    assert client.post(url("report_account", old), blank).status_code == 410


def test_a_draft_that_was_sent_leads_to_its_receipt(client, staff, school):
    pupil = factories.pupil(school=school)
    sent = STEP_1 | {"request_key": uuid.uuid4(), "add": pupil.public_id}
    client.post(reverse("concerns:report", args=[school.slug]), sent)
    reopen_wall()
    draft = ReportDraft.objects.get()
    client.post(url("report_account", draft), STEP_2 | {"version": draft.version})
    reopen_wall()
    client.post(url("report_check", draft), {"version": ReportDraft.objects.get().version})
    reopen_wall()
    concern = Concern.objects.get()
    page = client.get(url("report_check", draft)).content.decode()
    assert "it was sent" in page
    assert reverse("concerns:receipt", args=[school.slug, concern.public_id]) in page

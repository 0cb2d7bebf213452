"""Questions that are kept: put together once, never with what the database said, and never for somebody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from concerns.actions.excluding import shut_out
from concerns.models import Pupil
from concerns.reports import kept_question
from concerns.reports.kept_question import Given, read_kept
from concerns.reports.together import rows_of
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(kept_question, "_kept", {})


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    person = factories.member(school, Role.LEAD)
    open_wall(person)
    return person


def children(reader, school, today=TODAY, made=None, **given):
    """Names of those children whose keys are given."""

    def make():
        if made is not None:
            made.append(reader)
        seen = Pupil.objects.visible_to(reader).filter(pk__in=Given("keys", many=True))
        return {"child": rows_of(seen, name="first_name")}

    rows = read_kept("children", make, school=school, reader=reader, today=today, **given)
    return {row["name"] for row in rows["child"]}


def test_it_is_put_together_once_and_asked_with_other_keys(school, lead):
    ada, ben = (factories.pupil(school=school, first_name=name) for name in ("Ada", "Ben"))
    made = []
    assert children(lead, school, made=made, keys=[ada.pk]) == {"Ada"}
    assert children(lead, school, made=made, keys=[ben.pk]) == {"Ben"}
    assert children(lead, school, made=made, keys=[ada.pk, ben.pk]) == {"Ada", "Ben"}
    assert children(lead, school, made=made, keys=[]) == set()
    assert len(made) == 1


def test_only_the_question_is_kept(school, lead):
    ada = factories.pupil(school=school, first_name="Ada")
    assert children(lead, school, keys=[ada.pk]) == {"Ada"}
    shut_out(lead, reason="Her aunt.", by=factories.member(school, Role.HEAD), request_key=uuid4(), pupil=ada)
    assert children(lead, school, keys=[ada.pk]) == set()


def test_another_day_person_or_role_is_another_question(school, lead):
    ada = factories.pupil(school=school, first_name="Ada")
    teacher = factories.member(school, Role.STAFF)
    made = []
    children(lead, school, made=made, keys=[ada.pk])
    children(lead, school, TODAY + timedelta(days=1), made=made, keys=[ada.pk])
    open_wall(teacher)
    assert children(teacher, school, made=made, keys=[ada.pk]) == set()
    factories.member(school, Role.DEPUTY, user=teacher)
    open_wall(teacher)
    assert children(teacher, school, made=made, keys=[ada.pk]) == {"Ada"}
    assert made == [lead, lead, teacher, teacher]


def test_what_the_database_says_is_no_part_of_a_question(school, lead):
    def make():
        return {"child": rows_of(Pupil.objects.filter(pk__in=list(Pupil.objects.all())), name="first_name")}

    with pytest.raises(RuntimeError, match="put together"):
        read_kept("children", make, school=school, reader=lead, today=TODAY)
    assert kept_question._kept == {}


def test_the_oldest_question_goes_first(school, lead, monkeypatch):
    monkeypatch.setattr(kept_question, "KEPT", 2)
    for days in range(4):
        children(lead, school, TODAY + timedelta(days=days), keys=[])
    assert [key[5] for key in kept_question._kept] == [TODAY + timedelta(days=days) for days in (2, 3)]

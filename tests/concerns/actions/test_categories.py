"""Bringing in the list, and what becomes of a request."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.utils import timezone

from concerns.actions.categories import accept_request, ask_category, decline_request, save_categories
from concerns.category_file import read_category_file
from concerns.models import Category, CategoryRequest, CategoryWording, Subcategory
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.concerns.test_category_file import SHIPPED, SMALL

pytestmark = pytest.mark.django_db


def save(text=SMALL, *changes):
    for old, new in changes:
        text = text.replace(old, new)
    return save_categories(read_category_file(text.encode()))


def test_the_same_file_twice_changes_nothing():
    first = save_categories(read_category_file(SHIPPED.read_bytes()))
    events = Event.objects.count()
    again = save_categories(read_category_file(SHIPPED.read_bytes()))
    assert (first.added, first.changed, first.left) == (143, 0, ())
    assert (again.added, again.changed, again.left) == (0, 0, ())
    assert CategoryWording.objects.count() == 143
    assert Event.objects.count() == events


def test_a_changed_title_keeps_both_wordings_with_their_days():
    save()
    saved = save(SMALL, ("title: Food", "title: Food and drink"), ("dated: 2025-09-01", "dated: 2026-09-01"))
    assert (saved.changed, saved.reworded) == (1, 1)
    row = Subcategory.objects.get(key="neglect-food")
    assert (row.title, row.since) == ("Food and drink", date(2025, 9, 1))
    assert [(each.title, each.starts_on.year) for each in row.wordings.all()] == [
        ("Food and drink", 2026), ("Food", 2025),
    ]  # fmt: skip


def test_a_key_cannot_move_to_another_category():
    save()
    other = SMALL.replace("key: neglect\n", "key: hunger\n")
    with pytest.raises(Refused, match="would move from neglect to hunger"):
        save(other)


def test_a_category_cannot_enter_the_register():
    save()
    with pytest.raises(Refused, match="enter or leave the register"):
        save(SMALL, ("definition: Needs", "register: yes\n  definition: Needs"))


def test_what_is_over_stays_readable_and_does_not_come_back():
    over = ("marks: H", "until: 2025-10-01")
    save(SMALL, over)
    assert not Subcategory.objects.on(timezone.localdate()).exists()
    assert Subcategory.objects.exists()
    with pytest.raises(Refused, match="would come back"):
        save()


def test_what_a_file_leaves_out_is_kept_and_told():
    save_categories(read_category_file(SHIPPED.read_bytes()))
    assert "child-on-child-nudes" in save().left
    assert Subcategory.objects.count() == 121


def test_wordings_cannot_be_changed():
    save()
    with pytest.raises(DatabaseError), transaction.atomic():
        CategoryWording.objects.update(title="Other")


def test_the_command_refuses_a_wrong_file_whole(tmp_path):
    (tmp_path / "right.yaml").write_text(SMALL)
    (tmp_path / "wrong.yaml").write_text(SMALL.replace("marks: H", "marks: X"))
    with pytest.raises(CommandError, match=r"wrong\.yaml:9: "):
        call_command("import_categories", str(tmp_path / "right.yaml"), str(tmp_path / "wrong.yaml"))
    assert not Category.objects.exists()


def test_the_command_says_what_it_did(capsys):
    call_command("import_categories", str(SHIPPED))
    call_command("import_categories", str(SHIPPED))
    assert capsys.readouterr().out == "trust: 143 added\ntrust: unchanged\n"


@pytest.fixture
def asked():
    school = factories.school(trust=factories.trust())
    lead = factories.member(school, Role.LEAD)
    return ask_category(
        school, title="E-scooters", reason="Many.", examples="Two.", by=lead, request_key=uuid.uuid4()
    )


@pytest.fixture
def officer(asked):
    return factories.member(asked.trust, Role.OFFICER)


def accept(asked, officer, **fields):
    category = Category.objects.first() or factories.subcategory().category
    given = {
        "reason": "It is common.", "category": category, "title": "E-scooters", "definition": "Riding.",
        "guidance": "Ask.", "marks": "E", "since": timezone.localdate(),
    }  # fmt: skip
    return accept_request(asked, by=officer, **given | fields)


def test_asking_twice_with_one_form_asks_once(asked):
    again = ask_category(
        asked.school, title="x", reason="x", examples="x", by=asked.asked_by, request_key=asked.request_key
    )
    assert again == asked
    assert CategoryRequest.objects.count() == 1


def test_accepting_makes_the_subcategory_from_a_day_and_keeps_the_reason(asked, officer):
    day = timezone.localdate() + timedelta(days=7)
    made = accept(asked, officer, since=day)
    asked.refresh_from_db()
    assert (asked.state, asked.decision_reason, asked.subcategory) == ("accepted", "It is common.", made)
    assert (made.since, made.marks, made.key) == (day, "E", "asked-e-scooters")
    assert made.wordings.get().starts_on == day
    assert not Subcategory.objects.on(timezone.localdate()).filter(pk=made.pk).exists()
    assert made.key not in save().left


def test_a_decision_needs_a_reason_and_is_made_once(asked, officer):
    with pytest.raises(Refused, match="Give the reason"):
        decline_request(asked, reason=" ", by=officer)
    with pytest.raises(Refused, match="today or later"):
        accept(asked, officer, since=date(2025, 1, 1))
    decline_request(asked, reason="Use Unsafe place.", by=officer)
    with pytest.raises(Refused, match="was declined already"):
        accept(asked, officer)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("declined", officer)

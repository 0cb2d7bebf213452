"""The command that loads the demonstration: on any day, once, and for demonstrations only."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from audits.models.audit import school_year
from safeguarding.home.demonstration.loading import load
from safeguarding.models import Trust
from safeguarding.refusals import Refused
from tests.factories.places import reopen_wall
from tests.safeguarding.home.demonstration.preparing import AUTHORITY, EDITION, PASSWORD, prepare


@pytest.fixture
def prepared(db, settings, tmp_path):
    settings.DEMONSTRATION = True
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    prepare()


@pytest.mark.parametrize("day", [date(2028, 2, 29)])
def test_loads_on_any_day_of_the_year(prepared, day):
    load(day, PASSWORD)
    reopen_wall()
    last, now = Audit.objects.filter(school__slug="thornbeck").order_by("year")
    assert (last.year, now.year) == (school_year(day) - 1, school_year(day))
    assert now.actions.late_on(day).count() == 2
    assert now.due_on > day


def test_command_prints_people_and_password_that_opens_the_door(prepared, client):
    told_once = StringIO()
    call_command("load_demonstration", stdout=told_once)
    told_again = StringIO()
    call_command("load_demonstration", stdout=told_again)
    assert told_again.getvalue() == told_once.getvalue()
    password = told_once.getvalue().splitlines()[-1].removeprefix("Password: ")
    assert len(password) >= 12
    for role in ("reporter", "lead", "deputy", "head", "governor", "officer", "adviser", "admin"):
        email = f"{role}@demo.example"
        assert email in told_once.getvalue()
        response = client.post(reverse("account_login"), {"login": email, "password": password})
        assert response.status_code == 302, email
        client.logout()


def test_refused_outside_demonstration(prepared, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("load_demonstration")
    assert not Trust.objects.exists()


def test_refused_before_edition_is_imported(db, settings, tmp_path):
    call_command("import_authority", AUTHORITY, stdout=StringIO())
    with pytest.raises(Refused, match="Import the edition first"):
        load(timezone.localdate(), PASSWORD)
    assert not Trust.objects.exists()


def test_refused_before_categories_are_imported(db):
    call_command("import_authority", AUTHORITY, stdout=StringIO())
    call_command("import_edition", EDITION, "--publish", stdout=StringIO())
    with pytest.raises(Refused, match="Import the categories first"):
        load(timezone.localdate(), PASSWORD)
    assert not Trust.objects.exists()

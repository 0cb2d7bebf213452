"""What is in the demonstration once it is loaded, and that a second load changes nothing."""

from collections import Counter
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from audits.actions.submitting import what_is_missing
from audits.models import (
    Action,
    Audit,
    CaseSample,
    Edition,
    Evidence,
    EvidenceUse,
    Item,
    Response,
    SignedReport,
)
from audits.models.audit import school_year
from audits.outline import outline_of
from audits.reports.review import read_review
from audits.reports.snapshot import signed_content
from safeguarding.access.roles import Role
from safeguarding.home.demonstration.loading import load
from safeguarding.home.demonstration.reading import told
from safeguarding.models import Event, Membership, School, Trust, User
from tests.database.clones import cloned, pointed_at
from tests.factories.places import reopen_wall, widen_wall
from tests.safeguarding.home.demonstration.preparing import PASSWORD, prepare

COUNTED = (Trust, School, User, Membership, Audit, Response, Action, Evidence, EvidenceUse, CaseSample, Event)


@pytest.fixture(scope="module")
def today():
    return timezone.localdate()


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker, today, tmp_path_factory):
    """A database with the demonstration in it, loaded once for the tests of this module."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), cloned() as name, pointed_at(name):
        with override_settings(MEDIA_ROOT=files):
            prepare()
            load(today, PASSWORD)
            yield


@pytest.fixture
def loaded(database, db):
    reopen_wall()


def audits(slug):
    """Last year's audit and this year's, where there is one."""
    return list(Audit.objects.filter(school__slug=slug).order_by("year"))


def ratings(audit):
    return Counter(audit.responses.filter(case=None).values_list("rating", flat=True))


def test_thornbeck_is_a_lively_draft(loaded, today):
    audit = audits("thornbeck")[1]
    assert audit.state == "draft"
    assert ratings(audit) == {"red": 2, "amber": 7, "green": 35, "not_applicable": 1, "unanswered": 11}
    assert {each.key: each.count for each in what_is_missing(audit)} == {"unanswered": 11, "action": 1}
    assert audit.actions.late_on(today).count() == 2
    assert audit.actions.unfinished().count() == 9
    greens_with_a_no = [row for row in audit.responses.filter(case=None) if row.hides_a_no]
    assert len(greens_with_a_no) == 2
    assert audit.shares.exclude(ready_at=None).count() == 7
    assert audit.shares.values("owner").distinct().count() == 4


def test_everyone_who_can_act_has_something_to_do(loaded):
    for name in ("reporter", "lead", "deputy", "deputy2"):
        assert Action.objects.filter(owner__email=f"{name}@demo.example").unfinished().exists(), name


def test_every_school_signed_last_year_with_nothing_missing(loaded, today):
    for slug in ("thornbeck", "pippin-hill", "aldermere-high", "quillbrook"):
        last = audits(slug)[0]
        assert (last.state, last.year) == ("signed", school_year(today) - 1)
        assert not what_is_missing(last)
        assert last.submitted_at.date() < today - timedelta(days=300)
        assert not last.responses.filter(rated_on__gte=today - timedelta(days=300)).exists()


def test_last_year_was_signed_by_two_people_long_ago_and_its_report_is_still_to_be_made(loaded, today):
    last = audits("thornbeck")[0]
    review = read_review(last)
    assert [step.by for step in review.signatures] == ["Helen Marsh", "Priya Nandakumar"]
    assert review.sealed == signed_content(last)
    assert len(review.questions) == review.replied == 3
    assert all(step.on < today - timedelta(days=300) for step in review.signatures)
    assert not SignedReport.objects.exists()


def test_the_governor_has_an_audit_to_review_with_open_questions(loaded):
    audit = audits("pippin-hill")[1]
    governor = User.objects.get(email="governor@demo.example")
    assert governor.memberships.filter(school=audit.school, role=Role.GOVERNOR).exists()
    review = read_review(audit)
    assert (len(review.questions), len(review.unsettled), len(review.comments)) == (3, 2, 1)


def test_this_year_differs_from_school_to_school(loaded):
    others = ("pippin-hill", "aldermere-high", "quillbrook")
    states = {slug: [audit.state for audit in audits(slug)[1:]] for slug in others}
    assert states == {"pippin-hill": ["submitted"], "aldermere-high": ["draft"], "quillbrook": []}
    assert ratings(audits("aldermere-high")[1])["unanswered"] == 48


def test_evidence_serves_several_items_and_cases_are_partly_rated(loaded):
    assert Counter(Evidence.objects.values_list("kind", flat=True)) == {"note": 6, "file": 3, "link": 2}
    assert EvidenceUse.objects.count() > Evidence.objects.count()
    for piece in Evidence.objects.filter(kind="file"):
        assert len(piece.file.read()) == piece.size
    first, second = CaseSample.objects.all()
    assert not first.responses.filter(rating="unanswered").exists()
    assert second.responses.filter(rating="unanswered").count() == 13


def test_words_and_marks_fit_the_edition(loaded):
    items = set(Item.objects.filter(kind="rated").values_list("key", flat=True))
    assert set(told("answers")["items"]) == items
    outline = outline_of(Item.objects.first().edition)
    for key, entry in told("answers")["items"].items():
        parts = {prompt.key for prompt in outline.by_key[key].parts}
        assert set(entry.get("thornbeck", {}).get("marks", {})) <= parts, key
        assert entry["other"], key
        assert entry["before"], key


def test_the_trust_works_on_the_next_edition_and_nobody_starts_from_it(loaded):
    draft = Edition.objects.get(trust__slug=told("people")["trust"]["slug"])
    assert draft.is_draft and draft.crosswalk.count() == 75
    assert not draft.items.exclude(kind="case_check").filter(number_verified=True).exists()
    assert [edition.key for edition in Edition.objects.open_to(School.objects.first())] == [
        "kcsie-2023-part-one"
    ]


def test_second_load_writes_nothing(loaded, today):
    before = [model.objects.count() for model in COUNTED]
    assert load(today + timedelta(days=400), PASSWORD) is False
    reopen_wall()
    assert [model.objects.count() for model in COUNTED] == before


def test_lost_password_file_gives_everyone_the_new_password(loaded, today):
    load(today, "another-easy-password-11")
    assert User.objects.get(email="governor@demo.example").check_password("another-easy-password-11")


def test_people_hold_their_roles(loaded):
    widen_wall(*School.objects.all())
    rows = Membership.objects.filter(user__email__endswith="@demo.example")
    held = {email.split("@")[0]: role for email, role in rows.values_list("user__email", "role")}
    assert held["officer"] == Role.OFFICER
    assert held["admin"] == Role.ADMINISTRATOR
    assert held["lead.quillbrook"] == Role.LEAD

"""Ten school days under "Other": the clock, who starts and stops it, and where it shows."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from concerns.actions.excluding import shut_out
from concerns.actions.moving import Sorted, claim_error, confirm_error, resolve, sort_child
from concerns.models import ConcernLink, Subcategory
from concerns.recoding import recoding
from safeguarding.access.roles import Role
from safeguarding.models import SchoolTerm
from safeguarding.refusals import Refused
from safeguarding.working_days import TermDates
from tests import factories
from tests.concerns.actions.test_moving import ready
from tests.factories.places import reopen_wall

TERMS = (
    TermDates("Autumn", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)),
    TermDates("Spring", date(2027, 1, 5), date(2027, 3, 25)),
)


@pytest.mark.parametrize(
    ("since", "today", "terms", "due_on", "late", "words"),
    [
        (date(2026, 11, 6), date(2026, 11, 6), (), date(2026, 11, 20), 0, "Re-code by 20 November"),
        (date(2026, 11, 6), date(2026, 11, 20), (), date(2026, 11, 20), 0, "Re-code by 20 November"),
        (date(2026, 11, 6), date(2026, 11, 23), (), date(2026, 11, 20), 1, "1 school day late"),
        (date(2026, 12, 17), date(2027, 1, 6), (), date(2027, 1, 5), 1, "1 school day late"),  # bank holidays
        (
            date(2026, 10, 21),
            date(2026, 11, 13),
            TERMS,
            date(2026, 11, 11),
            2,
            "2 school days late",
        ),  # half term
    ],
)
def test_the_clock_counts_school_days(since, today, terms, due_on, late, words):
    clock = recoding(since, today, terms)
    assert (clock.due_on, clock.days_late) == (due_on, late)
    assert words in clock.tag[1]


pytestmark = pytest.mark.django_db


@pytest.fixture
def other():
    made = factories.subcategory()
    made.category.key = "other"
    made.category.save()
    return made


@pytest.fixture
def concern(other):
    return factories.triaged(subcategory_=other)


@pytest.fixture
def lead(concern):
    return concern.standing.owner


def link_of(concern) -> ConcernLink:
    reopen_wall()
    return ConcernLink.objects.select_related("concern__standing").get(concern=concern)


def sort(concern, subcategory: Subcategory, lead, reason="It was named since."):
    return sort_child(
        Sorted(link_of(concern), subcategory, other_reason="Nothing fits."), by=lead, reason=reason
    )


def age(concern, days: int):
    ConcernLink.objects.filter(concern=concern).update(other_since=timezone.localdate() - timedelta(days))


def test_triage_starts_the_clock_and_another_category_stops_it(concern, lead, other):
    assert link_of(concern).other_since == timezone.localdate()
    age(concern, 5)
    sort(concern, other, lead)
    assert link_of(concern).other_since == timezone.localdate() - timedelta(5), "its days never begin anew"
    sort(concern, factories.subcategory(needs_reason=True), lead)
    assert link_of(concern).other_since is None


def test_a_resolved_concern_still_leaves_other_but_not_past_the_gate(concern, lead):
    ready(concern, lead)
    resolve(concern, by=lead)
    with pytest.raises(Refused, match="Reopen it first"):
        sort(concern, factories.subcategory(statutory=True), lead)
    sort(concern, factories.subcategory(), lead)
    assert link_of(concern).other_since is None
    with pytest.raises(Refused, match="Reopen it first"):
        sort(concern, factories.subcategory(), lead)


def pages(client, concern) -> dict[str, str]:
    """What Today, the list narrowed to "Other" and the concern's own page say."""
    slug = concern.school.slug
    addresses = {
        "today": reverse("concerns:today", args=[slug]),
        "list": reverse("concerns:concerns", args=[slug]) + "?recode=on&state=",
        "concern": reverse("concerns:concern", args=[slug, concern.public_id]),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


@pytest.mark.parametrize(("days", "words"), [(0, "Re-code by"), (60, "school days late")])
def test_it_shows_on_today_in_the_list_and_on_the_concern(client, concern, lead, days, words):
    plain = factories.triaged(by=lead, school=concern.school)
    age(concern, days)
    form = reverse(
        "concerns:child_category", args=[concern.school.slug, concern.public_id, link_of(concern).public_id]
    )
    client.force_login(lead)
    said = pages(client, concern)
    assert words in said["list"] and words in said["concern"]
    assert (words in said["today"]) is bool(days)
    assert form in said["today"] and form in said["concern"]
    assert plain.reference not in said["list"]
    assert client.get(form).status_code == 200


def test_terms_of_the_authority_count(client, concern, lead):
    """Three weeks of holidays lie before today, so that what is weeks old is not late."""
    today = timezone.localdate()
    SchoolTerm.objects.create(
        authority=concern.school.authority, name="Autumn", starts_on=today - timedelta(100),
        ends_on=today + timedelta(30), break_starts=today - timedelta(21), break_ends=today - timedelta(1),
    )  # fmt: skip
    age(concern, 22)
    client.force_login(lead)
    assert "school days late" not in pages(client, concern)["concern"]


def test_nobody_is_asked_to_sort_what_was_entered_in_error(client, concern, lead):
    claim_error(concern, reason="Twice.", by=lead)
    confirm_error(concern, reason="", by=factories.member(concern.school, Role.DEPUTY))
    client.force_login(lead)
    said = pages(client, concern)
    assert "To re-code" not in said["today"]
    assert concern.reference not in said["list"]
    assert "Re-code by" not in said["concern"]


def test_who_is_shut_out_is_not_asked(client, concern, lead):
    deputy = factories.member(concern.school, Role.DEPUTY)
    shut_out(deputy, reason="Her aunt.", by=lead, request_key=concern.request_key, concern=concern)
    client.force_login(deputy)
    said = pages(client, concern)
    assert "To re-code" not in said["today"]
    assert concern.reference not in said["list"]

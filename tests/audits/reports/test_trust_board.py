"""The trust board, counted by hand; who sees it; and that schools cost no queries."""

import csv
import io
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audits.actions.planning import plan_action
from audits.actions.submitting import submit_audit
from audits.models import Edition
from audits.rating import Counts
from audits.reports.trust_board import school_years, trust_board
from safeguarding.access.roles import Role
from tests import factories
from tests.factories.reviews import TODAY, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def officer(trust, schools):  # whose wall is open to schools that are there
    return factories.member(trust, Role.OFFICER)


@pytest.fixture
def edition():
    return factories.edition("board", items=3, cases=0)


def sent(school, edition, ratings, **fields):
    """An audit that was sent with these ratings, red and amber with an action."""
    audit = factories.audit(school=school, edition_=edition, **fields)
    for number, rating in enumerate(ratings, start=1):
        words = {"na_reason": "None here."} if rating == "not_applicable" else {"evidence": "So."}
        response = factories.respond(audit, f"item-{number}", rating, **words)
        if rating in {"red", "amber"}:
            plan_action(
                audit, what="Mend it", owner_id=audit.lead_author.pk, due_on=TODAY - timedelta(days=3),
                by=audit.lead_author, request_key=uuid.uuid4(), response=response,
            )  # fmt: skip
    return submit_audit(audit, by=audit.lead_author)


@pytest.fixture
def schools(trust, edition):
    names = ["Alder", "Birch", "Cedar"]
    alder, birch, cedar = (factories.school(name=name, trust=trust) for name in names)
    sent(alder, edition, ["red", "amber", "green"])
    sent(birch, edition, ["green", "green", "not_applicable"])
    factories.audit(school=cedar, edition_=edition, due_on=TODAY - timedelta(days=2))
    return alder, birch, cedar


def made(trust, schools, officer, **kwargs):
    return trust_board(trust, schools, user=officer, today=TODAY, **kwargs)


def test_each_cell_takes_the_worst_and_says_the_rest(trust, schools, officer):
    board = made(trust, schools, officer)
    ((name, cells),) = board.rows
    assert name == "1. Section main"
    assert [(column.school, cell.worst, cell.in_words) for column, cell in cells] == [
        ("Alder", "red", "1 red, 1 amber, of 3"),
        ("Birch", "green", "2 green, 1 not applicable, of 3"),
        ("Cedar", "", "Not sent yet"),
    ]
    assert board.columns[0].counts == Counts(red=1, amber=1, green=1)
    assert [(column.late, column.open_actions) for column in board.columns] == [(2, 2), (0, 0), (0, 0)]
    assert board.columns[2].state == "Draft, 0 of 3 answered, 2 days late"
    assert board.sentence == "1 red item in 1 school. 1 school has not sent an audit."


def test_a_school_without_an_audit_and_a_section_that_an_edition_lacks_say_so(trust, schools, officer):
    elm, fir = factories.school(name="Elm", trust=trust), factories.school(name="Fir", trust=trust)
    other = factories.edition("other", items=1, cases=0, published=False)
    other.sections.update(key="elsewhere", title="Elsewhere", number=2)
    Edition.objects.filter(pk=other.pk).update(
        state="published", content_hash="e" * 64, published_at=timezone.now()
    )
    other.refresh_from_db()
    sent(elm, other, ["red"])
    board = made(trust, [*schools, elm, fir], officer)
    assert [key for key, *_ in board.sections] == ["main", "elsewhere"]
    assert [[cell.in_words for cell in column.cells] for column in board.columns[2:]] == [
        ["Not sent yet"] * 2,
        ["Not in this edition", "1 red, of 1"],
        ["No audit"] * 2,
    ]
    assert board.columns[-1].state == "No audit"
    assert board.editions == ("Edition board", "Edition other")


def test_the_board_is_filtered_and_its_sentence_is_of_all(trust, schools, officer):
    shown = {show: made(trust, schools, officer, show=show) for show in ("red", "late", "not_sent", "other")}
    assert {show: [column.school for column in board.columns] for show, board in shown.items()} == {
        "red": ["Alder"],
        "late": ["Alder"],
        "not_sent": ["Cedar"],
        "other": ["Alder", "Birch", "Cedar"],
    }
    assert len({board.sentence for board in shown.values()}) == 1
    assert len(shown["red"].every) == 3


def test_one_school_over_the_years(trust, schools, officer, edition, client):
    """Sections of another edition meet by key, a draft is not there, and nobody of elsewhere sees it."""
    alder = schools[0]
    older = factories.edition("older", items=2, cases=0)
    last = {"audit_date": date(2025, 11, 4), "period_from": date(2024, 9, 1), "period_to": date(2025, 8, 31)}
    sent(alder, older, ["green", "amber"], **last)
    years = school_years(alder, user=officer, today=TODAY)
    assert [(column.school, column.edition) for column in years.columns] == [
        ("2025 to 2026", "Edition older"),
        ("2026 to 2027", "Edition board"),
    ]
    ((_, cells),) = years.rows
    assert [cell.in_words for _, cell in cells] == ["1 amber, of 2", "1 red, 1 amber, of 3"]
    assert cells[1][1].change == "1 more red or amber"
    assert school_years(schools[2], user=officer, today=TODAY).columns == ()
    client.force_login(officer)
    page = client.get(reverse("audits:years", args=[alder.slug])).content.decode()
    assert "2025 to 2026, 1. Section main: 1 amber, of 2" in page
    client.force_login(factories.member(schools[1], Role.LEAD))
    assert client.get(reverse("audits:years", args=[alder.slug])).status_code == 404


def test_change_is_against_the_year_before(trust, schools, officer, edition):
    last = {"audit_date": date(2025, 11, 4), "period_from": date(2024, 9, 1), "period_to": date(2025, 8, 31)}
    sent(schools[0], edition, ["green", "green", "green"], **last)
    board = made(trust, schools, officer)
    assert board.years == (2026, 2025)
    assert board.columns[0].cells[0].change == "2 more red or amber"
    assert made(trust, schools, officer, year=2025).columns[0].counts == Counts(green=3)


def test_schools_are_sorted_by_what_is_worst(trust, schools, officer):
    turned = made(trust, schools[::-1], officer, sort="red")
    assert [column.school for column in turned.columns] == ["Alder", "Birch", "Cedar"]
    assert made(trust, schools, officer, sort="late").columns[0].school == "Alder"


def test_more_schools_cost_no_more_queries(trust, schools, officer, edition):
    made(trust, schools, officer)
    with CaptureQueriesContext(connection) as asked:
        made(trust, schools[:1], officer)
    with CaptureQueriesContext(connection) as more:
        made(trust, schools, officer)
    assert len(more) == len(asked) <= 6


def test_the_officer_opens_the_board_and_its_figures(trust, schools, officer, client):
    client.force_login(officer)
    page = client.get(reverse("trust:board", args=[trust.slug])).content.decode()
    assert "1 red item in 1 school." in page and "Not sent yet" in page
    assert f'href="{reverse("trust:board", args=[trust.slug])}"' in page  # in the navigation
    rows = csv.reader(
        io.StringIO(client.get(reverse("trust:board_csv", args=[trust.slug])).content.decode("utf-8-sig"))
    )
    figures = {row[0]: row[4:] for row in rows}
    assert figures["Alder"] == ["1", "1", "1", "0", "0", "3"]
    assert figures["Cedar"][0] == "Not sent yet"


def test_another_trust_is_not_there(officer, schools, client):
    client.force_login(officer)
    other = factories.trust()
    factories.school(trust=other)
    assert client.get(reverse("trust:board", args=[other.slug])).status_code == 404


def test_seven_schools_turn_the_table(trust, officer, edition, client):
    for number in range(7):
        factories.school(name=f"School {number}", trust=trust)
    audit = submitted(school=factories.school(name="Oak", trust=trust))
    client.force_login(officer)
    page = client.get(reverse("trust:board", args=[trust.slug])).content.decode()
    assert "gt-board--turned" in page
    assert 'aria-label="Oak, Section main: ' in page
    assert reverse("audits:answers", args=[audit.school.slug, audit.public_id]) in page

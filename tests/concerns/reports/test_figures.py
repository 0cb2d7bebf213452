"""The figures of a school: each counted by hand, each the same as the list behind it, and for one reader's eyes."""

import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.reports.coverage import coverage_by_child
from concerns.reports.figure_lines import children_behind, figures_in_words, rows_behind
from concerns.reports.figures import periods, school_figures
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.working_days import TermDates
from tests import factories
from tests.concerns.reports.test_clocks import child
from tests.factories import casework
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


def answered(referral, on):
    casework.moved(referral, {"state": "decided", "decided_at": moment(on), "outcome": "no_action"})


def sent(pupil, by, on):
    made = casework.referral(pupil, by=by, basis="section_47")
    return casework.moved(made, {"state": "sent", "sent_at": moment(on)})


@pytest.fixture
def work(school, lead):
    """A school with something of everything; what is expected of it stands in the test."""
    late = child(school, lead, since=date(2026, 9, 21))  # child protection: file and core group late
    child(
        school, lead, "child_in_need", date(2026, 10, 20)
    )  # due soon; its meeting is due on 17 November: late
    child(school, lead, "child_in_need", date(2026, 11, 9))  # fresh; its meeting is in time
    calm = factories.pupil(school=school)
    answered(sent(calm, lead, date(2026, 11, 2)), date(2026, 11, 3))  # in time
    answered(sent(calm, lead, date(2026, 11, 2)), date(2026, 11, 9))  # late
    sent(calm, lead, date(2026, 11, 20))  # waiting
    sent(calm, lead, date(2026, 11, 17))  # late, no answer
    sent(calm, lead, date(2026, 8, 17))  # of the term before: not in this term's count
    neglect = factories.subcategory(marks="H")
    for day in (2, 3, 4):  # three linked: one question; the second was triaged late
        at = moment(date(2026, 11, day))
        triaged = moment(date(2026, 11, 9)) if day == 3 else None
        made = past_concern(
            late, at=at, kind=neglect, by=lead, triaged_at=triaged, own_words="No." if day < 4 else ""
        )
        past_entry("decision", at, by=lead, concern=made, reason="x", route="other")
    add_entry(
        "note", by=lead, pupil=late, text="Effect added.", impact="Tired.", facts={"about": made.public_id}
    )
    casework.reassessment(calm, by=lead, concern=past_concern(calm, at=moment(date(2026, 10, 5)), by=lead))
    return late


def found(school, reader, period="term"):
    return school_figures(school, reader=reader, today=TODAY, period=period)


def counts(school, reader, key, period="term"):
    figure = next(each for each in figures_in_words(found(school, reader, period)) if each.key == key)
    return {line.label: (line.count, line.of) for line in figure.lines}


def test_every_figure_is_what_was_counted_by_hand(school, lead, work):
    assert counts(school, lead, "freshness") == {
        "Child in need: late": (0, 2), "Child in need: due soon": (1, 2), "Child in need: fresh": (1, 2),
        "Child protection: late": (1, 1), "Child protection: due soon": (0, 1), "Child protection: fresh": (0, 1),
    }  # fmt: skip
    assert counts(school, lead, "meetings") == {"Late": (2, 4), "Due soon": (0, 4), "In time": (2, 4)}
    assert counts(school, lead, "referrals") == {
        "Answered in time": (1, 4), "Answered late": (1, 4),
        "No answer yet, still in time": (1, 4), "No answer, and late": (1, 4),
    }  # fmt: skip
    assert counts(school, lead, "coverage") == {
        "With the child’s own words or view": (2, 7), "With the effect on the child": (1, 7),
    }  # fmt: skip
    assert counts(school, lead, "papers") == {
        "Referrals without a result": (2, 5), "Statuses without a letter": (2, 3),
    }  # fmt: skip
    delays = counts(school, lead, "delays")
    assert delays["From the record to triage: over the limit"] == (1, 4)
    assert delays["From the record to triage: over, without a reason"] == (1, 1)
    assert delays["From triage to the first action: over the limit"] == (1, 4)


def test_each_count_is_the_length_of_its_list(school, lead, work):
    for period in ("term", "last", "year"):
        figures = found(school, lead, period)
        for figure in figures_in_words(figures):
            for line in figure.lines:
                if figure.key != "coverage":
                    assert len(rows_behind(figures, figure.key, line.which)) == line.count, (period, line)


def test_what_lies_behind_a_share_is_what_lacks(school, lead, work):
    figures = found(school, lead)
    span = {"since": figures.period.since, "until": figures.period.until}
    covered = coverage_by_child(school, reader=lead, **span)
    assert sum(each.coverage.significant for each in covered) == figures.coverage.significant
    assert sum(each.coverage.with_words for each in covered) == figures.coverage.with_words
    behind = {row.public_id: row.words for row in children_behind(covered, "words")}
    assert behind[work.public_id] == "2 of 4 significant events without the child’s words."
    assert children_behind(covered, "nonsense") == ()


def test_what_a_person_is_shut_out_of_is_counted_nowhere(school, lead, work):
    deputy = factories.member(school, Role.DEPUTY)
    shut_out(deputy, reason="A neighbour.", by=lead, request_key=uuid.uuid4(), pupil=work)
    mine = found(school, deputy)
    assert (mine.open_questions, mine.delays.concerns) == (0, 1)
    assert "Child protection: late" not in counts(school, deputy, "freshness")
    assert found(school, lead).open_questions == 1


def test_last_term_and_year_count_their_own_days(school, lead, work):
    assert sum(count for count, _ in counts(school, lead, "referrals", "last").values()) == 1
    assert len(found(school, lead, "year").referrals) == 4
    assert found(school, lead, "nonsense").period.key == "term"


@pytest.mark.parametrize(
    ("today", "this", "last"),
    [
        (date(2026, 11, 20), date(2026, 9, 3), date(2026, 4, 16)),
        (date(2027, 1, 2), date(2026, 9, 3), date(2026, 4, 16)),  # in the holidays: still the term before
        (date(2027, 1, 5), date(2027, 1, 5), date(2026, 9, 3)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2027, 9, 1)),  # no dates are known: usual terms
    ],
)
def test_periods_join_without_a_gap(today, this, last):
    terms = (
        TermDates("Autumn term", date(2026, 9, 3), date(2026, 12, 18)),
        TermDates("Spring term", date(2027, 1, 5), date(2027, 3, 25)),
    )
    spans = periods(terms, today)
    assert (spans["term"].since, spans["last"].since) == (this, last)
    assert (spans["term"].since - spans["last"].until).days == 1
    assert spans["term"].until == spans["year"].until == today


def page_of(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    reopen_wall()
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_page_shows_counts_meanings_and_lists_and_a_look_at_a_list_is_on_record(
    client, school, lead, work
):
    client.force_login(lead)
    url = reverse("concerns:figures", args=[school.slug])
    page = page_of(client, url)
    assert "This term: 3 September 2026 to 20 November 2026." in page
    assert "Small counts are shown, since you may open the records behind them." in page
    assert "%" not in re.sub(r"<[^>]+>", "", page)
    behind = reverse("concerns:figure_list", args=[school.slug, "freshness", "child_protection-overdue"])
    assert behind in page
    assert work.name in page_of(client, behind)
    for address in re.findall(r'href="(/s/[^"]+/figures/[^"?]+)', page):
        page_of(client, address)
    assert Event.objects.filter(verb="figure list read", actor_id=lead.pk).exists()
    assert client.get(reverse("concerns:figure_list", args=[school.slug, "nothing", "x"])).status_code == 404


def test_the_page_asks_fifteen_queries_at_most_and_no_more_for_three_than_for_one(client, school, lead, work):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("concerns:figures", args=[school.slug]))
        reopen_wall()
        return len(queries)

    client.force_login(lead)
    asked()
    before = asked()
    for _ in range(2):
        past_concern(child(school, lead, since=date(2026, 9, 21)), at=moment(date(2026, 11, 9)), by=lead)
    assert asked() == before <= 15

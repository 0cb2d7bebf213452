"""The seven lessons: counted by hand, the same on page, paper and sheet, and masked for whoever may open nothing."""

import io
import re
import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from concerns.models import ConcernLink, Exclusion
from concerns.reports.lessons import BY_KEY, LESSONS, school_lessons, trust_lessons
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.practice import day, make_referrals, school_with_records

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)

#                this year   last year
BY_HAND = {
    "early-signs": ("1 of 3", "None"),
    "records":     ("5 of 8", "1 of 1"),
    "voice":       ("3 of 8", "0 of 1"),
    "again":       ("1 of 3", "None"),
    "sharing":     ("2 of 8", "0 of 1"),
    "prompt":      ("4 of 8", "1 of 1"),
    "challenge":   ("2 of 3", "None"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def records(trust):
    return school_with_records(trust=trust)


def report_for(school, reader):
    return school_lessons(school, reader=reader, today=TODAY)


def test_every_lesson_is_what_was_counted_by_hand(records):
    school, lead = records
    report = report_for(school, lead)
    assert {line.key: (line.now.text, line.before.text) for line in report.lines} == BY_HAND
    by_month = {
        line.key: [(month.month, tally.text) for month, tally in line.by_month] for line in report.lines
    }
    assert by_month["records"] == [(9, "None"), (10, "1 of 1"), (11, "4 of 7")]
    assert by_month["early-signs"] == [(9, "None"), (10, "0 of 1"), (11, "1 of 2")]
    assert report.sentence == (
        "Most is missing in “The right people are told”: after which somebody who should know was told, 2 of 8."
    )


def test_a_governor_reads_the_same_masked_and_no_way_to_what_lies_behind(client, records):
    school, _ = records
    governor = factories.member(school, Role.GOVERNOR)
    report = report_for(school, governor)
    shown = [tally for line in report.lines for tally in (line.now, line.before, *line.months)]
    assert all(
        each.number is None or not 1 <= each.number <= 5 for tally in shown for each in (tally.met, tally.of)
    )
    assert report.lines[1].now.text == "1 to 5 of 8"
    client.force_login(governor)
    page = client.get(reverse("concerns:lessons", args=[school.slug])).content.decode()
    reopen_wall()
    assert "1 to 5 of 8" in page
    assert not re.search(r"(?<!to )\b[1-5] of \d", page)
    assert "/lessons/" not in page.replace(reverse("concerns:lessons", args=[school.slug]), "")
    assert client.get(reverse("concerns:lesson", args=[school.slug, "voice"])).status_code == 403


def test_a_head_who_may_not_open_files_reads_it_masked(records):
    school, _ = records
    head = factories.member(school, Role.HEAD)
    assert not report_for(school, head).is_masked
    school.head_reads_files = False
    school.save()
    report = report_for(school, factories.member(school, Role.HEAD))
    assert report.is_masked
    assert report.lines[1].now.text == "1 to 5 of 8"


def test_what_a_person_is_shut_out_of_is_not_counted_for_them(records):
    school, lead = records
    governor, deputy = factories.member(school, Role.GOVERNOR), factories.member(school, Role.DEPUTY)
    link = ConcernLink.objects.get(concern__recorded_at__date=day(5), pupil__isnull=False)
    for person in (governor, deputy):
        Exclusion.objects.create(
            school=school,
            person=person,
            pupil=link.pupil,
            reason="A neighbour.",
            by=lead,
            request_key=uuid.uuid4(),
        )
    assert report_for(school, deputy).lines[1].now.text == "4 of 7"
    other = report_for(school, factories.member(school, Role.GOVERNOR))
    assert other.lines[1].now.text == "1 to 5 of 8"
    assert report_for(school, governor).lines[1].now.text == "Hidden"  # the seven would tell of two
    assert report_for(school, lead).lines[1].now.text == "5 of 8"


def test_each_list_holds_what_is_missing_and_reading_it_is_on_record(client, records):
    school, lead = records
    client.force_login(lead)
    for key, (now, _) in BY_HAND.items():
        met, of = map(int, now.split(" of "))
        page = client.get(reverse("concerns:lesson", args=[school.slug, key])).content.decode()
        assert BY_KEY[key].measure.lacks in page
        assert page.count('class="gt-work__row"') == of - met, key
    reopen_wall()
    assert Event.objects.filter(verb="figure list read", actor_id=lead.pk).count() == len(LESSONS)
    assert client.get(reverse("concerns:lesson", args=[school.slug, "nothing"])).status_code == 404


def test_page_paper_and_sheet_say_the_same(client, records, trust):
    school, lead = records
    officer = factories.member(trust, Role.OFFICER)
    for reader in (lead, officer):
        report = report_for(school, reader)
        client.force_login(reader)
        page, paper, sheet = answers(client, "concerns:lessons", school.slug)
        for line in report.lines:
            assert f"{line.title} {line.label} {line.now.text} {line.before.text}" in page.replace("  ", " ")
            assert f"{line.label}: {line.now.text}. A year ago: {line.before.text}." in paper
            months = "; ".join(f"{month:%B %Y}: {tally.text}" for month, tally in line.by_month)
            assert months in paper
            for tally in (line.now, line.before, *line.months):
                assert f'"{tally.met.cell}","{tally.of.cell}"' in sheet


def test_the_trust_reads_its_schools_beside_each_other(client, records, trust):
    school, _ = records
    other = factories.school(trust=trust, name="Another school")
    make_referrals(other, factories.member(other, Role.LEAD))
    factories.school(name="A strange school")
    officer = factories.member(trust, Role.OFFICER)
    report = trust_lessons(trust, [school, other], reader=officer, today=TODAY)
    assert [each.school for each in report.schools] == sorted([school.name, "Another school"])
    assert {each.school: each for each in report.schools}[school.name] == report_for(school, officer)
    client.force_login(officer)
    page, paper, sheet = answers(client, "trust_lessons", trust.slug)
    assert "A strange school" not in page
    for line, cells in report.rows:
        for each, cell in cells:
            assert f"{each.school} {cell.now.text} {cell.before.text}" in page
            assert f"{each.school} {cell.now.text}. A year ago: {cell.before.text}." in paper
            assert f'"{each.school}","{line.title}"' in sheet


def answers(client, name, slug):
    """The words of page, PDF and sheet."""
    page = re.sub(r"<[^>]+>", " ", client.get(reverse(name, args=[slug])).content.decode())
    pdf = client.get(reverse(f"{name}_pdf", args=[slug]))
    paper = " ".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf.content)).pages)
    sheet = client.get(reverse(f"{name}_csv", args=[slug])).content.decode("utf-8-sig")
    reopen_wall()
    return re.sub(r"\s+", " ", page), re.sub(r"\s+", " ", paper), sheet


def test_queries_do_not_grow_with_records_or_schools(records, trust):
    school, _ = records
    officer = factories.member(trust, Role.OFFICER)
    schools = [school]

    def asked():
        with CaptureQueriesContext(connection) as queries:
            trust_lessons(trust, schools, reader=officer, today=TODAY)
        return len(queries)

    before = asked()
    for _ in range(2):
        schools.append(factories.school(trust=trust, authority=school.authority))
        make_referrals(schools[-1], factories.member(schools[-1], Role.LEAD))
    assert asked() == before <= 8

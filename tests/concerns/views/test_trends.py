"""The pages of trends: who sees what, that page and spreadsheet say the same, and what they cost."""

import csv
import io
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pytest
import time_machine

from safeguarding.access.roles import Role
from safeguarding.models import Event, SchoolTerm
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.tallies import counted

pytestmark = pytest.mark.django_db
LAST_YEAR, THIS = date(2025, 9, 30), date(2026, 10, 6)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel("2026-11-16 10:00 +0000", tick=False):
        yield


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def schools(trust):
    authority = factories.authority()
    for year in (2025, 2026):
        SchoolTerm.objects.create(
            authority=authority, name="Autumn term", starts_on=date(year, 9, 3), ends_on=date(year, 12, 18),
            break_starts=date(year, 10, 26), break_ends=date(year, 10, 30),
        )  # fmt: skip
    return [factories.school(trust=trust, authority=authority) for _ in range(2)]


@pytest.fixture
def kind(schools):
    kind, other, third = (factories.subcategory() for _ in range(3))
    kind.category.title = "Online safety"
    kind.category.save(update_fields=["title"])
    for school, before, now in zip(schools, (4, 8), (20, 9), strict=True):
        counted(school, LAST_YEAR, kind, before)
        counted(school, THIS, kind, now)
        counted(school, THIS, other, 2)
        counted(school, THIS, third, 1)
    return kind


class Tables(HTMLParser):
    """The cells of every table of a page, row by row."""

    def __init__(self, page: bytes):
        super().__init__()
        self.tables, self.cell = [], None
        self.feed(page.decode())

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.tables[-1][-1].append(self.cell.strip())
            self.cell = None


def signed_in(client, place, role):
    person = factories.member(place, role)
    client.force_login(person)
    return person


def test_the_officer_gets_masked_counts_of_all_schools(client, trust, schools, kind):
    signed_in(client, trust, Role.OFFICER)
    page = client.get(f"/t/{trust.slug}/trends/").content.decode()
    assert "29 concerns in Autumn 1, 2026, up from 12 in the same half term last year." in page
    assert "1 to 5" in page
    assert f'href="?category={kind.category.key}&amp;by=school"' in page
    assert "/concerns/?" not in page  # no list leads to the records
    one = client.get(f"/t/{trust.slug}/trends/?school={schools[0].slug}").content
    rows = {row[0]: row[1:] for row in Tables(one).tables[0]}
    assert rows["Online safety"] == ["1 to 5", "20", "74.1", "Too few to say"]


def test_two_choices_together_are_not_shown_to_the_officer(client, trust, schools, kind):
    signed_in(client, trust, Role.OFFICER)
    page = client.get(f"/t/{trust.slug}/trends/?school={schools[0].slug}&year=5").content.decode()
    assert "Two choices together would be too few to show." in page


def test_the_lead_gets_every_count_and_the_way_to_the_list(client, schools, kind):
    lead = signed_in(client, schools[0], Role.LEAD)
    page = client.get(f"/s/{schools[0].slug}/trends/").content
    row = next(row for row in Tables(page).tables[0] if row[0] == "Online safety")
    assert row[1:3] == ["4", "20: Online safety, the list of concerns"]
    address = page.decode().split('href="/s/')[-1]
    address = next(part for part in page.decode().split('"') if "category=" in part and "/concerns/?" in part)
    listed = client.get(address.replace("&amp;", "&")).content.decode()
    assert "20 concerns" in listed and lead.name


def test_a_head_who_does_not_read_files_gets_masked_counts(client, schools, kind):
    signed_in(client, schools[0], Role.HEAD)
    address = f"/s/{schools[0].slug}/trends/"
    assert "1 to 5" not in Tables(client.get(address).content).tables[0][1]
    reopen_wall()
    schools[0].head_reads_files = False
    schools[0].save(update_fields=["head_reads_files"])
    rows = {row[0]: row for row in Tables(client.get(address).content).tables[0]}
    assert rows["Online safety"][1:3] == ["1 to 5", "20"]
    assert client.get(f"{address}?compare=week.before").context["trends"].asked.kind == "half-term"


@pytest.mark.parametrize("query", ["", "by=school", "by=year", "compare=half-term.before"])
def test_page_and_spreadsheets_say_the_same(client, trust, schools, kind, query):
    officer = signed_in(client, trust, Role.OFFICER)
    start = f"/t/{trust.slug}/trends"
    _, every = Tables(client.get(f"{start}/?{query}").content).tables
    written = client.get(f"{start}.csv?{query}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written)))
    spans = len(every[0]) - 1
    assert [row[: spans + 1] for row in rows] == every
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{start}.xlsx?{query}").content))
    cells = [["" if cell is None else str(cell) for cell in row] for row in book["Trends"].values]
    assert [row[: spans + 1] for row in cells] == every
    reopen_wall()
    assert Event.objects.filter(verb="trends downloaded", actor_id=officer.pk).count() == 2


def test_more_schools_categories_and_concerns_cost_no_more_queries(
    client, trust, schools, kind, django_assert_max_num_queries
):
    officer, address = signed_in(client, trust, Role.OFFICER), f"/t/{trust.slug}/trends/"
    client.get(address)
    with django_assert_max_num_queries(20) as found:
        client.get(address)
    few = len(found)
    reopen_wall()
    for _ in range(3):
        more = factories.subcategory()
        school = factories.school(trust=trust, authority=schools[0].authority)
        counted(school, LAST_YEAR, more, 7)
        counted(school, THIS, more, 9)
    client.force_login(officer)
    client.get(address)
    with django_assert_max_num_queries(few):
        client.get(address)


@pytest.mark.parametrize(
    "query", ["compare=x&by=y&year=z", "school=%00", "compare=half-term", "category=none&by=subcategory"]
)
def test_what_cannot_be_read_is_left_out(client, trust, schools, query):
    signed_in(client, trust, Role.OFFICER)
    assert client.get(f"/t/{trust.slug}/trends/?{query}").status_code == 200

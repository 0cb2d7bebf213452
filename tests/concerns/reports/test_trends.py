"""The trends on a hand-counted set: every figure, what is said of it, and what those see who may open nothing."""

import uuid
from datetime import date

import pytest

from concerns.actions.moving import claim_error, confirm_error
from concerns.models import CategoryWording, ConcernLink, Exclusion
from concerns.reports.trend_sheets import trend_sheet
from concerns.reports.trends import Asked, trends
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.working_days import TermDates
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.tallies import counted

pytestmark = pytest.mark.django_db
TERMS = (
    TermDates("Autumn term", date(2025, 9, 3), date(2025, 12, 19), date(2025, 10, 27), date(2025, 10, 31)),
    TermDates("Spring term", date(2026, 1, 5), date(2026, 3, 27), date(2026, 2, 16), date(2026, 2, 20)),
    TermDates("Summer term", date(2026, 4, 13), date(2026, 7, 21), date(2026, 5, 25), date(2026, 5, 29)),
    TermDates("Autumn term", date(2026, 9, 3), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)),
)
TODAY = date(2026, 11, 16)
LAST_YEAR, SPRING, THIS = date(2025, 9, 30), date(2026, 1, 20), date(2026, 10, 6)


class World:
    """Two schools with 100 pupils each, whose figures are counted by hand.

    Online: 6 last autumn, 2 in spring, 24 this autumn (20 of them at the first school, 9 of filter alerts, in
    Year 8 and Year 9). Neglect: 9 and 9. Bullying: 1 and 3. One is waiting for triage.
    """

    def __init__(self):
        trust = factories.trust()
        self.first, self.second = (
            factories.school(trust=trust, name=name) for name in ("Elm High", "Oak High")
        )
        self.schools = [self.first, self.second]
        self.online, self.neglect, self.bullying = (factories.subcategory() for _ in range(3))
        for title, kind in {
            "Online": self.online,
            "Neglect": self.neglect,
            "Bullying": self.bullying,
        }.items():
            kind.category.title = title
            kind.category.save(update_fields=["title"])
        joined = {"joined_on": date(2020, 9, 1)}
        self.older = [
            factories.pupil(school=self.first, date_of_birth=date(2013, 3, 1), **joined) for _ in range(50)
        ]
        self.younger = [
            factories.pupil(school=self.first, date_of_birth=date(2014, 3, 1), **joined) for _ in range(50)
        ]
        self.others = [factories.pupil(school=self.second, **joined) for _ in range(100)]
        counted(self.first, LAST_YEAR, self.online, 4, child=self.older[0])
        counted(self.second, LAST_YEAR, self.online, 2, child=self.others[0])
        counted(self.first, SPRING, self.online, 2, child=self.older[0])
        counted(self.first, THIS, self.online, 9, child=self.older[1], source="filter")
        counted(self.first, THIS, self.online, 11, child=self.younger[1], online=True)
        counted(self.second, THIS, self.online, 4, child=self.others[1])
        for day in (LAST_YEAR, THIS):
            counted(self.first, day, self.neglect, 9, child=self.older[2])
        counted(self.first, LAST_YEAR, self.bullying, 1, child=self.older[3])
        counted(self.first, THIS, self.bullying, 3, child=self.older[3])
        self.waiting = counted(self.first, THIS, None, 1, child=self.older[4])[0]


@pytest.fixture
def world():
    return World()


def read(world, *, opens_all=True, schools=None, **asked):
    return trends(
        schools or world.schools, terms=TERMS, today=TODAY, asked=Asked(**asked), opens_all=opens_all
    )


def figures(report):
    return {line.title: (line.before.text, line.now.text) for line in (*report.lines, report.total)}


def line(report, title):
    return next(each for each in (*report.lines, report.total) if each.title == title)


# For those who may open every record


def test_this_half_term_and_the_same_last_year(world):
    report = read(world)
    assert (report.now.label, report.before.label) == ("Autumn 1, 2026", "Autumn 1, 2025")
    assert figures(report) == {
        "Online": ("6", "24"),
        "Neglect": ("9", "9"),
        "Bullying": ("1", "3"),
        "Waiting for triage": ("0", "1"),
        "All": ("16", "37"),
    }
    assert [cell.text for cell in line(report, "Online").cells] == ["6", "0", "2", "0", "0", "0", "24", "0"]


def test_against_the_half_term_before(world):
    assert figures(read(world, against="before"))["Online"] == ("0", "24")


@pytest.mark.parametrize(
    ("kind", "against", "online"),
    [
        ("term", "year", ("0", "0")),  # summer with summer: autumn is not over
        ("year", "year", ("0", "8")),
        ("month", "year", ("0", "24")),
        ("month", "before", ("0", "24")),
        ("week", "before", ("0", "0")),
    ],
)
def test_other_stretches(world, kind, against, online):
    report = read(world, kind=kind, against=against)
    assert figures(report).get("Online", ("0", "0")) == online


def test_for_each_100_pupils_of_the_roll_then(world):
    assert (line(read(world), "Online").rate_before, line(read(world), "Online").rate_now) == ("3.0", "12.0")
    for child in world.others[50:]:
        child.left_on = date(2026, 9, 20)
        child.save(update_fields=["left_on"])
    assert (line(read(world), "Online").rate_before, line(read(world), "Online").rate_now) == ("3.0", "16.0")
    assert read(world).pupils == 150


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("school", {"Elm High": ("14", "33"), "Oak High": ("2", "4")}),
        # Born in the school year 2012: Year 8 last autumn; so were none of the second school.
        ("year", {"Year 8": ("14", "11"), "Year 9": ("0", "22"), "Year 5": ("2", "0"), "Year 6": ("0", "4")}),
        ("source", {"A child told me": ("16", "28"), "Filtering or monitoring alert": ("0", "9")}),
        ("online", {"With an online side": ("0", "11"), "Without one": ("16", "26")}),
        ("place", {"In school": ("16", "37")}),
        ("responsible", {"Not said": ("16", "37")}),
    ],
)
def test_counted_by_something_else(world, by, rows):
    found = figures(read(world, by=by))
    assert {title: found[title] for title in rows} == rows
    assert found["All"] == ("16", "37")


def test_narrowed_to_school_year_group_and_category(world):
    narrowed = {"school": world.first.slug, "year": 9, "category": world.online.category.key}
    report = read(world, by="subcategory", **narrowed)
    assert figures(report) == {world.online.title: ("0", "9"), "All": ("0", "9")}
    assert line(report, world.online.title).rate_now == "18.0"  # of the 50 in Year 9


def test_what_rises_is_said_with_how_sure_it_is(world):
    callout = read(world).callouts[0]
    assert callout.title == "Online is rising"
    assert callout.where == "Most of the rise is at Elm High, Years 8 and 9."
    # Of 30 at least 24 or as unlikely, at 37 days in 75: 0.00077 by scipy.stats; times three categories.
    assert "any of the 3 categories would turn up about once in 400 looks" in callout.how_sure
    assert callout.reason.sentence.startswith("9 came from a filtering or monitoring alert, and 0 before")
    assert callout.reason.value == "9 of 24"
    verdicts = {each.title: each.verdict.words for each in read(world).lines}
    assert verdicts == {
        "Online": "Rising. Fairly sure", "Neglect": "No clear change", "Bullying": "Too few to say",
        "Waiting for triage": "",
    }  # fmt: skip


def test_another_reason_is_that_the_category_was_worded_anew(world):
    ConcernLink.objects.update(facets={"source": "child"})
    of = {"subcategory": world.online, "title": "Online", "starts_on": date(2026, 3, 2)}
    CategoryWording.objects.create(**of)
    assert "worded anew on 2 March 2026" in read(world).callouts[0].reason.sentence


def test_more_pupils_are_no_rise(world):
    for number in range(24):  # ten times as many pupils with ten times as many concerns would be none either
        factories.pupil(
            school=world.second, joined_on=date(2026, 9, 1), date_of_birth=date(2012, 1, 1 + number)
        )
    ConcernLink.objects.update(facets={"source": "child"})
    assert "more pupils, 224 after 200" in read(world).callouts[0].reason.sentence
    report = read(world, by="year")
    assert line(report, "Year 9").rate_now == "44.0"


def test_many_looks_make_one_less_sure(world):
    for number in range(17):
        factories.subcategory(key=f"more-{number}")
    counted(world.first, LAST_YEAR, world.bullying, 1, child=world.older[3])
    counted(world.first, THIS, world.bullying, 8, child=world.older[3])  # 2 and 11: 0.02 by itself
    verdict = line(read(world), "Bullying").verdict
    assert (verdict.words, verdict.is_sure) == ("Rising. Not sure", False)


def test_the_first_year_has_nothing_to_compare_with(world):
    report = trends(world.schools, terms=TERMS, today=date(2025, 11, 10), asked=Asked(), opens_all=True)
    assert report.before is None
    assert {each.verdict.words for each in report.lines} == {"Nothing to compare with"}
    assert "nothing to compare with" in report.sentence


def test_what_was_entered_in_error_is_not_counted(world):
    lead, head = (factories.member(world.first, role) for role in (Role.LEAD, Role.HEAD))
    claim_error(world.waiting, reason="Twice.", by=lead)
    confirm_error(world.waiting, reason="Twice.", by=head)
    assert figures(read(world))["All"] == ("16", "36")


def test_who_is_shut_out_does_not_count_it_officer_or_lead(world):
    lead, deputy = (factories.member(world.first, role) for role in (Role.LEAD, Role.DEPUTY))
    officer = factories.member(world.first.trust, Role.OFFICER)
    for person in (deputy, officer):
        key = uuid.uuid4()
        Exclusion.objects.create(
            school=world.first,
            person=person,
            pupil=world.older[1],
            reason="His uncle.",
            by=lead,
            request_key=key,
        )
    for person, online in ((lead, "20"), (deputy, "11")):
        reopen_wall()
        open_wall(person)
        assert figures(read(world, schools=[world.first]))["Online"] == ("4", online)
    open_wall(officer)
    assert figures(read(world, opens_all=False))["Online"] == ("Hidden", "15")
    assert figures(read(world, by="source"))["Filtering or monitoring alert"] == ("0", "0")


# For those who may not open the records


def test_small_counts_are_masked_and_what_would_give_them_away(world):
    report = read(world, opens_all=False)
    assert figures(report) == {
        "Online": (
            "Hidden",
            "24",
        ),  # 1 is the only small one last year, and of 7 the other part could only be 6
        "Neglect": ("Hidden", "9"),
        "Bullying": ("1 to 5", "1 to 5"),
        "Waiting for triage": ("0", "1 to 5"),
        "All": ("16", "37"),
    }
    bullying, online = line(report, "Bullying"), line(report, "Online")
    assert (bullying.rate_now, bullying.verdict.words) == ("Hidden", "Too few to say")
    assert (online.rate_before, online.rate_now, online.verdict.words) == ("Hidden", "12.0", "Hidden")
    assert report.callouts == ()


def test_one_school_is_masked_with_the_others(world):
    report = read(world, opens_all=False, school=world.first.slug)
    assert line(report, "Online").now.text == "Hidden"  # else the 4 of the second school were 24 less 20
    assert line(report, "All").now.text == "Hidden"
    second = read(world, opens_all=False, school=world.second.slug)
    assert line(second, "Online").now.text == "1 to 5"


def test_a_masked_rise_names_only_schools_whose_figures_are_shown(world):
    counted(world.first, LAST_YEAR, world.bullying, 20, child=world.older[3])
    counted(world.second, THIS, world.online, 10, child=world.others[1])
    counted(world.second, LAST_YEAR, world.online, 10, child=world.others[1])
    counted(world.first, THIS, world.online, 20, child=world.older[1])
    callout = read(world, opens_all=False).callouts[0]
    assert callout.where == ""  # the first school had 4 last year
    assert "9 of" not in callout.reason.value


def test_a_spreadsheet_says_the_same(world):
    report = read(world, opens_all=False)
    rows = {row[0]: row[1:] for row in trend_sheet(report).rows}
    assert rows["Online"] == ("Hidden", 0, "1 to 5", 0, 0, 0, 24, 0, "Hidden", "12.0", "Hidden")
    assert rows["All"][0] == 16

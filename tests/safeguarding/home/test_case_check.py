"""Files drawn by lot for the case-record check, and what each proposes; nothing counts before it is confirmed."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.models import CaseSample, Item, Response
from audits.reports.audit_report import Profile, audit_report
from audits.reports.case_pages import case_lines
from concerns.actions.facts import add_fact
from concerns.models import DrawnFile, Exclusion, FileDraw, KeyPerson, Professional, Status
from safeguarding.access.roles import Role
from safeguarding.access.wall import open_circles, open_to_count
from safeguarding.home.case_check.drawing import draw_files, files_to_draw_from, proofs_of
from safeguarding.home.case_check.proposals import RULES
from safeguarding.home.school_records import RECORDS
from safeguarding.refusals import Refused
from tests import factories
from tests.concerns.reports.test_clocks import child, held
from tests.factories import casework
from tests.factories.past import moment, past_concern, past_entry
from tests.factories.places import reopen_wall
from tests.factories.practice import day, sent, set_day
from tests.factories.rules import rules

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000")


@pytest.fixture
def lead():
    school = factories.school()
    rules(school.authority)
    made = factories.member(school, Role.LEAD)
    made.school = school
    return made


@pytest.fixture
def audit(lead):
    """An audit whose case-record check asks all that the rules answer."""
    edition = factories.edition(f"cases-{uuid.uuid4().hex[:6]}", cases=len(RULES), published=False)
    for item, key in zip(
        Item.objects.filter(edition=edition, kind="case_check").order_by("order"), RULES, strict=True
    ):
        Item.objects.filter(pk=item.pk).update(key=key)
    type(edition).objects.filter(pk=edition.pk).update(
        state="published", published_at=moment(TODAY), content_hash=uuid.uuid4().hex * 2
    )
    edition.refresh_from_db()
    return factories.audit(
        school=lead.school,
        lead=lead,
        edition_=edition,
        period_from=date(2026, 9, 1),
        period_to=date(2027, 8, 31),
    )


def draw(audit, by, *, seed=4711, key=None, **sizes):
    sizes = sizes or {"child_protection": 2, "early_help": 1}
    return draw_files(audit, sizes=sizes, seed=seed, by=by, today=TODAY, request_key=key or uuid.uuid4())


def children(lead):
    """Five under child protection, one of them a child in need as well, and two with early help."""
    school = lead.school
    made = [child(school, lead, "child_protection") for _ in range(5)]
    add_fact(
        Status,
        made[0],
        by=lead,
        request_key=uuid.uuid4(),
        kind="child_in_need",
        starts_on=date(2026, 9, 1),
    )
    made += [child(school, lead, "early_help") for _ in range(2)]
    child(school, lead, "child_protection", left_on=date(2026, 11, 1))
    factories.pupil(school=school)
    return made


def test_files_are_drawn_in_their_strata_and_the_draw_can_be_proved(lead, audit):
    made = children(lead)
    there = files_to_draw_from(audit, reader=lead, today=TODAY)
    assert {kind: len(files) for kind, files in there.items()} == {
        "child_protection": 5, "child_in_need": 0, "early_help": 2,
    }  # fmt: skip
    done = draw(audit, lead)
    cases = list(CaseSample.objects.filter(audit=audit))
    assert [(case.label, case.kind, case.how_chosen) for case in cases] == [
        ("Case 1", "child_protection", "By lot, seed 4711"),
        ("Case 2", "child_protection", "By lot, seed 4711"),
        ("Case 3", "early_help", "By lot, seed 4711"),
    ]
    files = {each.case_id: each.pupil for each in DrawnFile.objects.filter(draw=done)}
    assert set(files) == {case.public_id for case in cases}
    assert all(pupil in made for pupil in files.values())
    proof = proofs_of(audit)[0]
    assert proof.holds
    assert proof.strata == (("Child protection", 2, 5), ("Early help", 1, 2))
    assert {kind: len(files) for kind, files in files_to_draw_from(audit, reader=lead, today=TODAY).items()} == {
        "child_protection": 3, "child_in_need": 0, "early_help": 1,
    }  # fmt: skip


def test_a_draw_that_is_refused_writes_nothing_and_one_that_is_sent_twice_is_made_once(lead, audit):
    children(lead)
    for sizes in ({"early_help": 3}, {"early_help": 0}, {"child_in_need": 1, "early_help": 1}):
        with pytest.raises(Refused):
            draw(audit, lead, **sizes)
    assert not CaseSample.objects.filter(audit=audit).exists()
    key = uuid.uuid4()
    assert draw(audit, lead, key=key) == draw(audit, lead, key=key)
    assert CaseSample.objects.filter(audit=audit).count() == 3


def test_what_a_person_is_shut_out_of_is_never_drawn_by_them_nor_found_behind_a_label(client, lead, audit):
    made = children(lead)
    deputy = factories.member(lead.school, Role.DEPUTY)
    for pupil in made[:4]:
        Exclusion.objects.create(
            school=lead.school, person=deputy, pupil=pupil, reason="x", by=lead, request_key=uuid.uuid4()
        )
    assert len(files_to_draw_from(audit, reader=deputy, today=TODAY)["child_protection"]) == 1
    draw(audit, lead, child_protection=5)
    client.force_login(deputy)
    answers = [
        client.get(reverse("case_file", args=[lead.school.slug, audit.public_id, case.public_id])).status_code
        for case in audit.cases.all()
    ]
    assert sorted(answers) == [302, 404, 404, 404, 404]
    reopen_wall()
    cases = {each.pupil_id: each.case_id for each in DrawnFile.objects.all()}
    case = CaseSample.objects.get(public_id=cases[made[0].pk])
    assert RECORDS.proposals(case, reader=deputy, today=TODAY) is None
    assert RECORDS.proposals(case, reader=lead, today=TODAY)


def test_governors_find_no_way_to_a_file_and_their_report_no_label(client, lead, audit):
    children(lead)
    draw(audit, lead)
    names = {each.pupil.last_name for each in DrawnFile.objects.select_related("pupil")}
    report = str(audit_report(audit, today=TODAY, profile=Profile.CASES))
    assert not any(each.pupil.public_id in report for each in DrawnFile.objects.select_related("pupil"))
    assert "Case 1" not in str(audit_report(audit, today=TODAY, profile=Profile.GOVERNORS))
    assert names
    case = audit.cases.first()
    for role, status in ((Role.GOVERNOR, 403), (Role.HEAD, 403), (Role.STAFF, 403)):
        client.force_login(factories.member(lead.school, role))
        for name, more in (("case_file", [case.public_id]), ("case_draw", [])):
            url = reverse(name, args=[lead.school.slug, audit.public_id, *more])
            assert client.get(url).status_code == status


def test_the_database_shows_draws_to_nobody_who_may_not_see_children(lead, audit):
    children(lead)
    draw(audit, lead)
    open_circles("")
    assert (FileDraw.objects.count(), DrawnFile.objects.count()) == (0, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.schools', %s, false)", [str(lead.school.pk)])
    assert FileDraw.objects.count() == 0
    with open_to_count([lead.school]):
        assert FileDraw.objects.count() == 1


@pytest.fixture
def case(lead, audit):
    """A child protection file with something of everything; what is expected of it stands in the test."""
    pupil = child(lead.school, lead, "child_protection")
    draw(audit, lead, child_protection=1)
    by = {"by": lead}
    for on, words, decided in ((day(2), "No.", True), (day(3), "", True), (day(9), "", False)):
        made = past_concern(pupil, at=moment(on), own_words=words, triaged_at=moment(day(9)), **by)
        if decided:
            said = {"child_view": "Sad.", "family_view": "Worried.", "advice": "The LADO." if words else ""}
            decide = {"reason": "Because.", "route": "other", "text": "So."}
            past_entry("decision", moment(day(10)), concern=made, **decide, **said, **by)
    past_entry("contact", moment(day(4)), pupil=pupil, contact_kind="call", contact_with="Mum", **by)
    past_entry(
        "significant", moment(day(5)), pupil=pupil, text="Moved.", impact="Tired.", significant=True, **by
    )
    sent(pupil, lead, day(3), decided=day(4))
    sent(pupil, lead, day(4))
    held(pupil, lead, date(2026, 11, 6))
    plan = casework.plan(pupil, by=lead, kind="risk_child", starts_on=day(2), review_on=day(16))
    set_day(plan, lead, day(2), day(16))
    casework.challenge(pupil, by=lead)
    common = {"school": lead.school, "pupil": pupil, "recorded_by": lead}
    KeyPerson.objects.create(
        name="Aunt", relation="aunt", may_share="yes", responsibility=True, lives_with=True, **common
    )
    Professional.objects.create(name="Worker", agency="Children's services", **common)
    return CaseSample.objects.get(audit=audit)


#                            what the record proposes, and why
BY_HAND = {
    "case-confidential-file": (
        "amber",
        "Nobody has noted that the main file is marked. The file says: child protection.",
    ),
    "case-front-sheet": (
        "green",
        "The front sheet names 1 person around the child and shows the file in one order.",
    ),
    "case-up-to-date": (
        "green",
        "Child protection, with a limit of 4 weeks. Last meeting or update: 6 November 2026, 2 weeks ago.",
    ),
    "case-concerns": (
        "amber",
        "2 of 3 concerns have a decision with its reason. 2 were late, 0 of them with the reason for the delay.",
    ),
    "case-referral-outcome": (
        "red",
        "1 of 2 referrals have an answer on record. Late: 1, of which 0 chased or challenged.",
    ),
    "case-consent-and-views": ("green", "2 of 2 decisions give the child’s view and the family’s."),
    "case-working-together": ("green", "1 of 2 decisions name the advice taken."),
    "case-chronology": (
        "amber",
        "1 of 5 significant events in the chronology show the effect on the child.",
    ),
    "case-contacts": ("green", "1 call, e-mail, meeting or talk is on file."),
    "case-risk-child": ("red", "1 plan is on file. 0 of 1 review held by the day set."),
    "case-risk-adult": ("not_applicable", "No such plan is on file."),
    "case-childs-voice": (
        "amber",
        "1 of 5 significant events show the child’s own words or view.",
    ),
    "case-challenge": (
        "amber",
        "1 challenge is on record with the reason and the effect; 0 of them with an outcome.",
    ),
    "case-multi-agency": (
        "green",
        "1 of 1 meetings with other services had somebody of the school in them.",
    ),
}  # fmt: skip


def test_what_the_record_proposes_is_what_was_read_by_hand(lead, case):
    found = RECORDS.proposals(case, reader=lead, today=TODAY)
    said = {key: (str(proposal.rating), proposal.words) for key, proposal in found.items()}
    assert {key: said.get(key) for key in BY_HAND} == BY_HAND
    assert "case-feedback" not in said  # no action was due
    assert found["case-other-agencies"].words.startswith(
        "1 professional is named, and 1 meeting held. The papers lack:"
    )


def test_a_proposal_counts_for_nothing_until_it_is_confirmed(client, lead, audit, case):
    client.force_login(lead)
    url = reverse("audits:case", args=[lead.school.slug, audit.public_id, case.public_id])
    page = client.get(f"{url}?item=case-risk-child").content.decode()
    assert "The record proposes" in page
    assert "Proposal: Green" in page
    reopen_wall()
    assert case_lines(audit)[0].counts.answered == 0
    assert not Response.objects.filter(case=case).exclude(rating="unanswered").exists()
    response = Response.objects.get(case=case, item__key="case-up-to-date")
    body = {"version": response.version, "request_key": uuid.uuid4(), "rating": "green", "confirm": "1",
            "evidence": f"From the record: {BY_HAND['case-up-to-date'][1]}"}  # fmt: skip
    assert client.post(f"{url}?item=case-up-to-date", body).status_code == 302
    reopen_wall()
    response.refresh_from_db()
    assert (response.rating, response.updated_by) == ("green", lead)
    assert case_lines(audit)[0].counts.answered == 1
    page = client.get(f"{url}?item=case-up-to-date").content.decode()
    assert "The record proposes</h3>" not in page


def test_a_sample_that_was_not_drawn_has_no_proposal(client, lead, audit):
    by_hand = audit.cases.create(school=lead.school, label="Case 9", kind="other", added_by=lead)
    assert RECORDS.proposals(by_hand, reader=lead, today=TODAY) is None


def test_a_longer_file_costs_no_more_queries(lead, audit, case):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            RECORDS.proposals(case, reader=lead, today=TODAY)
        return len(queries)

    asked()
    before = asked()
    pupil = DrawnFile.objects.get(case_id=case.public_id).pupil
    for on in (day(10), day(11)):
        past_concern(pupil, at=moment(on), by=lead)
        sent(pupil, lead, on)
    assert asked() == before <= 22


def test_the_page_draws_and_says_what_it_refuses(client, lead, audit):
    children(lead)
    client.force_login(lead)
    url = reverse("case_draw", args=[lead.school.slug, audit.public_id])
    page = client.get(url).content.decode()
    assert "There are 5 to draw from." in page
    assert "There are 2 to draw from." in page
    body = {
        "request_key": uuid.uuid4(),
        "seed": 12,
        "child_protection": 1,
        "child_in_need": "",
        "early_help": 9,
    }
    refused = client.post(url, body).content.decode()
    assert "Early help: there are 2 files to draw from." in refused
    assert 'value="12"' in refused
    assert client.post(url, body | {"early_help": 1}).status_code == 302
    page = client.get(url).content.decode()
    assert "Drawn again now, the seed gives the same files." in page

"""Pages of quality checks: what the checker sees and for how long, what nobody else sees, and the figures."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from audits.models import Evidence, EvidenceUse
from concerns.actions.entering import add_entry
from concerns.actions.recording import NamedChild
from concerns.models import Checklist, Exclusion, QualityAnswer, QualityCheck
from concerns.reports.quality_check import check_page, parts_of
from safeguarding.access.holdings import open_wall
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories import quality
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(db):
    return factories.school(trust=factories.trust())


@pytest.fixture
def officer(school):
    return factories.member(school.trust, Role.OFFICER)


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


def a_concern(school, lead, *, first="Rosalind", last="Whitlam", by=None, **fields):
    child = factories.pupil(school=school, first_name=first, last_name=last)
    words = {"seen_heard": f"{first} {last} said that {first} was cold.", "own_words": f"I am {first}."}
    made = factories.concern(school=school, children=(NamedChild("harmed", child),), **words)
    return factories.triaged(made, by=lead, **fields)


def at(name, check, *more):
    return reverse(f"concerns:{name}", args=[check.school.slug, check.public_id, *more])


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


# Who sees what, and for how long


def test_the_checker_reads_what_was_drawn_with_every_child_masked(client, school, officer, lead):
    concern = a_concern(school, lead)
    factories.pupil(school=school, first_name="Marguerite", last_name="Ashdown")
    note = "Rosalind sat with Marguerite Ashdown."
    add_entry("note", by=lead, concern=concern, text=note)
    check = quality.quality_check(school, by=officer)
    item = check.items.get()
    client.force_login(officer)
    shown = page(client, at("quality_record", check, item.public_id))
    assert "said that the child (Year 4) was cold" in shown
    for name in ("Rosalind", "Whitlam", "Marguerite", "Ashdown"):
        assert name not in shown
    reopen_wall()
    assert concern.seen_heard == "Rosalind Whitlam said that Rosalind was cold."


def test_opening_a_record_is_written_in_the_log_of_the_file(client, school, officer, lead):
    concern = a_concern(school, lead)
    check = quality.quality_check(school, by=officer)
    client.force_login(officer)
    page(client, at("quality_record", check, check.items.get().public_id))
    reopen_wall()
    pupil = concern.links.get().pupil
    kept = Event.objects.get(subject=pupil.public_id, actor_id=officer.pk)
    assert (kept.verb, kept.detail) == ("opened for a quality check", {"check": check.public_id})
    assert Event.objects.filter(
        subject=concern.public_id, verb="concern opened", actor_id=officer.pk
    ).exists()
    client.force_login(lead)
    looks = page(client, reverse("concerns:child_looks", args=[school.slug, pupil.public_id]))
    assert "Opened for a quality check" in looks


def test_the_officer_sees_nothing_outside_the_sample_and_nothing_once_the_check_is_closed(
    client, school, officer, lead
):
    for number in range(3):
        a_concern(school, lead, last=f"Whitlam{number}")
    check = quality.quality_check(school, by=officer, wanted=1)
    other = quality.quality_check(school, by=lead, wanted=3, checklist_=check.checklist)
    mine = check.items.get()
    theirs = next(item for item in other.items.all() if item.concern_id != mine.concern_id)
    concern = reverse("concerns:concern", args=[school.slug, mine.concern.public_id])
    client.force_login(officer)
    page(client, at("quality_record", check, mine.public_id))
    for row, item in ((check, theirs), (other, theirs), (other, mine)):
        assert client.get(at("quality_record", row, item.public_id)).status_code == 404
    assert client.get(concern).status_code == 403
    reopen_wall()
    quality.finished(check)
    for name, more in (("quality_record", [mine.public_id]), ("quality_finding", []), ("quality_finish", [])):
        assert client.get(at(name, check, *more)).status_code == 404
    shown = page(client, at("quality_check", check))
    assert "Well kept. finding" in shown
    assert "Whitlam" not in shown


def test_the_checker_alone_reads_an_open_check(client, school, officer, lead):
    a_concern(school, lead)
    check = quality.quality_check(school, by=officer)
    quality.answered(check.items.get(), "no")
    rival = factories.member(school.trust, Role.OFFICER)
    for person in (rival, lead):
        client.force_login(person)
        assert client.get(at("quality_record", check, check.items.get().public_id)).status_code == 404
        shown = page(client, at("quality_check", check))
        assert "is checking" in shown
        assert check.items.get().reference not in shown
        reopen_wall()


def test_who_is_shut_out_later_finds_the_record_gone_and_uncounted(client, school, officer, lead):
    first, second = a_concern(school, lead), a_concern(school, lead, last="Another")
    check = quality.quality_check(school, by=officer)
    item = check.items.get(concern=first)
    colleague = factories.member(school, Role.DEPUTY)
    for person in (officer, colleague):
        Exclusion.objects.create(school=school, person=person, concern=first, reason="Relative", by=lead)
    client.force_login(officer)
    assert client.get(at("quality_record", check, item.public_id)).status_code == 404
    shown = page(client, at("quality_check", check))
    assert first.reference not in shown
    assert second.reference in shown
    reopen_wall()
    quality.answered(check.items.get(concern=second), "yes", "yes")
    client.post(at("quality_finish", check), {"text": "Done.", "version": check.version})
    reopen_wall()
    check.refresh_from_db()
    assert check.is_finished
    open_wall(colleague)
    assert check_page(check, reader=colleague).drawn == 1
    open_wall(lead)
    assert check_page(check, reader=lead).drawn == 2


# Blind categories


def test_before_the_category_is_chosen_there_is_the_report_alone(client, school, officer, lead):
    kind, other = factories.subcategory(), factories.subcategory()
    concern = a_concern(school, lead, subcategory_=kind, level="child_in_need")
    add_entry("note", by=lead, concern=concern, text="The aunt was rung.")
    check = quality.quality_check(school, by=officer, blind=True)
    item = check.items.get()
    client.force_login(officer)
    url = at("quality_record", check, item.public_id)
    shown = page(client, url)
    assert "was cold" in shown
    for told in (kind.title, "The aunt was rung", "Child in need", "Is it clear?"):
        assert told not in shown
    field = re.search(r'name="(category-[^"]+)"', shown)[1]
    assert client.post(url, {field: other.category.key}).status_code == 302
    shown = page(client, url)
    for told in (kind.title, "The aunt was rung", "Child in need", "Is it clear?"):
        assert told in shown
    reopen_wall()
    assert item.codes.get().category == other.category


# The work in the browser, from the draw to the audit


def test_a_sample_is_drawn_checked_answered_and_used_as_evidence(client, school, officer, lead):
    factories.edition("another", items=2)
    for number in range(2):
        a_concern(school, lead, last=f"Whitlam{number}")
    checklist = quality.checklist()
    client.force_login(officer)
    draw = {
        "request_key": str(uuid.uuid4()), "schools": [school.slug], "checklist": checklist.public_id,
        "period_from": "1/9/2020", "period_to": f"{timezone.localdate():%d/%m/%Y}", "grouping": "none", "wanted": "2",
    }  # fmt: skip
    url = reverse("trust_quality:draw", args=[school.trust.slug])
    assert client.post(url, draw).status_code == client.post(url, draw).status_code == 302
    reopen_wall()
    check = QualityCheck.objects.get()
    for item in check.items.all():
        body = {"seen": 0, "answer-first": "partly", "note-first": "No time.", "answer-second": "yes"}
        assert client.post(at("quality_record", check, item.public_id), body).status_code == 302
        reopen_wall()
    assert QualityAnswer.objects.filter(proposed="partly").count() == 2
    found = {
        "request_key": str(uuid.uuid4()),
        "what": "Times are missing.",
        "weight": "mend",
        "item": "",
        "question": "first",
    }
    client.post(at("quality_finding", check), found)
    reopen_wall()
    check.refresh_from_db()
    client.post(at("quality_finish", check), {"text": "Good work. Add times.", "version": check.version})
    client.force_login(lead)
    shown = page(client, at("quality_check", check))
    assert "Times are missing." in shown
    assert "Add times" in shown
    finding = check.findings.get()
    action = {
        "request_key": str(uuid.uuid4()),
        "what": "Ask for times",
        "owner": lead.public_id,
        "due_on": "1/12/2099",
    }
    assert client.post(at("quality_action", check, finding.public_id), action).status_code == 302
    reopen_wall()
    acted = page(client, reverse("concerns:action", args=[school.slug, finding.actions.get().public_id]))
    assert "After a quality check of records." in acted
    reopen_wall()
    audit = factories.audit(school=school, lead=lead)
    evidence = reverse("check_evidence", args=[school.slug, check.public_id])
    assert "0 yes" not in page(client, evidence)
    client.post(evidence, {"request_key": str(uuid.uuid4()), "rows": ["item-1"]})
    reopen_wall()
    piece = Evidence.objects.get()
    assert EvidenceUse.objects.get().response == audit.responses.get(item__key="item-1", case=None)
    assert "2 records drawn" in piece.note
    assert at("quality_check", check) in piece.note
    assert "Whitlam" not in piece.note


def test_a_second_window_is_told_and_keeps_its_words(client, school, officer, lead):
    a_concern(school, lead)
    check = quality.quality_check(school, by=officer)
    item = check.items.get()
    quality.answered(item, "yes")
    client.force_login(officer)
    body = {"seen": 0, "answer-first": "no", "note-first": "I see it otherwise."}
    answer = client.post(at("quality_record", check, item.public_id), body)
    shown = answer.content.decode()
    assert "another window" in shown
    assert "I see it otherwise." in shown
    assert 'name="seen" value="1"' in shown


# Checklists


def test_a_faulty_checklist_is_told_line_by_line_and_nothing_is_written(client, school, officer):
    client.force_login(officer)
    url = reverse("trust_quality:checklists", args=[school.trust.slug])
    wrong = b"format: 1\nlist: {key: own, title: Own}\nquestions:\n- {key: a, text: ''}\n- {key: a, text: Good?}\n"
    shown = client.post(url, {"file": SimpleUploadedFile("own.yaml", wrong)}).content.decode()
    assert "Put right 2 things" in shown
    assert re.findall(r'role="rowheader">(\d+)</th>', shown) == ["4", "5"]
    assert not Checklist.objects.exists()
    right = wrong.replace(b"''", b"Clear?").replace(b"key: a, text: Good", b"key: b, text: Good")
    assert client.post(url, {"file": SimpleUploadedFile("own.yaml", right)}).status_code == 302
    assert Checklist.objects.get().trust == school.trust


def test_another_trusts_checklist_is_not_there(client, school, officer):
    other = quality.checklist(trust=factories.trust(), key="theirs")
    client.force_login(officer)
    url = reverse("trust_quality:checklist", args=[school.trust.slug, other.public_id])
    assert client.get(url).status_code == 404


# Figures


def results(school, officer, lead, answers, **fields):
    for number in range(len(answers)):
        a_concern(school, lead, last=f"Whitlam{number}")
    check = quality.quality_check(school, by=officer, wanted=len(answers), **fields)
    for item, answer in zip(check.items.all(), answers, strict=True):
        quality.answered(item, answer, "yes")
    return quality.finished_as_it_is(check)


def test_results_are_counted_by_hand_and_masked_for_the_officer(client, school, officer, lead):
    answers = ["yes"] * 6 + ["partly"] + ["no"] * 2
    results(school, officer, lead, answers)
    csv = reverse("concerns:quality_results_csv", args=[school.slug])
    client.force_login(lead)
    told = client.get(csv).content.decode("utf-8-sig").splitlines()
    today = timezone.localdate().isoformat()
    assert told[1] == f'"{school.name}","{today}","Is it clear?","9","6","1","2","0"'
    assert told[2] == f'"{school.name}","{today}","Is it done?","9","9","0","0","0"'
    client.force_login(officer)
    trust_csv = reverse("trust_quality:results_csv", args=[school.trust.slug])
    told = client.get(trust_csv).content.decode("utf-8-sig").splitlines()
    assert told[1] == f'"{school.name}","{today}","Is it clear?","9","6","1 to 5","1 to 5","0"'
    assert told[2] == f'"{school.name}","{today}","Is it done?","9","9","0","0","0"'
    shown = page(client, reverse("trust_quality:results", args=[school.trust.slug]))
    assert "6 yes, 1 to 5 partly, 1 to 5 no" in shown
    book = load_workbook(io.BytesIO(client.get(csv.replace(".csv", ".xlsx")).content))
    assert [cell.value for cell in book["Answers"][2]][3:] == [9, 6, "1 to 5", "1 to 5", 0]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([9, 0, 0, 0], ["9", "0", "0", "0"]),
        ([6, 1, 2, 0], ["6", "1 to 5", "1 to 5", "0"]),
        ([8, 1, 0, 0], ["Hidden", "1 to 5", "0", "0"]),  # else the whole would give the one away
        ([3, 1, 0, 0], ["1 to 5", "1 to 5", "0", "0"]),
        ([1, 0, 0, 0], ["Hidden", "Hidden", "0", "0"]),
    ],
)
def test_the_whole_is_known_and_gives_no_small_count_away(counts, shown):
    assert [str(each) for each in parts_of(counts, True)] == shown
    assert [str(each) for each in parts_of(counts, False)] == [str(count) for count in counts]


def test_agreement_of_a_check_is_counted_by_hand(client, school, officer, lead):
    """Four records, the school's a, a, b, b and the checker's a, a, b, a: 3 of 4, by chance (3*2 + 1*2) / 16."""
    one, two = factories.subcategory(), factories.subcategory()
    for kind, last in ((one, "A"), (one, "B"), (two, "C"), (two, "D")):
        a_concern(school, lead, last=last, subcategory_=kind)
    check = quality.quality_check(school, by=officer, blind=True)
    turned = False
    for item in check.items.all():
        own = item.concern.links.get().subcategory.category
        key = one.category.key if own == two.category and not turned else own.key
        turned |= own == two.category
        quality.coded(item, key)
        quality.answered(item, "yes", "yes")
    quality.finished_as_it_is(check)
    open_wall(lead)
    coding = check_page(check, reader=lead).coding
    assert (coding.pairs, str(coding.agreed)) == (4, "3")
    assert coding.words.startswith("Kappa 0.50:")
    open_wall(officer)
    coding = check_page(check, reader=officer).coding
    assert str(coding.agreed) == "1 to 5"
    assert "Kappa 0" not in coding.words


def test_three_checks_cost_no_more_queries_than_one(client, school, officer, lead):
    results(school, officer, lead, ["yes", "no"])
    client.force_login(officer)
    urls = [reverse(f"trust_quality:{name}", args=[school.trust.slug]) for name in ("quality", "results")]
    page(client, urls[0])  # the first page of a session asks more
    before = [_queries(client, url) for url in urls]
    for _ in range(2):
        reopen_wall()
        check = quality.quality_check(school, by=officer, checklist_=Checklist.objects.get())
        quality.finished(check)
    assert [_queries(client, url) for url in urls] == before


def _queries(client, url) -> int:
    with CaptureQueriesContext(connection) as kept:
        page(client, url)
    return len(kept)

"""A safeguarding lead does the whole audit in a real browser: with scripts, without, and on a narrow phone."""

import csv
import io
import re
from datetime import date

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from audits.actions.answering import save_answer
from audits.clock import Clock
from audits.models import Audit, ResponseRevision
from audits.rating import Rating
from safeguarding.forms.dates import write_date
from tests.browser.accessibility import fits
from tests.browser.journeys import (
    SAVED,
    address,
    answer_rest,
    begin_audit,
    gather_crew,
    item_address,
    rate,
    saving,
    sign_in,
    words,
    write,
)
from tests.factories import files
from tests.factories.places import reopen_wall

MINE = "Mine: 41 of 41 staff signed on 2 September."
THEIRS = "Theirs: the list of signatures is in the office."


@pytest.fixture
def crew(live, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return gather_crew()


def test_lead_does_the_whole_audit(crew, live, page, allowed_errors):
    audit = _start_through_the_form(page, crew)
    _answer_with_autosave(page)
    _amber_opens_the_action(page, audit)
    _one_file_serves_two_items(page)
    _green_that_hides_a_no(page, audit)
    _check_lists_what_is_missing(page, audit)
    _answer_some_in_each_section(page, crew, audit)
    _check_two_cases(page, crew, audit)
    _submit(page, audit)
    _download_report(page, audit)
    _download_plan(page, audit)
    _governor_reads(page, live, crew, audit)
    allowed_errors.append("404")
    live.sign_in(page, crew.stranger)
    for name in ("summary", "audit", "report"):
        assert page.request.get(address(name, audit)).status == 404


def _start_through_the_form(page, crew) -> Audit:
    page.goto("/")
    sign_in(page, crew.lead)
    page.get_by_role("link", name="Start this year’s audit").click()
    page.get_by_label("KCSIE 2023, Part One").check()
    page.get_by_label("Who takes part").fill("All staff, the school council")
    page.get_by_role("button", name="Start the audit").click()
    assert page.locator(".gt-progress").inner_text().startswith("0 of 56 items answered.")
    reopen_wall()
    return Audit.objects.select_related("school", "edition").get()


def _answer_with_autosave(page):
    page.get_by_role("link", name="Start with 1 - 3").click()
    with saving(page, evidence="Six teams were asked in May."):  # as one types, without leaving the box
        words(page).press_sequentially("Six teams were asked in May.")
    with saving(page, rating="green"):
        rate(page, "Green")
    page.reload()
    expect(words(page)).to_have_value("Six teams were asked in May.")
    assert page.get_by_role("radio", name="Green").is_checked()
    expect(page.locator("#saved")).to_contain_text("by Ruth Adeyemi")
    page.get_by_role("button", name=re.compile("Save and go to")).click()
    expect(page.get_by_text(re.compile("^1 - 3 saved"))).to_be_visible()


def _amber_opens_the_action(page, audit):
    clock = write_date(_a_month_after(audit.audit_date))
    page.goto(item_address(audit, "code-of-conduct"))
    panel = page.locator(".gt-when-action")
    expect(panel).to_be_hidden()
    with saving(page, rating="amber"):
        rate(page, "Amber")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text(clock)
    expect(page.get_by_label("By when")).to_have_value(clock)
    with saving(page, action_what="Put the outside routes on a card."):
        page.get_by_label("Action").fill("Put the outside routes on a card.")
        page.get_by_label("Action").blur()
    page.get_by_label("By when").fill("")  # left empty, the clock's date stands
    page.get_by_label("Who", exact=True).select_option("Tom Brannigan")
    write(page, "38 of 41 staff signed.")
    page.reload()
    expect(page.get_by_label("Action")).to_have_value("Put the outside routes on a card.")
    expect(page.get_by_label("By when")).to_have_value(clock)
    action = audit.actions.get()
    assert (action.owner.name, write_date(action.due_on)) == ("Tom Brannigan", clock)


def _a_month_after(day: date) -> date:
    return Clock(months=1).due(audit_date=day, rated_on=day)


def _one_file_serves_two_items(page):
    page.get_by_role("link", name="Add a file or link").click()
    page.get_by_label("Title").fill("Staff code of conduct")
    upload = {"name": "Code.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    page.get_by_label("File", exact=True).set_input_files(upload)
    page.get_by_label("Date it stands for").fill("4/9/2025")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".gt-files").get_by_text("Staff code of conduct")).to_be_visible()
    page.get_by_role("link", name="Answer 13 D").click()
    page.get_by_role("link", name="Use one you already have").click()
    page.get_by_role("button", name=re.compile("^Use")).first.click()
    expect(page.locator(".gt-files").get_by_text("Staff code of conduct")).to_be_visible()


def _green_that_hides_a_no(page, audit):
    page.goto(item_address(audit, "child-protection-policy"))
    advice = page.get_by_text("You rated this Green, but one part says No.")
    part = page.locator(".gt-part").first
    part.get_by_label("No", exact=True).check()
    write(page, "The policy was agreed on 4 September.")
    expect(advice).to_be_hidden()
    rate(page, "Green")
    advice.wait_for()
    page.reload()
    expect(advice).to_be_visible()


def _check_lists_what_is_missing(page, audit):
    page.goto(address("audit", audit))
    page.locator(".gt-gate").get_by_role("link", name="items to answer").click()
    expect(page.get_by_role("heading", name=re.compile(r"^5\d items to answer$"))).to_be_visible()
    expect(page.get_by_role("heading", name="1 green item hides a “no”")).to_be_visible()
    expect(page.get_by_role("link", name="Submit the audit")).to_be_hidden()
    page.get_by_role("link", name="Part One at induction").click()
    expect(page.get_by_role("heading", name="13 F Part One at induction")).to_be_visible()
    page.goto(address("submit", audit))
    expect(page.get_by_role("heading", name="Check before you submit")).to_be_visible()


def _answer_some_in_each_section(page, crew, audit):
    reopen_wall()
    ratings = dict(audit.responses.filter(case=None).values_list("item_id", "rating"))
    for section in crew.outline.main_sections:
        item = next((item for item in section.rated if ratings[item.pk] == Rating.UNANSWERED), None)
        if item is None:
            continue
        page.goto(item_address(audit, item.key))
        words(page).fill(f"{item.ref}: asked of six people in May; five knew.")
        rate(page, "Green")
        page.get_by_role("button", name=re.compile("^Save and")).first.click()
        expect(page.get_by_text(re.compile(rf"^{re.escape(item.ref)} saved \d\d:\d\d\.$"))).to_be_visible()
    answer_rest(audit, by=crew.lead)


def _check_two_cases(page, crew, audit):
    page.goto(address("audit", audit))
    page.get_by_role("link", name=re.compile("^Sampled files")).click()
    for kind in ("Child protection", "Early help"):
        page.get_by_role("link", name="Add a case").click()
        page.get_by_label("Label").fill("Jane Smith")
        page.get_by_label(kind).check()
        page.get_by_role("button", name="Add the case").click()
        expect(page).to_have_title(re.compile("^Error: "))
        page.get_by_label("Label").fill(f"Purple folder, {kind.lower()}")
        page.get_by_role("button", name="Add the case").click()
        expect(page.locator(".gt-item")).to_have_count(18)
        page.get_by_role("link", name="Answer C1", exact=True).click()
        words(page).fill("One file, kept apart.")
        rate(page, "Green")
        page.get_by_role("button", name="Save and go to C2").click()
        expect(page.get_by_text(re.compile("^C1 saved"))).to_be_visible()
        page.get_by_role("link", name="Case-record check").click()
    reopen_wall()
    for row in audit.responses.exclude(case=None).filter(rating=Rating.UNANSWERED):
        save_answer(row, {"rating": "green", "evidence": "Clear."}, seen_version=row.version, by=crew.lead)
    page.reload()
    expect(page.get_by_text("18 of 18")).to_have_count(2)


def _submit(page, audit):
    page.goto(address("audit", audit))
    page.locator(".gt-gate").get_by_role("link", name="Submit the audit").click()
    page.get_by_role("button", name="Submit the audit").click()
    expect(page.get_by_text("The audit was submitted. Governors can read it now.")).to_be_visible()
    page.goto(item_address(audit, "code-of-conduct"))
    expect(page.get_by_text("Its answers can no longer be changed")).to_be_visible()
    expect(page.locator("textarea")).to_have_count(0)
    expect(page.get_by_text("38 of 41 staff signed.")).to_be_visible()


def _download_report(page, audit):
    page.goto(address("audit", audit))
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(r"report \(PDF\)")).click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    read = "\n".join(leaf.extract_text() for leaf in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "38 of 41 staff signed." in " ".join(read.split())


def _download_plan(page, audit):
    page.goto(address("plan", audit))
    found = {}
    for kind in ("CSV", "XLSX"):
        with page.expect_download() as download:
            page.locator(f"a[href$='plan.{kind.lower()}']").click()
        found[kind] = download.value.path().read_bytes()
    rows = list(csv.reader(io.StringIO(found["CSV"].decode("utf-8-sig"))))
    book = openpyxl.load_workbook(io.BytesIO(found["XLSX"]))
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("Put the outside routes on a card." in cell for row in rows for cell in row)
    assert "Put the outside routes on a card." in cells


def _governor_reads(page, live, crew, audit):
    live.sign_in(page, crew.governor)
    page.goto("/")
    page.get_by_role("link", name=audit.title).first.click()
    page.wait_for_url("**" + address("summary", audit))
    for name in ("summary", "answers", "plan"):
        page.goto(address(name, audit))
        assert "Purple folder" not in page.content()
        assert fits(page)
    pdf = pypdf.PdfReader(io.BytesIO(page.request.get(address("report", audit)).body()))
    assert not any("Purple folder" in leaf.extract_text() for leaf in pdf.pages)


def test_lead_does_it_without_scripts(crew, scriptless):
    page = scriptless
    audit = _start_through_the_form(page, crew)
    page.get_by_role("link", name="Start with 1 - 3").click()
    rate(page, "Green")
    page.get_by_role("button", name="Save and go to 4").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("link", name="Say what shows this before you choose Green")).to_be_visible()
    assert page.get_by_role("radio", name="Green").is_checked()
    words(page).fill("Six teams were asked in May.")
    page.get_by_role("button", name="Save and go to 4").click()
    expect(page.get_by_text(re.compile(r"^1 - 3 saved \d\d:\d\d\.$"))).to_be_visible()
    rate(page, "Amber")
    words(page).fill("Five of six knew.")
    page.get_by_label("Action").fill("Tell the sixth.")
    page.get_by_label("Who", exact=True).select_option("Ruth Adeyemi")
    page.get_by_role("button", name="Save and close").click()
    reopen_wall()
    assert audit.actions.get().due_on == _a_month_after(audit.audit_date)
    answer_rest(audit, by=crew.lead)
    page.goto(address("audit", audit))
    page.locator(".gt-gate").get_by_role("link", name="Submit the audit").click()
    page.get_by_role("button", name="Submit the audit").click()
    _download_report_without_words(page)


def _download_report_without_words(page):
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(r"report \(PDF\)")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF")


def test_lead_does_it_on_a_phone(crew, live, phone):
    live.sign_in(phone, crew.lead)
    audit = begin_audit(crew)
    phone.goto(item_address(audit, "code-of-conduct"))
    write(phone, "a" * 300 + " " + MINE)
    rate(phone, "Red")
    phone.get_by_label("Action").fill("Ask " + "b" * 200)
    phone.get_by_label("Who", exact=True).select_option("Tom Brannigan")
    phone.get_by_role("button", name=re.compile("^Save and go to")).click()
    phone.wait_for_url(lambda url: "code-of-conduct" not in url)  # it waits for the save that was under way
    answer_rest(audit, by=crew.lead, but=1)
    for name in ("audit", "check", "plan", "summary", "answers", "cases", "case_add", "share", "particulars"):
        phone.goto(address(name, audit))
        assert fits(phone), name
    phone.goto(address("history", audit, "code-of-conduct"))
    assert fits(phone)
    for item in crew.outline.rated[::9]:
        phone.goto(item_address(audit, item.key))
        assert fits(phone), item.key
    for name in ("audits:audits", "audits:start", "audits:actions", "audits:evidence_library"):
        phone.goto(reverse(name, args=[crew.school.slug]))
        assert fits(phone), name


def test_two_people_write_the_same_words_at_once(crew, live, page, phone):
    audit = begin_audit(crew)
    for screen, person in ((page, crew.lead), (phone, crew.deputy)):
        live.sign_in(screen, person)
        screen.goto(item_address(audit, "code-of-conduct"))
    write(phone, THEIRS)
    words(page).fill(MINE)
    page.get_by_role("link", name="Choose what to keep").click()
    expect(page.get_by_role("heading", name="Tom Brannigan saved this")).to_be_visible()
    expect(page.locator(".gt-clash").get_by_text(THEIRS)).to_be_visible()
    expect(page.locator(".gt-clash").get_by_text(MINE)).to_be_visible()
    box = page.get_by_label("What to keep")
    expect(box).to_have_value(MINE)
    box.fill(f"{MINE} {THEIRS}")
    page.get_by_role("button", name="Keep this").click()
    expect(words(page)).to_have_value(f"{MINE} {THEIRS}")
    page.goto(address("history", audit, "code-of-conduct"))
    expect(page.get_by_text("Set aside.")).to_be_visible()
    assert [page.get_by_text(text, exact=True).count() for text in (MINE, THEIRS)] == [1, 1]
    reopen_wall()
    assert ResponseRevision.objects.filter(set_aside=True).count() == 1


def test_words_survive_a_lost_session(crew, live, scriptless):
    page = scriptless
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "code-of-conduct"))
    words(page).fill(MINE)
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name=re.compile("^Save and go to")).click()
    sign_in(page, crew.lead)
    expect(page.get_by_text("What you had typed is here again, not yet saved")).to_be_visible()
    expect(words(page)).to_have_value(MINE)
    page.get_by_role("button", name="Save and close").click()
    reopen_wall()
    assert audit.responses.get(item__key="code-of-conduct").evidence == MINE


def test_words_survive_a_lost_session_with_scripts(crew, live, page, allowed_errors):
    allowed_errors += ["401", "Response Status Error Code 401"]
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "code-of-conduct"))
    page.context.clear_cookies(name="session")
    words(page).fill(MINE)
    page.locator("#saved").get_by_text("You were signed out.").wait_for()
    page.get_by_role("button", name=re.compile("^Save and go to")).click()
    sign_in(page, crew.lead)
    expect(words(page)).to_have_value(MINE)


def test_page_says_when_it_could_not_save_and_saves_later(crew, live, page, allowed_errors):
    allowed_errors += ["ERR_FAILED", "htmx:"]
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "code-of-conduct"))
    page.route("**/sections/**", lambda route: route.abort())
    words(page).fill(MINE)
    page.locator("#saved").get_by_text(
        re.compile(r"Not saved since \d\d:\d\d\. Keep this page open\.")
    ).wait_for()
    page.unroute("**/sections/**")
    page.locator("#saved").get_by_text(SAVED).wait_for()
    reopen_wall()
    assert audit.responses.get(item__key="code-of-conduct").evidence == MINE


def test_button_waits_for_a_slow_save_and_meets_no_words_of_its_own(crew, live, page):
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "code-of-conduct"))
    write(page, MINE)

    def slowly(route):
        if not route.request.headers.get("hx-request"):
            return route.continue_()
        answer = route.fetch()  # saved already, and the page does not know it yet
        page.wait_for_timeout(400)
        return route.fulfill(response=answer)

    page.route("**/sections/**", slowly)
    rate(page, "Red")
    rate(page, "Green")
    page.get_by_role("button", name=re.compile("^Save and go to")).click()
    page.get_by_text(re.compile(r"^13 C saved \d\d:\d\d\.$")).wait_for()
    reopen_wall()
    row = audit.responses.get(item__key="code-of-conduct")
    assert (row.rating, row.evidence) == ("green", MINE)
    assert not ResponseRevision.objects.filter(set_aside=True).exists()


def test_words_are_saved_when_the_page_is_left_in_mid_sentence(crew, live, page):
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "code-of-conduct"))
    words(page).fill(MINE)
    page.goto(address("audit", audit))
    reopen_wall()
    for _ in range(40):
        if audit.responses.get(item__key="code-of-conduct").evidence == MINE:
            return
        page.wait_for_timeout(50)
    raise AssertionError("The words were lost")


def test_back_after_signing_out_shows_no_words(crew, live, page):
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "code-of-conduct"))
    write(page, MINE)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in/**")
    page.go_back()
    page.wait_for_load_state()
    assert MINE not in page.content()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_item_is_answered_by_keyboard_alone(crew, live, page):
    audit = begin_audit(crew)
    live.sign_in(page, crew.lead)
    page.goto(item_address(audit, "part-one-at-induction").split("?")[0])
    _tab_to(page, "Answer 13 F")
    page.keyboard.press("Enter")
    page.wait_for_url("**item=part-one-at-induction**")
    _tab_to(page, "What shows this?")
    page.keyboard.type(MINE)
    _tab_to(page, "Red")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    _tab_to(page, "Save and go to")
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"^13 F saved \d\d:\d\d\.$")).wait_for()
    reopen_wall()
    row = audit.responses.get(item__key="part-one-at-induction")
    assert (row.rating, row.evidence) == ("green", MINE)
    assert timezone.localdate() == row.rated_on


NAME = """() => { const at = document.activeElement
  return ((at.labels && at.labels[0]) || at).textContent }"""


def _tab_to(page, name: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if " ".join(page.evaluate(NAME).split()).startswith(name):
            return
    raise AssertionError(f"The Tab key does not reach {name}")

"""A child's file in a real browser: the whole journey, narrow, without scripts, and axe."""

import re
import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from concerns.actions.entering import add_entry
from concerns.actions.excluding import shut_out
from concerns.actions.facts import add_fact
from concerns.actions.recording import NamedChild
from concerns.models import CourtOrder, Exclusion, KeyPerson, Professional, Shield, Status
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.journeys import ERROR, FIELD_IN_FOCUS
from tests.factories.places import reopen_wall

LONG = (
    "She came in alone at twenty to eight and had not eaten. She sat near the radiator until registration. "
    * 9
)


@pytest.fixture
def file(live):
    """Rosa's file with some of everything; its ``lead`` and the ids of its rows stand beside it."""
    school = factories.school(name="Thornbeck Primary School", reference="TB")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    deputy = factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    rosa = factories.pupil(school=school, first_name="Rosa", last_name="Whitlam", form="4 Willow")
    jude = factories.pupil(school=school, first_name="Jude", last_name="Whitlam", year_group=1, form="1 Ash")
    today = timezone.localdate()
    add = lambda model, **words: add_fact(model, rosa, by=lead, request_key=uuid.uuid4(), **words)  # noqa: E731
    add(
        KeyPerson,
        name="Dana Whitlam",
        relation="Mother",
        responsibility=True,
        lives_with=True,
        may_share="yes",
    )
    rosa.carl = add(KeyPerson, name="Carl Whitlam", relation="Father", lives_with=False, may_share="no")
    add(Professional, name="Asif Rahman", agency="Hollinshire children’s services", phone="01632 960 255")
    add(
        CourtOrder,
        title="Prohibited steps order",
        terms="Carl may not collect her.",
        ends_on=today + timedelta(200),
    )
    rosa.shield = add(Shield, kind="address", hidden_from="Carl Whitlam", text="14 Elm Road, Hollin")
    rosa.status = add(Status, kind="child_in_need", starts_on=today - timedelta(60), worker="Asif Rahman")
    add(Status, kind="early_help", starts_on=today - timedelta(300), ends_on=today - timedelta(61))
    for n, said in enumerate((LONG, "Rosa and Jude were alone at 14 Elm Road for about an hour.")):
        children = (NamedChild("harmed", rosa), NamedChild("witness", jude))
        happened = today - timedelta(40 - n)
        concern = factories.triaged(
            children=children, by=lead, seen_heard=said, own_words="I do the tea.", happened_on=happened
        )
    add_entry(
        "contact", by=lead, pupil=rosa, contact_kind="meeting", contact_with="the nurse", text="Club place."
    )
    add_entry(
        "significant", by=lead, pupil=rosa, text="Police notice received.", happened_on=today - timedelta(90)
    )
    for n in range(25):
        add_entry(
            "note", by=lead, pupil=rosa, text=f"Note {n}.", happened_on=date(2024, 10, 1) + timedelta(n)
        )
    shut_out(deputy, reason="Her neighbour.", by=lead, request_key=uuid.uuid4(), pupil=jude)
    shut_out(deputy, reason="Her neighbour.", by=lead, request_key=uuid.uuid4(), concern=concern)
    rosa.lead, rosa.deputy, rosa.concern, rosa.out = (
        lead,
        deputy,
        concern,
        Exclusion.objects.filter(pupil=jude).get(),
    )
    rosa.jude = jude
    return rosa


def pages_of(file):
    """Address by name, of every page of the file."""
    slug = file.school.slug
    of = lambda name, *more, child=file: reverse(f"concerns:{name}", args=[slug, child.public_id, *more])  # noqa: E731
    entry = of("child_entry_add")
    return {
        "children": reverse("concerns:children", args=[slug]),
        "children-none": reverse("concerns:children", args=[slug]) + "?year=13",
        "file": of("child"),
        "file-filtered": of("child") + "?kind=significant&kind=contact&since=1/1/2025&until=nonsense",
        "file-page-2": of("child") + "?page=2",
        "file-none": of("child") + "?until=1/1/2001",
        "file-new": of("child", child=file.jude),
        "looks": of("child_looks"),
        "entry": entry,
        "entry-nothing": entry + "?kind=",
        **{
            f"entry-{kind}": f"{entry}?kind={kind}"
            for kind in ("note", "contact", "child_words", "significant")
        },
        "entry-about": f"{entry}?about={file.concern.public_id}",
        **{
            f"add-{k}": of("child_fact_add", k)
            for k in ("person", "professional", "order", "shield", "status")
        },
        "change": of("child_fact_change", "person", file.carl.public_id),
        "end": of("child_fact_end", "status", file.status.public_id),
        "marker": of("child_marker"),
        "shield": of("child_shield", file.shield.public_id),
        "shut-out": of("file_exclusions", child=file.jude),
        "shut-out-end": of("file_exclusion_end", file.out.public_id, child=file.jude),
        "concern-shut-out": reverse("concerns:concern_exclusions", args=[slug, file.concern.public_id]),
    }


def test_pages_are_accessible_and_fit_both_screens(file, live, page, both_widths):
    live.sign_in(page, file.lead)
    for address in pages_of(file).values():
        page.goto(address)
        both_widths(page)
        assert "Rosa" not in page.title()


def test_refused_forms_are_accessible_and_focus_on_what_is_wrong(file, live, page, axe):
    live.sign_in(page, file.lead)
    names = ["entry-contact", "entry-about", "add-person", "add-shield", "add-status", "shield", "shut-out"]
    for name in names:
        page.goto(pages_of(file)[name])
        page.locator("#main-content form .govuk-button").last.click()
        expect(page).to_have_title(ERROR)
        axe(page)
        page.locator(".govuk-error-summary__list a").first.click()
        expect(page.locator(FIELD_IN_FOCUS)).to_have_count(1)


@pytest.mark.parametrize("kind", ["page", "scriptless", "phone"])
def test_journey_from_the_list_to_a_print(kind, file, live, request):
    page = request.getfixturevalue(kind)
    live.sign_in(page, file.lead)
    page.goto(pages_of(file)["children"])
    page.get_by_label("Name").fill("roza whitlem")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Rosa Whitlam").click()
    expect(page.get_by_text("significant events lack")).to_be_visible()
    page.get_by_role("link", name="Add an entry").click()
    page.get_by_label("Call, e-mail, meeting or talk").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Meeting", exact=True).check()
    page.get_by_label("With whom").fill("Asif Rahman")
    page.get_by_label("When it happened").fill("2 March 2025")
    page.get_by_label("What was said").fill("The plan goes on.")
    page.get_by_role("button", name="Add to the file").click()
    expect(page.get_by_text("Entry added.")).to_be_visible()
    page.get_by_label("Calls, meetings and talks").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("days later").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download what is shown").click()
    assert "osa" not in download.value.suggested_filename
    page.get_by_role("link", name="Who has looked").click()
    expect(page.get_by_text("Printed the chronology")).to_be_visible()


def test_a_shield_opens_with_a_reason_without_scripts(file, live, scriptless):
    live.sign_in(scriptless, file.lead)
    scriptless.goto(pages_of(file)["file"])
    assert "Elm Road" not in scriptless.content()
    scriptless.get_by_role("link", name="Show and say why").click()
    scriptless.get_by_label("Why do you need to see it?").fill("The taxi needs it.")
    scriptless.get_by_role("button", name="Show it").click()
    expect(scriptless.get_by_text("14 Elm Road, Hollin")).to_be_visible()


def test_words_outlive_the_session(file, live, page):
    live.sign_in(page, file.lead)
    page.goto(pages_of(file)["entry-note"])
    page.get_by_role("textbox", name="Note").fill("A long note that took ten minutes.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Add to the file").click()
    expect(page).to_have_url(re.compile("sign-in"))


def test_a_person_who_is_shut_out_finds_nothing(file, live, page, allowed_errors):
    allowed_errors.append("404")
    live.sign_in(page, file.deputy)
    page.goto(pages_of(file)["children"])
    expect(page.get_by_text("Rosa Whitlam")).to_be_visible()
    assert "Jude" not in page.content()
    assert page.goto(pages_of(file)["file-new"]).status == 404
    page.goto(pages_of(file)["file"])
    assert "Jude" not in page.content()


def test_a_person_is_let_in_again_by_keyboard(file, live, page):
    live.sign_in(page, file.lead)
    page.goto(pages_of(file)["shut-out"])
    page.get_by_role("link", name="Let in again").press("Enter")
    page.get_by_label("Why may they read it again?").fill("They moved away.")
    page.get_by_role("button", name="Let this person in again").press("Enter")
    expect(page.get_by_text("Nobody is shut out.")).to_be_visible()
    reopen_wall()
    assert not Exclusion.objects.in_force().filter(pupil=file.jude).exists()

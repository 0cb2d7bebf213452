"""A lead's work on a concern in a real browser: the whole journey, with and without scripts, narrow, and axe."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from concerns.actions.entering import add_entry
from concerns.actions.moving import Sorted, claim_entry_error, confirm_entry_error
from concerns.actions.moving import triage as do_triage
from concerns.actions.planning import plan_action
from concerns.actions.recording import Mark, NamedChild
from concerns.models import Category, Subcategory
from safeguarding.access.roles import Role
from tests import factories
from tests.browser.journeys import ERROR
from tests.factories import files
from tests.factories.places import reopen_wall

REASON = "Second time alone in five weeks, and she is cooking for a younger child. No injury, and home acted at once."


@pytest.fixture
def world(live, settings, tmp_path):
    """A school with an urgent report, another one, and a concern that has some of everything."""
    settings.MEDIA_ROOT = tmp_path / "files"
    school = factories.school(name="Thornbeck Primary School", reference="TB")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    deputy = factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    teacher = factories.member(school, Role.STAFF, name="Sunita Rao")
    rosa = factories.pupil(school=school, first_name="Rosa", last_name="Whitlam", year_group=4)
    jude = factories.pupil(school=school, first_name="Jude", last_name="Whitlam", year_group=1, form="1A")
    kofi = factories.pupil(
        school=school, first_name="Kofi", last_name="Amponsah-Reed", year_group=6, form="6B"
    )
    kinds = categories()
    both = (NamedChild("harmed", pupil=rosa), NamedChild("harmed", pupil=jude))
    told = factories.concern(
        school=school, reporter=teacher, children=both, when_sure="about", happened_at="15:40", where="home",
        seen_heard="I walked past with my own children. Rosa was at the window and waved. I asked who was in.",
        own_words="Mum's at her other job. I do the tea on Mondays.", done_at_once="Waited with the children.",
        told_in_person=True, told_whom="Tom Brannigan", opinion="I think that this was not the first time.",
    )  # fmt: skip
    each = [
        Sorted(link, kinds[0], (kinds[1],), {"where": "home", "responsible": "family"})
        for link in told.links.all()
    ]
    do_triage(
        told,
        each,
        level="child_in_need",
        owner=lead,
        reason="Same pattern, same day.",
        by=lead,
        request_key=uuid.uuid4(),
    )
    add_entry("contact", by=deputy, concern=told, contact_kind="call", contact_with="Dana Whitlam, mother",
              text="She took Monday shifts in September and had no one to ask.\n\nShe agrees to the club.")  # fmt: skip
    add_entry("decision", by=lead, concern=told, route="statutory", reason=REASON, options="Early help.",
              advice="The head.", child_view="Wants her mum not to be in trouble.", family_told=True)  # fmt: skip
    add_entry("child_words", by=lead, concern=told, pupil=rosa, own_words="It's only Mondays.")
    add_entry("addendum", by=lead, concern=told, text="Jude was inside the porch. The rest stands.")
    note = add_entry("note", by=lead, concern=told, text="The nurse rang back.")
    add_entry("correction", by=lead, concern=told, corrects=note, text="It was the health visitor.")
    wrong = add_entry("note", by=lead, concern=told, text="Bruise on the left arm.")
    claim_entry_error(wrong, reason="Another child.", by=lead)
    confirm_entry_error(wrong, reason="", by=deputy)
    for days, owner, what in (
        (-2, deputy, "Ask home about three missed dental visits"),
        (0, lead, "Ring the club"),
        (1, lead, "Speak with Rosa"),
        (5, deputy, "Place at the Monday club"),
    ):
        due = timezone.localdate() + timedelta(days=days)
        plan_action(what=what, owner=owner, due_on=due, by=lead, concern=told, request_key=uuid.uuid4())
    marks = (
        Mark("back", "back-left-upper-arm", "Bruise", size="2 cm", colour="yellow", skin_broken=False),
        Mark("front", "front-right-forearm", "Graze", skin_broken=True, note="Shaped like a hand."),
    )
    new = factories.concern(
        school=school, reporter=teacher, urgent=True, injury=True, marks=marks, seen_heard="He held his arm.",
        children=(NamedChild("harmed", pupil=kofi), NamedChild("alleged", described="A tall boy in a red coat")),
    )  # fmt: skip
    factories.concern(school=school, reporter=teacher, seen_heard="She cried at lunch.")
    return {"school": school, "lead": lead, "deputy": deputy, "told": told, "new": new, "kinds": kinds}


def categories():
    """A short list that reads like the trust's."""
    since, made = factories.concerns.LONG_AGO, []
    neglect = Category.objects.create(
        key="neglect", order=1, title="Neglect", definition="A child’s basic needs are not met.", since=since
    )
    harm = Category.objects.create(
        key="child-on-child",
        order=2,
        title="Child-on-child abuse",
        definition="One child harms another.",
        since=since,
    )
    for order, (category, title, marks) in enumerate(
        [(neglect, "Supervision or left alone", "H"), (neglect, "Food", "H"), (harm, "Physical", "C")]
    ):
        made.append(
            Subcategory.objects.create(
                category=category, key=f"kind-{order}", order=order, title=title, definition="What it means.",
                guidance="What to think of.", marks=marks, since=since,
            )
        )  # fmt: skip
    return made


def url(world, name, concern="told", *more):
    return reverse(f"concerns:{name}", args=[world["school"].slug, world[concern].public_id, *more])


def pages_of(world):
    slug, told = world["school"].slug, world["told"]
    link, note = told.links.order_by("id").first(), told.entries.filter(kind="note").first()
    described = world["new"].links.get(pupil=None)
    return {
        "today": reverse("concerns:today", args=[slug]),
        "list": reverse("concerns:concerns", args=[slug]),
        "concern": url(world, "concern"),
        "new": url(world, "concern", "new"),
        "triage": url(world, "triage", "new"),
        "match": url(world, "child_match", "new", described.public_id),
        "category": url(world, "child_category", "told", link.public_id),
        "looked": url(world, "looked"),
        "add": url(world, "entry_add"),
        **{kind: url(world, "entry", "told", kind) for kind in ("decision", "action", "contact", "words", "feedback", "justification")},  # noqa: E501
        "correct": url(world, "entry_correct", "told", note.public_id),
        "level": url(world, "move", "told", "level"),
        "owner": url(world, "move", "told", "owner"),
        "error": url(world, "move", "told", "error"),
        "action-page": reverse("concerns:action", args=[slug, told.actions.order_by("id").first().public_id]),
        "home": "/",
    }  # fmt: skip


def test_pages_are_accessible_and_fit_both_screens(world, live, page, both_widths):
    live.sign_in(page, world["lead"])
    for address in pages_of(world).values():
        page.goto(address)
        both_widths(page)


@pytest.mark.parametrize(
    ("name", "button"),
    [("triage", "Save the triage"), ("decision", "Record the decision"), ("add", "Continue"), ("level", "Change the level")],  # noqa: E501
)  # fmt: skip
def test_refused_forms_say_where(world, live, page, axe, name, button):
    live.sign_in(page, world["lead"])
    page.goto(pages_of(world)[name])
    page.get_by_role("button", name=button).click()
    if name not in {"add", "level"}:
        expect(page).to_have_title(ERROR)
    axe(page)


@pytest.mark.parametrize("kind", ["page", "scriptless", "phone"])
def test_a_concern_goes_from_report_to_resolved(kind, world, live, request):
    page = request.getfixturevalue(kind)
    live.sign_in(page, world["lead"])
    page.goto(pages_of(world)["today"])
    page.get_by_role("link", name="Read and triage").click()
    page.get_by_role("link", name="Find this child").first.click()
    page.get_by_label("Name").fill("jud")
    page.get_by_role("button", name="Find").click()
    page.get_by_label("Jude Whitlam").check()
    page.get_by_role("button", name="This is the child").click()
    for box in page.get_by_label("What it is mainly about").all():
        box.select_option("kind-2")
    page.get_by_label("Child in need").check()
    page.get_by_label("Reason for the level").fill("He was hurt by another child.")
    page.get_by_role("button", name="Save the triage").click()
    for link, fill, button in JOURNEY:
        page.get_by_label("Before it can be resolved").get_by_role("link", name=link).click()
        fill(page)
        page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("button", name="Resolve it").click()
    expect(page.get_by_text("Concern resolved.")).to_be_visible()
    reopen_wall()
    world["new"].standing.refresh_from_db()
    assert world["new"].standing.state == "resolved"


def decide(page):
    page.get_by_label("Support in school").check()
    page.get_by_label("Reason", exact=True).fill(REASON)
    upload = {"name": "Plan.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    page.get_by_label("File, if there is one").set_input_files(upload)


def tell(page):
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What the reporter is told").fill("Thank you. We are on it.")


def justify(page):
    page.get_by_label("Why was this enough?").fill("They stay apart at break.")
    page.get_by_label("It was made or reviewed").check()


JOURNEY = [
    ("Record a decision with its reason", decide, "Record the decision"),
    ("Say what came of it", lambda page: page.get_by_label("What came of it?").fill("They talk again."), "Save the outcome"),  # noqa: E501
    ("Tell Sunita Rao", tell, "Save"),
    ("Say why this was enough", justify, "Save"),
]  # fmt: skip


def test_a_file_of_an_entry_is_downloaded(world, live, page):
    live.sign_in(page, world["lead"])
    page.goto(pages_of(world)["contact"])
    page.get_by_label("Meeting").check()
    page.get_by_label("With whom").fill("The nurse")
    page.get_by_label("What was said").fill("She comes on Monday.")
    page.get_by_label("All of them").check()
    upload = {"name": "Minutes.pdf", "mimeType": "application/pdf", "buffer": files.pdf()}
    page.get_by_label("File, if there is one").set_input_files(upload)
    page.get_by_role("button", name="Record it").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Minutes.pdf").click()
    assert download.value.suggested_filename == "Minutes.pdf"

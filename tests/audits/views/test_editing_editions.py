"""The officer's pages: editing, previewing and publishing an edition in the browser."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.edition_file.editing import fingerprint, item_named, order_of
from audits.edition_rows import content_of
from audits.models import Edition
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.editions import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return factories.school(trust=factories.trust())


@pytest.fixture
def officer(school, client):
    person = factories.member(school.trust, Role.OFFICER)
    client.force_login(person)
    return person


@pytest.fixture
def mine(school, officer):
    return draft(school.trust, by=officer, source=factories.edition("small"), corrects=True)


@pytest.fixture
def at(school, mine):
    return lambda name, *rest: reverse(f"trust:{name}", args=[school.trust.slug, mine.key, *rest])


def text(answer) -> str:
    return unescape(answer.content.decode())


def item_body(edition, key, **changed) -> dict:
    item = item_named(content_of(Edition.objects.get(pk=edition.pk)), key)
    body = {"version": fingerprint(item), "section": "main", "title": item["title"], "kind": item["kind"]}
    body |= {"ref": item.get("ref", ""), "number_checked": "on"}
    for prompt in item["prompts"]:
        body |= {f"kind-{prompt['key']}": prompt["kind"], f"text-{prompt['key']}": prompt["text"]}
    return {name: value for name, value in (body | changed).items() if value is not None}


def test_a_number_is_corrected_the_draft_published_and_then_closed(client, at, mine, school):
    page = text(client.get(at("edition_item", "item-1")))
    assert 'value="I1"' in page
    answer = client.post(
        at("edition_item", "item-1"), item_body(mine, "item-1", ref="14", number_checked=None)
    )
    assert answer.url.endswith("#item-item-1")
    page = text(client.get(at("edition")))
    assert "Number not checked" in page and "Every item has a number" in page
    preview = text(client.get(at("edition_preview", "main"), {"item": "item-1"}))
    assert "14" in preview and "(number not checked)" in preview and "disabled" in preview
    content = content_of(mine)
    assert client.post(at("edition_publish"), {"version": fingerprint(content)}).status_code == 302
    published = text(client.get(at("edition")))
    assert "Published, so it does not change." in published
    assert Edition.objects.get(pk=mine.pk).content_hash in published
    assert client.get(at("edition_item", "item-1")).url == at("edition"), "nothing is left to edit"
    lead = factories.member(school, Role.LEAD)
    client.force_login(lead)
    start = text(client.get(reverse("audits:start", args=[school.slug])))
    assert "Our draft" in start and "Edition small" not in start


def test_words_typed_over_a_colleagues_are_kept_and_both_are_shown(client, at, mine):
    late = item_body(mine, "item-1", title="My title")
    client.post(at("edition_item", "item-1"), item_body(mine, "item-1", title="Their title"))
    answer = client.post(at("edition_item", "item-1"), late)
    page = text(answer)
    assert answer.status_code == 200 and "A colleague changed this" in page
    assert 'value="My title"' in page and "Your colleague saved: Their title" in page
    again = late | {"version": fingerprint(item_named(content_of(mine), "item-1"))}
    assert client.post(at("edition_item", "item-1"), again).status_code == 302


def test_a_post_to_an_edition_that_was_published_keeps_the_words_and_says_why(client, at, mine):
    late = item_body(mine, "item-1", title="Too late")
    client.post(at("edition_publish"), {"version": fingerprint(content_of(mine))})
    answer = client.post(at("edition_item", "item-1"), late)
    assert "Correct it with a new draft" in text(answer) and 'value="Too late"' in text(answer)


def test_questions_are_added_moved_and_taken_out(client, at, mine):
    body = item_body(mine, "item-1") | {
        "text-b": "",
        "kind-d": "vignette",
        "text-d": "A boy of 8.",
        "answer-d": "",
    }
    assert "Enter the answer to the example" in text(client.post(at("edition_item", "item-1"), body))
    client.post(at("edition_item", "item-1"), body | {"answer-d": "Yes."})
    prompts = item_named(content_of(mine), "item-1")["prompts"]
    assert [(prompt["key"], prompt["kind"]) for prompt in prompts] == [
        ("a", "question"), ("c", "point"), ("d", "vignette"),
    ]  # fmt: skip
    body = item_body(mine, "item-1") | {"answer-d": "Yes.", "up": "d"}
    assert client.post(at("edition_item", "item-1"), body).url.endswith("#questions")
    assert [prompt["key"] for prompt in item_named(content_of(mine), "item-1")["prompts"]] == ["a", "d", "c"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"guidance": "Ring {nobody}."}, "has the placeholder {nobody}"),
        ({"title": "A {lado}"}, "has a brace"),
        ({"title": ""}, "Enter a title"),
        ({"ref": ""}, "Enter the number that was checked"),
        ({"ref": "I2"}, "has the number I2 already"),
        ({"text-a": "", "text-b": "", "text-c": ""}, "Enter at least one question"),
        ({"section": "nowhere"}, "Choose a section"),
    ],
)
def test_what_an_item_may_not_hold(client, at, mine, fields, sentence):
    before = content_of(mine)
    answer = client.post(at("edition_item", "item-1"), item_body(mine, "item-1", **fields))
    assert sentence in text(answer) and answer.status_code == 200
    assert content_of(Edition.objects.get(pk=mine.pk)) == before


def test_buttons_move_an_item(client, at, mine):
    version = fingerprint(order_of(content_of(mine)))
    client.post(at("edition_move"), {"down": "item:item-1", "version": version})
    assert order_of(content_of(mine))[0] == ["main", ["item-2", "item-1", "item-3"]]
    page = client.post(at("edition_move"), {"down": "item:item-1", "version": version}, follow=True)
    assert "A colleague changed this" in text(page)


def test_the_gate_leads_to_each_thing_that_is_missing(client, at, mine):
    client.post(at("edition_item", "item-2"), item_body(mine, "item-2", ref="", number_checked=None))
    client.post(at("section_add"), {"title": "Empty", "group": "What staff know", "request_key": "0" * 32})
    client.post(
        at("line", "small", "to-item-1"), {"version": line_seen(mine), "remove": "1", "relation": "same"}
    )
    page = text(client.get(at("edition")))
    for said in ("item has no number", "Empty has no items", "items without a line in the list of changes"):
        assert said in page
    assert at("crosswalk", "small") in page and "?show=numbers#items" in page
    assert client.get(at("edition_publish")).status_code == 302
    added = text(client.get(at("crosswalk", "small")))
    assert f"{at('line_add', 'small')}?before=item-1" in added


def line_seen(edition) -> str:
    return fingerprint(content_of(edition)["crosswalks"][-1]["lines"][0])


def test_editions_of_another_trust_are_not_there_and_shipped_ones_are_not_edited(
    client, school, officer, mine
):
    elsewhere = factories.school(name="Elsewhere", trust=factories.trust(name="Another Trust"))
    other = factories.member(elsewhere.trust, Role.OFFICER)
    client.force_login(other)
    slug = elsewhere.trust.slug
    assert client.get(reverse("trust:edition", args=[slug, mine.key])).status_code == 404
    assert client.get(reverse("trust:edition", args=[school.trust.slug, mine.key])).status_code == 404
    page = text(client.get(reverse("trust:editions", args=[slug])))
    assert "Our draft" not in page and "Edition small" in page
    url = reverse("trust:edition_item", args=[slug, "small", "item-1"])
    assert client.get(url).status_code == 302
    assert "came with the product" in text(
        client.post(url, item_body(mine.corrects, "item-1", title="Mine now"))
    )
    assert Edition.objects.get(key="small").items.get(key="item-1").title == "Title of item 1"


def test_a_lead_edits_no_edition(client, school, mine):
    client.force_login(factories.member(school, Role.LEAD))
    url = reverse("trust:edition_about", args=[school.trust.slug, mine.key])
    assert client.post(url, {"label": "x"}).status_code == 404
    assert not Event.objects.filter(verb="edition edited").exists()


def test_an_audit_that_is_under_way_stays_and_says_that_a_newer_edition_is_in_force(client, at, mine, school):
    audit = factories.audit(school=school, edition_=mine.corrects, audit_date=date(2026, 11, 4))
    client.post(at("edition_publish"), {"version": fingerprint(content_of(mine))})
    client.force_login(audit.lead_author)
    page = text(client.get(audit.get_absolute_url()))
    assert "A newer edition is in force: Our draft." in page.replace("</strong>", "")


def test_the_list_costs_the_same_with_one_and_with_three(client, school, officer, mine):
    url = reverse("trust:editions", args=[school.trust.slug])
    client.get(url)  # the first one reads what a process keeps
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
        for label in ("Two", "Three"):
            draft(school.trust, by=officer, source=mine.corrects, label=label)
    assert counts[0] == counts[1]

"""Editions of a trust: copied, changed, published. Each refusal writes nothing."""

import uuid

import pytest

from audits.actions.editions import (
    add_item,
    add_section,
    change_about,
    change_clocks,
    change_item,
    change_section,
    copy_edition,
    move_part,
    publish_for_trust,
    remove_item,
    remove_line,
    remove_section,
    save_line,
    what_is_missing,
)
from audits.edition_file.editing import DOWN, UP, fingerprint, item_named, line_named, order_of
from audits.edition_file.readiness import Gap
from audits.edition_rows import content_of
from audits.models import Edition
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.editions import draft, shipped

pytestmark = pytest.mark.django_db
NEW = {"kind": "rated", "title": "New one", "prompts": [{"key": "a", "kind": "question", "text": "Is it?"}]}


@pytest.fixture
def school():
    return factories.school(trust=factories.trust())


@pytest.fixture
def trust(school):
    return school.trust


@pytest.fixture
def officer(trust):
    return factories.member(trust, Role.OFFICER)


@pytest.fixture
def mine(trust, officer):
    """A draft that corrects a published edition, with a crosswalk in which every item is the same."""
    return draft(trust, by=officer, source=factories.edition("small"), corrects=True)


def said(edition) -> dict:
    return content_of(Edition.objects.get(pk=edition.pk))


def seen(edition, key) -> str:
    return fingerprint(item_named(said(edition), key))


def changed(edition, key, by, **fields):
    stands = item_named(said(edition), key)
    item = {name: value for name, value in (stands | fields).items() if name != "key"}
    change_item(edition, key, section_key="main", item=item, seen=fingerprint(stands), by=by)


def refused(match, edition, action):
    before, events = said(edition), Event.objects.count()
    with pytest.raises(Refused, match=match):
        action()
    assert said(edition) == before
    assert Event.objects.count() == events


# Copies


def test_a_copy_says_all_that_its_source_says_and_brings_its_crosswalk(trust, officer):
    source = shipped()[1]
    key = uuid.uuid4()
    made = [
        copy_edition(source, trust, label="Ours", corrects=False, by=officer, request_key=key)
        for _ in range(2)
    ]
    assert made[0] == made[1] and Edition.objects.filter(trust=trust).count() == 1
    ours, theirs = said(made[0]), content_of(source)
    assert ours["edition"].pop("label") == "Ours"
    assert ours["edition"].pop("key") == f"now-{key.hex[:12]}"
    for field in ("label", "key"):
        theirs["edition"].pop(field)
    assert ours == theirs
    assert Event.objects.filter(verb="edition copied").count() == 1


def test_a_copy_of_a_published_edition_is_the_same_for_sure(mine):
    crosswalk = said(mine)["crosswalks"][-1]
    assert crosswalk["from"] == "small" and mine.corrects.key == "small"
    assert {(line["relation"], line["status"]) for line in crosswalk["lines"]} == {("same", "verified")}
    assert what_is_missing(said(mine)) == ()


def test_what_may_not_be_copied(trust, officer, mine):
    other = draft(factories.trust(name="Another Trust"), by=officer, source=mine.corrects)
    for source, corrects, match in (
        (other, False, "belongs to another trust"),
        (shipped()[1], True, "A draft is not corrected"),
        (mine.corrects, True, "already"),
    ):
        before = Edition.objects.count()
        with pytest.raises(Refused, match=match):
            copy_edition(source, trust, label="x", corrects=corrects, by=officer, request_key=uuid.uuid4())
        assert Edition.objects.count() == before


# Changing a draft


def test_words_clocks_and_sections(mine, officer):
    head = said(mine)["edition"]
    about = {name: head[name] for name in (
        "label", "effective_from", "effective_to", "source_note", "licence_note", "introduction", "disclaimer",
    )}  # fmt: skip
    change_about(mine, fields=about | {"label": "Two"}, seen=fingerprint(about), by=officer)
    clock = {"clock": {"months": 2, "from": "audit_date"}, "clock_reason": "In two months."}
    change_clocks(mine, clocks={"amber": clock}, seen=fingerprint(head["ratings"]), by=officer)
    added = [add_section(mine, title="More", group="What staff know", by=officer, request_key=uuid.UUID(int=1))
             for _ in range(2)]  # fmt: skip
    content = said(mine)
    assert content["edition"]["label"] == "Two" and content["edition"]["ratings"][1].items() >= clock.items()
    assert added[0] == added[1]
    assert [(row["number"], row["title"]) for row in content["sections"]] == [
        (1, "Section main"), (2, "More"), (None, "Section case-record-check"),
    ]  # fmt: skip
    assert what_is_missing(content) == (Gap("More has no items", "section", added[0]),)
    words = fingerprint({"title": "More", "group": "What staff know"})
    change_section(mine, added[0], title="Much more", group="What staff know", seen=words, by=officer)
    move_part(mine, section=added[0], step=UP, seen=fingerprint(order_of(said(mine))), by=officer)
    assert [(row["number"], row["title"]) for row in said(mine)["sections"]][:2] == [
        (1, "Much more"), (2, "Section main"),
    ]  # fmt: skip
    refused("has items", mine, lambda: remove_section(mine, "main", by=officer))
    remove_section(mine, added[0], by=officer)
    assert what_is_missing(said(mine)) == ()


def test_items_are_added_moved_changed_and_removed(mine, officer):
    key, again = (
        add_item(mine, "main", item=NEW, by=officer, request_key=uuid.UUID(int=2)) for _ in range(2)
    )
    assert key == again
    assert key.startswith("item-")
    move_part(mine, item=key, step=UP, seen=fingerprint(order_of(said(mine))), by=officer)
    rows = [item["key"] for item in said(mine)["sections"][0]["items"]]
    assert rows == ["item-1", "item-2", key, "item-3"]
    gaps = what_is_missing(said(mine))
    assert [(gap.place, gap.count) for gap in gaps] == [("numbers", 1), ("crosswalk", 1)]
    changed(mine, key, officer, ref="7", number_status="unverified")
    line = {"before": [], "now": [key], "relation": "new", "status": "verified", "reason": "The law is new."}
    for _ in range(2):
        save_line(mine, "small", line=line, by=officer)
    assert what_is_missing(said(mine)) == ()
    remove_item(mine, key, seen=seen(mine, key), by=officer)
    assert what_is_missing(said(mine)) == () and item_named(said(mine), key) is None


def test_a_checked_line_no_longer_says_the_same_of_an_item_that_changed(mine, officer):
    changed(mine, "item-1", officer, ref="99")
    changed(mine, "item-2", officer, title="Other words")
    lines = [line_named(said(mine), "small", f"to-item-{n}") for n in (1, 2, 3)]
    assert [(line["relation"], line.get("reason")) for line in lines] == [
        ("moved", "Its number was changed."), ("reworded", "Its words were changed."), ("same", None),
    ]  # fmt: skip


def test_two_people_change_two_items_and_meet_on_one(mine, officer):
    first, second = seen(mine, "item-1"), seen(mine, "item-2")
    item = {**item_named(said(mine), "item-1"), "title": "First"}
    change_item(mine, "item-1", section_key="main", item=item, seen=first, by=officer)
    other = {**item_named(said(mine), "item-2"), "title": "Second"}
    change_item(mine, "item-2", section_key="main", item=other, seen=second, by=officer)
    refused(
        "A colleague changed this", mine,
        lambda: change_item(mine, "item-1", section_key="main", item=item, seen=first, by=officer),
    )  # fmt: skip
    stale = fingerprint([])
    refused("A colleague", mine, lambda: move_part(mine, item="item-1", step=DOWN, seen=stale, by=officer))
    refused("A colleague", mine, lambda: remove_item(mine, "item-1", seen=stale, by=officer))
    refused("A colleague", mine, lambda: change_clocks(mine, clocks={}, seen=stale, by=officer))
    refused("A colleague", mine, lambda: remove_line(mine, "small", "to-item-1", seen=stale, by=officer))
    refused("removed", mine, lambda: remove_line(mine, "small", "to-nothing", seen=stale, by=officer))


@pytest.mark.parametrize(
    ("line", "match"),
    [
        ({"before": ["item-1"], "now": ["item-2"], "relation": "split", "reason": "x"}, "Choose one of the earlier"),
        ({"before": ["item-1"], "now": [], "relation": "retired"}, "Say why"),
        ({"before": ["item-1"], "now": [], "relation": "retired", "reason": "Gone."}, "is on another line"),
    ],
)  # fmt: skip
def test_lines_that_are_refused(mine, officer, line, match):
    line = line | {"status": "unverified"}
    refused(match, mine, lambda: save_line(mine, "small", line=line, by=officer))


# What is not a draft of the trust


def test_a_shipped_edition_and_a_published_one_are_not_changed(mine, officer):
    theirs = shipped()[1]
    published = publish_for_trust(mine, seen=fingerprint(said(mine)), by=officer)
    for edition, match in ((theirs, "came with the product"), (published, "Correct it with a new draft")):
        stands = item_named(said(edition), "item-1")
        for action in (
            lambda e=edition, i=stands: change_item(
                e, "item-1", section_key="main", item=i, seen="x", by=officer
            ),
            lambda e=edition: change_about(e, fields={}, seen="x", by=officer),
            lambda e=edition: change_clocks(e, clocks={}, seen="x", by=officer),
            lambda e=edition: add_section(e, title="x", group="x", by=officer, request_key=uuid.uuid4()),
            lambda e=edition: add_item(e, "main", item=NEW, by=officer, request_key=uuid.uuid4()),
            lambda e=edition: remove_item(e, "item-1", seen="x", by=officer),
            lambda e=edition: remove_section(e, "main", by=officer),
            lambda e=edition: move_part(e, item="item-1", step=UP, seen="x", by=officer),
            lambda e=edition: remove_line(e, "small", "to-item-1", seen="x", by=officer),
            lambda e=edition: publish_for_trust(e, seen="x", by=officer),
        ):
            refused(match, edition, action)


# Publishing


def test_published_it_is_closed_with_its_hash_and_opens_to_the_schools_of_the_trust(mine, officer, school):
    alone = factories.school(name="Alone")
    assert not Edition.objects.open_to(school).filter(pk=mine.pk).exists()
    published = publish_for_trust(mine, seen=fingerprint(said(mine)), by=officer)
    assert published.state == "published" and len(published.content_hash) == 64
    assert list(Edition.objects.open_to(school)) == [published], "in place of what it corrects"
    assert list(Edition.objects.open_to(alone)) == [mine.corrects]


def test_publishing_is_refused_while_something_is_missing_or_changed(mine, officer):
    before = fingerprint(said(mine))
    changed(mine, "item-1", officer, title="Other")
    refused("A colleague", mine, lambda: publish_for_trust(mine, seen=before, by=officer))
    changed(mine, "item-1", officer, ref="")
    refused("not ready", mine, lambda: publish_for_trust(mine, seen=fingerprint(said(mine)), by=officer))
    refused("Title of item 2 has the number I2", mine, lambda: changed(mine, "item-1", officer, ref="I2"))

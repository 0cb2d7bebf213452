"""Importing an edition: what is written, what is left alone, what is refused, and what publishing closes."""

import pytest
from django.db import DatabaseError, connection, transaction

from audits.actions.importing import Change, Differs, import_edition, publish_edition
from audits.edition_file import content_hash, read_edition_file, write_edition_file
from audits.edition_rows import content_of
from audits.models import CrosswalkLine, Edition, Framework, Item, Prompt, RatingMeaning, Section
from safeguarding.database.acting import acting_as
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests.factories.edition_files import KCSIE, small

TABLES = (Framework, Edition, Section, Item, Prompt, RatingMeaning, CrosswalkLine)


def imported(*changes, publish=False):
    return import_edition(read_edition_file(small(*changes)), publish=publish)


def published_with_crosswalk() -> Edition:
    """The small edition, published after an earlier one and with a line from it."""
    earlier = imported(("key: small-2023", "key: small-2022"), publish=True).edition
    edition = imported().edition
    CrosswalkLine.objects.create(
        edition=edition, before=earlier, order=1, relation="same", before_keys=["one"], now_keys=["one"]
    )
    return publish_edition(edition)


def rows() -> dict:
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def test_a_new_edition_is_a_draft_that_says_what_the_file_says(db):
    file = read_edition_file(small())
    done = import_edition(file)
    assert (done.change, done.published, done.edition.state) == (Change.MADE, False, "draft")
    assert content_of(done.edition) == file.content
    assert list(Item.objects.values_list("key", "order", "section__key")) == [
        ("one", 1, "first"),
        ("two", 2, "first"),
        ("file", 3, "files"),
    ]
    assert RatingMeaning.objects.get(rating="amber").clock.months == 1
    assert RatingMeaning.objects.get(rating="not_applicable").clock is None
    assert Event.objects.filter(verb="edition imported", detail={"edition": "small-2023"}).count() == 1


def test_the_first_edition_takes_few_queries_and_comes_back_the_same(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        done = import_edition(read_edition_file(KCSIE.read_bytes()), publish=True)
    file = read_edition_file(write_edition_file(content_of(done.edition)).encode())
    assert file.content == read_edition_file(KCSIE.read_bytes()).content
    before = rows()
    with django_assert_max_num_queries(20):
        assert import_edition(file, publish=True).change is Change.NONE
    assert rows() == before


@pytest.mark.parametrize("publish", [False, True])
def test_the_same_file_twice_changes_nothing(db, publish):
    imported(publish=publish)
    before, events = rows(), Event.objects.count()
    assert imported(publish=publish).change is Change.NONE
    assert rows() == before
    assert Event.objects.count() == events


def test_a_draft_is_replaced(db):
    edition = imported().edition
    done = imported(("Item one", "Item 1"), ("ref: C1", "ref: C2"))
    assert (done.change, done.edition.pk) == (Change.REPLACED, edition.pk)
    assert Item.objects.filter(edition=edition).count() == 3
    assert Item.objects.get(key="one").title == "Item 1"


def test_publishing_keeps_the_time_and_the_hash_of_the_content(db):
    imported()
    done = imported(publish=True)
    edition = Edition.objects.get()
    assert (done.change, done.published, edition.state) == (Change.NONE, True, "published")
    assert edition.content_hash == content_hash(read_edition_file(small()).content)
    assert edition.published_at
    with pytest.raises(Refused, match="published already"):
        publish_edition(edition)


def test_a_published_edition_that_differs_is_refused_with_what_differs(db):
    imported(publish=True)
    before = rows()
    with pytest.raises(Differs, match="write a new edition with a new key") as caught:
        imported(("Item one", "Item 1"))
    assert [fault.key for fault in caught.value.where] == ["sections.first.items.one.title"]
    assert rows() == before


def test_a_withdrawn_edition_stays_withdrawn(db):
    imported(publish=True)
    Edition.objects.update(state="withdrawn")
    assert imported(publish=True).change is Change.NONE
    assert Edition.objects.get().state == "withdrawn"
    with pytest.raises(Differs):
        imported(("Item one", "Item 1"))


def test_a_framework_is_renamed_only_while_nothing_of_it_is_published(db):
    imported()
    imported(("title: Guidance", "title: Guide"))
    assert Framework.objects.get().title == "Guide"
    imported(("title: Guidance", "title: Guide"), publish=True)
    with pytest.raises(Differs, match="framework") as caught:
        imported(("key: small-2023", "key: small-2024"))
    assert [fault.key for fault in caught.value.where] == ["framework.title"]
    assert Edition.objects.count() == 1


FROZEN = [
    "UPDATE audits_item SET title = 'x' WHERE key = 'one'",
    "UPDATE audits_prompt SET text = 'x'",
    "UPDATE audits_section SET title = 'x'",
    "UPDATE audits_ratingmeaning SET meaning = 'x'",
    "UPDATE audits_edition SET introduction = 'x'",
    "UPDATE audits_edition SET state = 'draft', published_at = NULL",
    "UPDATE audits_edition SET state = 'withdrawn', label = 'x' WHERE state = 'published'",
    "UPDATE audits_item SET edition_id = (SELECT id FROM audits_edition WHERE state = 'draft')",
    "DELETE FROM audits_prompt",
    "DELETE FROM audits_item WHERE key = 'file'",
    "DELETE FROM audits_section",
    "DELETE FROM audits_ratingmeaning",
    "DELETE FROM audits_edition",
    "INSERT INTO audits_prompt (edition_id, item_id, \"order\", key, kind, text, answer) "
    "SELECT edition_id, id, 9, 'z', 'point', 'x', '' FROM audits_item WHERE key = 'one'",
    "INSERT INTO audits_item (edition_id, section_id, \"order\", key, ref, kind, title, guidance, "
    "evidence_help, see) "
    "SELECT edition_id, id, 9, 'z', 'z', 'rated', 'x', '', '', '[]' FROM audits_section WHERE key = 'first'",
    "INSERT INTO audits_section (edition_id, \"order\", key, number, ref, \"group\", title) "
    "SELECT id, 9, 'z', NULL, '', 'x', 'x' FROM audits_edition WHERE state = 'published'",
    "INSERT INTO audits_ratingmeaning (edition_id, rating, meaning, test, clock_starts, clock_reason) "
    "SELECT id, 'z', 'x', 'x', '', '' FROM audits_edition WHERE state = 'published'",
    "UPDATE audits_crosswalkline SET is_verified = true",
    "UPDATE audits_crosswalkline SET edition_id = (SELECT id FROM audits_edition WHERE key = 'draft-2023')",
    "DELETE FROM audits_crosswalkline",
    "INSERT INTO audits_crosswalkline (edition_id, before_id, \"order\", relation, before_keys, now_keys, reason, "
    "is_verified) SELECT edition_id, before_id, 9, 'new', '[]', '[\"x\"]', 'x', true FROM audits_crosswalkline",
]  # fmt: skip


def refuses(statement: str, match: str = "is published") -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", FROZEN)
def test_a_published_edition_is_closed_in_sql(db, statement):
    imported(("key: small-2023", "key: draft-2023"), ("Small, 2023", "Draft"))
    Item.objects.all().delete()
    published_with_crosswalk()
    refuses(statement)


def test_the_owner_of_the_tables_cannot_change_it_either(committed_db):
    imported(("key: small-2023", "key: draft-2023"), ("Small, 2023", "Draft"))
    Item.objects.all().delete()
    published_with_crosswalk()
    before = rows()
    with acting_as("default", "OWNER"):
        for statement in FROZEN:
            refuses(statement)
        for table in TABLES[1:]:
            refuses(f"TRUNCATE {table._meta.db_table} CASCADE", "TRUNCATE is refused")
    assert rows() == before


def test_a_draft_is_open_in_sql(db):
    imported()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audits_item SET title = 'x' WHERE key = 'one'")
    assert imported().change is Change.REPLACED

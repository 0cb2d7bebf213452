"""The words of concerns: what is found by them, what is not, and that only the database writes them."""

import pytest
from django.db import DatabaseError, connection, transaction

from concerns.actions.entering import add_entry
from concerns.actions.moving import claim_entry_error, confirm_entry_error
from concerns.actions.recording import Mark, NamedChild
from concerns.models import ConcernWords, Entry, Standing
from safeguarding.access.roles import Role
from safeguarding.access.wall import open_circles
from tests import factories

pytestmark = pytest.mark.django_db
Kind = Entry.Kind


def found(typed: str) -> set[int]:
    return set(ConcernWords.objects.looked_for(typed).values_list("concern", flat=True))


@pytest.fixture
def school():
    return factories.school()


@pytest.fixture
def lead(school):
    return factories.member(school, Role.LEAD)


@pytest.fixture
def concern(school):
    child = NamedChild(part="other", described="A boy in Year 3 with red hair")
    mark = Mark(view="front", place="front-left-knee", kind="Graze", note="from the scooter")
    return factories.concern(
        school=school, children=[child], injury=True, marks=(mark,), seen_heard="He limped at lunch."
    )


def closed():
    """Children's records behind the wall, as for a request whose person has no school."""
    open_circles("")


# What is found


@pytest.mark.parametrize(
    "typed", ["limping", "red hair", "scooter", "grazes", '"red hair"', "lunch -breakfast"]
)
def test_report_children_and_marks_are_found_by_their_words(concern, typed):
    factories.concern(school=concern.school)
    assert found(typed) == {concern.pk}


@pytest.mark.parametrize("typed", ["hair red blue", '"hair red"', "lunch -scooter", "the", "", "!!"])
def test_what_was_not_said_is_not_found(concern, typed):
    assert found(typed) == set()


FIELDS = {
    "text": Kind.NOTE,
    "reason": Kind.NOTE,
    "options": Kind.NOTE,
    "advice": Kind.NOTE,
    "child_view": Kind.NOTE,
    "family_view": Kind.NOTE,
    "impact": Kind.NOTE,
    "own_words": Kind.CHILD_WORDS,
    "contact_with": Kind.CONTACT,
}


@pytest.mark.parametrize(("name", "kind"), FIELDS.items())
def test_every_word_of_an_entry_is_found(concern, lead, name, kind):
    words = {"text": "Said.", "contact_kind": "call", "contact_with": "the clinic", "own_words": "No."}
    add_entry(kind, by=lead, concern=concern, **words | {name: "a marmalade cat"})
    assert found("marmalade") == {concern.pk}
    assert found("marmalade limping") == {concern.pk}, "words of the report and of an entry together"


def test_entries_of_a_file_belong_to_no_concern(concern, lead, school):
    add_entry(Kind.NOTE, by=lead, pupil=factories.pupil(school=school), text="A marmalade cat.")
    assert found("marmalade") == set()


def test_many_entries_at_once_are_found_each_with_its_own(school, lead):
    first, second = factories.concern(school=school), factories.concern(school=school)
    Entry.objects.bulk_create(
        Entry(
            school=school, concern=concern, kind=Kind.NOTE, by=lead, by_name=lead.name, text=text,
            happened_on="2026-11-10",
        )
        for concern, text in [(first, "apricot"), (second, "plum"), (first, "quince")]
    )  # fmt: skip
    assert (found("apricot quince"), found("plum")) == ({first.pk}, {second.pk})


def test_words_that_do_not_fit_are_kept_and_not_found(concern, lead):
    long = " ".join(f"w{number}w" * 12 for number in range(25_000))
    entry = add_entry(Kind.NOTE, by=lead, concern=concern, text=long)
    assert Entry.objects.get(pk=entry.pk).text == long
    assert found("w7w" * 12) == set()
    add_entry(Kind.NOTE, by=lead, concern=concern, text="A marmalade cat.")
    assert found("marmalade limping") == {concern.pk}
    sent = factories.concern(school=concern.school, seen_heard=long)
    add_entry(Kind.NOTE, by=lead, concern=sent, text="An apricot.")
    assert found("apricot") == {sent.pk}


# The wall


def test_nothing_shows_unless_it_is_looked_for(concern):
    assert ConcernWords.objects.count() == 0
    found("limping")
    assert ConcernWords.objects.count() == 1


def test_the_database_alone_hides_other_schools(concern):
    with connection.cursor() as cursor:
        other = factories.school()
        open_circles(str(other.pk))
        assert found("limping") == set()
        cursor.execute("SELECT set_config('concerns.written_to', %s, true)", [str(concern.pk)])
        assert ConcernWords.objects.count() == 0
        cursor.execute("SELECT set_config('concerns.written_to', '', true)")
    open_circles(str(concern.school_id))
    assert found("limping") == {concern.pk}
    closed()
    assert found("limping") == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE concerns_concernwords SET words = 'x'",
        "UPDATE concerns_concernwords SET school_id = 0",
        "DELETE FROM concerns_concernwords",
        "TRUNCATE concerns_concernwords",
        "INSERT INTO concerns_concernwords (concern_id, school_id, words) VALUES ({key}, {school}, 'x')",
        "SELECT concerns_add_words(ARRAY[{key}]::bigint[], ARRAY['lies'])",
    ],
)
def test_nobody_but_the_database_writes_words(concern, statement):
    found("limping")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(key=concern.pk, school=concern.school_id))
    assert found("limping") == {concern.pk}


# On what a concern waits


def waiting_on(concern) -> str:
    return Standing.objects.get(concern=concern).waiting_on


def decide(concern, lead, route):
    return add_entry(Kind.DECISION, by=lead, concern=concern, reason="It fits.", route=route)


def test_a_concern_waits_from_a_decision_until_what_came_of_it(concern, lead):
    assert waiting_on(concern) == ""
    decide(concern, lead, "signpost_inside")
    assert waiting_on(concern) == ""
    decide(concern, lead, "early_help")
    assert waiting_on(concern) == "early_help"
    decide(concern, lead, "statutory")
    decide(concern, lead, "no_action")
    assert waiting_on(concern) == "statutory"
    add_entry(Kind.OUTCOME, by=lead, concern=concern, text="Assessed.")
    assert waiting_on(concern) == ""


def test_struck_entries_count_for_nothing(concern, lead, school):
    entry = decide(concern, lead, "statutory")
    claim_entry_error(entry, reason="Wrong child.", by=lead)
    assert waiting_on(concern) == "statutory"
    confirm_entry_error(entry, reason="Yes.", by=factories.member(school, Role.DEPUTY))
    assert waiting_on(concern) == ""


def test_a_concern_that_is_opened_again_waits_for_what_is_decided_then(concern, lead):
    decide(concern, lead, "statutory")
    add_entry(Kind.OUTCOME, by=lead, concern=concern, text="Assessed.")
    Standing.objects.filter(concern=concern).update(triaged_at="2026-11-11T09:00Z", owner=lead)
    add_entry(Kind.REOPENED, by=lead, concern=concern, reason="Again.")
    assert waiting_on(concern) == ""
    decide(concern, lead, "early_help")
    assert waiting_on(concern) == "early_help"

"""Advice on words: what it points at, what it leaves alone, and that it never fails on any text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from concerns.plain_words import JUDGING, advice_on


def advice(text, *, field="seen_heard", names=("Kofi",), time_given=True):
    return [each.text for each in advice_on({field: text}, names=names, time_given=time_given)]


@pytest.mark.parametrize(
    "text",
    [
        "Kofi and K.A-R were there.",
        "Kofi was with J.S. then",
        "JS hit Kofi",
        "Then T hit Kofi",
        "Kofi saw B. run",
    ],
)
def test_initials_are_pointed_at(text):
    assert any("write the name in full" in each for each in advice(text))


@pytest.mark.parametrize(
    "text",
    [
        "I saw Kofi. A boy ran.",
        "Kofi had PE, then RE with the TA and the DSL.",
        "Kofi is in class B and form 6 H.",
        "KOFI WAS IN THE HALL AND HE HIT TOM",
        "Kofi's mum said “I can't”.",
        "At 8:15am Kofi came in.",
    ],
)
def test_what_is_no_name_is_left_alone(text):
    assert advice(text) == []


def test_the_same_initials_are_named_once():
    assert len(advice("Kofi hit J.S. and J.S. hit Kofi")) == 1


def test_nobody_named_and_no_time_are_missing():
    assert "Nobody is named." in advice("He cried.")[0]
    assert advice("Kofi cried, and he left.") == []
    assert "no time of day" in advice("Kofi cried.", time_given=False)[0]
    assert advice("At break Kofi cried.", time_given=False) == []


def test_judgement_and_thought_are_pointed_at_in_the_account_only():
    said = "Kofi was rude. I think he is Lazy."
    assert {each.split("”")[0] for each in advice(said)} == {"“rude", "“Lazy", "“I think"}
    assert advice(said, field="opinion", names=()) == []


def test_a_word_within_a_word_is_no_judgement():
    assert advice("Kofi had crude oil on a lazybones jumper") == []


def test_every_judging_word_is_found():
    for word in JUDGING:
        assert any("judgement" in each for each in advice(f"Kofi was {word}."))


words = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(["J.S.", "K ", "he", " rude", "I think ", "\n", "8:15", *JUDGING]),
    )
).map("".join)


@given(words, words, st.booleans())
@example("A." * 5000, " " * 5000, False)
@example("A B " * 5000, "he " * 5000, False)
def test_any_text_gets_sentences_and_stays_as_it_was(account, done, time_given):
    texts = {"seen_heard": account, "done_at_once": done}
    found = advice_on(texts, names=("Kofi", ""), time_given=time_given)
    assert texts == {"seen_heard": account, "done_at_once": done}
    assert found == advice_on(texts, names=("Kofi", ""), time_given=time_given)
    assert all(each.text and each.about in {*texts, "who"} for each in found)
    assert len(set(found)) == len(found)

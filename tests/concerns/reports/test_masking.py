"""Names of other children and shielded words are left out of texts, and nothing else is."""

import pytest

from concerns.models import Pupil, Shield
from concerns.reports.masking import labels_of, veil_of

ROSA = Pupil(pk=1, first_name="Rosa", last_name="Whitlam", year_group=4)
JUDE = Pupil(pk=2, first_name="Jude", last_name="Whitlam", year_group=1)
WILL = Pupil(pk=3, first_name="William", known_as="Will", last_name="O'Brien-Zoë", year_group=4)
ANNE = Pupil(pk=4, first_name="Anne Marie", last_name="Hope", year_group=4)
ELM = Shield(kind="address", text="14 Elm Road, Hollin\nHL2 4QT")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jude's bag. JUDE ran, jude fell.", "{1^}'s bag. {1^} ran, {1} fell."),
        ("“Jude cries.” Then Jude slept.\nJude woke", "“{1^} cries.” Then {1} slept.\n{1^} woke"),
        ("Jude Whitlam and Rosa Whitlam", "{1^} and Rosa Whitlam"),
        ("Will they shout? I will ask Will.", "{W^} they shout? I will ask {W}."),
        ("William O’Brien-Zoe, O'Brien-Zoë", "{W^}, {W}"),
        ("Anne-Marie and anne marie hope; I hope so. Hope said", "{A^} and {A}; I hope so. {A^} said"),
        ("Judex, Rosalind", "Judex, Rosalind"),
        ("", ""),
    ],
)
def test_names_in_any_usual_form(text, shown):
    veil = veil_of([ROSA], [JUDE, WILL, ANNE])
    labels = {
        "{1}": "another child (Year 1)",
        "{W}": "another child (Year 4, A)",
        "{A}": "another child (Year 4, B)",
    }
    for sign, label in labels.items():
        shown = shown.replace(sign, label).replace(f"{sign[:-1]}^}}", f"A{label[1:]}")
    assert veil.over(text) == shown


def test_the_roll_is_known_by_whole_names_only():
    veil = veil_of([ROSA], roll=[JUDE])
    assert veil.over("Jude and Jude Whitlam") == "Jude and another child (Year 1)"
    assert veil.over("Jude Whitlam slept") == "Another child (Year 1) slept"


def test_whoever_shares_the_childs_own_name_is_not_told_apart():
    other = Pupil(pk=9, first_name="Rosa", last_name="Field", year_group=5)
    assert veil_of([ROSA], [other]).over("Rosa met Rosa Field") == "Rosa met another child (Year 5)"


@pytest.mark.parametrize(
    "text", ["14 Elm Road, Hollin", "14  elm road\nHollin", "at 14 Elm Road.", "HL2 4QT", "hl2 4qt,"]
)
def test_shielded_words_are_covered_wherever_they_stand(text):
    for on_paper, sign in ((False, "[Address shielded]"), (True, "[left out]")):
        shown = veil_of([ROSA], shields=[ELM], on_paper=on_paper).over(f"They live {text} now")
        assert sign in shown
        assert "elm" not in shown.lower()
        assert "4qt" not in shown.lower()


def test_letters_only_where_two_would_read_the_same():
    assert labels_of([JUDE, WILL]) == {2: "another child (Year 1)", 3: "another child (Year 4)"}

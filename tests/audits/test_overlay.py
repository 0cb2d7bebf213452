"""Local words in an edition's text."""

import pytest
from django.template import Context, Template

from audits.edition_file import read_edition_file
from audits.overlay import Overlay, Piece, overlay_of, piece_of
from safeguarding.models import LocalTerm
from tests.factories import authority, school
from tests.factories.edition_files import KCSIE

COMPASS = Overlay({"early_help": piece_of("Family Compass", "https://council.example/help?a=1&b=2")})


def printed(overlay, text):
    return Template("{% load local_words %}{% local_words overlay text %}").render(
        Context({"overlay": overlay, "text": text})
    )


def test_a_placeholder_becomes_the_local_word():
    assert COMPASS.fill("Ask {early_help} now.") == "Ask Family Compass now."
    assert COMPASS.pieces("Ask {early_help}") == (
        Piece("Ask "),
        Piece("Family Compass", "https://council.example/help?a=1&b=2"),
    )


def test_a_missing_or_unknown_term_becomes_ordinary_words():
    assert Overlay().fill("Ring {lado}.") == "Ring local authority designated officer."
    assert Overlay().fill("Ring {town_hall}.") == "Ring town hall."


def texts(value):
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def test_no_brace_of_the_first_edition_is_left():
    said = list(texts(read_edition_file(KCSIE.read_bytes()).content))
    assert sum("{" in text for text in said) > 10
    assert not [text for text in said if set("{}") & set(Overlay().fill(text))]


def test_the_words_of_a_school_are_those_of_its_authority(db, django_assert_num_queries):
    here = school(authority=authority(name="Here Council"))
    for place, text in [(here.authority, "Compass"), (authority(), "Elsewhere")]:
        LocalTerm.objects.create(authority=place, key="early_help", text=text, checked_on="2026-09-01")
    with django_assert_num_queries(1):
        overlay = overlay_of(here)
    assert overlay.fill("{early_help} of {authority}") == "Compass of Here Council"


def test_an_authority_without_terms_still_has_its_name(db):
    assert overlay_of(school(authority=authority(name="Here Council"))).fill("{authority}") == "Here Council"


@pytest.mark.parametrize(
    ("term", "link"),
    [
        (("Team", "https://a.example/x", ""), "https://a.example/x"),
        (("Team", "https://a.example/x", "01632 960141"), "https://a.example/x"),
        (("Team", "", "01632 960141"), "tel:+441632960141"),
        (("01632 960141", "https://a.example", "01632 960141"), "tel:+441632960141"),
        (("a@b.example", "", ""), "mailto:a@b.example"),
        (("a@b.example", "mailto:a@b.example", ""), "mailto:a@b.example"),
        (("Team", "javascript:alert(1)", ""), ""),
        (("Team", "data:text/html,x", ""), ""),
        (("Team", "//a.example", ""), ""),
        (("Team", "https:", ""), ""),
        (("Team", "https://a.example/ x", ""), ""),
        (("Team", "", "ring me"), ""),
        (("Team", "", ""), ""),
    ],
)
def test_only_a_safe_address_or_number_becomes_a_link(term, link):
    assert piece_of(*term).link == link


def test_local_words_are_printed_as_links():
    assert printed(COMPASS, "Ask {early_help} & <b>go</b>.") == (
        'Ask <a class="govuk-link" href="https://council.example/help?a=1&amp;b=2">Family Compass</a>'
        " &amp; &lt;b&gt;go&lt;/b&gt;."
    )


def test_hostile_words_of_an_authority_do_no_harm():
    overlay = Overlay(
        {
            "lado": piece_of('<script>alert("x")</script>', 'https://a.example/"onclick="x'),
            "partnership": piece_of("{{ x }}{% now %}{lado}", "javascript:x"),
        }
    )
    shown = printed(overlay, "{lado} {partnership}")
    assert "<script" not in shown
    assert 'href="https://a.example/&quot;onclick=&quot;x"' in shown
    assert shown.endswith(" {{ x }}{% now %}{lado}")


def test_plain_words_and_paragraphs():
    page = Template(
        "{% load local_words %}{% for p in text|paragraphs %}<p>{{ p|filled:overlay }}</p>{% endfor %}"
    )
    text = "One {early_help}.\n \nTwo <i>.\nStill two.\n"
    assert page.render(Context({"text": text, "overlay": COMPASS})) == (
        "<p>One Family Compass.</p><p>Two &lt;i&gt;.\nStill two.</p>"
    )

"""A list of choices that is written in one go says what Django's own says."""

import pytest
from django import forms
from django.test.html import parse_html

from safeguarding.forms.selects import PlainSelect

CHOICES = [("", "All"), ("a&b", "<Bold> “words”"), (3, "Three")]


@pytest.mark.parametrize("value", [None, "", "a&b", 3, "3", "gone"])
def test_it_says_what_djangos_own_says(value):
    attrs = {"class": "govuk-select", "id": "id_x", "aria-describedby": '"x"', "required": True}
    written = [
        widget(attrs={"class": "y"}, choices=CHOICES).render("x", value, attrs)
        for widget in (PlainSelect, forms.Select)
    ]
    assert parse_html(written[0]) == parse_html(written[1])

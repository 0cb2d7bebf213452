"""The shape of an invitation and of a last day."""

import pytest

from safeguarding.access.roles import Role
from safeguarding.forms.people import InviteForm, LastDayForm

INVITATION = {
    "name": " Marta  Castellano ",
    "email": "Marta@School.example",
    "role": "staff",
    "starts_on": "4 December 2026",
    "ends_on": "",
}


def test_invitation_is_made_plain():
    form = InviteForm(INVITATION)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "Marta Castellano"
    assert form.cleaned_data["email"] == "marta@school.example"


def test_role_of_the_trust_is_not_offered():
    assert Role.OFFICER not in dict(InviteForm().fields["role"].choices)
    assert "role" in InviteForm(INVITATION | {"role": "officer"}).errors


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Enter the person’s name"),
        ("name", " ", "Enter the person’s name"),
        ("name", "x" * 121, "at most 120"),
        ("email", "nobody", "Enter an email address"),
        ("role", "", "Choose a role"),
        ("starts_on", "31 February 2027", "Enter a date that exists"),
    ],
)
def test_each_fault_is_said_beside_its_field(field, value, words):
    assert words in str(InviteForm(INVITATION | {field: value}).errors[field])


def test_adviser_needs_a_last_day():
    assert "adviser" in str(InviteForm(INVITATION | {"role": "adviser"}).errors["ends_on"])


def test_another_day_needs_the_day():
    form = LastDayForm({"version": 1, "until": "day", "ends_on": ""}, role=Role.STAFF)
    assert "Enter the last day" in str(form.errors["ends_on"])


def test_adviser_is_not_offered_an_open_end():
    form = LastDayForm({"version": 1, "until": "open"}, role=Role.ADVISER)
    assert "Choose when it ends" in str(form.errors["until"])

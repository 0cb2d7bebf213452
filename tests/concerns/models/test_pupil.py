"""Finding a pupil by name."""

import pytest

from concerns.models import Pupil
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupils():
    school = factories.school()
    names = [("Rosa", "Whitlam"), ("Zoë", "Ångström"), ("Jude", "Whitlam"), ("Tom", "Brown")]
    return [factories.pupil(school=school, first_name=first, last_name=last) for first, last in names]


def found(words) -> list[str]:
    return [pupil.name for pupil in Pupil.objects.named_like(words)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("rosa", ["Rosa Whitlam"]),
        ("Roza Whitlem", ["Rosa Whitlam"]),
        ("whit", ["Jude Whitlam", "Rosa Whitlam"]),
        ("zoe angstrom", ["Zoë Ångström"]),
        ("Zoë", ["Zoë Ångström"]),
        ("ZZ", []),
        ("a%_'\0b", []),
    ],
)
def test_a_name_is_found_however_it_is_typed(pupils, words, names):
    assert found(words) == names

"""The file of a checklist, and bringing it in."""

import pytest

from concerns.actions.checklists import save_checklist
from concerns.checklist_file import read_checklist_file
from concerns.models import Checklist
from safeguarding.data_file import Faulty
from tests import factories
from tests.factories.quality import SHIPPED, checklist

SHORT = """\
format: 1
list: {key: own, title: Our own}
questions:
- {key: first, text: "Is it clear?", known: when}
- {key: second, text: "Is it done?"}
"""


def test_the_shipped_list_is_read_whole():
    file = read_checklist_file(SHIPPED.read_bytes())
    assert len(file.questions) == 14
    assert all(question.known for question in file.questions)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (("key: second", "key: first"), [(5, "questions.first.key")]),
        (("known: when", "known: guess"), [(4, "questions.first.known")]),
        (("format: 1", "format: 2"), [(1, "format")]),
        (('"Is it done?"', '""'), [(5, "questions.second.text")]),
    ],
)
def test_each_fault_is_told_with_its_line(change, faults):
    with pytest.raises(Faulty) as refusal:
        read_checklist_file(SHORT.replace(*change).encode())
    assert [(fault.line, fault.key) for fault in refusal.value.faults] == faults


def test_all_faults_come_at_once():
    with pytest.raises(Faulty) as refusal:
        read_checklist_file(b"format: 3\nlist: {key: Own, title: x}\nquestions: []\n")
    assert len(refusal.value.faults) == 3


def test_a_changed_file_is_the_next_version_and_the_same_one_changes_nothing(db):
    trust = factories.trust()
    first, is_new = save_checklist(read_checklist_file(SHORT.encode()), trust=trust)
    assert (first.version, is_new) == (1, True)
    assert save_checklist(read_checklist_file(SHORT.encode()), trust=trust) == (first, False)
    second, _ = save_checklist(read_checklist_file(SHORT.replace("done", "right").encode()), trust=trust)
    assert second.version == 2
    assert first.questions.get(key="second").text == "Is it done?"
    shipped = checklist()
    assert list(Checklist.objects.offered_to(trust)) == [second, shipped]
    assert list(Checklist.objects.offered_to(factories.trust())) == [shipped]

"""Saving a local authority and its words, also from the command line."""

import pytest
from django.core.management import CommandError, call_command

from safeguarding.actions.authorities import save_authority
from safeguarding.authority_file import read_authority_file
from safeguarding.models import (
    EscalationStage,
    Event,
    FreshnessRule,
    LocalAuthority,
    LocalTerm,
    MeetingRule,
    SchoolTerm,
)
from tests.safeguarding.test_authority_file import DEMONSTRATION, RULES, SMALL


def saved(text=SMALL):
    return save_authority(read_authority_file(text.encode()))


def rows():
    return list(LocalAuthority.objects.values()), list(LocalTerm.objects.values())


def test_an_authority_and_its_terms_are_made(db):
    done = saved()
    assert (done.authority.name, done.added, done.changed) == ("Here Council", 2, 0)
    assert LocalTerm.objects.get(key="early_help").phone == "01632 960141"
    assert Event.objects.get(verb="authority saved").detail["terms"] == ["early_help", "lado"]


def test_the_same_again_changes_nothing(db, django_assert_max_num_queries):
    saved()
    before, events = rows(), Event.objects.count()
    with django_assert_max_num_queries(6):
        done = saved()
    assert (done.renamed, done.added, done.changed, done.left) == (False, 0, 0, ())
    assert (rows(), Event.objects.count()) == (before, events)


def test_what_differs_is_changed_and_what_is_gone_is_left(db):
    saved()
    text = SMALL.replace("the LADO", "the officer").replace("Here Council", "New Council")
    done = saved(text.replace("early_help", "partnership"))
    assert (done.renamed, done.added, done.changed, done.left) == (True, 1, 1, ("early_help",))
    assert LocalTerm.objects.get(key="lado").text == "the officer"
    assert LocalAuthority.objects.get().name == "New Council"


def test_the_command_tells_what_changed(db, capsys):
    call_command("import_authority", str(DEMONSTRATION))
    told = "16 terms added, 3 freshness rules, 5 meeting rules, 4 escalation stages, 12 school terms"
    assert capsys.readouterr().out == f"ardenmere: {told}\n"
    call_command("import_authority", str(DEMONSTRATION))
    told = capsys.readouterr()
    assert (told.out, told.err) == ("ardenmere: unchanged\n", "")


def test_the_command_warns_of_placeholders_without_a_term(db, capsys, tmp_path):
    path = tmp_path / "here.yaml"
    path.write_text(SMALL)
    call_command("import_authority", str(path))
    assert "no term for {front_door}; its ordinary name is printed instead." in capsys.readouterr().err


def test_the_command_refuses_a_wrong_file_whole(db, tmp_path):
    path = tmp_path / "here.yaml"
    path.write_text(SMALL.replace("key: lado", "key: lido").replace("https:", "ftp:"))
    with pytest.raises(CommandError) as caught:
        call_command("import_authority", str(path))
    told = str(caught.value).split("\n")
    assert told[0] == "Nothing was imported: 2 faults."
    assert told[1].startswith(f"{path}:6: terms.early_help.url: ")
    assert told[2].startswith(f"{path}:9: terms.lido.key: ")
    assert not LocalAuthority.objects.exists()


def test_rules_become_what_the_file_says_and_a_part_that_is_left_out_stays(db):
    assert saved(RULES).rules == {"freshness": 1, "meetings": 1, "escalation": 2, "school_terms": 2}
    assert FreshnessRule.objects.get().red_weeks == 6
    assert SchoolTerm.objects.first().dates.has(SchoolTerm.objects.first().ends_on)
    before = list(MeetingRule.objects.values())
    shorter = RULES.replace("  - {title: Managers talk, with_whom: the manager, answer_within: 2}\n", "")
    assert saved(shorter).rules == {"escalation": 1}
    assert [stage.title for stage in EscalationStage.objects.all()] == ["Talk"]
    assert list(MeetingRule.objects.values()) == before
    assert saved(SMALL).rules == {}
    assert SchoolTerm.objects.count() == 2


def test_the_same_rules_again_change_nothing(db, django_assert_max_num_queries):
    saved(RULES)
    events = Event.objects.count()
    with django_assert_max_num_queries(10):
        assert saved(RULES).rules == {}
    assert Event.objects.count() == events

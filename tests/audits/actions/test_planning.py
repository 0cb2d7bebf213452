"""The action plan: planning, changing together, noting progress, moving on."""

import uuid
from datetime import date, timedelta

import pytest
from django.utils import timezone

from audits.actions.planning import change_plan, note_progress, owners_in, plan_action, save_plan
from audits.models import Action, ActionUpdate
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.refusals import Refused
from tests import factories

pytestmark = pytest.mark.django_db
State = Action.State


def planned(audit, *, what="Train all staff", owner=None, due_on=date(2026, 12, 4), **fields):
    owner = owner or audit.lead_author
    return plan_action(
        audit, what=what, owner_id=owner.pk, due_on=due_on, by=audit.lead_author,
        **{"request_key": uuid.uuid4()} | fields,
    )  # fmt: skip


def plan(action, **changes):
    return action.plan() | changes


def written():
    return Action.objects.count(), ActionUpdate.objects.count(), Event.objects.count()


def test_action_is_planned_with_the_first_entry_of_its_log():
    audit = factories.audit()
    action = planned(audit)
    entry = action.updates.get()
    assert (action.basis, action.state, entry.version) == ("manual", "open", 1)
    assert (entry.what, entry.owner_id, entry.due_on) == (
        "Train all staff",
        audit.lead_author.pk,
        date(2026, 12, 4),
    )
    assert Event.objects.filter(verb="action planned", subject=action.public_id).exists()


def test_action_of_a_red_item_says_so():
    audit = factories.audit()
    response = factories.respond(audit, "item-1", "red")
    assert planned(audit, response=response).basis == "red"


def test_same_form_twice_makes_one_action():
    audit, key = factories.audit(), uuid.uuid4()
    first = planned(audit, request_key=key)
    before = written()
    assert planned(audit, request_key=key) == first
    assert written() == before


def test_action_is_added_after_submission_but_not_after_withdrawal():
    audit = factories.audit()
    audit.state = "submitted"
    planned(audit)
    audit.state = "withdrawn"
    before = written()
    with pytest.raises(Refused, match="withdrawn"):
        planned(audit)
    assert written() == before


def test_owner_must_belong_to_the_school_today():
    audit = factories.audit()
    left = factories.member(audit.school, Role.STAFF, ends_on=timezone.localdate() - timedelta(days=1))
    stranger = factories.member(factories.school(), Role.LEAD)
    before = written()
    for person in (left, stranger):
        with pytest.raises(Refused, match="belongs to the school"):
            planned(audit, owner=person)
    assert written() == before


def test_owners_are_members_of_today_once_each():
    school = factories.school()
    both = factories.member(school, Role.LEAD)
    factories.member(school, Role.HEAD, user=both)
    factories.member(school, Role.STAFF, starts_on=timezone.localdate() + timedelta(days=1))
    assert list(owners_in(school)) == [both]


def test_plan_changes_with_a_new_version_and_entry():
    action = planned(factories.audit())
    saved = change_plan(
        action, plan(action, due_on=date(2027, 1, 8), due_reason="The trainer is ill."),
        seen_version=1, by=action.audit.lead_author,
    )  # fmt: skip
    action.refresh_from_db()
    assert not saved.clashes
    assert (action.version, action.due_on, action.due_reason) == (2, date(2027, 1, 8), "The trainer is ill.")
    assert action.updates.first().due_on == date(2027, 1, 8)


def test_same_plan_writes_nothing():
    action = planned(factories.audit())
    before = written()
    change_plan(action, action.plan(), seen_version=1, by=action.audit.lead_author)
    assert written() == before


def test_two_people_change_different_fields_and_both_stand():
    audit = factories.audit()
    action, deputy = planned(audit), factories.member(audit.school, Role.DEPUTY)
    seen = action.plan()
    change_plan(action, seen | {"what": "Train and test"}, seen_version=1, by=deputy)
    saved = change_plan(action, seen | {"due_on": date(2027, 1, 8)}, seen_version=1, by=audit.lead_author)
    action.refresh_from_db()
    assert not saved.clashes
    assert (action.what, action.due_on, action.version) == ("Train and test", date(2027, 1, 8), 3)


def test_two_people_change_the_same_field_and_both_are_kept():
    audit = factories.audit()
    action, deputy = planned(audit), factories.member(audit.school, Role.DEPUTY)
    seen = action.plan()
    change_plan(action, seen | {"what": "Theirs"}, seen_version=1, by=deputy)
    saved = change_plan(action, seen | {"what": "Mine"}, seen_version=1, by=audit.lead_author)
    action.refresh_from_db()
    assert saved.clashes == {"what"}
    assert action.what == "Theirs"
    aside = action.updates.get(set_aside=True)
    assert (aside.what, aside.by) == ("Mine", audit.lead_author)


def test_progress_between_does_not_make_a_clash():
    audit = factories.audit()
    action = planned(audit)
    note_progress(action, note="Booked.", by=audit.lead_author)
    saved = change_plan(action, plan(action, what="New words"), seen_version=1, by=audit.lead_author)
    assert not saved.clashes
    assert Action.objects.get().what == "New words"


def test_owner_who_left_may_stay_but_not_be_chosen():
    audit = factories.audit()
    leaver = factories.member(audit.school, Role.STAFF)
    action = planned(audit, owner=leaver)
    leaver.memberships.update(ends_on=timezone.localdate() - timedelta(days=1))
    change_plan(action, plan(action, what="Other words"), seen_version=1, by=audit.lead_author)
    other = planned(audit)
    with pytest.raises(Refused, match="belongs to the school"):
        change_plan(other, plan(other, owner_id=leaver.pk), seen_version=1, by=audit.lead_author)


def test_finished_action_keeps_its_plan():
    audit = factories.audit()
    action = planned(audit)
    note_progress(action, note="", state=State.DONE, by=audit.lead_author)
    with pytest.raises(Refused, match="done"):
        change_plan(action, plan(action, what="Else"), seen_version=2, by=audit.lead_author)


def test_card_does_not_reach_an_action_of_another_audit():
    audit, other = factories.audit(), factories.audit()
    action = planned(other)
    given = action.plan() | {"public_id": action.public_id, "seen_version": 1, "request_key": uuid.uuid4()}
    with pytest.raises(Refused):
        save_plan(audit, audit.responses.first(), given, by=audit.lead_author)


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before in State for after in State if before != after],
)
def test_moves_follow_the_table(before, after):
    audit = factories.audit()
    action = planned(audit)
    if before == State.CANCELLED or before == State.DONE:
        note_progress(action, note="So it is.", state=before, by=audit.lead_author)
    elif before == State.IN_PROGRESS:
        note_progress(action, note="", state=before, by=audit.lead_author)
    action.refresh_from_db()
    if after in Action.MOVES[before]:
        note_progress(action, note="Because.", state=after, by=audit.lead_author)
        action.refresh_from_db()
        assert action.state == after
        assert (action.finished_at is None) == (after in Action.UNFINISHED)
    else:
        count = written()
        with pytest.raises(Refused):
            note_progress(action, note="Because.", state=after, by=audit.lead_author)
        assert written() == count


def test_note_on_a_finished_action_keeps_when_it_was_finished():
    audit = factories.audit()
    action = planned(audit)
    finished = note_progress(action, note="", state=State.DONE, by=audit.lead_author).finished_at
    note_progress(action, note="Minutes are in the library.", by=audit.lead_author)
    action.refresh_from_db()
    assert action.finished_at == finished


def test_empty_progress_and_unexplained_cancelling_are_refused():
    audit = factories.audit()
    action = planned(audit)
    before = written()
    for state in ("", State.OPEN, State.CANCELLED):
        with pytest.raises(Refused):
            note_progress(action, note="", state=state, by=audit.lead_author)
    assert written() == before


def test_same_progress_sent_twice_is_written_once():
    audit = factories.audit()
    action = planned(audit)
    for _ in range(2):
        note_progress(action, note="Booked.", state=State.IN_PROGRESS, seen_version=1, by=audit.lead_author)
    assert action.updates.count() == 2
    note_progress(action, note="Booked.", seen_version=2, by=audit.lead_author)
    assert action.updates.count() == 3


def test_colleagues_move_is_not_undone_unseen():
    audit = factories.audit()
    deputy = factories.member(audit.school, Role.DEPUTY)
    action = planned(audit)
    note_progress(action, note="All trained.", state=State.DONE, by=deputy)
    with pytest.raises(Refused, match=f"done now. {deputy.name}"):
        note_progress(action, note="Booked.", state=State.IN_PROGRESS, seen_version=1, by=audit.lead_author)
    note_progress(action, note="Booked, at last.", seen_version=1, by=audit.lead_author)
    action.refresh_from_db()
    assert action.state == State.DONE


def test_basis_follows_the_rating_but_not_into_green():
    audit = factories.audit()
    response = factories.respond(audit, "item-1", "red")
    action = planned(audit, response=response)
    given = action.plan() | {"public_id": action.public_id, "seen_version": 1, "request_key": uuid.uuid4()}
    for rating, basis in (("amber", "amber"), ("green", "amber")):
        response = factories.respond(audit, "item-1", rating)
        save_plan(audit, response, given, by=audit.lead_author)
        action.refresh_from_db()
        assert action.basis == basis

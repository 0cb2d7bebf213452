"""Reporting a concern: the steps, what is kept when something is missing, sending, and who may see what."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from concerns.actions.entering import add_entry
from concerns.models import Attachment, Concern, Entry, Pupil, ReportDraft, Shield
from safeguarding.access.roles import Role
from safeguarding.models import Event
from safeguarding.models.authority import LocalTerm
from tests import factories
from tests.factories import files
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db

WORDS = "  Kofi said: “He grabbed me.”\n\n\tThen he cried — twice. <b>&amp;\N{ZERO WIDTH JOINER}"
STEP_1 = {
    "urgent": "yes", "when": "today", "time": "8:15am", "day": "", "when_words": "", "where": "classroom",
    "where_words": "", "told": "no", "told_whom": "", "version": "0", "continue": "1",
}  # fmt: skip
STEP_2 = {
    "source": "child", "seen_heard": WORDS, "own_words": "“He grabbed me.”", "opinion": "", "done_at_once": "",
    "continue": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def school():
    return factories.school(reference="TB")


@pytest.fixture
def staff(client, school):
    person = factories.member(school, Role.STAFF, name="Marta Castellano")
    client.force_login(person)
    return person


@pytest.fixture
def kofi(school):
    return factories.pupil(
        school=school, first_name="Kofi", last_name="Amponsah-Reed", year_group=6, form="6H"
    )


def url(name, school, *rest):
    return reverse(f"concerns:{name}", args=[school.slug, *rest])


def draft():
    reopen_wall()
    return ReportDraft.objects.get()


def first_step(client, school, kofi, **more):
    sent = STEP_1 | {"request_key": uuid.uuid4(), "add": kofi.public_id} | more
    return client.post(url("report", school), sent)


def second_step(client, school, **more):
    row = draft()
    return client.post(url("report_account", school, row.public_id), STEP_2 | {"version": row.version} | more)


def send(client, school):
    row = draft()
    page = url("report_check", school, row.public_id)
    assert client.get(page).status_code == 200
    return client.post(page, {"version": row.version})


def test_a_practised_reporter_needs_two_screens_and_a_check(client, school, staff, kofi):
    assert client.get(url("report", school)).status_code == 200
    assert first_step(client, school, kofi).url == url("report_account", school, draft().public_id)
    assert second_step(client, school).url == url("report_check", school, draft().public_id)
    sent = send(client, school)
    reopen_wall()
    concern = Concern.objects.get()
    assert sent.url == url("receipt", school, concern.public_id)
    assert "TB-0001" in client.get(sent.url).content.decode()


def test_what_was_typed_is_sealed_to_the_letter(client, school, staff, kofi):
    first_step(client, school, kofi)
    second_step(client, school, seen_heard=WORDS.replace("\n", "\r\n"))
    send(client, school)
    reopen_wall()
    concern = Concern.objects.get()
    assert concern.seen_heard == WORDS
    assert (concern.own_words, concern.urgent, concern.told_in_person) == ("“He grabbed me.”", True, False)
    assert (concern.where, concern.where_words, concern.when_sure) == ("school", "Classroom", "about")
    assert concern.happened_on == timezone.localdate()
    child = concern.reported_children.get()
    assert (child.pupil, child.part) == (kofi, "harmed")
    assert not ReportDraft.objects.exists()


def test_an_injury_asks_for_marks_by_picture_and_by_list(client, school, staff, kofi):
    first_step(client, school, kofi)
    assert second_step(client, school, injury="on").url == url("report_marks", school, draft().public_id)
    page = url("report_marks", school, draft().public_id)
    touched = client.post(page, {"back.x": "44", "back.y": "135", "version": draft().version})
    key = draft().answers["marks"][0]["key"]
    assert draft().answers["marks"][0]["place"] == "back-left-upper-arm"
    assert f"mark={key}" in touched.url
    assert client.get(touched.url).status_code == 200
    refused = client.post(
        page, {"mark": key, "place": "back-left-upper-arm", "continue": "1", "version": draft().version}
    )
    assert refused.status_code == 200
    assert "Choose what it looks like" in refused.content.decode()
    mark = {
        "mark": key,
        "place": "back-left-upper-arm",
        "kind": "Bruise",
        "size": "3 cm",
        "skin_broken": "no",
    }
    client.post(page, mark | {"add": "1", "version": draft().version})
    other = {
        "mark": "m2",
        "place": "front-right-forearm",
        "kind": "Red mark",
        "note": "“It’s from the cooker.”",
    }
    gone_on = client.post(page, other | {"continue": "1", "version": draft().version})
    assert gone_on.url == url("report_check", school, draft().public_id)
    send(client, school)
    reopen_wall()
    marks = Concern.objects.get().marks.all()
    assert [(m.number, m.view, m.place, m.kind) for m in marks] == [
        (1, "back", "back-left-upper-arm", "Bruise"), (2, "front", "front-right-forearm", "Red mark"),
    ]  # fmt: skip
    assert (marks[0].x, marks[0].y, marks[0].skin_broken) == (200, 307, False)


def test_the_picture_pressed_by_keyboard_opens_a_mark_without_a_place(client, school, staff, kofi):
    first_step(client, school, kofi)
    page = url("report_marks", school, draft().public_id)
    client.post(page, {"front.x": "0", "front.y": "0", "version": draft().version})
    assert draft().answers["marks"][0]["place"] == ""
    client.post(page, {"mark": "m1", "front.x": "110", "front.y": "60", "version": draft().version})
    assert [mark["place"] for mark in draft().answers["marks"]] == ["front-face"]


def test_missing_things_are_asked_for_and_nothing_typed_is_lost(client, school, staff):
    sent = client.post(
        url("report", school),
        {"request_key": uuid.uuid4(), "where": "home", "time": "half past", "continue": "1"},
    )
    page = sent.content.decode()
    assert sent.status_code == 200
    for sentence in (
        "Choose whether someone needs to act today", "Tell us who it is about, or describe them",
        "Choose when it happened", "Enter a time, such as 8:15am", "Choose whether you have told a lead in person",
    ):  # fmt: skip
        assert sentence in page
    assert "<title>Error: " in page
    assert 'value="half past"' in page
    assert draft().answers["where"] == "home"
    assert not Concern.objects.exists()


def test_a_draft_with_a_gap_is_led_to_it_and_not_sent(client, school, staff, kofi):
    first_step(client, school, kofi)
    row = draft()
    answer = client.post(url("report_check", school, row.public_id), {"version": row.version})
    assert answer.url.startswith(url("report_account", school, row.public_id))
    assert "Say what you saw or heard" in client.get(answer.url).content.decode()
    reopen_wall()
    assert not Concern.objects.exists()


def test_a_child_is_found_by_a_post_and_added(client, school, staff, kofi):
    found = client.post(
        url("report", school), {"find": "kofy", "find_child": "1", "request_key": uuid.uuid4()}, follow=True
    )
    assert "Kofi Amponsah-Reed, Year 6, 6H" in found.content.decode()
    row = draft()
    page = url("report_who", school, row.public_id)
    client.post(page, {"add": kofi.public_id, "add_child": "1", "version": row.version})
    assert [child["pupil"] for child in draft().answers["children"]] == [kofi.public_id]
    client.post(page, {"described": "A boy in red shoes", "add_child": "1", "version": draft().version})
    client.post(page, {f"part-{kofi.public_id}": "alleged", "remove": "d1", "version": draft().version})
    assert [(child["key"], child["part"]) for child in draft().answers["children"]] == [
        (kofi.public_id, "alleged")
    ]


def test_names_are_of_the_own_school_and_on_roll_only(client, school, staff, kofi):
    elsewhere = factories.pupil(first_name="Kofi", last_name="Elsewhere")
    factories.pupil(school=school, first_name="Kofi", last_name="Gone", left_on=timezone.localdate())
    page = client.post(url("find_child", school), {"find": "Kofi"}).content.decode()
    assert "Amponsah-Reed" in page
    assert "Elsewhere" not in page
    assert "Gone" not in page
    assert 'role="option"' not in client.post(url("find_child", school), {"find": "K"}).content.decode()
    first_step(client, school, elsewhere)
    assert draft().answers["children"] == []


def test_another_persons_draft_is_404(client, school, staff, kofi):
    first_step(client, school, kofi)
    key = draft().public_id
    for who in (factories.member(school, Role.LEAD), factories.member(school, Role.HEAD)):
        client.force_login(who)
        for name in ("report_who", "report_account", "report_marks", "report_check", "report_delete"):
            assert client.get(url(name, school, key)).status_code == 404
            assert client.post(url(name, school, key), STEP_2).status_code == 404
    reopen_wall()
    assert ReportDraft.objects.count() == 1


def test_another_window_never_overwrites(client, school, staff, kofi):
    first_step(client, school, kofi)
    page = url("report_account", school, draft().public_id)
    version = draft().version
    client.post(page, STEP_2 | {"seen_heard": "The first window.", "version": version, "window": "one"})
    client.post(page, STEP_2 | {"seen_heard": "The second window.", "version": version, "window": "two"})
    client.post(page, STEP_2 | {"seen_heard": "The first, going on.", "version": version, "window": "one"})
    reopen_wall()
    kept = {row.answers["seen_heard"] for row in ReportDraft.objects.all()}
    assert kept == {"The first, going on.", "The second window."}


def test_saving_in_the_background_says_when_and_where(client, school, staff, kofi):
    quiet = {"HX-Request": "true"}
    said = client.post(url("report", school), STEP_1 | {"request_key": uuid.uuid4()}, headers=quiet).json()
    assert said["action"] == url("report_who", school, draft().public_id)
    assert said["saved"] == f"{timezone.localtime(draft().saved_at):%H:%M}"
    more = client.post(
        said["action"], STEP_1 | {"add": kofi.public_id, "version": said["version"]}, headers=quiet
    )
    assert "Kofi Amponsah-Reed" in more.json()["children"]
    assert 'id="danger"' in more.json()["danger"]
    client.logout()
    assert client.post(said["action"], STEP_1, headers=quiet).status_code == 401


def test_the_first_page_sent_twice_makes_one_draft(client, school, staff, kofi):
    key = uuid.uuid4()
    for _ in range(2):
        first_step(client, school, kofi, request_key=key)
    assert draft().answers["children"]
    second_step(client, school)
    send(client, school)
    first_step(client, school, kofi, request_key=key)  # its page came back after it was sent
    reopen_wall()
    assert ReportDraft.objects.get().request_key != key


def test_send_twice_seals_once(client, school, staff, kofi):
    first_step(client, school, kofi)
    second_step(client, school)
    row = draft()
    send(client, school)
    again = client.post(
        url("report_check", school, row.public_id), {"version": row.version, "request_key": row.request_key}
    )
    reopen_wall()
    assert again.url == url("receipt", school, Concern.objects.get().public_id)


def test_a_report_that_changed_after_it_was_read_is_not_sent(client, school, staff, kofi):
    first_step(client, school, kofi)
    second_step(client, school)
    row = draft()
    answer = client.post(
        url("report_check", school, row.public_id), {"version": row.version - 1}, follow=True
    )
    assert "changed in another window" in answer.content.decode()
    reopen_wall()
    assert not Concern.objects.exists()
    assert ReportDraft.objects.filter(pk=row.pk).exists()


def test_files_are_checked_kept_and_sealed(client, school, staff, kofi, store):
    first_step(client, school, kofi)
    bad = second_step(
        client, school, files=[files.upload("note.pdf", b"no pdf"), files.upload("good.pdf", files.pdf())]
    )
    assert "note.pdf: This is named .pdf but is not a PDF" in bad.content.decode()
    assert [each["file_name"] for each in draft().answers["files"]] == ["good.pdf"]
    assert draft().answers["seen_heard"] == WORDS
    send(client, school)
    reopen_wall()
    kept = Attachment.objects.get()
    assert kept.concern == Concern.objects.get()
    assert kept.file.read().startswith(b"%PDF")
    assert "good" not in kept.file.name


def test_deleting_a_draft_takes_its_files_away(
    client, school, staff, kofi, store, django_capture_on_commit_callbacks
):
    first_step(client, school, kofi)
    second_step(client, school, files=[files.upload("good.pdf", files.pdf())])
    key = draft().public_id
    assert client.get(url("report_delete", school, key)).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("report_delete", school, key))
    reopen_wall()
    assert not ReportDraft.objects.exists()
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_today_stays_the_day_on_which_it_was_said(client, school, staff, kofi):
    first_step(client, school, kofi)
    row = draft()
    day = timezone.localdate() - timedelta(days=3)
    ReportDraft.objects.filter(pk=row.pk).update(answers=row.answers | {"said_on": day.isoformat()})
    assert (
        f'value="{day.day} {day:%B} {day.year}"'
        in client.get(url("report_who", school, row.public_id)).content.decode()
    )
    second_step(client, school)
    send(client, school)
    reopen_wall()
    assert Concern.objects.get().happened_on == day


def test_the_danger_card_names_leads_then_the_authority_then_the_police(client, school, staff):
    factories.member(school, Role.DEPUTY, name="Tom Brannigan")
    factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    term = {"authority": school.authority, "checked_on": timezone.localdate()}
    LocalTerm.objects.create(key="front_door", text="the Front Door", phone="01632 960141", **term)
    page = client.get(url("report", school)).content.decode()
    places = [
        page.index(words)
        for words in (
            "Ruth Adeyemi</strong>, lead",
            "Tom Brannigan</strong>, deputy",
            "The Front Door",
            "tel:999",
        )
    ]
    assert places == sorted(places)
    assert "tel:+441632960141" in page


def test_the_card_has_the_own_authority_of_each_child_and_the_receipt_no_name(client, school, staff, kofi):
    far = factories.authority(name="Farshire")
    for authority, number in ((far, "01632 960200"), (school.authority, "01632 960100")):
        term = {"key": "front_door_phone", "text": number, "phone": number, "authority": authority}
        LocalTerm.objects.create(checked_on=timezone.localdate(), **term)
    Pupil.objects.filter(pk=kofi.pk).update(authority=far)
    rosa = factories.pupil(school=school, first_name="Rosa", last_name="Whitlam")
    first_step(client, school, kofi, add=[kofi.public_id, rosa.public_id])
    second_step(client, school)
    for name in ("report_who", "report_check"):
        page = client.get(url(name, school, draft().public_id)).content.decode()
        card = page[page.index('id="danger"') :]
        assert "Farshire</strong>, for Kofi" in card
        assert f"{school.authority.name}</strong>, for Rosa" in card
        assert "01632 960200" in card and "01632 960100" in card
    receipt = client.get(send(client, school).url).content.decode()
    assert "01632 960200" in receipt
    assert "Kofi" not in receipt
    reopen_wall()
    Shield.objects.create(
        school=school,
        pupil=kofi,
        kind="address",
        hidden_from="His father",
        text="12 Hidden Lane",
        recorded_by=staff,
    )
    first_step(client, school, kofi)
    reopen_wall()
    page = client.get(url("report_who", school, draft().public_id)).content.decode()
    assert "Farshire" not in page, "a shielded address is told to nobody"
    assert "01632 960100" in page


def test_words_come_back_after_a_session_that_ended(client, school, staff, kofi):
    first_step(client, school, kofi)
    row = draft()
    mark = {"mark": "m1", "place": "front-face", "kind": "Bruise"}
    client.post(url("report_marks", school, row.public_id), {"add": "1", "version": row.version})
    for address, sent, word in (
        (url("report", school), {"described": "", "told_whom": "Said before"}, "Said before"),
        (url("report_account", school, row.public_id), STEP_2 | {"seen_heard": "Said before"}, "Said before"),
        (url("report_marks", school, row.public_id), mark | {"note": "Said before"}, "Said before"),
    ):
        stamp = client.get(address).context["written_by"]
        client.logout()
        assert client.post(address, sent | {"written_by": stamp}).status_code == 302
        client.force_login(staff)
        assert word in client.get(address).content.decode()


@pytest.mark.parametrize("ticked", [True, False])
def test_a_report_that_names_an_adult_leads_to_the_register_all_the_way(client, school, staff, kofi, ticked):
    lead = factories.member(school, Role.LEAD)
    address = url("adult_report", school)
    first_step(client, school, kofi)
    second_step(client, school, **({"adult": "on"} if ticked else {}))
    check = client.get(url("report_check", school, draft().public_id)).content.decode()
    receipt = client.get(send(client, school).url).content.decode()
    reopen_wall()
    concern = Concern.objects.get()
    assert concern.adult_here is ticked
    own = client.get(url("my_report", school, concern.public_id)).content.decode()
    client.force_login(lead)
    page = client.get(url("concern", school, concern.public_id)).content.decode()
    assert [address in text for text in (check, receipt, page)] == [ticked] * 3
    assert ("An adult in school may have caused it" in own) is ticked


def test_own_reports_show_state_and_feedback_and_nothing_of_the_work(client, school, staff):
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    concern = factories.triaged(factories.concern(school=school, reporter=staff), by=lead)
    add_entry("note", by=lead, concern=concern, text="Zanzibarquartz note")
    add_entry("feedback", by=lead, concern=concern, text="Thank you. We are on it.")
    add_entry("feedback", by=lead, concern=concern, reason="Zanzibarquartz reason")
    lines = client.get(url("my_reports", school)).content.decode()
    assert "A lead has read it" in lines
    assert "1 reply for you" in lines
    page = client.get(url("my_report", school, concern.public_id)).content.decode()
    assert "Thank you. We are on it." in page
    assert "She said that she had no breakfast." in page
    assert "Zanzibarquartz" not in page + lines
    assert Event.objects.filter(verb="own report opened", subject=concern.public_id).exists()


def test_a_reporter_adds_to_a_report_and_never_changes_it(client, school, staff):
    concern = factories.concern(school=school, reporter=staff)
    page = url("my_report", school, concern.public_id)
    assert (
        "Write what you want to add"
        in client.post(page, {"request_key": uuid.uuid4(), "text": " "}).content.decode()
    )
    sent = {"request_key": uuid.uuid4(), "text": " It was her  sister.\n"}
    for _ in range(2):
        assert client.post(page, sent).status_code == 302
    reopen_wall()
    assert [entry.text for entry in Entry.objects.filter(kind="addendum")] == [" It was her  sister.\n"]
    assert "It was her  sister." in client.get(page).content.decode()


def test_nobody_else_reads_a_report_here(client, school, staff):
    other = factories.concern(school=school)
    for name in ("my_report", "receipt"):
        assert client.get(url(name, school, other.public_id)).status_code == 404
    assert other.reference not in client.get(url("my_reports", school)).content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("staff", 200),
        ("lead", 200),
        ("deputy", 200),
        ("head", 200),
        ("governor", 403),
        ("adviser", 403),
        ("administrator", 403),
    ],
)
def test_who_may_report(client, school, role, status):
    client.force_login(factories.member(school, Role(role)))
    assert [client.get(url(name, school)).status_code for name in ("report", "my_reports")] == [status] * 2
    assert client.post(url("find_child", school), {"find": "ab"}).status_code == status
    client.force_login(factories.member(factories.school(), Role.LEAD))
    assert client.get(url("report", school)).status_code == 404


def test_lists_ask_the_same_of_one_row_and_of_three(client, school, staff):
    factories.concern(school=school, reporter=staff)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(url("my_reports", school))
        return len(asked)

    queries()  # the first request of a session asks a little more
    one = queries()
    reopen_wall()
    for _ in range(2):
        factories.concern(school=school, reporter=staff)
        ReportDraft.objects.create(school=school, author=staff, request_key=uuid.uuid4())
    assert queries() == one


def test_steps_stay_within_fifteen_queries(client, school, staff, kofi):
    first_step(client, school, kofi)
    second_step(client, school)
    key = draft().public_id
    for name in ("report_who", "report_account", "report_marks", "report_check"):
        with CaptureQueriesContext(connection) as asked:
            client.get(url(name, school, key))
        assert len(asked) <= 15, (name, len(asked))


def test_titles_and_addresses_hold_no_name(client, school, staff, kofi):
    first_step(client, school, kofi, find="")
    second_step(client, school, injury="on")
    for name in ("report_who", "report_account", "report_marks", "report_check"):
        page = url(name, school, draft().public_id)
        title = client.get(page).content.decode().split("<title>")[1].split("</title>")[0]
        assert "Kofi" not in title + page

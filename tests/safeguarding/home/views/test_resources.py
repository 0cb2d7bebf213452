"""What the trust recommends: who reads it, who keeps it, what people suggest and say, and what the database refuses."""

import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from safeguarding.access.roles import Role
from safeguarding.actions.resources import (
    accept_suggestion,
    add_resource,
    bring_back,
    change_resource,
    decline_suggestion,
    give_feedback,
    suggest_resource,
    withdraw_resource,
)
from safeguarding.models import Event, Resource, ResourceFeedback, ResourceSuggestion, ResourceVersion
from safeguarding.refusals import Refused
from safeguarding.reports.resources import resource_lines
from tests import factories
from tests.factories.files import pdf
from tests.factories.places import reopen_wall

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def school(trust):
    return factories.school(trust=trust)


@pytest.fixture
def officer(trust, school):
    return factories.member(trust, Role.OFFICER)


@pytest.fixture
def teacher(school):
    return factories.member(school, Role.STAFF)


def words(**more):
    today = timezone.localdate()
    return {
        "title": "A guide", "why": "It is short.", "url": "https://guide.example/", "audience": [], "items": [],
        "categories": [], "checked_on": today, "review_by": today + DAY,
    } | more  # fmt: skip


def recommended(trust, officer, **more) -> Resource:
    return add_resource(trust, by=officer, request_key=uuid.uuid4(), **words(**more))


def page_of(client, name, *parts) -> str:
    return client.get(reverse(name, args=parts)).content.decode()


def test_everybody_of_the_trust_reads_it_and_nobody_else(trust, school, officer, client):
    row = recommended(trust, officer, audience=["lead"])
    people = {role: factories.member(school, role) for role in (Role.STAFF, Role.LEAD, Role.GOVERNOR)}
    elsewhere = factories.school(trust=factories.trust())
    outsider = factories.member(elsewhere, Role.LEAD)
    for role, person in people.items():
        client.force_login(person)
        page = page_of(client, "resources", school.slug)
        assert "A guide" in page and ("For you" in page) == (role == Role.LEAD)
        assert reverse("resources", args=[school.slug]) in page_of(
            client, "resource", school.slug, row.public_id
        )
    client.force_login(outsider)
    assert "A guide" not in page_of(client, "resources", elsewhere.slug)
    assert client.get(reverse("resource", args=[elsewhere.slug, row.public_id])).status_code == 404


def test_the_wall_hides_another_trusts_resources(trust, officer):
    recommended(trust, officer)
    foreign = factories.school(trust=factories.trust())
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('safeguarding.schools', %s, false)", [str(foreign.pk)])
        cursor.execute(
            "SELECT count(*) FROM safeguarding_resource UNION SELECT count(*) FROM safeguarding_resourceversion"
        )
        assert cursor.fetchall() == [(0,)]
    reopen_wall()
    assert Resource.objects.count() == 1


def test_the_officer_recommends_a_link_and_a_file_once(trust, school, officer, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(officer)
    address = reverse("trust_resource_add", args=[trust.slug])
    today = f"{timezone.localdate():%d/%m/%Y}"
    form = {
        "request_key": uuid.uuid4(),
        "title": "A guide",
        "why": "Short.",
        "checked_on": today,
        "review_by": today,
    }
    page = client.post(address, form).content.decode()
    assert "Enter a link, or choose a file" in page and "<title>Error: " in page
    assert (
        "Enter a link that begins with"
        in client.post(address, form | {"url": "javascript:alert(1)"}).content.decode()
    )
    for _ in range(2):
        assert client.post(address, form | {"url": "https://guide.example/"}).status_code == 302
    file = SimpleUploadedFile("notes.pdf", pdf())
    client.post(address, form | {"request_key": uuid.uuid4(), "title": "Notes", "file": file})
    reopen_wall()
    assert sorted(Resource.objects.values_list("title", flat=True)) == ["A guide", "Notes"]
    notes = Resource.objects.get(title="Notes")
    client.force_login(factories.member(school, Role.STAFF))
    answer = client.get(reverse("resource_file", args=[school.slug, notes.public_id]))
    assert answer["Content-Disposition"] == 'attachment; filename="notes.pdf"'
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"url": ""}, "a link or a file"),
        ({"url": "ftp://guide.example/"}, "https://"),
        ({"review_by": timezone.localdate() - DAY}, "after the day of the check"),
    ],
)
def test_what_cannot_be_recommended_writes_nothing(trust, officer, more, sentence):
    with pytest.raises(Refused, match=sentence):
        recommended(trust, officer, **more)
    assert not Resource.objects.exists() and not ResourceVersion.objects.exists()


def test_every_wording_stays_and_what_is_withdrawn_too(trust, school, officer, teacher, client):
    row = recommended(trust, officer)
    row = change_resource(row, seen_version=1, by=officer, **words(why="It has examples."))
    row = withdraw_resource(row, reason="Its link is dead.", seen_version=2, by=officer)
    assert [version.why for version in row.versions.all()] == ["It has examples."] * 2 + ["It is short."]
    client.force_login(teacher)
    assert "A guide" not in page_of(client, "resources", school.slug)
    assert client.get(reverse("resource", args=[school.slug, row.public_id])).status_code == 404
    client.force_login(officer)
    assert "Its link is dead." in page_of(client, "trust_resources", trust.slug)
    client.post(
        reverse("trust_resource", args=[trust.slug, row.public_id]),
        {"end-version": 3, "end-reason": "It works again.", "back": 1},
    )
    reopen_wall()
    assert Resource.objects.recommended().get().version == 4
    assert Event.objects.filter(subject=row.public_id).count() == 4


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda row, by: change_resource(row, seen_version=9, by=by, **words()), "colleague changed"),
        (lambda row, by: change_resource(row, seen_version=1, by=by, **words(url="")), "stays a link"),
        (lambda row, by: withdraw_resource(row, reason=" ", seen_version=1, by=by), "reason"),
        (lambda row, by: bring_back(row, reason="Yes", seen_version=1, by=by), "recommended already"),
    ],
)
def test_what_may_not_change_stays(trust, officer, act, sentence):
    row = recommended(trust, officer)
    with pytest.raises(Refused, match=sentence):
        act(row, officer)
    assert Resource.objects.get().version == row.versions.count() == 1


def test_a_suggestion_is_answered_with_a_reason_that_its_writer_reads(
    trust, school, officer, teacher, client
):
    client.force_login(teacher)
    form = {
        "request_key": uuid.uuid4(),
        "title": "My page",
        "why": "It helped.",
        "url": "https://page.example/",
    }
    for _ in range(2):
        client.post(reverse("resource_suggest", args=[school.slug]), form)
    reopen_wall()
    row = ResourceSuggestion.objects.get()
    client.force_login(factories.member(school, Role.LEAD))
    assert "My page" not in page_of(client, "resources", school.slug)
    client.force_login(officer)
    assert "1 suggestion waits" in page_of(client, "trust_resources", trust.slug)
    address = reverse("trust_suggestion", args=[trust.slug, row.public_id])
    assert "Give the reason" in client.post(address, {"decision": "accept", "reason": ""}).content.decode()
    client.post(address, {"decision": "accept", "reason": "We tried it."})
    client.force_login(teacher)
    page = page_of(client, "resources", school.slug)
    assert "We tried it." in page and page.count("My page") == 2
    reopen_wall()
    with pytest.raises(Refused, match="accepted already"):
        decline_suggestion(row, reason="No", by=officer)
    with pytest.raises(Refused, match="accepted already"):
        accept_suggestion(row, reason="Again", by=officer)
    assert Resource.objects.count() == 1


def test_the_last_word_of_each_person_counts(trust, school, officer, teacher, client):
    """By hand: the teacher says yes, then no; the lead says yes. One of two it helped."""
    row, other = recommended(trust, officer), recommended(trust, officer, title="Another")
    lead = factories.member(school, Role.LEAD)
    for person, helped in ((teacher, True), (lead, True), (teacher, False)):
        give_feedback(row, school, helped=helped, words="Long", by=person, request_key=uuid.uuid4())
    found = resource_lines([row, other], names={}, today=timezone.localdate(), heard=True)
    assert [line.helped.in_words for line in found] == ["Helped 1 of 2", "Nobody said yet"]
    client.force_login(teacher)
    assert "you said that it did not help" in page_of(client, "resource", school.slug, row.public_id)
    assert "Long" not in page_of(client, "resource", school.slug, row.public_id)
    reopen_wall()
    withdraw_resource(row, reason="Old", seen_version=1, by=officer)
    row.refresh_from_db()
    with pytest.raises(Refused, match="no longer recommended"):
        give_feedback(row, school, helped=True, words="", by=teacher, request_key=uuid.uuid4())
    assert ResourceFeedback.objects.count() == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE safeguarding_resource SET title = 'x'",
        "UPDATE safeguarding_resource SET public_id = 'aaaaaaaaaaaa', version = version + 1",
        "UPDATE safeguarding_resourcesuggestion SET title = 'x'",
        "UPDATE safeguarding_resourcesuggestion SET state = 'accepted'",
        "INSERT INTO safeguarding_resourcefeedback (request_key, school_id, resource_id, helped, words, by_id, by_name)"
        " SELECT gen_random_uuid(), (SELECT max(id) FROM safeguarding_school), r.id, true, '', s.suggested_by_id, 'x'"
        " FROM safeguarding_resource r, safeguarding_resourcesuggestion s",
    ],
)
def test_the_database_refuses(trust, school, officer, teacher, statement):
    recommended(trust, officer)
    suggest_resource(
        school, title="Mine", why="So", url="https://page.example/", by=teacher, request_key=uuid.uuid4()
    )
    factories.school(trust=factories.trust())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_it_stands_beside_the_item_that_it_belongs_to(trust, school, officer, client):
    audit = factories.audit(school=school)
    recommended(trust, officer, items=["item-2"])
    client.force_login(audit.lead_author)
    section = reverse("audits:section", args=[school.slug, audit.public_id, "main"])
    shown = [client.get(f"{section}?item=item-{n}").content.decode().count("A guide") for n in (1, 2)]
    assert shown == [0, 1]


def test_more_resources_cost_no_more_queries(trust, school, officer, client):
    def queries(name, place):
        client.get(reverse(name, args=[place]))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(name, args=[place]))
        return len(captured)

    pages = [("resources", school.slug), ("trust_resources", trust.slug)]
    client.force_login(officer)
    reopen_wall()
    give_feedback(
        recommended(trust, officer), school, helped=True, words="", by=officer, request_key=uuid.uuid4()
    )
    before = [queries(*each) for each in pages]
    reopen_wall()
    for number in range(3):
        row = recommended(trust, officer, title=f"Guide {number}")
        give_feedback(row, school, helped=True, words="", by=officer, request_key=uuid.uuid4())
        suggest_resource(
            school, title="Mine", why="So", url="https://page.example/", by=officer, request_key=uuid.uuid4()
        )
    assert [queries(*each) for each in pages] == before

"""Pages of the register of concerns about adults: who meets what, and what never shows."""

import re
from datetime import date

import pytest
from django.urls import reverse

from concerns.models import AdultAccess, AdultConcern, AdultEntry
from safeguarding.access.roles import Role
from safeguarding.models import Event
from tests import factories
from tests.factories.places import reopen_wall
from tests.factories.register import adult_concern, decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust():
    return factories.trust()


@pytest.fixture
def school(trust):
    return factories.school(trust=trust, reference="TB")


@pytest.fixture
def head(school):
    return factories.member(school, Role.HEAD, name="Helen Marsh")


def url(name, school, *more):
    return reverse(f"concerns:{name}", args=[school.slug, *more])


def sign_in(client, school, role, **fields):
    person = factories.member(school, role, **fields)
    client.force_login(person)
    return person


def report(client, school, **fields):
    page = client.get(url("adult_report", school))
    key = page.context["form"]["request_key"].value()
    sent = {
        "request_key": key,
        "about": "else",
        "subject_name": "Alan Example",
        "what": "He shouted.",
    } | fields
    return client.post(url("adult_report", school), sent, follow=True)


def post(client, address, **fields):
    """Post a form of a page with its hidden fields."""
    form = client.get(address).context["form"]
    hidden = {field.name: field.value() for field in form.hidden_fields()}
    return client.post(address, hidden | fields, follow=True)


@pytest.mark.parametrize("role", Role)
def test_who_may(client, school, trust, role):
    concern = adult_concern(school=school)
    person = factories.member(trust if role == Role.OFFICER else school, role)
    client.force_login(person)
    staff = role in {Role.STAFF, Role.LEAD, Role.DEPUTY, Role.HEAD}
    keeps = role == Role.HEAD
    expected = {"adult_report": 200 if staff else 403, "register": 200 if keeps else 403}
    expected["register_patterns"] = expected["register"]
    assert {name: client.get(url(name, school)).status_code for name in expected} == expected
    for name, more in (("adult", ()), ("adult_entry", ("note",)), ("adult_people", ())):
        assert client.get(url(name, school, concern.public_id, *more)).status_code == (200 if keeps else 404)


def test_a_stranger_meets_404(client, school):
    concern = adult_concern(school=school)
    other = factories.school()
    sign_in(client, other, Role.HEAD)
    assert client.get(url("register", school)).status_code == 404
    assert client.get(url("adult", school, concern.public_id)).status_code == 404
    assert client.get(url("adult", other, concern.public_id)).status_code == 404


def test_a_report_and_its_receipt(client, school, head):
    sign_in(client, school, Role.STAFF, name="Bea Quiet")
    page = report(client, school, unnamed="on", where_words="Hall").content.decode()
    reference = re.search(r"TB-A-\d{4}", page)[0]
    assert "The headteacher reads it and decides" in page
    assert "He shouted" not in page
    assert "Alan" not in page
    client.force_login(head)
    assert reference in client.get(url("register", school)).content.decode()
    reopen_wall()
    address = url("adult", school, AdultConcern.objects.get().public_id)
    page = client.get(address).content.decode()
    assert "He shouted" in page
    assert "asked not to be named" in page
    assert "Bea Quiet" not in page
    shown = post(client, address + "reporter/", reason="Police ask.").content.decode()
    assert "Bea Quiet" in shown
    assert "Police ask." in shown


def test_the_receipt_is_for_its_reporter_alone(client, school, head):
    sign_in(client, school, Role.STAFF)
    page = report(client, school)
    for person in (head, factories.member(school, Role.LEAD)):
        client.force_login(person)
        assert client.get(page.request["PATH_INFO"]).status_code == 404


def test_a_report_about_the_head_says_whom_to_tell(client, school, head):
    sign_in(client, school, Role.STAFF)
    page = report(client, school, about=head.public_id, subject_name="").content.decode()
    assert "chair of governors" in page
    assert "Nobody else can open it here" in page
    client.force_login(head)
    page = client.get(url("register", school)).content.decode()
    assert "Nothing is on the register" in page


def test_a_typed_name_that_is_known_is_that_person(client, school, head):
    sign_in(client, school, Role.STAFF)
    report(client, school, subject_name=" helen  MARSH ")
    reopen_wall()
    assert AdultConcern.objects.get().subject == head


def test_a_self_report(client, school, head):
    sign_in(client, school, Role.STAFF, name="Bea Quiet")
    report(client, school, about="myself", subject_name="", unnamed="on")
    reopen_wall()
    concern = AdultConcern.objects.get()
    assert (concern.self_report, concern.reporter_unnamed, concern.subject_name) == (True, False, "Bea Quiet")
    client.force_login(head)
    assert "By themselves" in client.get(url("adult", school, concern.public_id)).content.decode()


def test_a_head_who_is_the_subject_meets_it_nowhere(client, school, head):
    mine = adult_concern(school=school, subject=head, by=factories.member(school, Role.STAFF))
    adult_concern(school=school, subject_name="Somebody Else")
    client.force_login(head)
    page = client.get(url("register", school))
    assert mine.reference not in page.content.decode()
    assert page.context["total"] == 1
    assert "Helen Marsh</th>" not in client.get(url("register_patterns", school)).content.decode()
    for name, more in (
        ("adult", ()),
        ("adult_entry", ("threshold",)),
        ("adult_people", ()),
        ("adult_reporter", ()),
    ):
        assert client.get(url(name, school, mine.public_id, *more)).status_code == 404


def test_deciding_following_up_closing_reopening(client, school, head):
    kind = factories.subcategory(register=True)
    concern = adult_concern(school=school)
    client.force_login(head)
    address = url("adult", school, concern.public_id)
    wrong = post(client, address + "add/threshold/", state="lado").content.decode()
    assert "Choose a category" in wrong
    assert "Give the reason" in wrong
    page = post(
        client, address + "add/threshold/", state="lado", subcategory=kind.key, reason="Rang the LADO."
    )
    assert "With the designated officer" in page.content.decode()
    page = post(
        client,
        address + "add/contact/",
        contact_with="The LADO",
        happened_on="12 November 2026",
        text="Advice.",
    )
    assert "With The LADO." in page.content.decode()
    page = post(client, address + "add/correction/", corrects="report", text="It was the hall.")
    assert "1 correction" in page.content.decode()
    page = post(client, address + "add/outcome/", text="Training.", reason="No harm.")
    assert "Closed" in page.content.decode()
    page = post(client, address + "add/reopened/", state="low_level", reason="Again.")
    assert "Low level" in page.content.decode()
    assert client.get(address + "add/other/").status_code == 404


def test_a_form_that_arrives_twice_is_one_entry(client, school, head):
    concern = adult_concern(school=school)
    client.force_login(head)
    address = url("adult_entry", school, concern.public_id, "note")
    form = client.get(address).context["form"]
    sent = {"request_key": form["request_key"].value(), "happened_on": "1 November 2026", "text": "x"}
    client.post(address, sent)
    client.post(address, sent)
    reopen_wall()
    assert AdultEntry.objects.get().happened_on == date(2026, 11, 1)


def test_a_named_person_reads_and_adds_and_does_not_decide(client, school, head):
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    subject = factories.member(school, Role.STAFF, name="Sam Subject")
    concern = adult_concern(school=school, subject=subject)
    other = adult_concern(school=school, subject=subject)
    client.force_login(head)
    people = url("adult_people", school, concern.public_id)
    form = client.get(people).content.decode()
    assert "Sam Subject" not in form
    assert (
        "Ruth Adeyemi may read"
        in post(client, people, person=lead.public_id, reason="Inquiry.").content.decode()
    )
    reopen_wall()
    named = concern.named_people.get()
    client.force_login(lead)
    address = url("adult", school, concern.public_id)
    page = client.get(address).content.decode()
    assert "He met a pupil" in page
    assert other.reference not in page
    assert client.get(address + "add/note/").status_code == 200
    assert client.get(address + "add/threshold/").status_code == 403
    assert client.get(people).status_code == 403
    assert client.get(url("register", school)).status_code == 403
    assert client.get(url("adult", school, other.public_id)).status_code == 404
    client.force_login(head)
    client.post(url("adult_person_end", school, concern.public_id, named.public_id))
    client.force_login(lead)
    assert client.get(address).status_code == 404


def test_patterns_by_person_and_place(client, school, head):
    for place in ("Sports store", "sports  store.", "Hall"):
        decided(adult_concern(school=school, where_words=place), by=head)
    client.force_login(head)
    patterns = client.get(url("register_patterns", school)).context["patterns"]
    assert [(each.name, each.total, each.low_level) for each in patterns.people] == [("Alan Example", 3, 3)]
    assert [each.total for each in patterns.places] == [2, 1]
    assert patterns.repeated == 1


def test_every_look_is_recorded(client, school, head):
    concern = adult_concern(school=school)
    client.force_login(head)
    for address in (
        url("register", school),
        url("register_patterns", school),
        url("adult", school, concern.public_id),
    ):
        client.get(address)
    reopen_wall()
    verbs = list(Event.objects.filter(actor_id=head.pk).order_by("id").values_list("verb", "subject"))
    assert verbs == [
        ("adult register opened", ""), ("adult patterns opened", ""), ("adult concern opened", concern.public_id),
    ]  # fmt: skip


def test_three_cost_no_more_than_one(client, school, head, django_assert_max_num_queries):
    adult_concern(school=school)
    client.force_login(head)
    with django_assert_max_num_queries(16) as few:
        client.get(url("register", school))
    reopen_wall()
    for _ in range(3):
        adult_concern(school=school)
    with django_assert_max_num_queries(len(few)):
        client.get(url("register", school))


def test_no_name_is_in_a_title(client, school, head):
    concern = adult_concern(school=school)
    client.force_login(head)
    titles = [
        re.search("<title>(.*)</title>", client.get(address).content.decode())[1]
        for address in (url("register", school), url("adult", school, concern.public_id))
    ]
    assert not any("Alan" in title for title in titles)


def test_children_are_never_offered_a_category_of_the_register(client, school, head):
    factories.subcategory(register=False)
    kind = factories.subcategory(register=True)
    concern = adult_concern(school=school)
    client.force_login(head)
    form = client.get(url("adult_entry", school, concern.public_id, "threshold")).context["form"]
    assert list(form.fields["subcategory"].queryset) == [kind]


def test_a_named_person_finds_their_concerns_from_home_and_nobody_else_finds_any(client, school, head):
    named = factories.member(school, Role.DEPUTY)
    subject = factories.member(school, Role.LEAD)
    read, other = adult_concern(school=school, subject=subject), adult_concern(school=school)
    adult_concern(school=factories.school())
    client.force_login(head)
    post(client, url("adult_people", school, read.public_id), person=named.public_id, reason="Works on it.")
    client.force_login(named)
    home, address = client.get("/").content.decode(), url("adult_named", school)
    assert "named you to read 1." in home
    assert address in home
    page = client.get(address).content.decode()
    assert read.reference in page
    assert other.reference not in page
    reopen_wall()
    assert Event.objects.filter(verb="adult register opened", actor_id=named.pk).exists()
    for person in (subject, factories.member(school, Role.STAFF), factories.member(school, Role.GOVERNOR)):
        client.force_login(person)
        assert address not in client.get("/").content.decode()
        assert client.get(address).status_code == 404
    client.force_login(head)
    assert address not in client.get("/").content.decode()
    assert client.get(address).url == url("register", school)


def test_whoever_is_named_about_themselves_meets_nothing(client, school, head):
    """Somebody was named first, and the concern turned out to be theirs: the tables do not let it happen otherwise."""
    subject = factories.member(school, Role.DEPUTY)
    about = adult_concern(school=school, subject=subject)
    AdultAccess.objects.create(school=school, concern=about, person=subject, reason="By mistake.", by=head)
    client.force_login(subject)
    assert client.get(url("adult_named", school)).status_code == 404
    assert url("adult_named", school) not in client.get("/").content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEAD, Role.GOVERNOR])
def test_home_leads_every_member_of_staff_to_the_register(client, school, role):
    sign_in(client, school, role)
    page = client.get("/").content.decode()
    assert (url("adult_report", school) in page) is (role != Role.GOVERNOR)

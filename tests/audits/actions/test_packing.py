"""A pack of reports: what is in it, what it says of what is not, who may open it, and how it goes on after a fault."""

import csv
import hashlib
import io
import uuid
import zipfile
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from audits.actions import keeping, pack_making
from audits.actions.pack_making import make_pack
from audits.actions.packing import ask_for_pack
from audits.models import PackPart, ReportPack, SignedReport
from safeguarding.access.roles import Role
from safeguarding.models import Event, Membership, School
from safeguarding.pdf import PdfFailed
from safeguarding.refusals import Refused
from safeguarding.worker import Stopped
from tests import factories
from tests.factories.background import work
from tests.factories.places import reopen_wall
from tests.factories.reviews import signed, submitted

pytestmark = pytest.mark.django_db
KINDS = ["brief", "full", "plan", "trust"]


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def rendered(monkeypatch):
    """What was rendered, in place of PDFs that take a second each."""
    seen = []

    def render(template, context):
        report = context.get("report")
        seen.append((template, report))
        return f"%PDF {template} {getattr(report, 'school', '')}".encode()

    monkeypatch.setattr(keeping, "render_pdf", render)
    monkeypatch.setattr(pack_making, "render_pdf", render)
    monkeypatch.setattr(keeping, "render_brief", lambda report: render("brief", {"report": report}))
    return seen


@pytest.fixture
def trust():
    return factories.trust(name="Aldermere Learning Trust")


@pytest.fixture
def officer(trust):
    factories.school(trust=trust)  # a place in a trust is written by those who work in one of its schools
    return factories.member(trust, Role.OFFICER)


def school(trust, name, **fields):
    return factories.school(trust=trust, name=f"{name} School", slug=name.lower(), **fields)


def ask(by, schools, trust=None, kinds=("brief",), key=None):
    by.__dict__.pop("holdings", None)  # what a request before this one learnt
    return ask_for_pack(
        schools=schools, kinds=list(kinds), by=by, request_key=key or uuid.uuid4(), trust=trust
    )


def opened(pack):
    pack.refresh_from_db()
    return zipfile.ZipFile(pack.file.open())


def contents_of(pack):
    return list(csv.DictReader(io.StringIO(opened(pack).read("contents.csv").decode("utf-8-sig"))))


def test_each_school_has_its_reports_and_the_contents_say_what_they_are(trust, officer, rendered):
    first, second, third = school(trust, "Beech"), school(trust, "Ash"), school(trust, "Cedar")
    was_signed, was_sent = signed(school=first), submitted(school=second)
    factories.audit(school=third)  # a draft is nobody's business but the school's
    pack = ask(officer, [first, second, third], trust, KINDS)
    assert (pack.state, pack.parts.count()) == ("waiting", 3)
    work()
    pack.refresh_from_db()
    assert pack.state == "ready"
    assert pack.sha256 == hashlib.sha256(pack.file.open().read()).hexdigest()
    archive, lines = opened(pack), contents_of(pack)
    assert archive.testzip() is None
    assert set(archive.namelist()) == {"contents.csv"} | {line["File"] for line in lines if line["File"]}
    for line in lines:
        if line["File"]:
            assert line["SHA-256"] == hashlib.sha256(archive.read(line["File"])).hexdigest()
    assert [(line["School"], line["Report"], line["What to know"]) for line in lines] == [
        ("All schools chosen", "Trust report", ""),
        ("All schools chosen", "Trust report", ""),
        ("Ash School", "Governor brief", ""),
        ("Ash School", "Full report", ""),
        ("Ash School", "Action plan", ""),
        ("Beech School", "Governor brief", ""),
        ("Beech School", "Full report", ""),
        ("Beech School", "Action plan", ""),
        ("Cedar School", "", "No audit was sent yet."),
    ]
    full = lines[6]
    assert (full["Edition"], full["State"], full["Revision"]) == (was_signed.edition.label, "Signed", "1")
    assert full["Audit date"] == was_signed.audit_date.isoformat()
    stored = SignedReport.objects.get(audit=was_signed, profile="governors").kept.pdf
    assert archive.read(full["File"]) == bytes(stored)
    made = {(template, report.profile) for template, report in rendered if hasattr(report, "profile")}
    assert made == {("brief", "governors"), ("pdf/audit_report.html", "governors")}  # nobody's own words
    verbs = Event.objects.filter(subject=pack.public_id).values_list("verb", "school_id")
    assert set(verbs) == {("reports asked for", each.pk) for each in (first, second, third)}
    assert was_sent.school == second


def test_a_school_asks_for_its_own_and_gets_the_report_for_itself(trust, rendered):
    own = school(trust, "Beech")
    audit = factories.audit(school=own)
    lead = audit.lead_author
    pack = ask(lead, [own], kinds=["full"])
    work()
    assert [line["State"] for line in contents_of(pack)] == ["Draft"]
    assert [report.profile for _, report in rendered] == ["full"]
    reopen_wall()
    with pytest.raises(Refused, match="for a trust"):
        ask(lead, [own], kinds=["trust"])
    with pytest.raises(Refused, match="your own schools"):
        ask(lead, [school(trust, "Ash")])
    governor = factories.member(own, Role.GOVERNOR)
    with pytest.raises(Refused, match="your own schools"):
        ask(governor, [own])
    assert ReportPack.objects.count() == 1


def test_one_school_that_fails_does_not_lose_the_others(trust, officer, monkeypatch):
    schools = [school(trust, name) for name in ("Ash", "Beech")]
    for each in schools:
        submitted(school=each)

    def fails_for_ash(report):
        if report.school == "Ash School":
            raise PdfFailed("too long: Rosa")
        return b"%PDF"

    monkeypatch.setattr(keeping, "render_brief", fails_for_ash)
    pack = ask(officer, schools, trust)
    work()
    assert [(line["School"], line["What to know"][:10]) for line in contents_of(pack)] == [
        ("Ash School", "Its report"),
        ("Beech School", ""),
    ]


def test_a_worker_that_begins_again_goes_on_with_the_schools_that_are_left(
    trust, officer, rendered, monkeypatch
):
    schools = [school(trust, name) for name in ("Ash", "Beech", "Cedar")]
    for each in schools:
        submitted(school=each)
    pack = ask(officer, schools, trust)
    make, calls = pack_making._make_files, []

    def stops_at_the_second(part, user):
        calls.append(part.school.name)
        if len(calls) == 2:
            raise Stopped
        make(part, user)

    monkeypatch.setattr(pack_making, "_make_files", stops_at_the_second)
    work()  # the package calls it failed; the worker puts it back
    DBTaskResult.objects.update(status="READY")
    pack.refresh_from_db()
    assert pack.state == "making"
    work()
    assert calls == ["Ash School", "Beech School", "Beech School", "Cedar School"]
    assert len(rendered) == 3
    assert len(contents_of(pack)) == 3
    assert make_pack.func(pack.public_id, officer.public_id) == "ready"
    assert len(rendered) == 3


def test_the_same_state_is_rendered_once(trust, officer, rendered):
    own = school(trust, "Ash")
    submitted(school=own)
    for _ in range(2):
        ask(officer, [own], trust, ["brief", "full"])
        work()
    assert len(rendered) == 2


def test_access_that_ended_meanwhile_makes_no_pack_and_says_so(trust, officer):
    own = school(trust, "Ash")
    submitted(school=own)
    pack = ask(officer, [own], trust)
    Membership.objects.filter(user=officer).update(ends_on=timezone.localdate() - timedelta(days=1))
    work()
    pack.refresh_from_db()
    assert (pack.state, pack.why) == ("failed", "Your access to Golden Thread has ended.")
    assert not pack.file


def test_a_school_that_left_the_trust_meanwhile_is_told_and_not_in_it(trust, officer):
    kept, gone = school(trust, "Ash"), school(trust, "Beech")
    for each in (kept, gone):
        submitted(school=each)
    pack = ask(officer, [kept, gone], trust)
    School.objects.filter(pk=gone.pk).update(trust=factories.trust())
    work()
    assert [(line["School"], line["File"][:4], line["What to know"][:13]) for line in contents_of(pack)] == [
        ("Ash School", "ash/", ""),
        ("Beech School", "", "You no longer"),
    ]


@pytest.fixture
def ready(trust, officer, django_capture_on_commit_callbacks):
    own = school(trust, "Ash")
    submitted(school=own)
    pack = ask(officer, [own], trust)
    with django_capture_on_commit_callbacks(execute=True):
        work()
    pack.refresh_from_db()
    return pack


def address(pack, name="trust:pack_file"):
    return reverse(name, args=[pack.trust.slug, pack.public_id])


def test_only_who_asked_opens_it_and_only_while_they_may(ready, client, trust, officer):
    other = factories.member(trust, Role.OFFICER)
    client.force_login(other)
    assert (
        client.get(address(ready)).status_code == client.get(address(ready, "trust:pack")).status_code == 404
    )
    client.force_login(officer)
    answer = client.get(address(ready))
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert "ash" not in answer["Content-Disposition"].lower()
    reopen_wall()
    assert Event.objects.filter(verb="reports downloaded", actor_id=officer.pk).count() == 1
    # Another school of the trust is still theirs, but not the one in the pack.
    school(trust, "Beech")
    School.objects.filter(name="Ash School").update(trust=factories.trust())
    assert (
        client.get(address(ready)).status_code == client.get(address(ready, "trust:pack")).status_code == 404
    )


def test_it_is_kept_for_its_time_and_then_deleted(
    ready, client, officer, store, time_machine, django_capture_on_commit_callbacks
):
    client.force_login(officer)
    assert [path.name for path in store.rglob("*") if path.is_file()] == ["all"]
    time_machine.move_to(ready.kept_until - timedelta(minutes=1), tick=False)
    tidy()
    assert (
        client.get(address(ready, "trust:pack")).status_code == 302
    )  # the session is over, the file is there
    assert [path.name for path in store.rglob("*") if path.is_file()] == ["all"]
    time_machine.move_to(ready.kept_until + timedelta(minutes=1), tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        tidy()
    ready.refresh_from_db()
    assert (ready.state, ready.file.name) == ("gone", "")
    assert list(store.rglob("*/*")) == []
    client.force_login(officer)
    assert client.get(address(ready)).status_code == 404
    assert "deleted when their time was over" in client.get(address(ready, "trust:pack")).content.decode()


def test_one_that_nobody_finished_is_given_up(trust, officer, time_machine):
    pack = ask(officer, [school(trust, "Ash")], trust)
    time_machine.move_to(timezone.now() + timedelta(hours=13), tick=False)
    tidy()
    pack.refresh_from_db()
    assert pack.state == "failed"


def tidy():
    call_command("tidy", stdout=StringIO())
    reopen_wall()


def test_a_person_has_two_packs_at_once_at_most(trust, officer):
    own, key = school(trust, "Ash"), uuid.uuid4()
    first = ask(officer, [own], trust, key=key)
    ask(officer, [own], trust)
    assert ask(officer, [own], trust, key=key) == first
    with pytest.raises(Refused, match="Two packs"):
        ask(officer, [own], trust)
    assert (ReportPack.objects.count(), PackPart.objects.count()) == (2, 2)


def test_the_page_tells_how_far_it_is_without_scripts(client, trust, officer):
    own = school(trust, "Ash")
    client.force_login(officer)
    page = client.get(reverse("trust:reports", args=[trust.slug]))
    assert "You have not asked" in page.content.decode()
    body = {"request_key": uuid.uuid4(), "kinds": ["brief"], "which": "some"}
    refused = client.post(page.request["PATH_INFO"], body).content.decode()
    assert "Choose at least one school" in refused
    sent = client.post(page.request["PATH_INFO"], body | {"schools": [own.slug]})
    waiting = client.get(sent["Location"]).content.decode()
    assert "next in line" in waiting
    assert "Look again" in waiting
    work()
    done = client.get(sent["Location"]).content.decode()
    assert "could not be made. No audit was sent yet." in done
    assert "Look again" not in done


def test_the_list_costs_the_same_with_more_packs(client, trust, officer):
    own = [school(trust, name) for name in ("Ash", "Beech")]
    client.force_login(officer)
    page = reverse("trust:reports", args=[trust.slug])
    client.get(page)
    counts = []
    for _ in range(2):
        reopen_wall()
        ask(officer, own, trust)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]

"""The page that tells what changed between editions."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from audits.models import Audit, CrosswalkLine, Edition
from safeguarding.access.roles import Role
from safeguarding.refusals import Refused
from tests import factories
from tests.factories.crosswalks import crosswalked, publish
from tests.factories.edition_files import FIXTURES, KCSIE

pytestmark = pytest.mark.django_db


def page(client, person, school, key, **query):
    client.force_login(person)
    return client.get(reverse("audits:edition_changes", args=[school.slug, key]), query)


def test_every_line_says_what_changed_and_whether_it_was_checked(client):
    crosswalked()
    school = factories.school()
    governor = factories.member(school, Role.GOVERNOR)
    shown = page(client, governor, school, "now").content.decode()
    assert (
        "Since Edition before: 1 item asks something else, 1 moved, 1 was split, 1 was merged from several, 1 is new, "
        "1 is no longer asked."
    ) in shown
    assert "1 of 7 lines were not checked" in shown
    assert "A paragraph was put before it." in shown and "(number not checked)" in shown
    assert shown.count("Not checked</span>") == 1
    split = page(client, governor, school, "now", show="split").content.decode()
    assert "Two questions now." in split and "A paragraph was put before it." not in split


def test_an_edition_without_a_crosswalk_says_so(client):
    factories.edition("alone")
    school = factories.school()
    lead = factories.member(school, Role.LEAD)
    assert "Nobody has written down" in page(client, lead, school, "alone").content.decode()


def test_an_edition_of_another_trust_is_not_there(client):
    school = factories.school(trust=factories.trust())
    lead = factories.member(school, Role.LEAD)
    _before, now = crosswalked(published=False)
    Edition.objects.filter(pk=now.pk).update(trust=factories.trust(name="Another Trust"))
    assert page(client, lead, school, "now").status_code == 404
    Edition.objects.filter(pk=now.pk).update(trust=school.trust)
    assert page(client, lead, school, "now").status_code == 404, "their own trust's draft is not for them yet"


def test_the_shipped_draft_of_2026_says_what_it_does_not_know(client, capsys):
    call_command("import_edition", str(KCSIE), "--publish")
    file = str(FIXTURES / "editions" / "kcsie-2026-part-one.yaml")
    with pytest.raises(CommandError, match="49 items have no number"):
        call_command("import_edition", file, "--publish")
    call_command("import_edition", file)
    draft = Edition.objects.get(key="kcsie-2026-part-one")
    assert draft.state == "draft" and draft.trust is None
    items = draft.items.exclude(kind="case_check")
    assert not items.filter(number_verified=True).exists()
    assert dict(items.exclude(ref="").values_list("key", "ref")) == {
        "when-a-child-tells": "14", "listening-to-children": "15", "child-on-child-culture": "34",
        "could-happen-here": "56", "lead-available": "59", "share-promptly": "60", "decisions-and-reasons": "74",
        "who-to-tell-about-staff": "78",
    }  # fmt: skip
    checked = CrosswalkLine.objects.filter(edition=draft, is_verified=True)
    assert set(checked.values_list("relation", flat=True)) == {"same"} and checked.count() == 18
    school = factories.school()
    shown = page(client, factories.member(school, Role.LEAD), school, draft.key).content.decode()
    assert "is a draft. No audit can be started from it yet" in shown
    assert "57 of 75 lines were not checked" in shown
    out = capsys.readouterr()
    call_command("import_edition", file)
    assert "unchanged (draft" in capsys.readouterr().out, out


def test_a_newer_edition_in_force_is_offered_and_the_audit_says_so_once(client):
    before, now = crosswalked()
    audit = factories.audit(edition_=before)
    client.force_login(audit.lead_author)
    for url in (reverse("audits:audits", args=[audit.school.slug]), audit.get_absolute_url()):
        assert client.get(url).content.decode().count("A newer edition is in force:") == 1
    start = client.get(reverse("audits:start", args=[audit.school.slug])).content.decode()
    assert f'value="{now.pk}"' in start
    later = factories.audit(school=audit.school, lead=audit.lead_author, edition_=now)
    assert "A newer edition" not in client.get(later.get_absolute_url()).content.decode()


def test_an_edition_that_begins_later_is_not_in_force(client):
    before, now = crosswalked(published=False)
    Edition.objects.filter(pk=now.pk).update(effective_from="2999-09-01")
    publish(now)
    audit = factories.audit(edition_=before)
    client.force_login(audit.lead_author)
    assert "A newer edition" not in client.get(audit.get_absolute_url()).content.decode()


def test_no_audit_is_started_in_an_edition_of_another_trust_or_one_that_was_corrected():
    school = factories.school(trust=factories.trust())
    before, now = crosswalked(published=False)
    now.trust = factories.trust(name="Another Trust")
    now.save()
    publish(now)
    with pytest.raises(Refused, match="not open to your school"):
        factories.audit(school=school, edition_=now)
    own = factories.edition("own", published=False)
    own.trust, own.corrects = school.trust, before
    own.save()
    publish(own)
    with pytest.raises(Refused, match="not open to your school"):
        factories.audit(school=school, edition_=before)
    assert not Audit.objects.exists()
    assert factories.audit(school=school, edition_=own).edition == own
    assert factories.audit(school=factories.school(name="Alone"), edition_=before).edition == before


def test_a_draft_that_came_with_the_product_is_announced_until_the_school_has_one_of_its_own(client):
    _before, coming = crosswalked(published=False)
    school = factories.school(trust=factories.trust())
    client.force_login(factories.member(school, Role.LEAD))
    audits = reverse("audits:audits", args=[school.slug])
    assert "is being prepared" in client.get(audits).content.decode()
    own = factories.edition("own", published=False)
    own.trust, own.effective_from = school.trust, coming.effective_from
    own.save()
    publish(own)
    assert "is being prepared" not in client.get(audits).content.decode()

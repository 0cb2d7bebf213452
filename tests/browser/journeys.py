"""What the journeys of a person through an audit have in common: the people, the real edition, short verbs."""

import re
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from urllib.parse import parse_qsl

from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audits.actions.answering import save_answer
from audits.actions.starting import start_audit, usual_due_date
from audits.models import Audit, Edition
from audits.outline import Outline, outline_of
from audits.rating import Rating
from safeguarding.access.roles import Role
from safeguarding.models import School, User
from tests import factories
from tests.factories.edition_files import KCSIE
from tests.factories.places import reopen_wall

PASSWORD = "copper-flannel-button-68"
ERROR = re.compile("^Error: ")  # the title of a page with errors
FIELD_IN_FOCUS = "input:focus, select:focus, textarea:focus"
SAVED = re.compile(r"Saved \d\d:\d\d")


@dataclass
class Crew:
    """A school with everybody who has a part in its audit, and the real edition."""

    school: School
    lead: User
    deputy: User
    governor: User
    stranger: User
    edition: Edition

    @property
    def outline(self) -> Outline:
        return outline_of(self.edition)


def gather_crew() -> Crew:
    """Import the edition, and make a school with its people; the lead can sign in with a password."""
    call_command("import_edition", str(KCSIE), "--publish", stdout=StringIO())
    school = factories.school(name="Thornbeck Primary School")
    lead = factories.member(school, Role.LEAD, name="Ruth Adeyemi")
    lead.set_password(PASSWORD)
    lead.save()
    return Crew(
        school,
        lead,
        factories.member(school, Role.DEPUTY, name="Tom Brannigan"),
        factories.member(school, Role.GOVERNOR, name="Priya Nandakumar"),
        factories.member(factories.school(), Role.LEAD),
        Edition.objects.get(),
    )


def begin_audit(crew: Crew) -> Audit:
    """This year's audit, started as the form does it."""
    today = timezone.localdate()
    return start_audit(
        crew.school,
        crew.edition,
        audit_date=today,
        period_from=today.replace(year=today.year - 1, day=1),
        period_to=today,
        due_on=usual_due_date(today),
        by=crew.lead,
        request_key=uuid.uuid4(),
    )


def answer_rest(audit: Audit, *, by: User, but: int = 0) -> None:
    """Say something of its own to each item that has no answer yet, but for the last few."""
    reopen_wall()
    rows = list(audit.responses.filter(case=None, rating=Rating.UNANSWERED).order_by("item__order"))
    for row in rows[: len(rows) - but]:
        answer = {"rating": "green", "evidence": f"Seen on walk {row.pk}, and asked of {row.pk} people."}
        save_answer(row, answer, seen_version=row.version, by=by)


def item_address(audit: Audit, key: str) -> str:
    """The section's page with the item's card open."""
    item = outline_of(audit.edition).by_key[key]
    page = reverse("audits:section", args=[audit.school.slug, audit.public_id, item.section_key])
    return f"{page}?item={key}"


def address(name: str, audit: Audit, *parts) -> str:
    return reverse(f"audits:{name}", args=[audit.school.slug, audit.public_id, *parts])


def sign_in(page, person: User) -> None:
    """Through the form, as a person does."""
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def words(page):
    """The box for what shows this."""
    return page.get_by_label("What shows this?")


def rate(page, rating: str) -> None:
    """Choose a rating as one does: on its label."""
    page.locator(".gt-choice__label", has_text=rating).click()


@contextmanager
def saving(page, **sent: str):
    """Wait for the save in the background that sends these fields, and for what it changes on the page."""
    wanted = set(sent.items())
    page.wait_for_load_state()  # a followed link may still be loading the script that saves
    with page.expect_response(
        lambda answer: answer.ok and wanted <= set(parse_qsl(answer.request.post_data or ""))
    ):
        yield
    # A save that waited for the one before it starts at once when that one is done.
    page.locator("form[data-autosave]:not(.htmx-request)").wait_for()
    page.locator("#saved").get_by_text(SAVED).wait_for()


def write(page, text: str) -> None:
    """Say what shows the open item, leave the box, and wait until that is saved."""
    with saving(page, evidence=text):
        words(page).fill(text)
        words(page).blur()

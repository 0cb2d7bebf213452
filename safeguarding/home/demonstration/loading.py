"""Loading the demonstration: all of it, or nothing where it is there already."""

from datetime import date

from django.db import transaction

from audits.models import Edition
from concerns.models import Checklist, Subcategory
from safeguarding.access.wall import wall_open_to
from safeguarding.home.demonstration.audits import add_cases, load_audits
from safeguarding.home.demonstration.calendar import Calendar
from safeguarding.home.demonstration.children import load_children
from safeguarding.home.demonstration.editions import load_editions
from safeguarding.home.demonstration.evidence import fill_library
from safeguarding.home.demonstration.people import make_people, make_places, set_password
from safeguarding.home.demonstration.quality import write_quality
from safeguarding.home.demonstration.reading import told
from safeguarding.home.demonstration.resources import recommend
from safeguarding.home.demonstration.schedule import ask_for_audits
from safeguarding.models import LocalAuthority, Trust
from safeguarding.refusals import Refused

STAGE = "thornbeck"  # the school that the demonstration is about


@transaction.atomic
def load(today: date, password: str) -> bool:
    """Write the trust, its people, their audits and the children's records; whether it was done now.

    Where the trust is there already, nothing is written but a password that no longer fits. Refused: an
    authority, an edition, categories or a checklist that have not been imported.
    """
    if Trust.objects.filter(slug=told("people")["trust"]["slug"]).exists():
        set_password(password)
        return False
    _refuse_unprepared()
    days = Calendar(today)
    trust, schools = make_places()
    people = make_people(trust, schools, days, password)
    with wall_open_to(schools.values()):
        load_children(schools, people, days)  # first, since an audit that is sent says what they say
        audit = load_audits(schools, people, days)[STAGE]
        fill_library(audit, days, people[STAGE]["lead"])
        add_cases(audit, people[STAGE]["lead"])
        ask_for_audits(audit, schools, people["trust"]["officer"], days)
        recommend(trust, schools, people, days)
        write_quality(schools, people, audit, days)
        load_editions(trust, people["trust"]["officer"])
    return True


def _refuse_unprepared() -> None:
    if not LocalAuthority.objects.filter(key=told("people")["authority"]).exists():
        raise Refused(
            "Import the local authority first: manage.py import_authority fixtures/authorities/*.yaml"
        )
    if not Edition.objects.published().filter(key=told("audits")["edition"]).exists():
        raise Refused("Import the edition first, with manage.py import_edition --publish.")
    if not Subcategory.objects.filter(key=told("concerns")["scenarios"][0]["key"]).exists():
        raise Refused("Import the categories first: manage.py import_categories fixtures/categories/*.yaml")
    if not Checklist.objects.exists():
        raise Refused("Import the checklist first: manage.py import_checklist fixtures/quality/*.yaml")

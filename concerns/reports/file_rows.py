"""What the page of a child's file asks beside its chronology, in one question that is kept."""

from datetime import date

from concerns.models import Challenge, Pupil, Referral
from concerns.reports.agency_work import agency_parts
from concerns.reports.clocks import clock_parts, given_of
from concerns.reports.corroboration import gap_parts
from concerns.reports.file_plans import file_plans_parts
from concerns.reports.front_sheet import sheet_parts
from concerns.reports.kept_question import Given, read_kept
from concerns.reports.today import new_part
from concerns.reports.views_asked import view_parts
from safeguarding.models import School, User


def file_rows(pupil: Pupil, *, reader: User, today: date) -> dict[str, list[dict]]:
    """Front sheet, clocks, questions, plans and meetings, agencies, missing papers, and the new reports' count."""
    asking = {"school": pupil.school, "reader": reader, "today": today}
    return read_kept("child's file", lambda: _parts(**asking), **asking, **given_of(pupil))


def _parts(*, school: School, reader: User, today: date) -> dict:
    asking = {"school": school, "reader": reader, "today": today}
    pupil, alone = Given("pupil"), Given("pupils", many=True)
    agencies = [model.objects.visible_to(reader).filter(pupil=pupil) for model in (Referral, Challenge)]
    return (
        sheet_parts(pupil)
        | clock_parts(reader=reader, today=today)
        | view_parts(alone, **asking)
        | gap_parts(Pupil.objects.filter(pk=pupil), **asking)
        | file_plans_parts(alone, reader=reader)
        | agency_parts(*agencies)
        | new_part(reader, school)
    )

"""What the page of a concern asks beside its own rows, in one question that is kept."""

from datetime import date

from concerns.models import Concern, ConcernLink, Standing
from concerns.reports.kept_question import Given, read_kept
from concerns.reports.plans_to_look_at import plans_about
from concerns.reports.today import new_part
from concerns.reports.together import rows_of
from concerns.reports.views_asked import view_parts
from safeguarding.models import School, User

LINKED = 6  # other concerns of the children that the page names
UNASKED = {Standing.State.SUBMITTED, Standing.State.IN_ERROR}


def concern_rows(concern: Concern, pupils: list[int], *, reader: User, today: date) -> dict[str, list[dict]]:
    """Linked concerns, plans to be looked at, questions about the children, and the new reports' count."""
    asking = {"school": concern.school, "reader": reader, "today": today}
    rows = read_kept("concern", lambda: _parts(**asking), **asking, concern=concern.pk, pupils=pupils)
    if concern.standing.state in UNASKED:  # nobody has triaged it, or it never was one
        rows["plans"] = []
    return rows


def _parts(*, school: School, reader: User, today: date) -> dict:
    concern, pupils = Given("concern"), Given("pupils", many=True)
    return (
        {"linked": _linked_part(concern, pupils, school, reader), "plans": plans_about(concern, reader)}
        | view_parts(pupils, school=school, reader=reader, today=today)
        | new_part(reader, school)
    )


def _linked_part(concern: Given, pupils: Given, school: School, reader: User):
    """Other concerns of the same children, the newest."""
    same = ConcernLink.objects.filter(pupil__in=pupils).exclude(concern=concern).values("concern")
    rows = Concern.objects.visible_to(reader).filter(school=school, pk__in=same)
    newest = rows.order_by("-recorded_at").values("pk")[:LINKED]
    return rows_of(
        Concern.objects.filter(pk__in=newest), public_id="public_id", reference="reference",
        recorded_at="recorded_at", state="standing__state",
    )  # fmt: skip

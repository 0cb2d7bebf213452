"""Starting an audit."""

import uuid
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from audits.actions.carrying import carry_answers
from audits.models import Audit, Edition, Response, SectionShare
from audits.models.audit import school_year
from audits.outline import outline_of
from safeguarding.actions.events import record_event
from safeguarding.models import School, User
from safeguarding.refusals import Refused


@transaction.atomic
def start_audit(
    school: School,
    edition: Edition,
    *,
    audit_date: date,
    period_from: date,
    period_to: date,
    due_on: date,
    by: User,
    request_key: uuid.UUID,
    participants: str = "",
    carry: bool = False,
) -> Audit:
    """Open a draft with an empty answer for every rated item, led by ``by``, and every section in their care.

    With ``carry`` the answers of the last audit come along, each to be read again. The same ``request_key`` gives
    the first audit again. Refused: an edition that is not published, one that another trust made or that was
    corrected since, and a second live audit of the same edition in one school year.
    """
    if edition.state != Edition.State.PUBLISHED:
        raise Refused("This edition is not published. Choose a published edition.")
    if not Edition.objects.open_to(school).filter(pk=edition.pk).exists():
        raise Refused("This edition is not open to your school. Choose another edition.")
    year = school_year(audit_date)
    live = Audit.objects.live().filter(school=school)
    try:
        audit, made = Audit.objects.create_once(
            request_key,
            school=school,
            edition=edition,
            year=year,
            audit_date=audit_date,
            period_from=period_from,
            period_to=period_to,
            due_on=due_on,
            participants=participants,
            lead_author=by,
            previous=live.filter(year__lt=year).order_by("-year").first(),
        )
    except IntegrityError:
        raise Refused(
            f"There is an audit of {edition} for {year} to {year + 1} already. Open it from the list of audits."
        ) from None
    if made:
        _lay_out(audit, by)
        record_event("audit started", by=by, school=school, about=audit, edition=edition.key)
        if carry and audit.previous and audit.previous.is_released:
            carry_answers(audit, by=by)
    return audit


def has_earlier_audit(school: School, today: date) -> bool:
    """Whether an audit of an earlier school year was sent, so that its answers could come along."""
    return Audit.objects.filter(school=school, year__lt=school_year(today), state__in=Audit.RELEASED).exists()


def _lay_out(audit: Audit, by: User) -> None:
    outline = outline_of(audit.edition)
    Response.objects.bulk_create(
        Response(audit=audit, school_id=audit.school_id, item_id=item.pk) for item in outline.rated
    )
    SectionShare.objects.bulk_create(
        SectionShare(audit=audit, school_id=audit.school_id, section_id=section.pk, owner=by)
        for section in outline.sections
    )


def usual_due_date(audit_date: date) -> date:
    """Three weeks after the audit date: the day to which the form is offered filled in."""
    return audit_date + timedelta(weeks=3)


PARTICULARS = ("audit_date", "period_from", "period_to", "due_on", "participants")


@transaction.atomic
def change_particulars(audit: Audit, *, seen_version: int, by: User, **particulars) -> Audit:
    """Change dates and participants of a draft. Refused: not a draft, changed by a colleague since, or a date
    that moves the audit into another school year.
    """
    if not audit.is_open:
        raise Refused(
            f"This audit is {audit.get_state_display().lower()}. Its particulars can no longer be changed."
        )
    if school_year(particulars["audit_date"]) != audit.year:
        raise Refused(
            f"Enter a date in the school year {audit.year} to {audit.year + 1}, or start another audit."
        )
    changed = Audit.objects.filter(pk=audit.pk, version=seen_version, state=Audit.State.DRAFT).update(
        **{name: particulars[name] for name in PARTICULARS}, version=seen_version + 1
    )
    if not changed:
        raise Refused(
            "A colleague changed this since you opened it. Look at what they saved, then save what should stand."
        )
    record_event("audit particulars changed", by=by, school=audit.school, about=audit)
    audit.refresh_from_db(fields=[*PARTICULARS, "version"])
    return audit

"""Asking for a pack of reports, opening it, and taking it away again."""

import uuid
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db import IntegrityError, transaction

from audits.actions.pack_making import empty_folder, make_pack
from audits.models import PackPart, ReportPack
from audits.models.report_pack import permission_for
from safeguarding.access.holdings import schools_where
from safeguarding.actions.events import record_event
from safeguarding.models import School, Trust, User
from safeguarding.refusals import Refused

MOST_AT_ONCE = 2  # packs of one person that are not finished
GIVEN_UP_AFTER = timedelta(hours=12)

State = ReportPack.State


@transaction.atomic
def ask_for_pack(
    *, schools: list[School], kinds: list[str], by: User, request_key: uuid.UUID, trust: Trust | None = None
) -> ReportPack:
    """Ask for reports of these schools; they are made behind the pages. The same key gives the first pack again.

    ``trust`` stands for the person who asks as the trust's officer; without it the school asks for its own.
    Refused: no school, no kind of report, a school in which the person may not, a trust report without a trust,
    and a third pack while two are being made.
    """
    if made_before := ReportPack.objects.visible_to(by).filter(request_key=request_key).first():
        return made_before
    _refuse_unfit(schools, kinds, by, trust)
    try:
        with transaction.atomic():
            pack = ReportPack.objects.create(request_key=request_key, by=by, trust=trust, kinds=kinds)
    except IntegrityError:
        if again := ReportPack.objects.visible_to(by).filter(request_key=request_key).first():
            return again
        raise Refused("That was sent already. Load the page again.") from None
    PackPart.objects.bulk_create(PackPart(pack=pack, school=school) for school in schools)
    _tell_schools("reports asked for", pack, schools, by)
    make_pack.enqueue(pack.public_id, by.public_id)
    return pack


def _refuse_unfit(schools: list[School], kinds: list[str], by: User, trust: Trust | None) -> None:
    if not schools:
        raise Refused("Choose at least one school.")
    if not kinds:
        raise Refused("Choose at least one report.")
    if ReportPack.Kind.TRUST in kinds and trust is None:
        raise Refused("A trust report is made for a trust.")
    allowed = schools_where(by, permission_for(trust))
    if any(school.pk not in allowed or (trust and school.trust_id != trust.pk) for school in schools):
        raise Refused("Choose among your own schools.")
    # One at a time: two posts at once must not both find room.
    User.objects.select_for_update().get(pk=by.pk)
    if ReportPack.objects.visible_to(by).unfinished().count() >= MOST_AT_ONCE:
        raise Refused("Two packs are being made for you already. Ask again when one is ready.")


def may_open(pack: ReportPack, person: User) -> bool:
    """Whether this person asked for it and still holds the permission in each school that is in it."""
    made = pack.parts.filter(state=PackPart.State.MADE)
    return (
        pack.by_id == person.pk
        and not made.exclude(school__in=schools_where(person, pack.permission)).exists()
    )


@transaction.atomic
def open_pack(pack: ReportPack, *, by: User) -> ReportPack:
    """Note that the file of a pack is taken. Refused: one that is not ready, and anybody who may not open it."""
    pack = ReportPack.objects.visible_to(by).select_for_update().get(pk=pack.pk)
    if not pack.is_ready:
        raise Refused(f"This pack is {pack.get_state_display().lower()}.")
    parts = list(pack.parts.select_related("school"))
    if not may_open(pack, by):
        raise Refused("You no longer have access to each of its schools.")
    _tell_schools("reports downloaded", pack, [part.school for part in parts], by)
    return pack


def _tell_schools(verb: str, pack: ReportPack, schools, by: User) -> None:
    """An event for each school, so that each one's trail says who took its reports."""
    for school in schools:
        record_event(verb, by=by, school=school, about=pack, kinds=",".join(pack.kinds))


def drop_old_packs(*, now: datetime) -> int:
    """Delete the files of packs that were kept long enough, and give up those that nobody finished; how many.

    For the night: the wall has to be open to schools, without a person.
    """
    old = list(ReportPack.objects.filter(state=State.READY, kept_until__lt=now))
    for pack in old:
        _take_away(pack)
    stale = ReportPack.objects.unfinished().filter(asked_at__lt=now - GIVEN_UP_AFTER)
    for pack in stale:
        ReportPack.objects.filter(pk=pack.pk, state__in=ReportPack.UNFINISHED).update(
            state=State.FAILED, why="It was not finished in time. Ask again.", ended_at=now
        )
        transaction.on_commit(lambda pack=pack: empty_folder(pack))
    return len(old)


@transaction.atomic
def _take_away(pack: ReportPack) -> None:
    storage: Storage = pack.file.storage
    name = pack.file.name
    ReportPack.objects.filter(pk=pack.pk, state=State.READY).update(state=State.GONE, file="")
    record_event("reports deleted", by=None, about=pack)
    transaction.on_commit(lambda: storage.delete(name))
    transaction.on_commit(lambda: empty_folder(pack))

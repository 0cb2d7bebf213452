"""Drawing files by lot for the case-record check of an audit: from whom, the draw itself, and its proof."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from audits.actions.casework import add_case, next_label
from audits.models import Audit, CaseSample
from concerns.models import DrawnFile, FileDraw, Pupil, Status
from concerns.sampling import Framed
from concerns.sampling import draw as drawn_from
from safeguarding.actions.events import record_event
from safeguarding.models import User
from safeguarding.refusals import Refused

# The strictest first: a child with two of them is drawn from among the first.
STRATA = (CaseSample.Kind.CHILD_PROTECTION, CaseSample.Kind.CHILD_IN_NEED, CaseSample.Kind.EARLY_HELP)


def files_to_draw_from(audit: Audit, *, reader: User, today: date) -> dict[str, list[str]]:
    """By status, the files on the roll that the person may open and that this check does not have; two queries."""
    before = DrawnFile.objects.filter(draw__check_id=audit.public_id).order_by().values("pupil")
    pupils = Pupil.objects.visible_to(reader).filter(school=audit.school).on_roll().exclude(pk__in=before)
    statuses = Status.objects.current().filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        starts_on__lte=today,
        kind__in=STRATA,
        pupil__in=pupils.order_by().values("pk"),
    )
    held = defaultdict(set)
    for pupil, kind in statuses.order_by().values_list("pupil__public_id", "kind"):
        held[pupil].add(kind)
    found: dict[str, list[str]] = {kind: [] for kind in STRATA}
    for pupil, kinds in sorted(held.items()):
        found[next(kind for kind in STRATA if kind in kinds)].append(pupil)
    return found


@transaction.atomic
def draw_files(
    audit: Audit, *, sizes: dict[str, int], seed: int, by: User, today: date, request_key: uuid.UUID
) -> FileDraw:
    """Draw files by lot and add each as a case that has a label alone; keep seed and lists, so that it can be proved.

    The same ``request_key`` gives the first draw again. Refused: nothing to draw, more files than there are, and what
    ``add_case`` refuses.
    """
    Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)  # one draw after the other
    if again := FileDraw.objects.filter(request_key=request_key, school=audit.school).first():
        return again
    files = files_to_draw_from(audit, reader=by, today=today)
    wanted = {kind: sizes.get(kind, 0) for kind in STRATA if sizes.get(kind, 0)}
    if not wanted:
        raise Refused("Enter how many files to draw.")
    for kind, number in wanted.items():
        if number > len(files[kind]):
            raise Refused(f"{kind.label}: there are {len(files[kind])} files to draw from.")
    strata = {str(kind): {"files": files[kind], "number": number} for kind, number in wanted.items()}
    draw = FileDraw.objects.create(
        school=audit.school,
        check_id=audit.public_id,
        seed=seed,
        strata=strata,
        by=by,
        request_key=request_key,
    )
    for kind, names in lots(draw).items():
        for name in names:
            _add(audit, draw, kind, name, by)
    record_event("files drawn", by=by, school=audit.school, about=audit, seed=seed, draw=draw.public_id)
    return draw


def lots(draw: FileDraw) -> dict[str, tuple[str, ...]]:
    """What the draw gives, worked out anew from its seed and its lists."""
    return {kind: _lot(draw, kind, said) for kind, said in draw.strata.items()}


def _lot(draw: FileDraw, kind: str, said: dict) -> tuple[str, ...]:
    frame = (Framed(name, kind) for name in said["files"])
    return drawn_from(frame, seed=str(draw.seed), wanted=said["number"]).names


def _add(audit: Audit, draw: FileDraw, kind: str, name: str, by: User) -> None:
    case = add_case(
        audit,
        label=next_label(audit),
        kind=kind,
        by=by,
        request_key=uuid.uuid5(draw.request_key, name),
        how_chosen=f"By lot, seed {draw.seed}",
    )
    DrawnFile.objects.create(
        school=audit.school,
        draw=draw,
        pupil=Pupil.objects.visible_to(by).get(public_id=name, school=audit.school),
        stratum=kind,
        case_id=case.public_id,
    )


@dataclass(frozen=True)
class Proof:
    """One draw as it can be shown: how many of how many of each status, and whether the seed gives the same files."""

    draw: FileDraw
    strata: tuple[tuple[str, int, int], ...]
    holds: bool


def proofs_of(audit: Audit) -> tuple[Proof, ...]:
    """Every draw for this check, the newest first, each drawn again from its seed."""
    rows = FileDraw.objects.filter(check_id=audit.public_id, school=audit.school).select_related("by")
    return tuple(_proof(draw) for draw in rows.prefetch_related("files__pupil"))


def _proof(draw: FileDraw) -> Proof:
    then = {(each.stratum, each.pupil.public_id) for each in draw.files.all()}
    now = {(kind, name) for kind, names in lots(draw).items() for name in names}
    strata = tuple(
        (kind.label, draw.strata[kind]["number"], len(draw.strata[kind]["files"]))
        for kind in STRATA
        if kind in draw.strata
    )
    return Proof(draw, strata, then == now)

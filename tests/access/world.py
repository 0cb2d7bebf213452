"""Two schools that must not know of each other, with every kind of person and every kind of row.

Every word of the foreign school is planted: if it shows up in anybody's page, the wall has a hole.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from audits.actions.answering import save_answer
from audits.actions.casework import add_case
from audits.actions.planning import plan_action
from audits.actions.scheduling import move_due_audit, schedule_audits
from audits.models import Audit, Evidence, PackPart, ReportPack
from audits.models.audit import school_year
from concerns.models import DrawnFile, FileDraw, Pupil
from safeguarding.access.roles import Role
from safeguarding.actions.resources import add_resource, give_feedback, suggest_resource
from safeguarding.models import Membership, Notice, School, User
from tests import factories
from tests.access.records import make_records
from tests.factories.editions import draft

PLANTED = "Zanzibarquartz"


@dataclass(frozen=True)
class Place:
    """One school with the public ids that its addresses need."""

    school: School
    audit: Audit
    parts: dict


@dataclass(frozen=True)
class World:
    own: Place
    foreign: Place
    people: dict[str, User | None]

    def person(self, name: str) -> User | None:
        return self.people[name]


PEOPLE = [
    "staff",
    "lead",
    "deputy",
    "head",
    "governor",
    "adviser",
    "administrator",
    "officer",
    "outsider",
    "nobody",
]


def make_world() -> World:
    """Rows of both schools; the people belong to the first, but for the outsider and nobody (signed out)."""
    trust = factories.trust()
    school = factories.school(trust=trust)
    edition = factories.edition()
    roles = {role.value: factories.member(school, role) for role in Role if role is not Role.OFFICER}
    people = roles | {"officer": factories.member(trust, Role.OFFICER)}
    foreign_school = factories.school(
        name=f"{PLANTED} School", trust=factories.trust(name=f"{PLANTED} Trust")
    )
    outsider = factories.member(foreign_school, Role.LEAD, name=f"{PLANTED} Lead")
    own = _place(school, people["lead"], edition, "Ordinary", adviser=people["adviser"])
    foreign = _place(foreign_school, outsider, edition, PLANTED)
    own.parts["trust:pack"] = _pack(school, people["officer"], trust=trust)
    own.parts.update(make_records(school, people["lead"], people["staff"], people["head"], "Ordinary"))
    foreign_head = factories.member(foreign_school, Role.HEAD, name=f"{PLANTED} Head")
    foreign.parts.update(make_records(foreign_school, outsider, outsider, foreign_head, PLANTED))
    own.parts.update(_edition_of(trust, edition, "Ordinary", people["officer"]))
    foreign.parts.update(_edition_of(foreign_school.trust, edition, PLANTED, outsider))
    for place, lead in ((own, people["lead"]), (foreign, outsider)):
        _drawn(place, lead)
    return World(own, foreign, people | {"outsider": outsider, "nobody": None})


def _edition_of(trust, edition, word, by) -> dict:
    """A draft of the trust that corrects the edition, and so has a line in its crosswalk for every item."""
    made = draft(trust, by=by, source=edition, corrects=True, label=f"{word} draft")
    return {
        "trust:edition": made.key,
        "trust:section": "main",
        "trust:item": "item-1",
        "trust:before": edition.key,
        "trust:line": "to-item-1",
    }


def _drawn(place: Place, lead: User) -> None:
    """The child's file stands behind the case, as if it had been drawn."""
    parts = place.parts
    draw = FileDraw.objects.create(
        school=place.school, check_id=parts["audit"], seed=1, strata={}, by=lead, request_key=uuid.uuid4()
    )
    pupil = Pupil.objects.get(public_id=parts["concerns:pupil"])
    DrawnFile.objects.create(
        school=place.school, draw=draw, pupil=pupil, stratum="early_help", case_id=parts["case"]
    )


def _recommended(school, lead, word) -> tuple[str, str]:
    """A resource of the school's trust with feedback, and a suggestion."""
    today = timezone.localdate()
    web = f"https://{word.lower()}.example/"
    resource = add_resource(
        school.trust, title=f"{word} guide", why=f"{word} why", url=web, audience=[], items=["item-1"],
        categories=[], checked_on=today, review_by=today, by=lead, request_key=uuid.uuid4(),
    )  # fmt: skip
    give_feedback(resource, school, helped=True, words=f"{word} said", by=lead, request_key=uuid.uuid4())
    suggestion = suggest_resource(
        school, title=f"{word} page", why=f"{word} need", url=web, by=lead, request_key=uuid.uuid4()
    )
    return resource.public_id, suggestion.public_id


def _place(school, lead, edition, word, **fields) -> Place:
    audit = factories.audit(school=school, lead=lead, edition_=edition, participants=f"{word} people")
    if fields:
        Audit.objects.filter(pk=audit.pk).update(**fields)
    response = factories.respond(audit, "item-1", "red", evidence=f"{word} evidence.")
    factories.respond(audit, "item-1", "red", evidence=f"{word} evidence again.")
    aside = save_answer(response, {"evidence": f"{word} other evidence."}, seen_version=0, by=lead).set_aside
    case = add_case(audit, label=f"{word} case", kind="other", by=lead, request_key=uuid.uuid4())
    action = plan_action(
        audit, what=f"{word} action", owner_id=lead.pk, due_on=date(2026, 11, 1), by=lead,
        request_key=uuid.uuid4(), response=response,
    )  # fmt: skip
    evidence = Evidence.objects.create(
        school=school,
        kind="note",
        title=f"{word} piece",
        note=f"{word} note",
        dated_on=date(2026, 9, 1),
        added_by=lead,
    )
    (due,) = schedule_audits(
        audit.edition,
        school_year(timezone.localdate()),
        {school: timezone.localdate()},
        by=lead,
        request_key=uuid.uuid4(),
    )
    move_due_audit(
        due, due_on=timezone.localdate() + timedelta(days=9), reason=f"{word} reason", seen_version=1, by=lead
    )
    resource, suggestion = _recommended(school, lead, word) if school.trust else ("none", "none")
    parts = {
        "resource": resource,
        "suggestion": suggestion,
        "due": due.public_id,
        "school": school.slug,
        "trust": school.trust.slug if school.trust else "none",
        "audit": audit.public_id,
        "other": audit.public_id,  # never compared with itself
        "edition": audit.edition.key,
        "section": "main",
        "item": "item-1",
        "rating": "red",
        "kept": aside.public_id,
        "case": case.public_id,
        "action": action.public_id,
        "evidence": evidence.public_id,
        "figure": "answered",
        "notice": _notice(school, lead, audit),
        "question": "nobodyasked2",  # a draft has none
        "revision": 1,
        "membership": Membership.objects.filter(school=school).first().public_id,
        "audits:pack": _pack(school, lead),
        "trust:pack": _pack(school, lead, trust=school.trust),
        "uidb36": "1",
        "key": "wrong-key",
    }
    return Place(school, audit, parts)


def _pack(school, by, **fields) -> str:
    """A pack of reports that could not be made."""
    pack = ReportPack.objects.create(by=by, kinds=["plan"], **fields)
    PackPart.objects.create(pack=pack, school=school)
    ReportPack.objects.filter(pk=pack.pk).update(state="failed", why="Ask again.")
    return pack.public_id


def _notice(school, person, audit) -> str:
    made = Notice.objects.create(
        school=school,
        person=person,
        kind="due",
        subject_type="audits.audit",
        subject=audit.public_id,
        key="due",
    )
    return made.public_id

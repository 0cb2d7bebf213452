"""What stands around every page: place, person, navigation."""

from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

from audits.models import Audit
from audits.reports.audit_list import audit_lines
from concerns.reports.alone import Parts
from concerns.reports.today import new_count
from safeguarding.access.permissions import P
from safeguarding.access.roles import Role
from safeguarding.home.notices import waiting_count
from safeguarding.models import School

OWN_PAGES = {"home", "notices"}
COUNTS_NOTICES = OWN_PAGES | {"concerns:today", "audits:audits", "trust:board"}
EVERY_KEY = range(2**63)  # who answers audits reads every one of them


class TrustLink(NamedTuple):
    """An entry of the navigation for officers."""

    label: str
    name: str
    needs: P
    in_schools: bool = False  # also on the pages of one school


class SchoolLink(NamedTuple):
    """An entry for who holds the one permission in the school and not the other."""

    label: str
    name: str
    needs: P
    unless: P | None = None
    also: tuple[str, ...] = ()  # pages that are reached from that one, and have no entry beside it


TRUST_LINKS = (
    TrustLink("Board", "trust:board", P.TRUST_BOARD, in_schools=True),
    TrustLink("Trends", "trust_concerns:trends", P.TRUST_BOARD),
    TrustLink("Seven lessons", "trust_lessons", P.TRUST_BOARD),
    TrustLink("Schedule", "trust:schedule", P.AUDIT_SCHEDULE, in_schools=True),
    TrustLink("Editions", "trust:editions", P.EDITION_EDIT),
    TrustLink("Quality checks", "trust_quality:quality", P.QUALITY_TRUST, in_schools=True),
    TrustLink("Resources", "trust_resources", P.RESOURCES_KEEP),
)
SCHOOL_LINKS = (
    SchoolLink("Today", "concerns:today", P.CONCERN_VIEW),
    SchoolLink("Concerns", "concerns:concerns", P.CONCERN_VIEW),
    SchoolLink("Children", "concerns:children", P.CHILD_VIEW, also=("concerns:pupils",)),
    SchoolLink("Figures", "concerns:figures", P.CONCERN_VIEW, also=("concerns:lessons", "concerns:trends")),
    SchoolLink("Seven lessons", "concerns:lessons", P.LESSONS, unless=P.CONCERN_VIEW),
    SchoolLink("Report a concern", "concerns:report", P.CONCERN_REPORT, unless=P.CONCERN_VIEW),
    SchoolLink("My reports", "concerns:my_reports", P.CONCERN_REPORT, unless=P.CONCERN_VIEW),
    SchoolLink("Audits", "audits:audits", P.AUDIT_LIST, also=("audits:evidence_library",)),
    SchoolLink("Actions", "audits:actions", P.AUDIT_SUMMARY),
    SchoolLink("Quality checks", "concerns:quality", P.QUALITY_CHECK, unless=P.QUALITY_TRUST),
    SchoolLink("Categories", "concerns:categories", P.CATEGORY_DECIDE),
    SchoolLink("Concerns about adults", "concerns:register", P.ADULT_REGISTER),
    SchoolLink("People", "people", P.PEOPLE_MANAGE),
    SchoolLink("Pupils", "concerns:pupils", P.PUPILS_IMPORT, unless=P.CHILD_VIEW),
)


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class AuditProgress:
    """How far the newest audit is, in one line."""

    label: str
    url: str
    progress: str


@dataclass(frozen=True)
class Frame:
    """The header and the navigation of one request."""

    demonstration: bool
    place_name: str = ""
    choose_place_url: str = ""
    person_name: str = ""
    role_label: str = ""
    navigation: tuple[Link, ...] = ()
    footer_links: tuple[Link, ...] = ()
    audit: AuditProgress | None = None  # on Today alone, for who answers audits


def frame(request) -> dict:
    """Context processor: ``frame`` for the layout."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not hasattr(user, "holdings"):
        return {"frame": Frame(settings.DEMONSTRATION, footer_links=_footer())}
    school = getattr(request, "school", None)
    return {
        "frame": Frame(
            demonstration=settings.DEMONSTRATION,
            place_name=_place_name(request, school),
            choose_place_url=reverse("home") if len(user.holdings.roles) > 1 else "",
            person_name=user.name,
            role_label=_role_label(user, school),
            navigation=_navigation(request, school),
            footer_links=_footer(),
            audit=_audit(request, school),
        )
    }


def _place_name(request, school: School | None) -> str:
    place = school or getattr(request, "trust", None)
    return place.name if place else ""


def _audit(request, school: School | None) -> AuditProgress | None:
    """The newest audit for the side of Today; one query, and a fault of it leaves the page standing."""
    is_today = request.resolver_match and request.resolver_match.view_name == "concerns:today"
    if school is None or not is_today or not request.user.holdings.may(P.AUDIT_ANSWER, school.pk):
        return None
    return Parts("Today").make("audit", lambda: _progress(request.user, school), None)


def _progress(user, school: School) -> AuditProgress | None:
    newest = Audit.objects.live().visible_to(user).filter(school=school).order_by("-year", "-pk")
    lines = audit_lines(Audit.objects.filter(pk__in=newest.values("pk")[:1]), readable=EVERY_KEY)
    if not lines:
        return None
    audit, counts = lines[0].audit, lines[0].counts
    address = reverse("audits:audit", args=[school.slug, audit.public_id])
    return AuditProgress(audit.title, address, f"{counts.answered} of {counts.total} items answered")


def _role_label(user, school) -> str:
    roles = user.holdings.roles.get(school.pk, ()) if school else user.holdings.everywhere()
    return ", ".join(role.label.lower() for role in Role if role in roles)


def _navigation(request, school: School | None) -> tuple[Link, ...]:
    trust = getattr(request, "trust", None) or (school and school.trust)
    links = [("Home", reverse("home"), ()), ("Notices", reverse("notices"), ())]
    links += _of_trust(request.user, trust, in_school=school is not None) if trust else []
    links += _of_school(request.user, school) if school else []
    return tuple(
        Link(label, url, _is_here(request.path, url, also), _count(request, school, label))
        for label, url, also in links
    )


def _of_trust(user, trust, *, in_school: bool) -> list[tuple]:
    """What an officer does in the trust; in a school only the way back to it."""
    wanted = [link for link in TRUST_LINKS if link.in_schools or not in_school]
    return [
        (link.label, reverse(link.name, args=[trust.slug]), ())
        for link in wanted
        if user.holdings.schools_where(link.needs)
    ]


def _of_school(user, school: School) -> list[tuple]:
    may = lambda permission: permission is not None and user.holdings.may(permission, school.pk)  # noqa: E731
    to = lambda name: reverse(name, args=[school.slug])  # noqa: E731
    wanted = [link for link in SCHOOL_LINKS if may(link.needs) and not may(link.unless)]
    shown = [(link.label, to(link.name), tuple(map(to, link.also))) for link in wanted]
    return shown + ([("Resources", to("resources"), ())] if school.trust_id else [])


def _is_here(path: str, url: str, also: tuple[str, ...]) -> bool:
    return path == url or any(path.startswith(each) for each in (url, *also) if each != "/")


def _count(request, school: School | None, label: str) -> int | None:
    """The figure beside a link, on the pages where it is worth its query."""
    if label == "Notices":
        return waiting_count(request.user) if _counts_notices(request) else None
    return _new_count(request, school) if label == "Concerns" and _counts_here(request) else None


def _counts_notices(request) -> bool:
    """On few pages, and not where the door stayed shut: all pages that were not found are alike."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    is_in = getattr(request, "school", None) or getattr(request, "trust", None)
    return name in COUNTS_NOTICES and (name in OWN_PAGES or is_in is not None)


def _counts_here(request) -> bool:
    """Whether the page is about concerns: elsewhere the figure would cost a query and wait for nobody."""
    return request.resolver_match.namespace == "concerns"


def _new_count(request, school: School) -> int:
    """The figure in the navigation: the page's own where it has counted already."""
    known = getattr(request, "new_reports", None)
    return new_count(request.user, school) if known is None else known


def _footer() -> tuple[Link, ...]:
    pages = [("Accessibility", "accessibility"), ("Privacy", "privacy"), ("Help and contacts", "help")]
    return tuple(Link(label, reverse(name)) for label, name in pages)

"""What stands around every page: place, person, navigation."""

from dataclasses import dataclass

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

COUNTS_NOTICES = {"home", "notices", "concerns:today", "audits:audits", "trust:board"}
EVERY_KEY = range(2**63)  # who answers audits reads every one of them


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
    links = [("Home", "home", []), ("Notices", "notices", [])]
    trust = getattr(request, "trust", None) or (school and school.trust)
    if trust is not None and request.user.holdings.schools_where(P.TRUST_BOARD):
        links += [("Board", "trust:board", [trust.slug])]
        links += [("Trends", "trust_concerns:trends", [trust.slug])] if school is None else []
        links += [("Seven lessons", "trust_lessons", [trust.slug])] if school is None else []
    if trust is not None and request.user.holdings.schools_where(P.AUDIT_SCHEDULE):
        links += [("Schedule", "trust:schedule", [trust.slug])]
    if trust is not None and school is None and request.user.holdings.schools_where(P.EDITION_EDIT):
        links += [("Editions", "trust:editions", [trust.slug])]
    if trust is not None and request.user.holdings.schools_where(P.QUALITY_TRUST):
        links += [("Quality checks", "trust_quality:quality", [trust.slug])]
        here_too = False
    else:
        here_too = school is not None and request.user.holdings.may(P.QUALITY_CHECK, school.pk)
    if school is not None:
        may = lambda permission: request.user.holdings.may(permission, school.pk)  # noqa: E731
        links += [("Today", "concerns:today", [school.slug])] if may(P.CONCERN_VIEW) else []
        links += [("Concerns", "concerns:concerns", [school.slug])] if may(P.CONCERN_VIEW) else []
        links += [("Children", "concerns:children", [school.slug])] if may(P.CHILD_VIEW) else []
        links += [("Figures", "concerns:figures", [school.slug])] if may(P.CONCERN_VIEW) else []
        links += [("Seven lessons", "concerns:lessons", [school.slug])] if may(P.LESSONS) else []
        links += [("Trends", "concerns:trends", [school.slug])] if may(P.CONCERN_VIEW) else []
        reports_only = may(P.CONCERN_REPORT) and not may(P.CONCERN_VIEW)
        links += [("Report a concern", "concerns:report", [school.slug])] if reports_only else []
        links += [("My reports", "concerns:my_reports", [school.slug])] if reports_only else []
        links += [("Audits", "audits:audits", [school.slug])] if may(P.AUDIT_LIST) else []
        links += [("Actions", "audits:actions", [school.slug])] if may(P.AUDIT_SUMMARY) else []
        links += [("Quality checks", "concerns:quality", [school.slug])] if here_too else []
        links += [("Evidence", "audits:evidence_library", [school.slug])] if may(P.AUDIT_ANSWER) else []
        links += [("Categories", "concerns:categories", [school.slug])] if may(P.CATEGORY_DECIDE) else []
        links += (
            [("Concerns about adults", "concerns:register", [school.slug])] if may(P.ADULT_REGISTER) else []
        )
        links += [("People", "people", [school.slug])] if may(P.PEOPLE_MANAGE) else []
        links += [("Pupils", "concerns:pupils", [school.slug])] if may(P.PUPILS_IMPORT) else []
    links += _resources(request, school, trust)
    here = request.path
    made = [(label, reverse(name, args=args)) for label, name, args in links]
    return tuple(
        Link(
            label,
            url,
            here == url or (url != "/" and here.startswith(url)),
            _count(request, school, label),
        )
        for label, url in made
    )


def _resources(request, school: School | None, trust) -> list[tuple]:
    """Everybody's list in a school of a trust; on the trust's own pages the officer's."""
    if school is None and trust is not None and request.user.holdings.schools_where(P.RESOURCES_KEEP):
        return [("Resources", "trust_resources", [trust.slug])]
    return [("Resources", "resources", [school.slug])] if school is not None and school.trust_id else []


def _count(request, school: School | None, label: str) -> int | None:
    """The figure beside a link, on the pages where it is worth its query."""
    match = request.resolver_match
    if label == "Notices" and match and match.view_name in COUNTS_NOTICES:
        return waiting_count(request.user)
    return _new_count(request, school) if label == "Concerns" and _counts_here(request) else None


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

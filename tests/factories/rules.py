"""What a local authority sets, as most of them do."""

from datetime import date

from safeguarding.models import FreshnessRule, LocalAuthority, MeetingRule, SchoolTerm

AUTUMN = {"starts_on": date(2026, 9, 3), "ends_on": date(2026, 12, 18)}
HALF_TERM = {"break_starts": date(2026, 10, 26), "break_ends": date(2026, 10, 30)}
SPRING = {"starts_on": date(2027, 1, 5), "ends_on": date(2027, 3, 25)}


def rules(authority: LocalAuthority) -> None:
    """Freshness of three statuses, the conference and the core group, and two terms."""
    for status, amber, red in (
        ("early_help", 6, 12),
        ("child_in_need", 4, 6),
        ("child_protection", 4, 4),
    ):
        FreshnessRule.objects.create(
            authority=authority, status=status, amber_weeks=amber, red_weeks=red, source="Local guidance"
        )
    meeting_rule(authority, "review_conference", 3, "months", 6, "months")
    meeting_rule(authority, "core_group", 10, "working_days", 4, "weeks")
    meeting_rule(authority, "child_in_need", 20, "working_days", 6, "weeks", status="child_in_need")
    SchoolTerm.objects.create(authority=authority, name="Autumn term", **AUTUMN, **HALF_TERM)
    SchoolTerm.objects.create(authority=authority, name="Spring term", **SPRING)


def meeting_rule(authority, kind, first, first_unit, then=None, then_unit="", status="child_protection"):
    return MeetingRule.objects.create(
        authority=authority, status=status, kind=kind, first_within=first, first_unit=first_unit,
        then_within=then, then_unit=then_unit, source="Local guidance",
    )  # fmt: skip

"""What is in a pack of reports: a line for each file, and one for each school that has none, with the reason."""

from datetime import date

from audits.models import PackPart, ReportPack
from safeguarding.spreadsheets import Column, Sheet

COLUMNS = (
    Column("School", 30),
    Column("Report", 18),
    Column("File", 50),
    Column("Edition", 26),
    Column("Audit date", 18),
    Column("State", 14),
    Column("Revision", 10),
    Column("SHA-256", 66),
    Column("What to know", 50),
)


def contents_sheet(pack: ReportPack, parts: list[PackPart], of_trust: list[dict], why_not: str) -> Sheet:
    """``of_trust`` are the files over all schools; ``why_not`` says why there are none of those that were asked."""
    rows = [_file("All schools chosen", file) for file in of_trust]
    if why_not:
        rows.append(_without("All schools chosen", why_not))
    for part in parts:
        rows += [_file(part.school.name, file) for file in part.files]
        if part.why:
            rows.append(_without(part.school.name, part.why))
    return Sheet("Contents", COLUMNS, tuple(rows))


def _file(school: str, file: dict) -> tuple:
    day = date.fromisoformat(file["audit_date"]) if "audit_date" in file else None
    return (
        school,
        ReportPack.Kind(file["kind"]).label,
        file["name"],
        file.get("edition"),
        day,
        file.get("state"),
        file.get("revision"),
        file["sha256"],
        None,
    )


def _without(school: str, why: str) -> tuple:
    return (school, None, None, None, None, None, None, None, why)

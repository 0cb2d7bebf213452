"""A report as text in one form alone, so that the same report always has the same hash."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime


def digest(report) -> str:
    """The SHA-256 of all that a report says."""
    text = json.dumps(report, default=_plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value):
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no one form")

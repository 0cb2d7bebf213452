"""Unique pupil numbers: their two shapes and their check letter. Pure."""

import re

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S, which are taken for figures
PERMANENT = re.compile(rf"[{LETTERS}][0-9]{{12}}")
TEMPORARY = re.compile(rf"[{LETTERS}][0-9]{{11}}[{LETTERS}]")


def tidy_upn(text: str) -> str:
    """The number as it is kept: capital letters, no spaces."""
    return "".join(text.split()).upper()


def is_upn(text: str) -> bool:
    return bool(PERMANENT.fullmatch(text) or TEMPORARY.fullmatch(text))


def is_temporary(upn: str) -> bool:
    return bool(TEMPORARY.fullmatch(upn))


def check_letter(upn: str) -> str:
    """The letter that the other twelve characters ask for: each times its place, and what 23 leaves of the sum."""
    values = (int(each) if each.isdigit() else LETTERS.index(each) for each in upn[1:])
    return LETTERS[sum(place * value for place, value in enumerate(values, start=2)) % len(LETTERS)]


def fits_its_letter(upn: str) -> bool:
    return upn[0] == check_letter(upn)

"""A mark of the body map as words, which are the record; the point on the picture only stands beside them."""

from concerns.body_map import PLACES

WHOSE_UNKNOWN = "It was not said whose body"


def whose_body(place: int | None, names: list[str]) -> str:
    """The name to put before a mark; none is needed where there is one child alone."""
    if len(names) < 2:
        return ""
    return WHOSE_UNKNOWN if place is None else names[place]


def mark_in_words(mark, whose: str = "") -> str:
    """ "Left upper arm, back. Bruise, 3 cm, purple. Skin not broken. “He grabbed me.”", of a draft or a sealed mark."""
    place = PLACES[mark.place].label if mark.place in PLACES else mark.place
    broken = {True: " Skin broken.", False: " Skin not broken."}.get(mark.skin_broken, "")
    look = ", ".join(part for part in (mark.kind, mark.size, mark.colour) if part)
    before = f"{whose}: " if whose else ""
    return f"{before}{place}. {look[:1].upper()}{look[1:]}.{broken}{' ' + mark.note if mark.note else ''}"

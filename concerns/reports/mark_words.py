"""A mark of the body map as words, which are the record; the point on the picture only stands beside them."""

from concerns.body_map import PLACES


def mark_in_words(mark) -> str:
    """ "Left upper arm, back. Bruise, 3 cm, purple. Skin not broken. “He grabbed me.”", of a draft or a sealed mark."""
    place = PLACES[mark.place].label if mark.place in PLACES else mark.place
    broken = {True: " Skin broken.", False: " Skin not broken."}.get(mark.skin_broken, "")
    look = ", ".join(part for part in (mark.kind, mark.size, mark.colour) if part)
    return f"{place}. {look[:1].upper()}{look[1:]}.{broken}{' ' + mark.note if mark.note else ''}"

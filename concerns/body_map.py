"""The places of the body map: a fixed list, front and back, head and hands. Right and left are the child's own.

A point is in thousandths of the picture's width and height. On the front the child's right is on the left of
the picture; on the back it is on the right.
"""

from dataclasses import dataclass

RATIO = {"front": 2.0, "back": 2.0, "head": 1.0, "hands": 0.5}  # height of the picture for a width of one


@dataclass(frozen=True)
class Place:
    key: str
    view: str
    label: str
    x: int
    y: int


def _both(view: str, name: str, label: str, x: int, y: int) -> list[Place]:
    """A place on the picture's left half and its twin on the right half."""
    near, far = ("left", "right") if view == "back" else ("right", "left")
    return [
        Place(f"{view}-{near}-{name}", view, f"{near.capitalize()} {label}", x, y),
        Place(f"{view}-{far}-{name}", view, f"{far.capitalize()} {label}", 1000 - x, y),
    ]


def _one(view: str, name: str, label: str, x: int, y: int) -> list[Place]:
    return [Place(f"{view}-{name}", view, label, x, y)]


FRONT = [
    *_one("front", "face", "Face", 500, 105),
    *_one("front", "neck", "Neck, front", 500, 172),
    *_both("front", "shoulder", "shoulder, front", 310, 222),
    *_one("front", "chest", "Chest", 500, 275),
    *_both("front", "upper-arm", "upper arm, front", 232, 310),
    *_one("front", "stomach", "Stomach", 500, 400),
    *_both("front", "elbow", "elbow, front", 205, 385),
    *_both("front", "forearm", "forearm, front", 175, 445),
    *_both("front", "hand", "hand", 130, 535),
    *_both("front", "hip", "hip", 360, 470),
    *_one("front", "groin", "Groin", 500, 530),
    *_both("front", "thigh", "thigh, front", 400, 610),
    *_both("front", "knee", "knee, front", 400, 730),
    *_both("front", "shin", "shin", 405, 825),
    *_both("front", "foot", "foot, top", 390, 945),
]
BACK = [
    *_one("back", "head", "Back of the head", 500, 95),
    *_one("back", "neck", "Neck, back", 500, 172),
    *_both("back", "shoulder", "shoulder, back", 310, 222),
    *_one("back", "upper-back", "Upper back", 500, 270),
    *_both("back", "upper-arm", "upper arm, back", 232, 310),
    *_one("back", "middle-back", "Middle of the back", 500, 360),
    *_both("back", "elbow", "elbow, back", 205, 385),
    *_both("back", "forearm", "forearm, back", 175, 445),
    *_one("back", "lower-back", "Lower back", 500, 440),
    *_both("back", "hand", "hand, back", 130, 535),
    *_both("back", "buttock", "buttock", 410, 510),
    *_both("back", "thigh", "thigh, back", 400, 610),
    *_both("back", "knee", "back of the knee", 400, 730),
    *_both("back", "calf", "calf", 405, 825),
    *_both("back", "heel", "heel or sole", 390, 945),
]
HEAD = [
    *_one("head", "top", "Top of the head", 500, 95),
    *_one("head", "forehead", "Forehead", 500, 245),
    *_both("head", "temple", "temple", 275, 330),
    *_both("head", "eye", "eye", 390, 420),
    *_both("head", "ear", "ear", 165, 450),
    *_one("head", "nose", "Nose", 500, 500),
    *_both("head", "cheek", "cheek", 340, 560),
    *_one("head", "mouth", "Mouth and lips", 500, 640),
    *_both("head", "jaw", "jaw", 330, 700),
    *_one("head", "chin", "Chin", 500, 765),
    *_one("head", "throat", "Throat", 500, 900),
]
HANDS = [
    # Four hands in a row: right palm, left palm, back of the left, back of the right.
    Place("hands-right-palm-fingers", "hands", "Right hand, fingers, palm side", 125, 250),
    Place("hands-right-palm-thumb", "hands", "Right hand, thumb, palm side", 38, 520),
    Place("hands-right-palm", "hands", "Right palm", 125, 600),
    Place("hands-right-wrist", "hands", "Right wrist, inner side", 125, 890),
    Place("hands-left-palm-fingers", "hands", "Left hand, fingers, palm side", 375, 250),
    Place("hands-left-palm-thumb", "hands", "Left hand, thumb, palm side", 462, 520),
    Place("hands-left-palm", "hands", "Left palm", 375, 600),
    Place("hands-left-wrist", "hands", "Left wrist, inner side", 375, 890),
    Place("hands-left-fingers", "hands", "Left hand, fingers, back", 625, 250),
    Place("hands-left-thumb", "hands", "Left hand, thumb, back", 538, 520),
    Place("hands-left-back", "hands", "Back of the left hand", 625, 600),
    Place("hands-left-wrist-back", "hands", "Left wrist, outer side", 625, 890),
    Place("hands-right-fingers", "hands", "Right hand, fingers, back", 875, 250),
    Place("hands-right-thumb", "hands", "Right hand, thumb, back", 962, 520),
    Place("hands-right-back", "hands", "Back of the right hand", 875, 600),
    Place("hands-right-wrist-back", "hands", "Right wrist, outer side", 875, 890),
]
PLACES = {place.key: place for place in [*FRONT, *BACK, *HEAD, *HANDS]}
GROUPS = (("Front", FRONT), ("Back", BACK), ("Head and face", HEAD), ("Hands", HANDS))
KINDS = (
    "Bruise",
    "Red mark",
    "Cut",
    "Graze or scratch",
    "Swelling",
    "Burn or scald",
    "Bite",
    "Rash or sore skin",
    "Scar",
    "Pain without a mark",
    "Something else",
)


def nearest(view: str, x: int, y: int) -> Place:
    """The place of that picture that lies nearest to a point."""
    ratio = RATIO[view]
    here = [place for place in PLACES.values() if place.view == view]
    return min(here, key=lambda place: (place.x - x) ** 2 + ((place.y - y) * ratio) ** 2)


def in_words(places: list[str]) -> str:
    """ "2 marks: left upper arm, back; right forearm, front", for those who do not see the picture."""
    labels = [PLACES[key].label for key in places if key in PLACES]
    if not labels:
        return "No marks yet"
    return f"{len(labels)} mark{'' if len(labels) == 1 else 's'}: " + "; ".join(
        label.lower() for label in labels
    )

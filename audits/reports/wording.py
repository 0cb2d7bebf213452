"""Figures in words, as the pages and the report say them. Pure."""

from datetime import date

from audits.rating import Counts, Rating

_WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def in_words(number: int) -> str:
    """A number at the start of a sentence: a word up to nine, figures from ten."""
    return _WORDS[number] if number < len(_WORDS) else str(number)


def counted(number: int, one: str, many: str) -> str:
    """ "1 item", "3 items"."""
    return f"{number} {one if number == 1 else many}"


def day_in_words(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def month_in_words(day: date) -> str:
    return f"{day:%B} {day.year}"


def school_year_in_words(year: int) -> str:
    return f"{year} to {year + 1}"


def late_in_words(days: int) -> str:
    """ "15 days late"; empty when nothing is late."""
    return f"{counted(days, 'day', 'days')} late" if days else ""


def opening_sentence(now: Counts, before: Counts | None, since: str, late: int) -> str:
    """What matters first, in a few short sentences. ``since`` names the earlier audit: "last year"."""
    return " ".join(
        part for part in (_left(now), _green(now), _reds(now, before, since), _late(late)) if part
    )


def _left(now: Counts) -> str:
    if not now.unanswered:
        return ""
    verb = "is" if now.unanswered == 1 else "are"
    return f"{now.unanswered} of {counted(now.total, 'item', 'items')} {verb} not answered yet."


def _green(now: Counts) -> str:
    if not now.answered:
        return ""
    if not now.applicable:
        return "The school says that no item applies to it."
    verb = "applies" if now.applicable == 1 else "apply"
    return f"The school rates itself green on {now.green} of {counted(now.applicable, 'item', 'items')} that {verb}."


def _reds(now: Counts, before: Counts | None, since: str) -> str:
    if not now.answered:
        return ""
    if before is None or now.unanswered:
        return (
            f"{in_words(now.red)} item{'s are' if now.red != 1 else ' is'} red."
            if now.red
            else "Nothing is red."
        )
    if now.red == before.red:
        return f"There are as many reds as {since}: {now.red}." if now.red else f"Nothing is red, as {since}."
    move = "fell" if now.red < before.red else "rose"
    return f"Reds {move} from {before.red} to {now.red} since {since}."


def _late(late: int) -> str:
    return f"{in_words(late)} action{'s are' if late > 1 else ' is'} late."


def counts_in_words(counts: Counts) -> str:
    """ "42 green, 9 amber, 3 red, 2 not applicable": what there is, best first, as on the cover."""
    order = (Rating.GREEN, Rating.AMBER, Rating.RED, Rating.NOT_APPLICABLE, Rating.UNANSWERED)
    return ", ".join(f"{counts.of(rating)} {rating.label.lower()}" for rating in order if counts.of(rating))


def first_sentence(text: str, *, longest: int = 200) -> str:
    """The first sentence of a text; empty when it is longer than fits, since words are never cut off."""
    line = text.strip().split("\n", 1)[0][: longest + 1]
    ends = [line.find(mark) + 1 for mark in (". ", "? ", "! ") if mark in line]
    sentence = line[: min(ends)] if ends else line
    return sentence.strip() if len(sentence) <= longest else ""


def check_in_words(sha256: str, groups: int = 2) -> str:
    """The first figures of a hash, in groups of four: "2e71 0b4d"."""
    return " ".join(sha256[start : start + 4] for start in range(0, 4 * groups, 4) if sha256)

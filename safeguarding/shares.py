"""Shares of a whole, such as "7 of 68", as they are shown: small ones masked, and what gives them away. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from safeguarding.masking import Shown, masked_sums, plain


@dataclass(frozen=True)
class Share:
    """Parts of a whole that do not overlap; what they leave of it is the rest.

    Shares that give their ``whole`` the same name have the same number of it. ``rest`` may name the share whose whole
    is this one's rest, such as the late ones of those that were not in time.
    """

    parts: tuple[int, ...]
    of: int
    whole: str = ""
    rest: str = ""


@dataclass(frozen=True)
class ShownShare:
    """What a reader is shown of a share."""

    parts: tuple[Shown, ...]
    of: Shown

    @property
    def texts(self) -> tuple[str, ...]:
        """ "7 of 68", for each part."""
        return tuple(share_text(part, self.of) for part in self.parts)

    @property
    def text(self) -> str:
        return self.texts[0]


def share_text(part: Shown, of: Shown) -> str:
    """ "7 of 68"; where neither may be told, in fewer words."""
    if of.number is None and part.number is None:
        return "Too few to say" if of.is_few else "Hidden"
    if of.number is None and not of.is_few:
        return f"{part}, of a hidden number"
    return f"{part} of {of}" if part.number is not None or part.is_few else f"{part}, of {of}"


def plain_share(share: Share) -> ShownShare:
    """For those who may open what is counted."""
    return ShownShare(tuple(map(plain, share.parts)), plain(share.of))


def masked_shares(shares: Mapping[str, Share]) -> dict[str, ShownShare]:
    """For those who may not: of all shares that stand on one page, since one may give away another."""
    counts, sums, alike = {}, [], {}
    for key, share in shares.items():
        counts |= {(key, at): count for at, count in enumerate(share.parts)} | {(key, "of"): share.of}
        rest = (share.rest, "of") if share.rest in shares else (key, "rest")
        counts[rest] = share.of - sum(share.parts)
        sums.append(((key, "of"), [*((key, at) for at in range(len(share.parts))), rest]))
        alike.setdefault(share.whole or key, set()).add((key, "of"))
    shown = masked_alike(counts, sums, alike.values())
    return {
        key: ShownShare(tuple(shown[key, at] for at in range(len(share.parts))), shown[key, "of"])
        for key, share in shares.items()
    }


def masked_alike(counts: Mapping, sums: Iterable, alike: Iterable[Collection]) -> dict:
    """Mask counts that add up, where some of them are known to be the same: one is not hidden while another is open."""
    sums, alike = tuple(sums), [set(keys) for keys in alike if len(keys) > 1]
    hidden: set = set()
    while True:
        shown = masked_sums(counts, sums, hidden=hidden)
        more = {key for keys in alike if any(shown[each].is_hidden for each in keys) for key in keys} - hidden
        if not more:
            return shown
        hidden |= more

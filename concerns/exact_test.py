"""Whether two counts differ by more than chance, and how often chance alone would do as much. Pure.

Counts that come one by one and independently have, given their sum, a binomial split: that is an exact test, for
however few. Each count is weighted by what it could have come from (``exposure``: pupils times school days). Of many
things looked at some differ by chance, so the chances are corrected after Holm: what is said then holds for all of
them together, which a share of false alarms (Benjamini and Hochberg) would not give for one single sentence.

Tails are added up here, from the largest term on, and are right to ten digits. A library of statistics gives the same
to all of them and would cost every process 1.5 seconds and 90 megabytes.
"""

from collections.abc import Callable, Mapping
from math import exp, lgamma, log

CLOSE = 1 + 1e-7  # terms that differ by less are equal, and rounding has parted them
NEGLIGIBLE = 1e-18


def chance_of(count: int, other: int, exposure: float = 1, other_exposure: float = 1) -> float:
    """How often a split at least as unlikely as this one comes by chance, more or fewer: the two-sided P value."""
    trials = count + other
    if not trials or exposure <= 0 or other_exposure <= 0:
        return 1.0
    share = exposure / (exposure + other_exposure)
    term = _terms(trials, share)
    least = log(CLOSE) + term(count)
    mode = min(int((trials + 1) * share), trials)
    if term(mode) <= least:
        return 1.0
    low = _outermost(mode, 0, term, least)
    high = _outermost(mode, trials, term, least)
    return min(1.0, _tail(low, -1, 0, term) + _tail(high, 1, trials, term))


def _terms(trials: int, share: float) -> Callable[[int], float]:
    """The logarithm of each term of the binomial distribution."""
    whole, yes, no = lgamma(trials + 1), log(share), log(1 - share)
    return lambda k: whole - lgamma(k + 1) - lgamma(trials - k + 1) + k * yes + (trials - k) * no


def _outermost(mode: int, end: int, term: Callable[[int], float], least: float) -> int:
    """The first count from the mode towards the end whose term is no larger than ``least``; beyond the end if none."""
    step = 1 if end > mode else -1
    near, far = mode, end
    if mode == end or term(end) > least:
        return end + (step if end != mode else (1 if end else -1))
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if term(middle) <= least else (middle, far)
    return far


def _tail(start: int, step: int, end: int, term: Callable[[int], float]) -> float:
    """The sum of the terms from ``start`` to ``end``, which grow smaller all the way."""
    total = 0.0
    for k in range(start, end + step, step):
        part = exp(term(k))
        total += part
        if part <= total * NEGLIGIBLE:
            break
    return total


def corrected(chances: Mapping, looked_at: int | None = None) -> dict:
    """Each chance after Holm's correction for ``looked_at`` things; the rest of those have no chance that is known."""
    left, so_far, made = looked_at or len(chances), 0.0, {}
    for key, chance in sorted(chances.items(), key=lambda item: item[1]):
        so_far = max(so_far, min(1.0, chance * left))
        made[key] = so_far
        left -= 1
    return made


LOOKS = (20, 25, 30, 40, 50, 60, 80, 100, 150, 200, 300, 400, 500, 700, 1000)


def looks_in_words(chance: float) -> str:
    """ "about once in 40 looks"."""
    if chance >= 0.5:
        return "in about every second look or more often"
    if chance > 1 / 18:
        return f"about once in {round(1 / chance)} looks"
    if chance < 1 / 1200:
        return "less than once in 1,000 looks"
    return f"about once in {min(LOOKS, key=lambda looks: abs(log(looks * chance))):,} looks"

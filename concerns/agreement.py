"""How far two people who sort the same records agree: the share, and Cohen's kappa. Pure.

Kappa asks how much of the agreement is more than chance would give to two people who use the categories as often as
these two did. It is told with its counts and its interval, in words, and never as a grade.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

FEW = 20  # with fewer pairs the interval is too wide to say more than the counts
NORMAL = 1.96  # for 95 in 100


@dataclass(frozen=True)
class Agreement:
    """Of ``pairs`` that were sorted twice, ``agreed`` had the same category both times."""

    pairs: int = 0
    agreed: int = 0
    expected: float = 0.0  # the share that would agree by chance

    @property
    def share(self) -> float | None:
        return self.agreed / self.pairs if self.pairs else None

    @property
    def kappa(self) -> float | None:
        """None where there is nothing to compare, or all stand in one category: chance alone would agree then."""
        if not self.pairs or self.expected >= 1:
            return None
        return (self.share - self.expected) / (1 - self.expected)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where kappa may well lie, by its large-sample error."""
        if self.kappa is None or self.pairs < FEW:
            return None
        error = NORMAL * sqrt(self.share * (1 - self.share) / self.pairs) / (1 - self.expected)
        return max(self.kappa - error, -1.0), min(self.kappa + error, 1.0)

    @property
    def words(self) -> str:
        if not self.pairs:
            return "No record was sorted by both."
        if self.kappa is None:
            return "Both used one category alone, so kappa says nothing here."
        told = f"Kappa {self.kappa:.2f}: 0 is what chance alone would give, 1 is full agreement."
        if self.interval is None:
            return f"{told} With fewer than {FEW} this is uncertain: look at the counts."
        return f"{told} It may well lie between {self.interval[0]:.2f} and {self.interval[1]:.2f}."


def agreement_of(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """From the two categories of each record, such as ``("neglect", "physical-abuse")``."""
    pairs = list(pairs)
    if not pairs:
        return Agreement()
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    by_chance = sum(count * second[key] for key, count in first.items()) / len(pairs) ** 2
    return Agreement(len(pairs), sum(one == other for one, other in pairs), by_chance)

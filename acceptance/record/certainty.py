"""How sure one must be before it is said that a target is met, or that it is not."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb


def require(holds: bool, what: str) -> None:
    """Refuses numbers that contradict each other.

    Raises:
        ValueError: they do.
    """
    if not holds:
        raise ValueError(f"{what}: this cannot be")


def require_between(value: float, what: str) -> None:
    """Refuses what is no share: it has to lie between 0 and 1."""
    require(0 < value < 1, f"{what} of {value}")


def violated_with(chance: float, judgements: int) -> float:
    """How sure one judgement must be of a violation, so that of so many at their limits any is with no more chance.

    >>> f"{violated_with(0.05, 1000):.5%}", f"{violated_with(0.05, 1):.0%}"
    ('99.99487%', '95%')
    """
    require_between(chance, "a chance")
    require(judgements >= 1, f"{judgements} judgements")
    return float((1 - chance) ** (1 / judgements))


@dataclass(frozen=True)
class Certainty:
    """How sure one must be before a thing is said: that a target is met, and that it is not.

    Attributes:
        violated: as it follows from a chance of at most 5 % for any false red in 1,000 judgements.
    """

    satisfied: float = 0.95
    violated: float = 0.95 ** (1 / 1000)

    def __post_init__(self) -> None:
        for confidence in (self.satisfied, self.violated):
            require_between(confidence, "a confidence")
            require(confidence > 0.5, f"a confidence of {confidence}, which is less than by tossing a coin")


CERTAINTY = Certainty()


_FEW = 100


def _halved(good: int, total: int, tail: float) -> float:
    """The share with which so many good ones or more come only as seldom as `tail`; between 0 and 1, by halving."""
    low, high = 0.0, 1.0
    for _ in range(50):
        share = (low + high) / 2
        several = (comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(good, total + 1))
        low, high = (share, high) if sum(several) < tail else (low, share)
    return low


def at_least(good: int, total: int, confidence: float = CERTAINTY.satisfied) -> float:
    """The least share that these counts leave open, from that side alone (Clopper and Pearson, 1934).

    >>> round(at_least(4, 4), 2), round(at_least(3, 4), 2), at_least(0, 0)
    (0.47, 0.25, 0.0)
    """
    require(0 <= good <= total, f"{good} good ones of {total}")
    if good == total:
        return float((1 - confidence) ** (1 / total)) if total else 0.0
    if total <= _FEW:
        return _halved(good, total, 1 - confidence)
    import scipy  # half a second, which whoever only prints what is known does not wait for

    return float(scipy.special.betaincinv(good, total - good + 1, 1 - confidence)) if good else 0.0

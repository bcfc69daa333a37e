"""What numbers can say of an objective: satisfied, violated, or too little to tell. Pure arithmetic, nothing else.

All bounds are one-sided. A bound with a confidence of 95 % is wrong in at most one of twenty samples:
- shares by Clopper and Pearson (Biometrika 26, 1934): exact, also for a few failures among thousands;
- quantiles by order statistics (David and Nagaraja, *Order Statistics*, 2003, 7.1): no assumption on the distribution;
- rates by Garwood (Biometrika 28, 1936), widened where the counts of single seconds scatter more than chance.

An objective is *satisfied* when the bound on the bad side still meets the target, with a confidence of 95 %, and
*violated* when the bound on the good side does not, with one so high that many judgements of a platform that stands
exactly at its limits seldom turn one of them red: with 95 % both ways, 72 % of runs with 25 judgements would be red.
Between the two nothing is said but how much would have been needed to say something.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Self

import scipy  # which reads its parts when they are used: most processes of a run judge no objective

from acceptance.record.certainty import CERTAINTY, Certainty, at_least, require, require_between


class Status(StrEnum):
    """Of an objective. Nobody writes one: each is computed from numbers."""

    SATISFIED = "satisfied"
    INCONCLUSIVE = "inconclusive"
    VIOLATED = "violated"


@dataclass(frozen=True)
class Judgement:
    """What can be said.

    Attributes:
        observed: the figure as seen, None where there is none.
        bound: the bound that decides; for an inconclusive one, the bound on the bad side.
        needed: how many observations could have satisfied the objective without one more failure; None where no
            number of them tells.
        disturbed: it would be violated, had nothing else gone on where it was measured.
    """

    status: Status
    observed: float | None
    bound: float | None
    needed: int | None
    reason: str
    disturbed: bool = False

    @property
    def severity(self) -> int:
        """The larger, the worse: of several, the worst decides."""
        return _SEVERITY[self.status]

    def unless(self, disturbances: Sequence[str]) -> Judgement:
        """The same where nothing else went on: a violation that others may have caused is none.

        What is satisfied stays so: whoever takes the processor away makes a platform slower, never quicker, so that the
        same numbers would have been no worse without. Whoever has too little to say something has no more now.
        """
        if self.status is not Status.VIOLATED or not disturbances:
            return self
        told = f"{'; '.join(disturbances)}; measure it again when they do not ({self.reason})"
        return replace(self, status=Status.INCONCLUSIVE, needed=None, reason=told, disturbed=True)


@dataclass(frozen=True)
class Evidence:
    """The numbers that an objective, or one part of it, is judged by."""

    KIND: ClassVar[str]

    @abstractmethod
    def judged(self) -> Judgement:
        """What the numbers say."""

    def to_data(self) -> dict[str, Any]:
        """As written to a record; `evidence` reads it back."""
        return {"kind": self.KIND, **asdict(self)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Reads what `to_data` wrote. Older records name one `confidence`, by which both verdicts were reached then."""
        values = {key: value for key, value in data.items() if key not in ("kind", "confidence", "certainty")}
        if "confidence" in data:
            values["certainty"] = Certainty(data["confidence"], data["confidence"])
        elif "certainty" in data:
            values["certainty"] = Certainty(**data["certainty"])
        return cls(**values)


@dataclass(frozen=True)
class Share(Evidence):
    """How many of all were good, against the share that must be.

    Args:
        target: the least share, above 0 and below 1.
        census: these are not some of many but all there were: then the share itself is compared, to the last one.
        per_s: how many come in a second, to tell how long more of them would take; None where that is not known.
    """

    good: int
    total: int
    target: float
    certainty: Certainty = CERTAINTY
    census: bool = False
    per_s: float | None = None

    KIND = "share"

    def __post_init__(self) -> None:
        require(0 <= self.good <= self.total, f"{self.good} good ones of {self.total}")
        require_between(self.target, "a target share")

    def judged(self) -> Judgement:
        needed = self.needed()
        if not self.total:
            return Judgement(Status.INCONCLUSIVE, None, None, needed, f"nothing was observed; {needed} are needed")
        observed, low, high = self.good / self.total, self.lower(), self.upper()
        counted = f"{self.good} of {self.total} are good ({_percent(observed)})"
        if self.census:
            met = self.good >= Fraction(str(self.target)) * self.total
            status, word = (Status.SATISFIED, "meets") if met else (Status.VIOLATED, "does not meet")
            return Judgement(status, observed, observed, None, f"{counted}, which {word} {_percent(self.target)}")
        if self._meets(self.good, self.total):
            said = f"{counted}, so at least {_percent(low)}: {_percent(self.target)} is met"
            return Judgement(Status.SATISFIED, observed, low, needed, said)
        if self._fails(self.good, self.total):
            said = f"{counted}, so at most {_percent(high)}: {_percent(self.target)} is not met"
            return Judgement(Status.VIOLATED, observed, high, needed, said)
        said = (
            f"{counted}, which may be anything from {_percent(low)} to {_percent(high)}: to say that "
            f"{_percent(self.target)} is met takes {needed}{_lasting(needed, self.per_s)} with no more than these "
            f"{self.total - self.good} bad ones; {self._settling()}"
        )
        return Judgement(Status.INCONCLUSIVE, observed, low, needed, said)

    def _meets(self, good: int, total: int) -> bool:
        return bool(scipy.special.bdtrc(good - 1, total, self.target) <= 1 - self.certainty.satisfied)

    def _fails(self, good: int, total: int) -> bool:
        return bool(scipy.special.bdtr(good, total, self.target) < 1 - self.certainty.violated)

    def _settling(self) -> str:
        """How many as good as these would settle it, and how."""
        share = Fraction(self.good, self.total)
        if share == Fraction(str(self.target)):
            return "however many more are as good as these, they cannot tell"
        settled, word = (self._meets, "met") if share > self.target else (self._fails, "not met")
        many = _smallest(lambda total: settled(math.floor(share * total), total), self.total)
        return f"{many}{_lasting(many, self.per_s)} that are as good as these would show that it is {word}"

    def false_red(self) -> float:
        """How likely so many are called too bad although each is good with exactly the target share."""
        few, many = -1, self.total  # as many good ones as `few` are called too bad, as many as `many` are not
        while many - few > 1:
            middle = (few + many) // 2
            few, many = (middle, many) if self._fails(middle, self.total) else (few, middle)
        return float(scipy.special.bdtr(few, self.total, self.target)) if few >= 0 else 0.0

    def lower(self) -> float:
        """The least share that these counts leave open, as sure as one must be that the target is met."""
        return at_least(self.good, self.total, self.certainty.satisfied)

    def upper(self) -> float:
        """The largest share that these counts leave open, as sure as one must be that the target is not met."""
        bad = self.total - self.good
        return float(scipy.special.betaincinv(self.good + 1, bad, self.certainty.violated)) if bad else 1.0

    def needed(self) -> int:
        """How many there must be, with no more bad ones than now, to satisfy the target.

        >>> [Share(0, 0, target).needed() for target in (0.95, 0.99, 0.999)]
        [59, 299, 2995]
        """
        bad = self.total - self.good
        return _smallest(lambda total: self._meets(total - bad, total), bad)


@dataclass(frozen=True)
class Quantile(Evidence):
    """How many of all were within a limit, against the share that must be: p95 at most 500 ms is 95 % within 500 ms.

    The verdict is that of the order statistics: the value at the bound's rank lies within the limit exactly when the
    lower bound of the share within the limit reaches the quantile.

    Args:
        limit: the largest allowed value of the quantile.
        observed: the quantile as seen, in the unit of `limit`, None where it lies beyond everything that was seen.
        bound: the value at `upper_rank`, in the same unit, None where there is none.
    """

    within: int
    total: int
    quantile: float
    limit: float
    unit: str
    observed: float | None = None
    bound: float | None = None
    certainty: Certainty = CERTAINTY
    per_s: float | None = None

    KIND = "quantile"

    def __post_init__(self) -> None:
        self._share()

    def _share(self) -> Share:
        return Share(self.within, self.total, self.quantile, self.certainty, per_s=self.per_s)

    def judged(self) -> Judgement:
        share = self._share().judged()
        name = f"p{100 * self.quantile:g}"
        told = "" if self.observed is None else f"{name} is {self.observed:.4g} {self.unit}; "
        said = f"{told}within {self.limit:g} {self.unit}: {share.reason}"
        bound = None if share.status is Status.VIOLATED else self.bound
        return Judgement(share.status, self.observed, bound, share.needed, said)


@dataclass(frozen=True)
class Rate(Evidence):
    """How many came in how long, against the rate that must be exceeded.

    Args:
        target: the rate to exceed, in counts per `per_s` seconds.
        per_s: 1 for a rate a second, 60 for one a minute.
        dispersion: variance over mean of the counts of single seconds; 1 for chance alone, never less.
        seconds_counted: how many single seconds that was computed from; few of them may hide how much they scatter.
            0 where it is known otherwise.
    """

    count: int
    seconds: float
    target: float
    per_s: float = 1.0
    dispersion: float = 1.0
    seconds_counted: int = 0
    certainty: Certainty = CERTAINTY

    KIND = "rate"

    def __post_init__(self) -> None:
        require(self.count >= 0 and self.seconds >= 0, f"{self.count} in {self.seconds} s")
        require(self.target > 0 and self.per_s > 0 and self.dispersion >= 1, "target, per_s or dispersion too small")

    def judged(self) -> Judgement:
        unit = "a second" if self.per_s == 1 else "a minute" if self.per_s == 60 else f"in {self.per_s:g} s"
        if not self.seconds:
            return Judgement(Status.INCONCLUSIVE, None, None, None, "nothing was observed")
        rate, low, high = self.count * self.per_s / self.seconds, self.lower(), self.upper()
        counted = f"{self.count} in {self.seconds:.1f} s are {rate:.1f} {unit}"
        if low > self.target:
            said = f"{counted}, so at least {low:.1f}: more than {self.target:g} is met"
            return Judgement(Status.SATISFIED, rate, low, None, said)
        if high <= self.target:
            said = f"{counted}, so at most {high:.1f}: more than {self.target:g} is not met"
            return Judgement(Status.VIOLATED, rate, high, None, said)
        said = f"{counted}, which may be anything from {low:.1f} to {high:.1f}: {self._settling()}"
        return Judgement(Status.INCONCLUSIVE, rate, low, self.needed(), said)

    def lower(self) -> float:
        """The least rate that the count leaves open, as sure as one must be that the target is met."""
        confidence = self.certainty.satisfied
        expected = float(scipy.special.gammaincinv(self.count, 1 - confidence)) if self.count else 0.0
        return self._rate(expected, confidence)

    def upper(self) -> float:
        """The largest rate that the count leaves open, as sure as one must be that the target is not met."""
        confidence = self.certainty.violated
        return self._rate(float(scipy.special.gammaincinv(self.count + 1, confidence)), confidence)

    def needed(self) -> int | None:
        """How large the count would have to be, at the same rate, for its lower bound to exceed the target."""
        if not self.count or self.count * self.per_s / self.seconds <= self.target:
            return None
        return self.count * self._times(lambda longer: longer.lower() > self.target)

    def _settling(self) -> str:
        """How long it would take at this rate to settle it, and how."""
        rate = self.count * self.per_s / self.seconds
        if rate == self.target:
            return "however long this rate goes on, it cannot tell"
        above = rate > self.target
        times = self._times(lambda longer: longer.lower() > self.target if above else longer.upper() <= self.target)
        many = f"it takes about {self.seconds * times:.0f} s at this rate ({self.count * times} in all)"
        return f"for more than {self.target:g} {many}" if above else f"to say that {self.target:g} is not met {many}"

    def _times(self, settled: Callable[[Rate], bool]) -> int:
        times = 1
        while not settled(replace(self, count=self.count * times, seconds=self.seconds * times)):
            times *= 2
        return times

    def _rate(self, expected: float, confidence: float) -> float:
        off = (expected - self.count) * math.sqrt(self.dispersion)
        if self.dispersion > 1 and self.seconds_counted > 1:
            # Their scatter is known from these seconds alone: Student's distribution is that much wider.
            off *= scipy.special.stdtrit(self.seconds_counted - 1, confidence) / scipy.special.ndtri(confidence)
        return max(0.0, self.count + off) * self.per_s / self.seconds


@dataclass(frozen=True)
class AtMost(Evidence):
    """The largest of some measured values, such as an age, against the largest that is allowed.

    Args:
        value: the largest of them, None where nothing could be measured.
        observations: how many were measured.
    """

    value: float | None
    limit: float
    unit: str
    observations: int
    what: str = "the largest value"

    KIND = "at most"

    def judged(self) -> Judgement:
        if self.value is None or self.observations < 1:
            return Judgement(Status.INCONCLUSIVE, None, None, 1, f"{self.what} was not observed")
        met = self.value <= self.limit
        said = (
            f"{self.what} is {self.value:.4g} {self.unit} ({self.observations} observed): at most {self.limit:g} "
            f"{self.unit} is {'met' if met else 'not met'}"
        )
        return Judgement(Status.SATISFIED if met else Status.VIOLATED, self.value, self.value, None, said)


_KINDS: dict[str, type[Evidence]] = {kind.KIND: kind for kind in (Share, Quantile, Rate, AtMost)}


def interval(good: int, total: int, confidence: float = CERTAINTY.satisfied) -> tuple[float, float]:
    """The shares that these counts leave open, from both sides (Clopper and Pearson, 1934).

    >>> [round(one, 3) for one in interval(9, 10)], interval(0, 0)
    ([0.555, 0.997], (0.0, 1.0))
    """
    require(0 <= good <= total, f"{good} good ones of {total}")
    rest, bad = (1 - confidence) / 2, total - good
    low = float(scipy.special.betaincinv(good, bad + 1, rest)) if good else 0.0
    return low, float(scipy.special.betaincinv(good + 1, bad, 1 - rest)) if bad else 1.0


def evidence(data: Mapping[str, Any]) -> Evidence:
    """Reads back what `Evidence.to_data` wrote.

    Raises:
        ValueError: it is no evidence, or its numbers contradict each other.
    """
    kind = _KINDS.get(str(data.get("kind")))
    if kind is None:
        raise ValueError(f"there is no evidence of the kind {data.get('kind')!r}")
    try:
        return kind.from_data(data)
    except TypeError as error:
        raise ValueError(f"evidence of another shape: {error}") from None


_SEVERITY = {Status.SATISFIED: 0, Status.INCONCLUSIVE: 1, Status.VIOLATED: 2}


def decisive(parts: Iterable[Evidence]) -> Judgement:
    """What several parts of one objective come to: the worst decides, and of none nothing can be said.

    >>> decisive([]).status
    <Status.INCONCLUSIVE: 'inconclusive'>
    """
    judged = [part.judged() for part in parts]
    if not judged:
        return Judgement(Status.INCONCLUSIVE, None, None, None, "nothing was observed")
    return max(judged, key=lambda one: one.severity)


def upper_rank(total: int, quantile: float, confidence: float = CERTAINTY.satisfied) -> int | None:
    """Rank (from 1) of the smallest observation that is an upper bound of the quantile; None where none is.

    >>> upper_rank(58, 0.95), upper_rank(59, 0.95)
    (None, 59)
    """
    for_rank = range(max(1, math.floor(total * quantile)), total + 1)
    few, many = for_rank.start, total + 1
    while few < many:
        middle = (few + many) // 2
        few, many = (
            (few, middle) if scipy.special.bdtr(middle - 1, total, quantile) >= confidence else (middle + 1, many)
        )
    return few if few <= total else None


def dispersion(counts: Sequence[int]) -> float:
    """Variance over mean of counts in equal times, at least 1: chance alone scatters that much."""
    if len(counts) < 2 or not sum(counts):
        return 1.0
    mean = sum(counts) / len(counts)
    return max(1.0, sum((count - mean) ** 2 for count in counts) / (len(counts) - 1) / mean)


@dataclass(frozen=True)
class Budget:
    """How much may fail within a window, and how much did, in minutes.

    >>> round(Budget(0.999, 30 * 24 * 60).allowed_min, 1)
    43.2
    """

    target: float
    window_min: float
    observed: float | None = None

    @property
    def allowed_min(self) -> float:
        """Minutes of the window that may fail."""
        return float((1 - Fraction(str(self.target))) * Fraction(self.window_min))

    @property
    def burnt_min(self) -> float | None:
        """Minutes of the window that fail when it goes on as observed."""
        return None if self.observed is None else (1 - self.observed) * self.window_min

    @property
    def left_min(self) -> float | None:
        """What is left of the budget then; negative when it is overspent."""
        return None if self.burnt_min is None else self.allowed_min - self.burnt_min

    @property
    def burn_rate(self) -> float | None:
        """How fast the budget is spent: 1 uses it up exactly at the end of the window."""
        return None if self.burnt_min is None else self.burnt_min / self.allowed_min

    def to_data(self) -> dict[str, float | None]:
        return {
            "allowed_min": self.allowed_min,
            "burnt_min": self.burnt_min,
            "left_min": self.left_min,
            "burn_rate": self.burn_rate,
        }


def _smallest(enough: Callable[[int], bool], few: int) -> int:
    """The smallest number above `few` from which on there are enough."""
    many = 2 * few + 16
    while not enough(many):
        few, many = many, 2 * many
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if enough(middle) else (middle, many)
    return many


def _lasting(many: int, per_s: float | None) -> str:
    return f" (about {many / per_s:.0f} s at this rate)" if per_s else ""


def _percent(share: float) -> str:
    """Never rounded up to a figure that it does not reach."""
    return f"{math.floor(share * 1e6 + 1e-6) / 1e4:g} %"

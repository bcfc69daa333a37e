"""How long those wait who ask for the first time: whoever asks again may be answered from memory."""

from __future__ import annotations

import math
import secrets
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from acceptance.instruments.load import surroundings
from acceptance.instruments.load.surroundings import Watch
from acceptance.profile.performance import Performance
from acceptance.record.statistics import Judgement, Status
from acceptance.subjects.customers import FIGURES, Figures, varied_figures
from acceptance.suite import Suite


@dataclass(frozen=True)
class FirstAnswers:
    """The figures of each customer who asked once, how long the answer took, and what else kept the machine busy."""

    taken_s: Sequence[tuple[Figures, float]]
    disturbances: Sequence[str] = ()


def asked_once(suite: Suite, count: int) -> FirstAnswers:
    """Customers whom nobody has seen before, of all kinds, are scored one after the other, each with own figures.

    Raises:
        OperationFailed: one is not scored.
    """
    operation = suite.profile.agreed(Performance).score
    customers = [suite.customer(one) for one in varied_figures(suite.product, count, seed=secrets.randbits(32))]
    with Watch(surroundings.agreed(suite.profile)) as watch:
        taken_s = [
            (customer.figures, suite.platform.operations.do(operation, **customer.words()).exchange.seconds)
            for customer in customers
        ]
    seen = watch.seen()
    return FirstAnswers(taken_s, seen.disturbances() if seen is not None else ())


def judged(first: FirstAnswers, share: float, limit_s: float) -> Judgement:
    """Whether this share of the first answers came within a time, in seconds."""
    times = sorted(seconds for _, seconds in first.taken_s)
    slowest_s = times[math.ceil(share * len(times)) - 1]
    return _judgement(slowest_s, limit_s, f"{100 * share:g} % of {len(times)}", first)


def judged_by_kind(first: FirstAnswers, limit_s: float) -> Mapping[str, Judgement]:
    """Whether the usual first answer to each kind of customer came within a time: the lowest and the highest third."""
    return {
        kind: _judgement(statistics.median(times), limit_s, f"half of {len(times)}", first)
        for kind, times in _kinds(first).items()
    }


def _kinds(first: FirstAnswers) -> dict[str, list[float]]:
    third, found = len(first.taken_s) // 3, {}
    for word, figure in FIGURES.items():
        ordered = [seconds for _, seconds in sorted(first.taken_s, key=lambda one: getattr(one[0], figure))]
        found[f"the lowest {word}"], found[f"the highest {word}"] = ordered[:third], ordered[-third:]
    return found


def _judgement(seconds: float, limit_s: float, of: str, first: FirstAnswers) -> Judgement:
    status = Status.SATISFIED if seconds <= limit_s else Status.VIOLATED
    told = f"{of} came within {1000 * seconds:.0f} ms, agreed are {1000 * limit_s:.0f} ms"
    return Judgement(status, seconds, seconds, None, told).unless(first.disturbances)

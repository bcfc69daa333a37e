"""The loads that the profile agrees on, with questions whose right answers are known before."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hamcrest import equal_to
from prometheus_client.parser import text_string_to_metric_families

from acceptance.checks import check_within, inconclusive
from acceptance.instruments.load import surroundings
from acceptance.instruments.load.result import LoadResult, stages_up_to
from acceptance.instruments.load.surroundings import Watch
from acceptance.instruments.load.traffic import Ask, Rule
from acceptance.instruments.load.workload import Closed, Limits, Open, Stage, Workload
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.profile.performance import Memory, Performance
from acceptance.record.ledger import Kind, read
from acceptance.record.statistics import Judgement, Status
from acceptance.requirements.service.flows import send
from acceptance.subjects.customers import Customer, varied_figures
from acceptance.suite import Suite

LIMITS = Limits(slowest_s=0.5, of=0.95, failed_share=0.01)
"""Which a stage of a rising rate must keep."""
ATTEMPTS = 2
ONE_ROUND_S = 1.0
"""How long it may take to ask each question once."""


# -- questions


def known_answers(suite: Suite) -> list[Ask]:
    """A question about each of many different customers; the right answer is what the platform said without load."""
    block = suite.profile.agreed(Performance)
    customers = [suite.customer(figures) for figures in varied_figures(suite.product, block.customers, seed=47)]
    return [_known(suite, block.score, customer) for customer in customers]


def from_stored_figures(suite: Suite) -> list[Ask]:
    """The same about customers whose figures the platform has stored, and was asked for before."""
    block = suite.profile.agreed(Performance)
    if block.stored is None:
        raise NotAssessed("the profile names no operation in performance.stored", Cause.BINDING)
    customers = [suite.customer(figures) for figures in varied_figures(suite.product, 10, seed=48)]
    for customer in customers:
        send(suite, "customer record", customer)

    def stored() -> int:
        answers = [suite.platform.operations.try_("read_figures", customer_id=one.customer_id) for one in customers]
        return sum(answer.succeeded for answer in answers)

    check_within(suite.limits.event_s, stored, equal_to(len(customers)), "the customers' figures are stored")
    return [_known(suite, block.stored, customer) for customer in customers]


def readings(suite: Suite) -> list[Ask]:
    """Questions that change nothing."""
    block = suite.profile.agreed(Performance)
    if block.read is None:
        raise NotAssessed("the profile names no operation in performance.read", Cause.BINDING)
    told = suite.platform.operations.do(block.read.operation).words
    missing = [word for word in block.read.expect if told.get(word) is None]
    if missing:
        raise NotAssessed(f"the answer of {block.read.operation!r} does not say {', '.join(missing)}", Cause.BINDING)
    return [Ask(block.read.operation, {}, {word: Rule(allowed=(told[word],)) for word in block.read.expect})]


def _known(suite: Suite, operation: str, customer: Customer) -> Ask:
    words = suite.platform.operations.do(operation, **customer.words()).words
    score, level = words.get("credit_score"), words.get("risk_level")
    if not suite.product.score.holds(score) or level not in suite.product.levels:
        inconclusive("the platform gives no proper score even without load", Cause.PLATFORM)
    same = {"customer_id": customer.customer_id, "credit_score": score, "risk_level": level}
    return Ask(operation, customer.words(), {word: Rule(allowed=(value,)) for word, value in same.items()})


def time_to_recover_s(suite: Suite) -> float:
    """Seconds from the end of too many requests until all is as before, and until everything could be asked once."""
    return max(suite.profile.agreed(Performance).spike.recovered_within_s, ONE_ROUND_S)


def unanswered(suite: Suite, asks: Sequence[Ask]) -> int:
    """How many of the questions get no good answer now, each asked once, one after the other."""
    return sum(not _answered(suite, ask) for ask in asks)


def recovered(suite: Suite, asks: Sequence[Ask]) -> Judgement:
    """Whether every question gets its good answer before the time to recover is over, unless the machine was busy."""
    deadline = time.monotonic() + time_to_recover_s(suite)
    with Watch(surroundings.agreed(suite.profile)) as watch:
        left = unanswered(suite, asks)
        while left and time.monotonic() < deadline:
            left = unanswered(suite, asks)
        over_s = time.monotonic() - deadline
    status = Status.SATISFIED if not left and over_s <= 0 else Status.VIOLATED
    told = f"{left} of {len(asks)} customers have no right answer {abs(over_s):.1f} s "
    told += "before the time to recover is over" if over_s <= 0 else "after the time to recover was over"
    seen = watch.seen()
    return Judgement(status, left, left, None, told).unless(seen.disturbances() if seen is not None else ())


def _answered(suite: Suite, ask: Ask) -> bool:
    try:
        answer = suite.platform.operations.try_(ask.operation, **ask.words)
    except Unreachable:
        return False
    return answer.succeeded and all(rule.holds(answer.words.get(word)) for word, rule in ask.rules.items())


# -- workloads


def users(suite: Suite) -> Closed:
    """The agreed users, with what environment variables say instead."""
    block = suite.profile.agreed(Performance).users
    return Closed(block.users, block.duration_s, block.ramp_up_s, block.think_min_s, block.think_max_s).overridden(
        os.environ
    )


def steady(suite: Suite) -> Open:
    block = suite.profile.agreed(Performance).steady
    return Open.steady(block.rate_per_s, block.duration_s, block.arrivals)


def small(suite: Suite) -> Open:
    """What is asked where the platform is in use."""
    block = suite.profile.agreed(Performance).small
    return Open.steady(block.rate_per_s, block.duration_s, block.arrivals)


def rising(suite: Suite) -> Open:
    block = suite.profile.agreed(Performance).rising
    ceiling = suite.profile.permissions.load_per_s
    allowed = [rate for rate in block.rates_per_s if ceiling is None or rate <= ceiling]
    if not any(rate >= block.required_per_s for rate in allowed):
        raise NotAssessed(f"the profile does not permit the {block.required_per_s:g} requests a second that are due")
    return Open(tuple(Stage(rate, block.step_s) for rate in allowed), until=LIMITS)


def long(suite: Suite) -> Open:
    block = suite.profile.agreed(Performance).long
    return Open.steady(block.rate_per_s, block.duration_s)


def ramp(suite: Suite) -> Closed:
    block = suite.profile.agreed(Performance).ramp
    whole_s = block.stages * block.stage_s
    return Closed(block.users, block.stage_s, whole_s, block.think_min_s, block.think_max_s, block.stages)


def spike(suite: Suite) -> Open:
    """Usual, spike, the time to recover, and what has to be as before."""
    block = suite.profile.agreed(Performance).spike
    stages = [Stage(block.usual_per_s, block.usual_s), Stage(block.spike_per_s, block.spike_s)]
    stages += [Stage(block.usual_per_s, block.recovered_within_s)] if block.recovered_within_s else []
    return Open((*stages, Stage(block.usual_per_s, block.after_s)))


def put(suite: Suite, about: str, workload: Workload, asks: list[Ask], memory: MemoryWatch | None = None) -> LoadResult:
    """What came of a load.

    Args:
        memory: read once a second meanwhile.

    Raises:
        Inconclusive: nothing was answered at all.
    """
    return _believed(suite, about, workload, asks, lambda result: [result], memory)


def until_it_breaks(suite: Suite, asks: list[Ask]) -> LoadResult:
    """What came of a rate that rises until a limit breaks."""
    required = suite.profile.agreed(Performance).rising.required_per_s
    return _believed(suite, "rising rate", rising(suite), asks, lambda result: stages_up_to(result, required))


def rush(suite: Suite, asks: list[Ask]) -> LoadResult:
    """What came of a sudden rush, and of the time after it."""
    return _believed(suite, "rush", spike(suite), asks, lambda result: [result.of_stage(-1)])


def _believed(
    suite: Suite,
    about: str,
    workload: Workload,
    asks: list[Ask],
    parts: Callable[[LoadResult], list[LoadResult]],
    memory: MemoryWatch | None = None,
) -> LoadResult:
    """What came of a load, or of a second one where `parts` of the first are in doubt: a busy machine may recover."""
    for _ in range(ATTEMPTS):
        if memory is not None:
            memory.samples.clear()
        result = suite.load.put(about, workload, asks, memory)
        if not any(part.doubts() for part in parts(result)):
            break
    if not result.answered:
        require_believed(result)
    return result


def require_believed(result: LoadResult) -> LoadResult:
    """The same result, for what follows from its times; what an answer says is right or wrong without this.

    Raises:
        Inconclusive: the generator did not do what it was asked.
    """
    if doubts := result.doubts():
        cause = Cause.ENVIRONMENT if result.total and not result.answered else Cause.SUITE
        inconclusive("the load says nothing of the platform: " + "; ".join(doubts), cause)
    return result


# -- memory


@dataclass(frozen=True)
class Sample:
    """How much memory each process of the platform used at a moment, in bytes."""

    at_s: float
    bytes_of: dict[str, float]


class MemoryWatch:
    """Reads the platform's own measurement of its memory, each time it is called."""

    def __init__(self, suite: Suite) -> None:
        memory = suite.profile.agreed(Performance).long.memory
        if memory is None:
            raise NotAssessed("the profile does not say in performance.long.memory where memory is told", Cause.BINDING)
        self._suite, self._memory = suite, memory
        self._began = time.monotonic()
        self.samples: list[Sample] = []

    def __call__(self) -> None:
        text = self._suite.platform.operations.do(self._memory.operation).exchange.body.decode("utf-8", "replace")
        self.samples.append(Sample(time.monotonic() - self._began, told(text, self._memory)))


def told(text: str, memory: Memory) -> dict[str, float]:
    """The values of a measurement, by its labels; processes without labels are one.

    Raises:
        NotAssessed: the answer has no such measurement, or is no text that Prometheus could read.
    """
    try:
        found = {
            str(sorted(sample.labels.items())): float(sample.value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == memory.measurement
        }
    except ValueError as error:
        raise NotAssessed(
            f"the platform's figures cannot be read as Prometheus' text ({error})", Cause.BINDING
        ) from None
    if not found:
        raise NotAssessed(f"the platform does not tell {memory.measurement!r}", Cause.BINDING)
    return found


class CacheUse:
    """How often the cache had what was looked for, and how often not, since this was made; by the cache's own count."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._before = suite.platform.cache.lookups() if suite.profile.agreed(Performance).stored is not None else None

    def since(self) -> tuple[int, int]:
        """Hits and misses."""
        if self._before is None:
            raise NotAssessed("the profile names no operation in performance.stored", Cause.BINDING)
        (hits, misses), (hits_before, misses_before) = self._suite.platform.cache.lookups(), self._before
        return hits - hits_before, misses - misses_before


def kept(suite: Suite) -> list[dict[str, Any]]:
    """What the record keeps of the loads of the running scenario."""
    scope = suite.ledger.scope
    own = scope.scenario if scope is not None else None
    return [
        dict(line.data)
        for line in read(suite.ledger.path)
        if line.kind == Kind.LOAD and (line.scope.scenario if line.scope else None) == own
    ]

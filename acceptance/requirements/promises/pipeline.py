"""How fresh the pipeline keeps what is known of customers, and how much it gets through."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from acceptance.checks import inconclusive
from acceptance.instruments.load import surroundings
from acceptance.instruments.load.surroundings import Watch
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.waiting import Waiting, waiting
from acceptance.profile.objectives import Freshness, Objectives, PipelineThroughput
from acceptance.profile.services import Events
from acceptance.record.assessment import Assessment
from acceptance.record.statistics import AtMost, Rate
from acceptance.requirements.promises.judging import assess, certainty, require
from acceptance.requirements.service import flows
from acceptance.subjects.customers import Customer, another_income, varied_figures
from acceptance.suite import Suite

BEYOND_S = 60.0
"""By how much a record of long ago is older than may be: it is unmistakably too old when it is still the newest."""
PATIENCE = 1.3
"""How much longer than agreed records may take before they are not waited for any more."""


@dataclass(frozen=True)
class Sighting:
    """What the platform uses of a customer of whom two records were sent, one of long ago and one of now."""

    newest: datetime
    """The event time of the newest record in use, or of the older one where none is in use yet."""
    seen_at: datetime

    @property
    def age_s(self) -> float:
        return (self.seen_at - self.newest).total_seconds()


@dataclass
class Parts:
    """One record sent into every part of the input channels, and which parts let theirs through."""

    sent: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Correlation id -> (topic, partition)."""
    came: set[str] = field(default_factory=set)

    @property
    def stuck(self) -> list[str]:
        """Each part whose record had no result."""
        return sorted({f"{topic}, part {part}" for one, (topic, part) in self.sent.items() if one not in self.came})


@dataclass(frozen=True)
class Drained:
    """How many of the records sent at once came out as results, in how long, and what disturbed that."""

    sent: int
    results: int
    seconds: float
    disturbances: tuple[str, ...] = ()


def freshness(suite: Suite) -> Freshness:
    """What was agreed about freshness."""
    return require(suite.profile.agreed(Objectives).freshness, "freshness")


def pipeline_throughput(suite: Suite) -> PipelineThroughput:
    """What was agreed about the pipeline's throughput."""
    return require(suite.profile.agreed(Objectives).pipeline_throughput, "pipeline_throughput")


def two_records(suite: Suite, customer: Customer) -> tuple[datetime, datetime]:
    """Sends a record older than the agreed age and one of now, which differ in the income; returns their times."""
    now = datetime.now(UTC)
    old = now - timedelta(seconds=freshness(suite).at_most_s + BEYOND_S)
    for moment, income in ((old, customer.figures.income), (now, another_income(suite.product, customer))):
        flows.send(suite, "customer record", customer, income=income, event_time=moment.isoformat())
    return old, now


def in_use(suite: Suite, customer: Customer, times: tuple[datetime, datetime]) -> Sighting:
    """Reads what the platform uses of the customer until it is the newer record, or the agreed time is over."""
    old, new = times
    end = time.monotonic() + suite.limits.event_s
    while True:
        answer = suite.platform.operations.try_("read_figures", customer_id=customer.customer_id)
        income: Any = answer.words.get("income") if answer.succeeded else None
        newest = new if income == another_income(suite.product, customer) else old
        if newest is new or time.monotonic() >= end:
            return Sighting(newest, datetime.now(UTC))
        time.sleep(0.1)


def into_every_part(suite: Suite) -> Parts:
    """Sends a customer record and a scoring request into every partition of their topics.

    Raises:
        Inconclusive: after many customers a partition still has no record of ours.
    """
    parts = Parts()
    topics = suite.profile.service(Events).topics
    wanted = {
        event: {(topics[plain].name, number) for number in range(topics[plain].partitions)}
        for event, plain in (("customer record", "customer records"), ("scoring request", "scoring requests"))
    }
    for _ in range(20 * max(len(places) for places in wanted.values())):
        missing = [event for event, places in wanted.items() if places - set(parts.sent.values())]
        if not missing:
            break
        customer = suite.customer()
        for event in missing:
            sent = flows.send(suite, event, customer)
            assert sent.place is not None
            parts.sent[sent.correlation] = (sent.place.topic, sent.place.partition)
    else:
        inconclusive("some parts of the input channels got none of the records that were sent")
    return parts


def came_through(suite: Suite, listener: flows.Listener, parts: Parts) -> Parts:
    """Waits until every record had its result, or the agreed time is over."""
    results = listener.results(set(parts.sent), suite.limits.event_s)
    parts.came |= {str(result.words["correlation"]) for result in results}
    return parts


def what_waits(suite: Suite) -> list[Waiting]:
    """What waits in every partition of the input for the pipeline.

    Raises:
        NotAssessed: the profile does not say who reads the input.
    """
    wanted = freshness(suite)
    if wanted.reader is None or not wanted.inputs:
        raise NotAssessed(
            "the profile does not say who reads which input (objectives.freshness.reader and inputs)", Cause.BINDING
        )
    topics = [suite.profile.service(Events).topics[plain].name for plain in wanted.inputs]
    return waiting(suite.profile.service(Events), suite.profile.permissions, wanted.reader, topics)


def assessed_newest(suite: Suite, sighting: Sighting) -> Assessment:
    """The age of the newest record in use against what was agreed."""
    wanted = freshness(suite)
    part = AtMost(round(sighting.age_s, 3), wanted.at_most_s, "s", 1, "the age of the newest record in use")
    return assess(suite, wanted, "freshness", f"at most {wanted.at_most_s:g} s", "the newest record", [part])


def assessed_waiting(suite: Suite, found: list[Waiting]) -> Assessment:
    """The age of the oldest record that waits against what was agreed."""
    wanted = freshness(suite)
    oldest = max((one.oldest_s for one in found), default=None)
    what = "the age of the oldest record that waits to be processed"
    part = AtMost(None if oldest is None else round(oldest, 3), wanted.at_most_s, "s", len(found), what)
    return assess(suite, wanted, "freshness", f"at most {wanted.at_most_s:g} s", "the oldest record that waits", [part])


def drained(suite: Suite, listener: flows.Listener) -> Drained:
    """Sends the agreed number of scoring requests at once and waits for their results, a little longer than agreed."""
    wanted = pipeline_throughput(suite)
    customers = [suite.customer(figures) for figures in varied_figures(suite.product, 20, seed=53)]
    longest_s = PATIENCE * 60 * wanted.records / wanted.at_least_per_min
    with Watch(surroundings.agreed(suite.profile)) as watch:
        started = time.monotonic()
        owners = flows.send_requests(suite, customers, wanted.records)
        results = flows.counted(listener.results(set(owners), longest_s))
        seconds = time.monotonic() - started
    seen = watch.seen()
    return Drained(wanted.records, len(results), seconds, tuple(seen.disturbances()) if seen is not None else ())


def assessed_throughput(suite: Suite, found: Drained) -> Assessment:
    """The rate at which results came out against what was agreed."""
    wanted = pipeline_throughput(suite)
    sure = certainty(suite, wanted)
    part = Rate(found.results, round(found.seconds, 3), wanted.at_least_per_min, per_s=60, certainty=sure)
    target = f"more than {wanted.at_least_per_min:g} records a minute"
    measured = f"{found.sent} records at once"
    return assess(suite, wanted, "pipeline throughput", target, measured, [part], found.disturbances)

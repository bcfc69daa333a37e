"""A known outage: it must lower the availability by what it took, and the platform must count it as we do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from prometheus_client.parser import text_string_to_metric_families

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.profile.objectives import Objectives, Reported
from acceptance.requirements.service.services import Readiness
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

FAULT = re.compile(r"5\d\d")


@dataclass(frozen=True)
class Counted:
    """Requests to score in a window: all of them, and those that failed by a fault of the service."""

    total: int
    failed: int

    @property
    def good(self) -> int:
        return self.total - self.failed

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.total + other.total, self.failed + other.failed)

    def __sub__(self, other: Counted) -> Counted:
        return Counted(self.total - other.total, self.failed - other.failed)


@dataclass
class Window:
    """A window of time in which every request to score is the suite's own."""

    before: Counted
    """What the platform had counted when the window began."""
    ours: Counted = Counted(0, 0)
    outage: Counted = Counted(0, 0)
    """The part of `ours` that was asked during the outage."""
    during: Readiness | None = None
    """What the platform said of itself during the outage."""


def asked(suite: Suite, customer: Customer, times: int) -> Counted:
    """Asks for a score again and again, each time over a connection of its own, and counts the faults."""
    failed = 0
    for _ in range(times):
        try:
            answer = suite.score(customer, fresh=True)
            failed += bool(FAULT.fullmatch(str(answer.status)))
        except Unreachable:
            failed += 1
    return Counted(times, failed)


def reported(suite: Suite) -> Counted:
    """What the platform itself has counted so far.

    Raises:
        NotAssessed: the profile does not say where, or it is no text that Prometheus could read.
    """
    objective = suite.profile.agreed(Objectives).availability
    place = objective.reported if objective is not None else None
    if place is None:
        raise NotAssessed(
            "the profile does not say where the platform counts its answers (objectives.availability.reported)",
            Cause.BINDING,
        )
    text = suite.platform.operations.do(place.operation).exchange.body.decode("utf-8", "replace")
    try:
        return _counted(text, place)
    except ValueError as error:
        raise NotAssessed(
            f"the platform's figures cannot be read as Prometheus' text ({error})", Cause.BINDING
        ) from None


def _counted(text: str, place: Reported) -> Counted:
    total = failed = 0
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == place.metric and _fits(sample.labels, place.labels):
                total += int(sample.value)
                failed += int(sample.value) if FAULT.fullmatch(sample.labels.get(place.status, "")) else 0
    return Counted(total, failed)


def _fits(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(name) == value for name, value in wanted.items())

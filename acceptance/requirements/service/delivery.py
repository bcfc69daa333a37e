"""Results of many requests, and of readers who come late: in time, late, gone before they were read, or lost."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from acceptance.checks import not_assessed
from acceptance.outcome import Cause, Inconclusive
from acceptance.platform.events import Keeping, Watch
from acceptance.platform.offsets import Gap
from acceptance.platform.waiting import waiting
from acceptance.profile.services import Events
from acceptance.requirements.service.flows import TEMPLATES, TOPICS, Listener, Result, counted, send
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

REQUEST = "scoring request"


@dataclass(frozen=True)
class Delivery:
    """What became of some requests.

    Attributes:
        results: all of them that came, late ones as well.
        late: the requests whose first result came after the deadline.
        missing: the requests that had no result in the end.
        why: what is known of the missing ones.
    """

    results: list[Result]
    late: list[str]
    missing: list[str]
    why: str = ""

    @property
    def doubled(self) -> dict[str, int]:
        """The requests with more than one result, and how many."""
        return {correlation: count for correlation, count in counted(self.results).items() if count > 1}


def delivery(listener: Listener, owners: Mapping[str, Customer], deadline_s: float) -> Delivery:
    """Reads the results of some requests until a later request of each of their customers came through.

    A result that is not there by the deadline is waited for a while longer: late is not lost.

    Raises:
        Inconclusive: a later request had no result although all the others did.
    """
    suite, wanted = listener.suite, set(owners)
    in_time = counted(listener.results(wanted, deadline_s)).keys()
    if in_time >= wanted:
        return Delivery(_settled(listener, owners), [], [])
    came = counted(listener.results(wanted, suite.limits.event_s)).keys()
    missing = sorted(wanted - came)
    why = _why_missing(suite, listener.watch.gone()) if missing else ""
    return Delivery(listener.results(wanted, 0), sorted(came - in_time), missing, why)


def _settled(listener: Listener, owners: Mapping[str, Customer]) -> list[Result]:
    suite, wanted = listener.suite, set(owners)
    later = {send(suite, REQUEST, customer).correlation for customer in set(owners.values())}
    if not counted(listener.results(later, suite.limits.event_s)).keys() >= later:
        raise Inconclusive("later requests had no result in time; whether there are doubles cannot be told")
    listener.require_whole(listener.results(wanted | later, 0))
    return listener.results(wanted, 0)


def _why_missing(suite: Suite, gone: Iterable[Gap]) -> str:
    """In words: removed before they were read, not processed yet, or lost."""
    if gone:
        return "; ".join(map(str, gone))
    unprocessed = _unprocessed(suite)
    if unprocessed:
        return f"{unprocessed} requests still wait to be processed"
    return "every offset of the results was read: they were never written"


def _unprocessed(suite: Suite) -> int:
    """How many requests the platform has not read yet, where the profile says who reads them; else 0."""
    freshness = suite.profile.objectives.freshness if suite.profile.objectives is not None else None
    if freshness is None or freshness.reader is None:
        return 0
    topic = suite.platform.events.topic(TOPICS[REQUEST])
    found = waiting(suite.profile.service(Events), suite.profile.permissions, freshness.reader, [topic])
    return sum((one.count for one in found), start=0)


def window_s(suite: Suite, at_least_s: float = 0) -> float:
    """The agreed delivery window in seconds.

    Raises:
        NotAssessed: nothing was agreed, or so little that a reader may not be as late as `at_least_s`.
    """
    agreed = suite.limits.delivery_window_s
    if agreed is None:
        not_assessed("the profile names no limits.delivery_window_s, which late readers may rely on", Cause.BINDING)
    if agreed <= at_least_s:
        not_assessed(f"a reader may be at most {agreed:g} s late here, and this one is {at_least_s:g} s late")
    return agreed


def keeping(suite: Suite) -> Keeping:
    """How long the broker is set to keep results."""
    return suite.platform.events.keeping("scoring_result")


def send_in_turn(suite: Suite, customer: Customer, every_s: float, for_s: float, witness: Watch) -> dict[str, Customer]:
    """Sends a request of the customer at even times, read along by a witness; returns correlation id -> customer."""
    owners: dict[str, Customer] = {}
    began = time.monotonic()
    for number in range(round(for_s / every_s)):
        read_along(witness, began + number * every_s - time.monotonic())
        correlation = str(uuid4())
        suite.platform.events.send(TEMPLATES[REQUEST], correlation=correlation, **customer.words())
        owners[correlation] = customer
    return owners


def read_along(witness: Watch, seconds: float) -> None:
    """Whoever is away is away for as long as the sentence says; meanwhile the witness reads what arrives."""
    witness.during(seconds)

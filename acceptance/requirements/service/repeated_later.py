"""Events that come once more after many others and some time: what was processed must be remembered for longer."""

from __future__ import annotations

import time
from dataclasses import dataclass

from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Listener, Sent
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

OTHERS = 5
"""Customers whose requests come between."""
LOAN, ANOTHER, LAST = 0.1, 0.2, 0.05
"""New loans as shares of what the customer earns in a year; no two of their sums are alike."""


@dataclass(frozen=True)
class Repeated:
    """What came twice.

    Attributes:
        request: the scoring request.
        later: the customer's scoring request after it came again.
        others: how many events came between.
        debt_ratio: what the customer's debt ratio must be when each loan counts once.
    """

    request: Sent
    later: Sent
    others: int
    debt_ratio: float


def repeat(suite: Suite, listener: Listener, customer: Customer, pause_s: float, between: int) -> Repeated:
    """Sends a loan and a request, others of this and other customers, pauses, and sends the first two once more.

    Returns:
        What came twice; the customer's last loan and last request were sent after it.
    """
    loan = _lend(suite, customer, LOAN)
    request = flows.send(suite, "scoring request", customer)
    listener.results({request.correlation}, suite.limits.event_s)
    others = flows.send_requests(suite, [suite.customer() for _ in range(OTHERS)], between)
    _lend(suite, customer, ANOTHER)
    another = flows.send(suite, "scoring request", customer)
    listener.results({*others, another.correlation}, suite.limits.event_s)
    listener.while_doing(lambda: time.sleep(pause_s))
    flows.send(suite, "transaction", customer, loan.correlation, **loan.words)
    flows.send(suite, "scoring request", customer, request.correlation, **request.words)
    _lend(suite, customer, LAST)
    later = flows.send(suite, "scoring request", customer)
    once = flows.change_of_debt_ratio(suite, LOAN + ANOTHER + LAST)
    return Repeated(request, later, len(others) + 2, customer.figures.debt_ratio + once)


def _lend(suite: Suite, customer: Customer, share: float) -> Sent:
    amount = flows.share_of_a_year(suite, customer, share)
    return flows.send(suite, "transaction", customer, amount=amount)

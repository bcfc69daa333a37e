"""Copies that the platform keeps of a customer, and whether asking for them keeps them alive."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

ASKING = ("read_figures", "score_from_stored_figures", "read_decision")
"""What is asked about a customer whose copies are there."""
UNSURE_S = 1.5
ONCE_MORE_AFTER_S = 0.3


@dataclass(frozen=True)
class Later:
    """How many copies could be judged, how often the platform was asked meanwhile, and which of them do not age."""

    judged: int
    asked: int
    kept_alive: list[str]


def while_asked_for(suite: Suite, customer: Customer, keys: Sequence[str], seconds: float) -> Later:
    """Looks at the remaining time of copies, asks every replica about the customer for some seconds, and looks again.

    A copy that was made anew is another one: its contents are others, or its time was over in between.

    Raises:
        Unreachable: a replica or the cache did not answer.
    """
    cache, begun = suite.platform.cache, time.monotonic()
    before = {key: (cache.remaining_s(key), cache.held(key)) for key in keys}
    asked = _ask(suite, customer, seconds)
    passed_s = time.monotonic() - begun
    judged, alive = 0, list[str]()
    for number, (key, (was, value)) in enumerate(before.items()):
        left = cache.remaining_s(key)
        if left == -1:
            judged += 1
            alive.append(f"copy {number + 1} never ends")
        elif was > passed_s + UNSURE_S and left != -2 and value is not None and cache.held(key) == value:
            judged += 1
            if left > was - passed_s + UNSURE_S:
                alive.append(f"copy {number + 1} had {was:.0f} s left, and {left:.0f} s {passed_s:.0f} s later")
        elif left == -2:
            judged += 1
    return Later(judged, asked, alive)


def _ask(suite: Suite, customer: Customer, seconds: float) -> int:
    asked, end = 0, time.monotonic() + seconds
    names = [name for name in ASKING if suite.platform.operations.possible(name) is None]
    with connections_to_all(suite) as replicas:
        while time.monotonic() < end:
            for replica in replicas:
                for name in names:
                    replica.try_(name, customer_id=customer.customer_id)
                    asked += 1
            time.sleep(ONCE_MORE_AFTER_S)
    return asked

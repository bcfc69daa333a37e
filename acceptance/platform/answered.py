"""What an answer to an operation comes to: done, refused as the profile names it, or neither yet."""

from __future__ import annotations

import time
from collections.abc import Callable

from acceptance.platform.http import Exchange
from acceptance.platform.places import dig
from acceptance.profile.bindings import Operation

PAUSE_S = 0.2
"""Between two questions about what is not done yet."""


def is_done(operation: Operation, exchange: Exchange) -> bool:
    """Whether an answer says that what was asked for was done."""
    if exchange.status not in operation.success:
        return False
    return not operation.done_when or bool(dig(exchange.content, operation.done_when))


def refusals(operation: Operation, exchange: Exchange) -> list[str]:
    """The profile's names for the refusal that an answer may be, by its code or else by what it says."""
    by_code = [name for name, codes in operation.refusals.items() if exchange.status in _several(codes)]
    told = [name for name, expression in operation.refused_when.items() if dig(exchange.content, expression)]
    return [name for name in by_code if name not in operation.refused_when] + told


def awaited(operation: Operation, ask: Callable[[], Exchange]) -> Exchange:
    """The answer to an operation; of one that is asked again, the first that is done or refused, or else its last."""
    ends = time.monotonic() + operation.again_s
    while True:
        exchange = ask()
        pending = exchange.status in operation.success and not is_done(operation, exchange)
        if not pending or _is_refused(operation, exchange) or time.monotonic() + PAUSE_S > ends:
            return exchange
        time.sleep(PAUSE_S)


def _is_refused(operation: Operation, exchange: Exchange) -> bool:
    return any(name in operation.refused_when for name in refusals(operation, exchange))


def _several(codes: int | list[int]) -> list[int]:
    return codes if isinstance(codes, list) else [codes]

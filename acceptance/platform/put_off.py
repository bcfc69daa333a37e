"""Requests that a platform puts off: too many of them, or not now. Such an answer says nothing of what was asked for.

Gateways limit requests with 429, or with 503 (nginx's `limit_req` by default), and say when to come back in
`Retry-After` (RFC 9110, section 10.2.3) - or do not say.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol, TypeVar

from acceptance.outcome import Cause, Inconclusive

BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
SHORTEST_PAUSE_S = 0.2
"""A platform that says "at once" would else be asked as fast as it answers."""
UNSAID_PAUSE_S = 1.0


class Answered(Protocol):
    """Whatever has a status code and headers."""

    @property
    def status(self) -> int: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


A = TypeVar("A", bound=Answered)


@dataclass
class Patience:
    """Puts requests again that were put off, when the platform says or a second later.

    Once a request was put again in vain none is any more: a platform that is busy that long is so for all of them.

    Attributes:
        request_s: how long one request is put again, in seconds.
        codes: the status codes that put a request off.
        spent: whether one was put again in vain.
    """

    request_s: float
    codes: Set[int] = BUSY
    spent: bool = False

    def answer_of(self, ask: Callable[[], A]) -> A:
        """The first answer that puts nothing off, else the last one."""
        ends = time.monotonic() + self.request_s
        answer = ask()
        while answer.status in self.codes and not self.spent:
            pause_s = pause_asked_for(answer.headers)
            if time.monotonic() + pause_s > ends:
                self.spent = True
                break
            time.sleep(pause_s)
            answer = ask()
        return answer


def require_none_put_off(calls: Collection[str]) -> None:
    """Refuses to judge calls that were put off to the end.

    Raises:
        Inconclusive: there are some.
    """
    if calls:
        raise Inconclusive(
            f"{', '.join(sorted(calls)[:3])} were put off (429 or 503), {len(calls)} in all: nothing is said of them "
            "(limits.busy_s says how long a request is put again)",
            Cause.ENVIRONMENT,
        )


def pause_asked_for(headers: Mapping[str, str]) -> float:
    """Seconds after which one may ask again; one, where nothing is said. A time is held against the answer's own."""
    said = headers.get("Retry-After", "").strip()
    if said.isdigit():
        return max(float(said), SHORTEST_PAUSE_S)
    until = _time_in(said)
    if until is None:
        return UNSAID_PAUSE_S
    now = _time_in(headers.get("Date", "")) or datetime.now(UTC)
    return max((until - now).total_seconds(), SHORTEST_PAUSE_S)


def _time_in(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)

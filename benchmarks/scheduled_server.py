"""An HTTP server whose answers take exactly as long as a schedule says, so that the truth about them can be computed.

`python -m benchmarks.scheduled_server [--stall-every S --stall S]` prints its port. `GET /<n>` takes `latency_s(n)`.
While it stalls, nothing is answered; each period, counted from the first request, has a stall from its middle on.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import selectors
import time
from statistics import NormalDist

KINDS = 10_000
MEDIAN_S = 0.05
SPREAD = 0.4
EARLY_S = 0.001
"""From when on the server watches the clock instead of sleeping: whoever sleeps is woken up too late."""
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"ok":true}'


def latency_s(number: int) -> float:
    """How long request `number` takes: lognormal with a median of 50 ms; 10,000 in a row have each time once."""
    place = _ORDER[number % KINDS]
    return MEDIAN_S * math.exp(SPREAD * NormalDist().inv_cdf((place + 0.5) / KINDS))


_ORDER = list(range(KINDS))
random.Random(7).shuffle(_ORDER)


def ends_s(ready_s: float, every_s: float, stall_s: float) -> float:
    """When an answer that would be ready at a moment is sent."""
    if not every_s:
        return ready_s
    into_s = ready_s % every_s - every_s / 2
    return ready_s if not 0 <= into_s < stall_s else ready_s - into_s + stall_s


def truth_s(rate_per_s: float, seconds: float, every_s: float = 0.0, stall_s: float = 0.0) -> list[float]:
    """What an outside observer sees of constant arrivals: each time, in ascending order."""
    due = [number / rate_per_s for number in range(round(rate_per_s * seconds))]
    times = [ends_s(at + latency_s(number), every_s, stall_s) - at for number, at in enumerate(due)]
    return sorted(times)


class _Connection(asyncio.Protocol):
    began: float | None = None

    def __init__(self, every_s: float, stall_s: float) -> None:
        self._every_s, self._stall_s = every_s, stall_s
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if _Connection.began is None:
            _Connection.began = now
        self._rest += data
        while b"\r\n\r\n" in self._rest:
            head, self._rest = self._rest.split(b"\r\n\r\n", 1)
            number = int(head.split(b" ", 2)[1].strip(b"/") or b"-1")
            wait_s = latency_s(number) if number >= 0 else 0.0
            since_s = now - _Connection.began
            wait_s = ends_s(since_s + wait_s, self._every_s, self._stall_s) - since_s
            if wait_s <= 0:
                self._answer()
            else:
                asyncio.get_running_loop().call_later(wait_s - EARLY_S, self._answer_at, now + wait_s)

    def _answer_at(self, due: float) -> None:
        if time.monotonic() < due:
            asyncio.get_running_loop().call_soon(self._answer_at, due)
        else:
            self._answer()

    def _answer(self) -> None:
        self._transport.write(ANSWER)  # type: ignore[attr-defined]


async def serve(every_s: float, stall_s: float) -> None:
    """Serves until it is killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(every_s, stall_s), "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
    await server.serve_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--stall-every", type=float, default=0.0)
    options.add_argument("--stall", type=float, default=0.0)
    given = options.parse_args()
    # select waits to the microsecond; epoll rounds up to the next millisecond, and every answer would be late.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as runner:
        runner.run(serve(given.stall_every, given.stall))

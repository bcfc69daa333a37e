"""Load on the Scoring API: an open loop at a fixed rate, the greatest rate, single answers, and kills.

In the open loop latency counts from when a request was due, so a server that stalls cannot hide it.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

CUSTOMERS = 200
RATE_PER_S = 600
CONNECTIONS = 16
OPEN_LOOP_CONNECTIONS = 64
FEATURES = {"age": 41, "income": 52000.0, "credit_score": 701, "debt_ratio": 0.31, "employment_years": 8.5}


class Connection:
    """One kept-alive HTTP/1.1 connection over TLS."""

    def __init__(self, environment: dict[str, str]) -> None:
        address = urlsplit(environment["SCORING_API_URL"])
        self.host, self.port = str(address.hostname), int(address.port or 443)
        self.context = ssl.create_default_context(cafile=environment["CA_FILE"])
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, request: bytes) -> int:
        """Send a request and return the status of its answer; 0 when the connection broke."""
        try:
            reader, writer = self.streams or await self.connect()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            await reader.readexactly(length)
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return 0
        return int(head.split(b" ", 2)[1])

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        self.streams = await asyncio.open_connection(self.host, self.port, ssl=self.context)
        return self.streams

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None


def request_bytes(environment: dict[str, str], method: str, path: str, token: str, body: dict[str, Any]) -> bytes:
    payload = json.dumps(body).encode()
    host = urlsplit(environment["SCORING_API_URL"]).netloc
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {environment[token]}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload


def score_requests(environment: dict[str, str]) -> list[bytes]:
    return [
        request_bytes(
            environment, "POST", "/score", "SCORER_TOKEN", {"customer_id": f"bench-{number}", "features": FEATURES}
        )
        for number in range(CUSTOMERS)
    ]


async def register_customers(environment: dict[str, str]) -> None:
    connection = Connection(environment)
    basis = {"purpose": "credit_scoring", "basis": "contract", "text_version": "1", "channel": "web"}
    for number in range(CUSTOMERS):
        path = f"/customers/bench-{number}/lawful-basis"
        status = await connection.send(request_bytes(environment, "PUT", path, "REGISTRAR_TOKEN", basis))
        if status not in (200, 201, 204):
            raise SystemExit(f"PUT {path} answered {status}")
    connection.close()


@dataclass(frozen=True)
class Load:
    """What a load saw: seconds per answered request (sorted), and how many were not answered with 200."""

    seconds: list[float]
    failures: int

    def percentile_ms(self, percent: float) -> float:
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * percent / 100))] * 1000


async def open_loop(environment: dict[str, str], rate_per_s: int, duration_s: float) -> Load:
    """Send at a fixed rate whatever the answers do."""
    requests, free = score_requests(environment), asyncio.Queue[Connection]()
    for _ in range(OPEN_LOOP_CONNECTIONS):
        connection = Connection(environment)
        await connection.send(requests[0])
        free.put_nowait(connection)
    seconds: list[float] = []
    failures = 0

    async def one(due: float, request: bytes) -> None:
        nonlocal failures
        connection = await free.get()
        status = await connection.send(request)
        free.put_nowait(connection)
        seconds.append(time.perf_counter() - due)
        failures += status != 200

    began = time.perf_counter()
    tasks = []
    for number in range(int(rate_per_s * duration_s)):
        due = began + number / rate_per_s
        if (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        tasks.append(asyncio.create_task(one(due, requests[number % len(requests)])))
    await asyncio.gather(*tasks)
    while not free.empty():
        free.get_nowait().close()
    return Load(sorted(seconds), failures)


async def closed_loop(environment: dict[str, str], connections: int, duration_s: float) -> Load:
    """Send the next request when the last was answered, on each connection."""
    requests, seconds, failures = score_requests(environment), list[float](), 0
    until = time.perf_counter() + duration_s

    async def one(offset: int) -> None:
        nonlocal failures
        connection, number = Connection(environment), offset
        while (began := time.perf_counter()) < until:
            failures += await connection.send(requests[number % len(requests)]) != 200
            seconds.append(time.perf_counter() - began)
            number += 1
        connection.close()

    await asyncio.gather(*(one(number * 7) for number in range(connections)))
    return Load(sorted(seconds), failures)


WRK_SCRIPT = """
local bodies, number = {}, 0
for customer = 0, CUSTOMERS - 1 do
  bodies[customer] = wrk.format("POST", "/score", {["Authorization"] = "Bearer " .. os.getenv("TOKEN"),
    ["Content-Type"] = "application/json"},
    '{"customer_id":"bench-' .. customer .. '","features":' .. os.getenv("FEATURES") .. '}')
end
request = function() number = (number + 1) % CUSTOMERS return bodies[number] end
done = function(summary, latency, requests)
  io.stderr:write(string.format("%f %d", summary.requests / (summary.duration / 1e6),
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end
"""


def greatest_rate(environment: dict[str, str], duration_s: int) -> tuple[float, int, str]:
    """Requests a second at 16 connections, failures, and what sent them."""
    if not shutil.which("wrk"):
        load = asyncio.run(closed_loop(environment, CONNECTIONS, duration_s))
        return len(load.seconds) / duration_s, load.failures, "this process"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(WRK_SCRIPT.replace("CUSTOMERS", str(CUSTOMERS)))
        script.flush()
        result = subprocess.run(
            [
                *("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{duration_s}s", "-s", script.name),
                environment["SCORING_API_URL"],
            ],
            env={**os.environ, "TOKEN": environment["SCORER_TOKEN"], "FEATURES": json.dumps(FEATURES)},
            capture_output=True,
            text=True,
            check=True,
        )
    rate, failures = result.stderr.split()
    return float(rate), int(failures), "wrk"


async def seconds_of_answers(environment: dict[str, str], times: int, status: int = 200) -> list[float]:
    """Durations of single unloaded requests, one after the other on one connection, which must get this status."""
    connection, requests, seconds = Connection(environment), score_requests(environment), []
    await connection.connect()
    for number in range(times):
        began = time.perf_counter()
        if (seen := await connection.send(requests[number])) != status:
            raise SystemExit(f"a request was answered with {seen} and not with {status}")
        seconds.append(time.perf_counter() - began)
    connection.close()
    return seconds


async def kill_under_load(environment: dict[str, str], victim: int) -> tuple[Load, float]:
    """Kill one replica in the middle of a load; also the longest that any request took after it."""
    load = asyncio.create_task(open_loop(environment, RATE_PER_S // 2, 4))
    await asyncio.sleep(2)
    os.kill(victim, signal.SIGKILL)
    result = await load
    return result, result.seconds[-1]


async def seconds_until_scored(environment: dict[str, str]) -> float:
    """How long until a request on a new connection is scored, which needs a replica with its model."""
    began, request = time.perf_counter(), score_requests(environment)[0]
    while True:
        connection = Connection(environment)
        status = await connection.send(request)
        connection.close()
        if status == 200:
            return time.perf_counter() - began
        await asyncio.sleep(0.005)

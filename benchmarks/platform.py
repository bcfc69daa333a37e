"""Measures the reference platform and prints a table: `python benchmarks/platform.py --help`.

Everything is measured from outside: by the platform's command line, its published addresses and /proc.
The load comes from this process (open loop at a fixed rate: latency counts from when a request was due, so a
server that stalls cannot hide it) and from `wrk` for the greatest rate when it is on PATH.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CHECKOUT = Path(__file__).resolve().parents[1]
CUSTOMERS = 200
RATE_PER_S = 600
CONNECTIONS = 16
OPEN_LOOP_CONNECTIONS = 64
LATENCY_MS = 500
FEATURES = {"age": 41, "income": 52000.0, "credit_score": 701, "debt_ratio": 0.31, "employment_years": 8.5}


@dataclass
class Table:
    """The figures, printed as they come; `within` compares with the target when there is one."""

    missed: list[str] = field(default_factory=list)

    def add(
        self, figure: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None
    ) -> None:
        met = (at_most is None or value <= at_most) and (at_least is None or value >= at_least)
        target = f"<= {at_most:g}" if at_most is not None else f">= {at_least:g}" if at_least is not None else ""
        verdict = "" if not target else "met" if met else "MISSED"
        if not met:
            self.missed.append(figure)
        print(f"{figure:58}{value:>10.2f} {unit:6}{target:>10} {verdict}", flush=True)


class Platform:
    """The platform's command line, with the home folder and instance to use."""

    def __init__(self, instance: str, home: Path | None) -> None:
        self.instance = instance
        self.environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        if home:
            self.environment["REFERENCE_PLATFORM_HOME"] = str(home)

    def run(self, *arguments: str) -> tuple[float, str]:
        """Run one command; return its duration in seconds and what it printed."""
        began = time.monotonic()
        result = subprocess.run(
            [sys.executable, "-m", "reference_platform", *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            check=False,
        )
        if result.returncode != 0:
            raise SystemExit(f"`reference_platform {' '.join(arguments)}` exited with {result.returncode}")
        return time.monotonic() - began, result.stdout

    def up(self) -> tuple[float, dict[str, str]]:
        seconds, text = self.run("up", "--json", "--instance", self.instance)
        return seconds, json.loads(text)["environment"]

    def down(self) -> float:
        return self.run("down", "--instance", self.instance)[0]

    def processes(self) -> dict[str, dict[str, Any]]:
        return json.loads(self.run("status", "--json", "--instance", self.instance)[1])["processes"]


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
            if self.streams is None:
                self.streams = await asyncio.open_connection(self.host, self.port, ssl=self.context)
            reader, writer = self.streams
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


@contextmanager
def latency_on_postgres(environment: dict[str, str], milliseconds: int) -> Iterator[None]:
    toxics = f"{environment['FAULTS_URL']}/proxies/postgres/toxics"
    body = {"name": "slow", "type": "latency", "stream": "downstream", "attributes": {"latency": milliseconds}}
    _faults("POST", toxics, body)
    try:
        yield
    finally:
        _faults("DELETE", f"{toxics}/slow")


def _faults(method: str, url: str, body: dict[str, Any] | None = None) -> None:
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(urllib.request.Request(url, data=data, method=method)):
        return


async def seconds_of_one_answer(environment: dict[str, str], times: int) -> list[float]:
    """Durations of single unloaded requests, one after the other on one connection."""
    connection, requests, seconds = Connection(environment), score_requests(environment), []
    await connection.send(requests[0])
    for number in range(times):
        began = time.perf_counter()
        if await connection.send(requests[number]) != 200:
            raise SystemExit("a request failed while PostgreSQL was slow")
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


def measure_life(platform: Platform, table: Table, times: int) -> dict[str, str]:
    """Up and down several times; leaves the platform up and returns its environment."""
    ups, downs = [], []
    for _ in range(times):
        ups.append(platform.up()[0])
        downs.append(platform.down())
    table.add(f"up, warm (median of {times})", statistics.median(ups), "s", at_most=9)
    table.add(f"down (median of {times})", statistics.median(downs), "s", at_most=4)
    return platform.up()[1]


def measure_memory(platform: Platform, table: Table) -> None:
    processes = platform.processes()
    for name, process in processes.items():
        table.add(f"PSS {name}", process["pss_bytes"] / 1e6, "MB")
    table.add(
        "PSS in all, model loaded", sum(each["pss_bytes"] for each in processes.values()) / 1e6, "MB", at_most=1000
    )


def measure_api(platform: Platform, environment: dict[str, str], table: Table, duration_s: int) -> None:
    asyncio.run(register_customers(environment))
    asyncio.run(open_loop(environment, RATE_PER_S, 2))
    fixed = asyncio.run(open_loop(environment, RATE_PER_S, duration_s))
    table.add(f"API p50 at {RATE_PER_S} req/s", fixed.percentile_ms(50), "ms")
    table.add(f"API p99 at {RATE_PER_S} req/s", fixed.percentile_ms(99), "ms", at_most=25)
    table.add(f"API failures at {RATE_PER_S} req/s", fixed.failures, "", at_most=0)
    rate, failures, sender = greatest_rate(environment, duration_s)
    table.add(f"API greatest rate at {CONNECTIONS} connections ({sender})", rate, "req/s", at_least=1000)
    table.add("API failures at the greatest rate", failures, "", at_most=0)
    with latency_on_postgres(environment, LATENCY_MS):
        slow = asyncio.run(seconds_of_one_answer(environment, 5))
    table.add(f"API answer with {LATENCY_MS} ms on PostgreSQL (worst of 5)", max(slow) * 1000, "ms", at_most=550)
    measure_kills(platform, environment, table)
    measure_memory(platform, table)


def measure_kills(platform: Platform, environment: dict[str, str], table: Table) -> None:
    replicas = platform.processes()["api"]["children"]
    load, longest_s = asyncio.run(kill_under_load(environment, replicas[0]))
    table.add("one replica killed under load: requests lost", load.failures, "")
    table.add("one replica killed under load: longest request", longest_s * 1000, "ms", at_most=1000)
    for replica in platform.processes()["api"]["children"]:
        os.kill(replica, signal.SIGKILL)
    seconds = asyncio.run(seconds_until_scored(environment))
    table.add("all replicas killed: until scored by a new one", seconds, "s", at_most=1)


def main() -> int:
    """Measure and print; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(description="Measure the reference platform.")
    parser.add_argument(
        "--cold", action="store_true", help="begin with an empty cache (some minutes, needs the network)"
    )
    parser.add_argument("--times", type=int, default=3, help="how often to go up and down (default: %(default)s)")
    parser.add_argument("--seconds", type=int, default=10, help="length of each load (default: %(default)s)")
    options = parser.parse_args()
    table = Table()
    with tempfile.TemporaryDirectory(prefix="platform-bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o711)
        platform = Platform("benchmark", Path(folder) if options.cold else None)
        try:
            if options.cold:
                table.add("parts, from an empty cache", platform.run("fetch")[0], "s", at_most=300)
                table.add("up, the very first time (makes the template)", platform.up()[0], "s", at_most=60)
                platform.down()
            environment = measure_life(platform, table, options.times)
            measure_api(platform, environment, table, options.seconds)
        finally:
            platform.down()
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())

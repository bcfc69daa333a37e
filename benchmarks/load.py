"""The load generator against servers whose truth is known: accuracy, stalls, its greatest rate beside wrk and others.

`python -m benchmarks.load [--quick]` prints tables. Other programs are compared where they are on the PATH.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
from click import echo as say

from acceptance.instruments.load.plan import Plan
from acceptance.instruments.load.result import LoadResult, merge
from acceptance.instruments.load.run import run
from acceptance.instruments.load.traffic import Request, Traffic
from acceptance.instruments.load.workload import Closed, Open
from benchmarks.scheduled_server import KINDS, truth_s

QUANTILES = (0.5, 0.95, 0.99, 0.999)


@contextmanager
def server(*options: str) -> Iterator[str]:
    """The address of a scheduled server."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.scheduled_server", *options], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def plan(address: str, workload: Open | Closed, kinds: int = KINDS, workers: int = 1) -> Plan:
    requests = [
        Request("ask", "GET", f"{address}/{number if kinds > 1 else ''}", {}, "", (200,)) for number in range(kinds)
    ]
    return Plan(workload, Traffic(tuple(requests)), 1e6, (address.removeprefix("http://"),), workers)


def of(times: list[float], q: float) -> float:
    return times[max(1, -int(-q * len(times) // 1)) - 1]


def tolerated(true_s: float, q: float) -> float:
    """How far a quantile may be off: the greater of 2 % and 2 ms, at p99.9 5 %."""
    return max(0.02 * true_s, 0.002) if q < 0.999 else 0.05 * true_s


def accuracy(seconds: float) -> None:
    """Achieved rate and quantiles beside those computed from the schedule."""
    say("\nscheduled answers, median 50 ms; seen/true in ms")
    say(f"{'rate':>6} {'achieved':>9} " + " ".join(f"{f'p{100 * q:g}':>17}" for q in QUANTILES) + "  within")
    for rate in (100, 500, 1000):
        with server() as address:
            result = run(plan(address, Open.steady(rate, seconds)))
        truth = truth_s(rate, seconds)
        seen = [(result.quantile(q), of(truth, q)) for q in QUANTILES]
        near = [abs(a - b) <= tolerated(b, q) for (a, b), q in zip(seen, QUANTILES, strict=True)]
        exact = abs(result.achieved_per_s / rate - 1) <= 0.005 and all(near)
        told = " ".join(f"{a * 1000:8.1f}/{b * 1000:8.1f}" for a, b in seen)
        say(f"{rate:>6} {result.achieved_per_s:>9.1f} {told}  {'yes' if exact else 'NO'}{doubts(result)}")


def stalls(seconds: float) -> None:
    """A server that stands still for one second in ten, as somebody outside sees it, and as users who wait see it."""
    options = ("--stall-every", "10", "--stall", "1")
    truth = truth_s(100, seconds, 10, 1)
    say(f"\n1 s stall every 10 s at 100/s: true p95 {of(truth, 0.95) * 1000:.0f}, p99 {of(truth, 0.99) * 1000:.0f} ms")
    with server(*options) as address:
        result = run(plan(address, Open.steady(100, seconds)))
    say(
        f"  arrivals: p95 {result.quantile(0.95) * 1000:.0f}, p99 {result.quantile(0.99) * 1000:.0f} ms{doubts(result)}"
    )
    with server(*options) as address:
        waiting = run(plan(address, Closed(10, seconds, 0, 0.05, 0.05)))
    say(f"  users who wait (coordinated omission): p95 {waiting.quantile(0.95) * 1000:.0f} ms")
    if shutil.which("vegeta"):
        with server(*options) as address:
            # The mix of times is the schedule's only when the requests are the schedule's.
            targets = "".join(f"GET {address}/{number}\n" for number in range(KINDS))
            attack = ["vegeta", "attack", "-rate=100", f"-duration={seconds:g}s", "-max-body=0"]
            found = subprocess.run(attack, input=targets.encode(), capture_output=True, check=True)
        report = subprocess.run(["vegeta", "report", "-type=json"], input=found.stdout, capture_output=True, check=True)
        say(f"  vegeta: p95 {json.loads(report.stdout)['latencies']['95th'] / 1e6:.0f} ms")


def greatest(seconds: float) -> None:
    """Requests a second against a server that answers at once."""
    say("\ngreatest rate, answers at once, 32 connections, one process each")
    rates: dict[str, float] = {}
    for workers in (1, 2):
        with server() as address:
            result = run(plan(address, Closed(32, seconds, 0, 0, 0), 1, workers))
        rates[f"this, {workers} worker{'s' * (workers > 1)}"] = result.good / seconds
    # What this machine has for two processes that know nothing of one another: more two workers cannot have.
    with server() as address, ThreadPoolExecutor() as pool:
        apart = pool.map(lambda _: run(plan(address, Closed(32, seconds, 0, 0, 0), 1)).good, range(2))
        rates["this, twice apart"] = sum(apart) / seconds
    if shutil.which("wrk"):
        with server() as address:
            told = subprocess.run(
                ["wrk", "-t1", "-c32", f"-d{seconds:g}s", address], capture_output=True, text=True, check=True
            ).stdout
        rates["wrk"] = float(told.split("Requests/sec:")[1].split()[0])
    if shutil.which("vegeta"):
        with server() as address:
            attack = ["vegeta", "attack", "-rate=0", "-max-workers=32", f"-duration={seconds:g}s"]
            found = subprocess.run(attack, input=f"GET {address}/".encode(), capture_output=True, check=True)
        report = subprocess.run(["vegeta", "report", "-type=json"], input=found.stdout, capture_output=True, check=True)
        rates["vegeta"] = json.loads(report.stdout)["throughput"]
    if shutil.which("k6"):
        with server() as address:
            script = f"import http from 'k6/http'; export default function () {{ http.get('{address}/'); }}"
            told = subprocess.run(
                ["k6", "run", "--quiet", "--vus=32", f"--duration={seconds:g}s", "--summary-export=/dev/stdout", "-"],
                input=script,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        rates["k6"] = json.loads(told[told.index("{\n") :])["metrics"]["http_reqs"]["rate"]
    own = rates["this, 1 worker"]
    for name, rate in rates.items():
        say(f"  {name:18} {rate:>9.0f}/s  {rate / own:5.2f} of one worker")
    for name in ("wrk", "vegeta", "k6"):
        if name not in rates:
            say(f"  {name:18} is not on the PATH")


def memory(seconds: float) -> None:
    """The most memory that a generator process used at 200 requests a second."""
    most = 0

    def watch() -> None:
        nonlocal most
        while not over.is_set():
            for one in psutil.Process().children(recursive=True):
                try:
                    if "acceptance.instruments.load.generator" in one.cmdline():
                        most = max(most, one.memory_info().rss)
                except psutil.Error:
                    continue
            time.sleep(0.5)

    over = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    with server() as address:
        result = run(plan(address, Open.steady(200, seconds)))
    over.set()
    watcher.join()
    size = len(json.dumps(result.to_record()))
    say(f"\n{seconds:g} s at 200/s: {most / 1e6:.0f} MB in the generator, {size / 1e3:.0f} KB in the record")


def merging() -> None:
    """Merged histograms are the histogram of all."""
    with server() as address:
        parts = [run(plan(address, Open.steady(100, 2))) for _ in range(2)]
    both = merge(parts)
    counted: dict[float, int] = {}
    for part in parts:
        for value, count in part.times().steps():
            counted[value] = counted.get(value, 0) + count
    say(f"\nmerged exactly: {'yes' if dict(both.times().steps()) == counted else 'NO'}")


def doubts(result: LoadResult) -> str:
    return "".join(f"\n       DOUBT: {doubt}" for doubt in result.doubts())


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="10 s each instead of 60 s")
    options.add_argument(
        "--memory", type=float, metavar="SECONDS", help="how long memory is watched (600 s for the figure)"
    )
    given = options.parse_args()
    length = 10.0 if given.quick else 60.0
    say(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    accuracy(length)
    stalls(max(length, 20))
    greatest(length / 2)
    merging()
    memory(given.memory or length)

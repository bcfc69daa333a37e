"""Measures how true faults are and how surely they go, and prints a table: `python benchmarks/chaos.py --help`.

On a platform of its own: how far a delay is from what was asked for, how long a fault takes to go when it is ended, and
when whoever brought it about is killed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
# This file's folder has files with the names of standard modules.
sys.path[0] = str(CHECKOUT)

from acceptance.chaos.alone import another_process  # noqa: E402
from acceptance.chaos.chaos import Chaos  # noqa: E402
from acceptance.chaos.links import LinkHarm  # noqa: E402
from acceptance.profile import Profile, load  # noqa: E402
from acceptance.record.ledger import Ledger  # noqa: E402
from benchmarks.platform import Platform, Table  # noqa: E402

LATENCY_MS = 500
LONGEST_S = 60.0
GIVEN_UP_S = 60.0
PARTS = ("database", "cache", "event broker", "object store", "model registry")


def seconds_until(true: Callable[[], bool], since: float) -> float:
    """Seconds from a moment of the monotonic clock until something holds; infinite where it does not in time."""
    while time.monotonic() - since < GIVEN_UP_S:
        if true():
            return time.monotonic() - since
        time.sleep(0.02)
    return float("inf")


def slow(chaos: Chaos, part: str) -> LinkHarm:
    fault = chaos.harm(part, "slow", LATENCY_MS)
    fault.prepare()
    return fault


def measure_delays(table: Table, chaos: Chaos) -> None:
    """The delay on connections that were open before, beyond what an answer takes anyway, and how soon it is gone."""
    for part in PARTS:
        fault = slow(chaos, part)
        entry = chaos.begin(fault, LONGEST_S)
        try:
            usual_ms, taken_ms = (fault.usual_s or 0.0) * 1000, fault.measured_ms() or float("inf")
        finally:
            ended = time.monotonic()
            gone = chaos.end(fault, entry).holds
        took_s = time.monotonic() - ended if gone else float("inf")
        off = abs(taken_ms - usual_ms - LATENCY_MS) / LATENCY_MS * 100
        table.add(f"{part}: delay off what was asked for", off, "%", at_most=5)
        table.add(f"{part}: gone after its end", took_s, "s", at_most=2)


def measure_deaths(table: Table, profile: Profile, chaos: Chaos, times: int) -> None:
    """How soon the watchdog has taken a fault away whose owner was killed without grace."""
    took_s = []
    for number in range(times):
        fault = slow(chaos, PARTS[number % len(PARTS)])
        with another_process(profile, fault, LONGEST_S) as (process, seen):
            if not seen.holds:
                raise SystemExit(f"{fault.about}: it was not there: {seen.told}")
            process.kill()
            took_s.append(seconds_until(lambda fault=fault: fault.gone().holds, time.monotonic()))
        seconds_until(lambda: not chaos.unfinished(), time.monotonic())
    left = len(chaos.unfinished()) + sum(one == float("inf") for one in took_s)
    table.add(f"left of {times} faults whose owner was killed", left, "", at_most=0)
    table.add("owner killed: fault gone, in the middle", statistics.median(took_s), "s")
    table.add("owner killed: fault gone, at the most", max(took_s), "s", at_most=10)


def main() -> int:
    """Measure and print; exit code 1 when a target is missed."""
    parser = argparse.ArgumentParser(description="Measure faults that are brought about on purpose.")
    parser.add_argument("--deaths", type=int, default=20, help="how often the owner of a fault is killed")
    options = parser.parse_args()
    table, platform = Table(), Platform("benchmark-chaos", None)
    try:
        profile = load(CHECKOUT / "profiles/local.yaml", platform.up()[1])
        with closing(Chaos(profile, Ledger(Path(os.devnull)), lambda: None)) as chaos:  # type: ignore[arg-type,return-value]
            measure_delays(table, chaos)
            measure_deaths(table, profile, chaos, options.deaths)
    finally:
        platform.down()
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())

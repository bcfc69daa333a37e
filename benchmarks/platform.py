"""Measures the reference platform and prints a table: `python benchmarks/platform.py --help`.

Everything is measured from outside: by the platform's command line, its published addresses and /proc. The
load comes from this process and, for the greatest rate, from `wrk` when it is on PATH.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

CHECKOUT = Path(__file__).resolve().parents[1]
# This file has the name of a standard module: keep its folder out of the way of everybody's imports.
sys.path[0] = str(CHECKOUT)

from benchmarks.scoring_load import (  # noqa: E402
    CONNECTIONS,
    RATE_PER_S,
    greatest_rate,
    kill_under_load,
    open_loop,
    register_customers,
    seconds_of_answers,
    seconds_until_scored,
)

LATENCY_MS = 500
SETTLED_S = 15
IDLE_S = 30


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
        sys.stdout.write(f"{figure:64}{value:>10.2f} {unit:6}{target:>10} {verdict}\n")
        sys.stdout.flush()


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
        return json.loads(self.run("status", "--json", "--instance", self.instance)[1])["services"]


class Api:
    """The Scoring API, each call over a connection of its own, so that either replica may answer."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def call(self, role: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = requests.request(
            method,
            f"{self.environment['SCORING_API_URL']}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.environment[f'{role.upper()}_TOKEN']}", "Connection": "close"},
            verify=self.environment["CA_FILE"],
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()

    def trained_version(self) -> str:
        run = self.call("model_operator", "POST", "/models/training-runs", {"seed": 11})["training_run_id"]
        while (told := self.call("auditor", "GET", f"/models/training-runs/{run}"))["status"] not in (
            "succeeded",
            "failed",
        ):
            time.sleep(0.1)
        return str(told["version"])

    def seconds_to_serve(self, version: str) -> float:
        """From the deployment of an approved change until eight new connections in a row meet the new version."""
        reason = "a benchmark of bringing models into use"
        ticket = self.call("change_manager", "POST", "/models/tickets", {"summary": reason, "approved": True})["ticket"]
        wanted = {"version": version, "reason": reason, "ticket": ticket}
        change = self.call("model_developer", "POST", "/models/changes", wanted)["change_id"]
        self.call("model_approver", "POST", f"/models/changes/{change}/approval")
        began = time.monotonic()
        self.call("model_operator", "POST", f"/models/changes/{change}/deployment")
        while {self.served() for _ in range(8)} != {version}:
            if time.monotonic() - began > 60:
                raise SystemExit(f"model version {version} does not serve 60 s after its deployment")
        return time.monotonic() - began

    def served(self) -> str:
        return str(self.call("auditor", "GET", "/models/current")["version"])


@contextmanager
def fault_on_postgres(environment: dict[str, str], kind: str, **attributes: int) -> Iterator[None]:
    toxics = f"{environment['FAULTS_URL']}/proxies/postgres/toxics"
    fault = {"name": "fault", "type": kind, "stream": "downstream", "attributes": attributes}
    requests.post(toxics, json=fault, timeout=10).raise_for_status()
    try:
        yield
    finally:
        requests.delete(f"{toxics}/fault", timeout=10).raise_for_status()


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


def measure_idle(platform: Platform, table: Table) -> None:
    """The processor time of every service while nobody asks anything of them."""
    time.sleep(SETTLED_S)
    before, began = processor_seconds(platform), time.monotonic()
    time.sleep(IDLE_S)
    after, took_s = processor_seconds(platform), time.monotonic() - began
    for name, seconds in after.items():
        table.add(f"idle {name}", 100 * (seconds - before.get(name, 0)) / took_s, "%")
    total = 100 * sum(seconds - before.get(name, 0) for name, seconds in after.items()) / took_s
    table.add("idle in all, of one core", total, "%", at_most=10)


def processor_seconds(platform: Platform) -> dict[str, float]:
    """User and system time of each service with its children, so far."""
    return {
        name: sum(map(_ticks, (process["pid"], *process["children"]))) / os.sysconf("SC_CLK_TCK")
        for name, process in platform.processes().items()
    }


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except FileNotFoundError:
        return 0
    return int(fields[11]) + int(fields[12])


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
    with fault_on_postgres(environment, "latency", latency=LATENCY_MS):
        slow = asyncio.run(seconds_of_answers(environment, 5))
    table.add(f"API answer with {LATENCY_MS} ms on PostgreSQL (worst of 5)", max(slow) * 1000, "ms", at_most=550)
    with fault_on_postgres(environment, "timeout", timeout=0):
        silent = asyncio.run(seconds_of_answers(environment, 1, status=503))
    table.add("API says that a silent PostgreSQL does not answer", max(silent), "s", at_most=4)
    asyncio.run(seconds_until_scored(environment))
    measure_kills(platform, environment, table)
    measure_model_change(Api(environment), table)
    measure_memory(platform, table)


def measure_kills(platform: Platform, environment: dict[str, str], table: Table) -> None:
    replicas = platform.processes()["api"]["children"]
    load, longest_s = asyncio.run(kill_under_load(environment, replicas[0]))
    table.add("one replica killed under load: connections broken", load.failures, "of 64")
    table.add("one replica killed under load: longest request", longest_s * 1000, "ms", at_most=1000)
    for replica in platform.processes()["api"]["children"]:
        os.kill(replica, signal.SIGKILL)
    seconds = asyncio.run(seconds_until_scored(environment))
    table.add("all replicas killed: until scored by a new one", seconds, "s", at_most=1)


def measure_model_change(api: Api, table: Table) -> None:
    old, new = api.served(), api.trained_version()
    seconds = max(api.seconds_to_serve(version) for version in (new, old))
    table.add("a model is deployed: until every replica serves it (worse of 2)", seconds, "s", at_most=2.5)


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
            measure_idle(platform, table)
            measure_api(platform, environment, table, options.seconds)
        finally:
            platform.down()
    return 1 if table.missed else 0


if __name__ == "__main__":
    sys.exit(main())

"""Runs a load in processes of its own and returns what came of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from acceptance.instruments.load import surroundings
from acceptance.instruments.load.plan import Plan
from acceptance.instruments.load.result import LoadResult
from acceptance.instruments.load.traffic import Traffic
from acceptance.instruments.load.workload import Workload
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform import pace
from acceptance.platform.access import require
from acceptance.profile import Profile

WORKERS = "ACCEPTANCE_LOAD_WORKERS"
"""How many processes generate the load of a run; `acceptance run --workers N` sets it."""
STARTS_WITHIN_S = 60.0
ENDS_WITHIN_S = 2.0
"""How long a process that has told everything may take to end by itself, and a killed one to be gone."""
Progress = Callable[[LoadResult], None]


def planned(profile: Profile, workload: Workload, traffic: Traffic, workers: int | None = None) -> Plan:
    """The plan of a load that the profile permits.

    Raises:
        NotAssessed: the profile permits no load, less than this, or not on these hosts.
    """
    permitted, per_s = profile.permissions.load, profile.permissions.load_per_s
    if permitted is None or per_s is None:
        raise NotAssessed("load needs the permission 'load', which this profile does not give", Cause.ENVIRONMENT)
    core = [profile.services.scoring_api, profile.services.model_registry]
    services = [*core, *profile.other_services.values()]
    hosts = permitted.hosts or sorted({urlsplit(one.url).netloc for one in services if one is not None})
    count = workers if workers is not None else int(os.environ.get(WORKERS, "1"))
    beside = surroundings.agreed(profile)
    plan = Plan(workload, traffic, per_s, tuple(hosts), count, beside, profile.permissions)
    plan.refuse()
    return plan


def run(plan: Plan, progress: Progress | None = None) -> LoadResult:
    """Sends the load and waits until the last answer came or its time was over.

    Args:
        progress: called about once a second with what is known so far.

    Returns:
        Everything that was seen, also when a process was lost on the way; `LoadResult.doubts` says so then.

    Raises:
        NotAssessed: the generator refused the plan, the run has not so many questions left, or it was stopped.
        Inconclusive: the generator ended before it told anything.
    """
    with ExitStack() as stack:
        counted = stack.enter_context(_counted(plan))
        watch = stack.enter_context(surroundings.Watch(plan.beside))
        if plan.workers == 1:
            generator = stack.enter_context(_process("alone"))
        else:
            port = _free_port()
            generator = stack.enter_context(_process("master", str(port)))
            for _ in range(plan.workers):
                stack.enter_context(_process("worker", "127.0.0.1", str(port)))
        return replace(counted(_followed(generator, plan, progress)), surroundings=watch.seen())


def direct(plan: Plan, port: int, progress: Progress | None = None) -> LoadResult:
    """As `run`, with workers that come from other machines to this port."""
    with _counted(plan) as counted, _process("master", str(port)) as generator:
        return counted(_followed(generator, plan, progress))


@contextmanager
def _counted(plan: Plan) -> Iterator[Callable[[LoadResult], LoadResult]]:
    """All that a load may send counts among the questions of the run before it begins.

    What is given is called with the result: what was certainly not sent does not count any more.

    Raises:
        NotAssessed: the run has not so many left, or it is not permitted now.
    """
    ceiling = plan.permissions.ceiling if plan.permissions is not None else None
    if plan.permissions is not None:
        require(plan.permissions, "read", "the load")
    if ceiling is not None:
        pace.take(ceiling, f"the load of {plan.most:,} requests", plan.most)

    def counted(result: LoadResult) -> LoadResult:
        if ceiling is not None and not result.check.lost:
            pace.give_back(plan.most - result.sent)
        return result

    yield counted


class _Generator:
    def __init__(self, process: subprocess.Popen[bytes], errors: IO[bytes]) -> None:
        self.process = process
        self.errors = errors

    def told(self) -> str:
        """The last line that the process wrote to its standard error."""
        self.errors.seek(0)
        lines = self.errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else "it said nothing"


@contextmanager
def _process(*arguments: str) -> Iterator[_Generator]:
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "acceptance.instruments.load.generator", *arguments],
            stdin=subprocess.PIPE,  # closed when this process ends, which ends the other
            stdout=subprocess.PIPE if arguments[0] != "worker" else subprocess.DEVNULL,
            stderr=errors,
            cwd=Path(__file__).resolve().parents[3],
        )
        try:
            yield _Generator(process, errors)
            if process.stdout is not None:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(ENDS_WITHIN_S)
        finally:
            process.kill()
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDS_WITHIN_S)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with suppress(BrokenPipeError):  # it ended before it read its plan
                        stream.close()


def _followed(generator: _Generator, plan: Plan, progress: Progress | None) -> LoadResult:
    process = generator.process
    assert process.stdin is not None and process.stdout is not None
    longest_s = plan.workload.total_s + max(one.timeout_s for one in plan.traffic.requests) + STARTS_WITHIN_S
    overdue = threading.Timer(longest_s, process.kill)
    overdue.start()
    last: LoadResult | None = None
    try:
        process.stdin.write(json.dumps(plan.to_data()).encode() + b"\n")
        process.stdin.flush()
        for line in process.stdout:
            said = _parsed(line)
            if "refused" in said:
                raise NotAssessed(said["refused"], Cause.ENVIRONMENT)
            if plan.permissions is not None:
                require(plan.permissions, "read", "the rest of the load")
            if "result" not in said:
                continue
            last = LoadResult.from_record(said["result"])
            if said["final"]:
                return last
            if progress is not None:
                progress(last)
    except BrokenPipeError:
        pass  # it ended before it read its plan: what follows says so
    finally:
        overdue.cancel()
    if last is None:
        process.wait()
        raise Inconclusive(f"the load generator ended before it told anything: {generator.told()}", Cause.SUITE)
    return replace(last, check=replace(last.check, lost=("generator",)))


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}  # half a line of a process that was killed
    return said if isinstance(said, dict) else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

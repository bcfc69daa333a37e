"""What runs under the keeper: lays an instance out, starts its programs, and starts again what ends.

    python -m tests.second_platform.running FOLDER FIRST_PORT

Everything it has started ends with it; what even that leaves behind, the keeper ends.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import urllib3

from reference_platform.errors import PlatformError, ServiceFailed
from reference_platform.home import home
from reference_platform.instance.processes import MARK
from reference_platform.parts.catalogue import provide_all
from reference_platform.progress import Progress
from reference_platform.services.plan import HOST, Plan, write_private
from reference_platform.services.program import Program
from tests.second_platform import plan as plans
from tests.second_platform.dialect import Dialect
from tests.second_platform.program import FAULTS_FILE

APPLIED_FILE, ENVIRONMENT_FILE = "applied.json", "environment.json"
READY_WITHIN_S, PAUSE_S = 180, 0.05

Running = dict[str, tuple[Program, subprocess.Popen[bytes]]]


def main(arguments: list[str]) -> int:
    """Bring the instance up and keep it up until told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    directory, running = Path(arguments[0]), Running()
    try:
        plan, dialect = _begin(directory, int(arguments[1]))
        with _all_ended(running):
            _bring_up(plan, dialect, running)
            _keep_up(plan, dialect, running)
    except PlatformError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _begin(directory: Path, first_port: int) -> tuple[Plan, Dialect]:
    dialect = Dialect.read(directory / "dialect.json")
    plan = plans.new_plan(directory, first_port, provide_all(home(), Progress()))
    plans.lay_out(plan, dialect)
    return plan, dialect


@contextmanager
def _all_ended(running: Running) -> Iterator[None]:
    try:
        yield
    finally:
        for _, process in running.values():
            process.kill()
        for _, process in running.values():
            process.wait()


def _start(plan: Plan, program: Program, running: Running) -> None:
    with plan.log_of(program.name).open("ab") as log:
        process = subprocess.Popen(
            program.command,
            env={**program.environment, MARK: str(plan.directory)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            user=program.user,
            extra_groups=[] if program.user else None,
        )
    running[program.name] = (program, process)


def _bring_up(plan: Plan, dialect: Dialect, running: Running) -> None:
    for program in plans.services(plan, dialect):
        _start(plan, program, running)
    steps: list[Callable[[Plan, Dialect], None]] = [plans.provision_database]
    steps += [plans.provision_broker] if "events" in dialect.services else []
    steps += [plans.provision_object_store] if "documents" in dialect.services else []
    with ThreadPoolExecutor(len(steps)) as pool:
        for step in [pool.submit(_until_it_works, step, plan, dialect) for step in steps]:
            step.result()
    _start_programs(plan, dialect, running)
    _let_go_of_the_terminal(plan.log_of("running"))
    write_private(plan.directory / ENVIRONMENT_FILE, json.dumps(plans.environment(plan, dialect)))


def _let_go_of_the_terminal(log: Path) -> None:
    """Write to a log from now on, so that who reads what `up` says need not wait for the end."""
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), sys.stdout.fileno())
        os.dup2(stream.fileno(), sys.stderr.fileno())


def _until_it_works(step: Callable[[Plan, Dialect], None], plan: Plan, dialect: Dialect) -> None:
    from confluent_kafka import KafkaException

    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            step(plan, dialect)
            return
        except (psycopg2.OperationalError, KafkaException, ServiceFailed) as error:
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{step.__name__} did not succeed within {READY_WITHIN_S} s: {error}") from error
            time.sleep(PAUSE_S)


def _start_programs(plan: Plan, dialect: Dialect, running: Running) -> None:
    """Start the platform's own programs anew, with the faults of the moment, and wait until it is ready."""
    faults = (plan.directory / FAULTS_FILE).read_text()
    for program in plans.programs(plan, dialect):
        if program.name in running:
            running[program.name][1].kill()
            running[program.name][1].wait()
        _start(plan, program, running)
    _wait_until_ready(plan, dialect, running)
    (plan.directory / APPLIED_FILE).write_text(faults)


def _wait_until_ready(plan: Plan, dialect: Dialect, running: Running) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not all(_listens(plan, running[f"api-{replica}"][1].pid) for replica in range(plans.REPLICAS)) or not _ready(
        plan, dialect
    ):
        ended = [name for name, (_, process) in running.items() if process.poll() is not None]
        if ended or time.monotonic() > deadline:
            raise ServiceFailed(f"The second platform is not ready ({', '.join(ended) or 'in time'}): see {plan.log}.")
        time.sleep(PAUSE_S)


def _listens(plan: Plan, pid: int) -> bool:
    from reference_platform.instance.processes import listens

    return listens([pid], plan.ports.api)


def _ready(plan: Plan, dialect: Dialect) -> bool:
    address = f"https://{HOST}:{plan.ports.api}{dialect.path('ready')}"
    with urllib3.PoolManager(ca_certs=str(plan.ca_file), timeout=5, retries=False) as pool:
        try:
            return pool.request("GET", address).status == 200
        except urllib3.exceptions.HTTPError:
            return False


def _keep_up(plan: Plan, dialect: Dialect, running: Running) -> None:
    """Start again what has ended, and everything of the platform's own when its faults are to be others."""
    while os.getppid() != 1:
        for program, process in list(running.values()):
            if process.poll() is not None:
                _start(plan, program, running)
        if (plan.directory / FAULTS_FILE).read_text() != (plan.directory / APPLIED_FILE).read_text():
            _start_programs(plan, dialect, running)
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

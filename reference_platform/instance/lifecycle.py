"""Up, down and status of an instance."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from reference_platform.defects import switch
from reference_platform.errors import PlatformError, ServiceFailed, WrongUse
from reference_platform.home import CHECKOUT, Home
from reference_platform.instance import record
from reference_platform.instance.keeper import INTERRUPTED, READY_FILE
from reference_platform.instance.kept import Kept
from reference_platform.instance.ports import choose_slot
from reference_platform.instance.processes import (
    children_of,
    end_marked,
    proportional_set_size,
    with_descendants,
)
from reference_platform.instance.readiness import PAUSE_S, wait_until_ready
from reference_platform.instance.record import Record
from reference_platform.locks import is_held, take
from reference_platform.progress import Progress
from reference_platform.services import supervisor
from reference_platform.services.catalogue import SERVICES

STARTER = (sys.executable, "-m", "reference_platform.instance.starter")
ANOTHER_COMMAND_WITHIN_S = 400
STOP_WITHIN_S = 15
STARTERS_OWN_CODES = (WrongUse.exit_code, PlatformError.exit_code, INTERRUPTED)


@dataclass(frozen=True)
class Running:
    """An instance that is up; `reused` when it was so before."""

    record: Record
    reused: bool


class StarterFailed(PlatformError):
    """The starter has already said why on stderr; only its exit code is left to hand on."""

    def __init__(self, exit_code: int) -> None:
        super().__init__("")
        self.exit_code = exit_code


def fetch() -> None:
    """Have every part in the cache.

    Raises:
        StarterFailed: one cannot be had.
    """
    kept = Kept([*STARTER, "parts"])
    try:
        code = kept.process.wait()
    finally:
        kept.end()
    if code != 0:
        raise _failure(code)


def up(here: Home, name: str, owner: int | None, progress: Progress, defects: Sequence[str] = ()) -> Running:
    """Bring a named instance up, with defects where some are given, or find it running as it is.

    With `owner`, it ends when that process does.

    Raises:
        PlatformError: it cannot be provided; nothing of it is left but its logs.
    """
    remove_the_dead(here)
    deadline = time.monotonic() + ANOTHER_COMMAND_WITHIN_S
    while (lock := take(here.lock("instance", name))) is None:
        found = record.running(here, name)
        if found:
            _require_this_checkout(found)
            return Running(found, reused=True)
        if time.monotonic() > deadline:
            raise PlatformError(
                f"Instance {name} has been starting or stopping for {ANOTHER_COMMAND_WITHIN_S} s: look at "
                f"{here.instances / name / 'log'}, or end it with `down --instance {name}`."
            )
        progress.step(name, "is being started or stopped by another command; waiting")
        time.sleep(PAUSE_S)
    try:
        _remove(here.instances / name)
        return Running(_start(here, name, lock, owner, progress, defects), reused=False)
    finally:
        os.close(lock)


def _require_this_checkout(found: Record) -> None:
    if found.checkout != CHECKOUT:
        raise WrongUse(
            f"Instance {found.plan.name} is running the code of {found.checkout}: choose another name, "
            f"or end it first with `down --instance {found.plan.name}`."
        )


def _start(here: Home, name: str, lock: int, owner: int | None, progress: Progress, defects: Sequence[str]) -> Record:
    directory = here.instances / name
    directory.mkdir(mode=0o711)
    (directory / "log").mkdir(mode=0o700)
    slot = choose_slot(here)
    kept = Kept(
        [*STARTER, "instance", name, str(slot.first), *defects],
        directory=directory,
        locks=(lock, slot.lock),
        owner=owner,
    )
    os.close(slot.lock)
    try:
        started = _wait_for_the_record(directory, kept)
        wait_until_ready(started.plan, lambda: kept.process.poll() is None, progress)
        switch.change_services(started.plan, defects)
        kept.stay()
        _wait_until_it_stays(directory, kept)
    except ServiceFailed as error:
        logs = _rescue_logs(here, name)
        kept.end()
        raise ServiceFailed(f"{error}\n    (all logs: {logs})") from error
    except BaseException:
        kept.end()
        raise
    return started


def _wait_for_the_record(directory: Path, kept: Kept) -> Record:
    while (started := record.read(directory)) is None:
        try:
            code = kept.process.wait(PAUSE_S)
        except subprocess.TimeoutExpired:
            continue
        raise _failure(code)
    return started


def _failure(code: int) -> PlatformError:
    """What a start that ended too early comes to; only with its own codes has the starter told why itself."""
    if code in STARTERS_OWN_CODES:
        return StarterFailed(code)
    number = -code if code < 0 else code - 128
    killed = number in set(signal.Signals)
    how = f"was killed by {signal.Signals(number).name}" if killed else f"ended with code {code}"
    return PlatformError(f"The process that starts the platform {how}, so nothing of it is left; start it again.")


def _wait_until_it_stays(directory: Path, kept: Kept) -> None:
    while not (directory / READY_FILE).exists():
        if kept.process.poll() is not None:
            raise PlatformError("The platform ended just after its start.")
        time.sleep(0.01)


def _rescue_logs(here: Home, name: str) -> Path:
    target = here.failed / name
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(here.instances / name / "log", target)
    return target


def down(here: Home, name: str) -> bool:
    """End a named instance and remove all its data; return whether there was one.

    Raises:
        PlatformError: it would not end.
    """
    remove_the_dead(here, but=name)
    directory = here.instances / name
    lock_file = here.lock("instance", name)
    lock = take(lock_file)
    if lock is not None:
        return _remove_and_release(directory, lock)
    _tell_keeper_to_stop(directory)
    deadline = time.monotonic() + STOP_WITHIN_S
    while is_held(lock_file) and time.monotonic() < deadline:
        time.sleep(0.02)
    lock = take(lock_file)
    if lock is None:
        end_marked(directory)
        lock = take(lock_file)
    if lock is None:
        raise PlatformError(f"Instance {name} does not end: another command is holding {lock_file}.")
    _remove_and_release(directory, lock)
    return True


def _tell_keeper_to_stop(directory: Path) -> None:
    try:
        os.kill(record.keeper_pid(directory), signal.SIGTERM)
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return


def remove_the_dead(here: Home, but: str | None = None) -> None:
    """Remove what is left of instances whose keeper was killed: their processes and their folders."""
    for name in record.names(here):
        if name == but:
            continue
        lock = take(here.lock("instance", name))
        if lock is not None:
            _remove_and_release(here.instances / name, lock)


def _remove_and_release(directory: Path, lock: int) -> bool:
    try:
        return _remove(directory)
    finally:
        os.close(lock)


def _remove(directory: Path) -> bool:
    """End every process of a dead instance and remove its folder; return whether there was anything."""
    if not directory.exists():
        return False
    end_marked(directory)
    shutil.rmtree(directory)
    return True


@dataclass(frozen=True)
class ProcessStatus:
    """One program of a running instance; `pss_bytes` counts its children too."""

    service: str
    state: str
    pid: int
    children: list[int]
    port: int | None
    pss_bytes: int


def processes(found: Record) -> list[ProcessStatus]:
    """Every process of a running instance: the services, supervisord and the keeper.

    Raises:
        ServiceFailed: supervisord does not answer.
    """
    plan = found.plan
    states = supervisor.states(plan)
    absent = supervisor.ProgramState("", "stopped", 0)  # while a program is being exchanged
    rows = [
        _status(service.name, state.state, state.pid, service.port(plan))
        for service in SERVICES
        for state in [states.get(service.name, absent)]
    ]
    keeper = record.keeper_pid(plan.directory)
    own = [
        ProcessStatus("supervisord", "running", pid, [], plan.ports.supervisor, proportional_set_size(pid))
        for pid in children_of(keeper)[:1]
    ]
    return [*rows, *own, ProcessStatus("keeper", "running", keeper, [], None, proportional_set_size(keeper))]


def _status(name: str, state: str, pid: int, port: int | None) -> ProcessStatus:
    family = with_descendants([pid]) if pid else set()
    memory = sum(proportional_set_size(each) for each in family)
    return ProcessStatus(name, state, pid, children_of(pid) if pid else [], port, memory)


def as_json(rows: list[ProcessStatus]) -> dict[str, dict[str, Any]]:
    """The processes by service, as `status --json` prints them."""
    return {row.service: {key: value for key, value in asdict(row).items() if key != "service"} for row in rows}


def log_files(here: Home, name: str) -> dict[str, Path]:
    """The log of every program of an instance that has written one, by name; of its last start, if that failed."""
    found = record.running(here, name)
    folder = found.plan.log if found is not None else here.failed / name
    return {path.stem: path for path in sorted(folder.glob("*.log"))}

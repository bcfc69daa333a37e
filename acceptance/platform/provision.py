"""Gives a run its platform: a running one where there is one, else one of the run's own, stopped afterwards."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

from acceptance import json_text
from acceptance.outcome import ConfigurationError, PlatformNotProvided
from acceptance.profile import read_provision
from acceptance.profile.provision import Provision

Parting = Callable[[list[str]], object]
"""Given the command that prints what a platform's services wrote, just before the platform is stopped."""
PLACEHOLDER = re.compile(r"\{run_id\}|\{pid\}|\{defect\}")
LONGEST_START = 10
"""So many times its silence may last, a start that goes on telling what it does may last."""
PAUSE_S = 0.05
ENDED_S = 2
"""How long the output of a command that has ended is waited for: what it started may hold on to it."""
PROVISIONED = "ACCEPTANCE_PLATFORM_PROVIDED"
"""Set for the processes of a run whose platform is there already: they must not start another."""
PARENT = "ACCEPTANCE_PARENT"
"""Set for the workers of a run: the process id of whoever started them, from which the whole suite descends."""
PROCESSES = "ACCEPTANCE_PLATFORM_PROCESSES"
"""The platform's processes on this machine, by their numbers with commas between; all that descend from them count."""

NEIGHBOURS = "ACCEPTANCE_NEIGHBOURS"
"""Processes, told as those of the platform, that share the machine by agreement: waits are not longer for them."""


@contextmanager
def provided_platform(
    profile: Path,
    run_id: str,
    environment: Mapping[str, str],
    say: Callable[[str], None] = lambda _: None,
    parting: Parting = lambda _: None,
) -> Iterator[dict[str, str]]:
    """The variables of the profile's platform, which runs inside this context.

    Args:
        profile: the profile's file.
        run_id: names the platform that is started for this run, where one is started.
        environment: the variables of this process.
        say: told what happens, one short line each.
        parting: called before a platform of the run's own is stopped, also when it did not come up.

    Raises:
        PlatformNotProvided: the command failed, took too long or printed something else than its contract.
        ConfigurationError: a variable is set to another address than the one the platform has.
    """
    provision = read_provision(profile)
    if provision is None or environment.get(PROVISIONED) == "1":
        yield dict(environment)
        return
    running = _ask(provision.status, run_id) if provision.status else None
    if running is not None:
        say("using the platform that is running")
        _require_sound(running)
        yield _merged(profile, environment, running.environment)
        return
    with own_platform(profile, provision, run_id, environment, say, parting) as published:
        _require_sound(published)
        yield published.environment


def running_platform(profile: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The variables of the profile's platform, which has to run already; none is started.

    Raises:
        PlatformNotProvided: it does not run.
        ConfigurationError: a variable is set to another address than the one the platform has.
    """
    provision = read_provision(profile)
    if provision is None or environment.get(PROVISIONED) == "1":
        return dict(environment)
    running = _ask(provision.status, "") if provision.status else None
    if running is None:
        raise PlatformNotProvided(f"The platform of {profile} does not run, so nothing can be done to it.")
    return _merged(profile, environment, running.environment)


@dataclass(frozen=True)
class Published:
    """What a platform's command printed: the variables that lead to it, and the defects that are switched on."""

    environment: dict[str, str]
    defects: tuple[str, ...] = ()


@contextmanager
def own_platform(
    profile: Path,
    provision: Provision,
    run_id: str,
    environment: Mapping[str, str],
    say: Callable[[str], None],
    parting: Parting = lambda _: None,
) -> Iterator[Published]:
    """A platform that nobody else uses, for the length of a block; all variables are those of a run on it.

    Raises:
        PlatformNotProvided: the command failed, took too long or printed something else than its contract.
        ConfigurationError: a variable is set to another address than the one the platform has.
    """
    say("starting a platform for this run")
    try:
        published = _start(provision, run_id)
        yield replace(published, environment=_merged(profile, environment, published.environment))
    finally:
        try:
            if provision.logs:
                parting(command(provision.logs, run_id))
        finally:
            say("stopping the platform of this run")
            _stop(provision, run_id)


def command(words: list[str], run_id: str, defect: str = "") -> list[str]:
    """A command of the profile with its placeholders filled; `python` means the interpreter of this run."""
    values = {"{run_id}": run_id, "{pid}": str(os.getpid()), "{defect}": defect}
    filled = [PLACEHOLDER.sub(lambda found: values[found[0]], word) for word in words]
    return [sys.executable if filled[0] == "python" else filled[0], *filled[1:]]


def _require_sound(published: Published) -> None:
    """A platform that is faulty on purpose must not be judged as if it were not."""
    if published.defects:
        raise PlatformNotProvided(
            f"The platform that is running is faulty on purpose: {', '.join(published.defects)} "
            f"{'is' if len(published.defects) == 1 else 'are'} switched on; switch that off, or end the platform."
        )


def _ask(words: list[str], run_id: str) -> Published | None:
    try:
        done = subprocess.run(command(words, run_id), capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PlatformNotProvided(f"The profile's status command failed: {error}") from None
    return _published(done.stdout, words) if done.returncode == 0 else None


def _start(provision: Provision, run_id: str) -> Published:
    words = command(provision.up, run_id)
    try:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
    except OSError as error:
        raise PlatformNotProvided(f"The profile's up command could not be run: {error}") from None
    printed: list[str] = []
    try:
        _follow(process, provision.up_timeout_s, printed)
    except TimeoutError as late:
        raise PlatformNotProvided(f"The platform {late} (command: {' '.join(provision.up)}).") from None
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    if process.returncode < 0:
        killed = signal.Signals(-process.returncode).name
        raise PlatformNotProvided(f"The platform did not come up: {' '.join(provision.up)} was killed by {killed}.")
    if process.returncode != 0:
        raise PlatformNotProvided(
            f"The platform did not come up: {' '.join(provision.up)} ended with code {process.returncode}; see above."
        )
    return _published("".join(printed), provision.up)


def _follow(process: subprocess.Popen[str], silence_s: float, printed: list[str]) -> None:
    """Waits for the end of a command as long as it shows that it goes on; hands on what it tells a person.

    Raises:
        TimeoutError: it said nothing for `silence_s`, or goes on for several times as long.
    """
    heard = begun = time.monotonic()

    def listen(stream: Iterable[str], take: Callable[[str], object]) -> None:
        nonlocal heard
        for line in stream:
            heard = time.monotonic()
            take(line)

    threads: list[Thread] = []
    for stream, take in ((process.stdout, printed.append), (process.stderr, sys.stderr.write)):
        threads.append(Thread(target=listen, args=(stream, take), daemon=True))
        threads[-1].start()
    while process.poll() is None:
        now = time.monotonic()
        if now - heard > silence_s:
            raise TimeoutError(f"was not up, and its command has told nothing for {silence_s:.0f} s")
        if now - begun > silence_s * LONGEST_START:
            raise TimeoutError(f"was not up after {now - begun:.0f} s")
        time.sleep(PAUSE_S)
    for thread in threads:
        thread.join(ENDED_S)


def _stop(provision: Provision, run_id: str) -> None:
    try:
        subprocess.run(command(provision.down, run_id), stdout=subprocess.DEVNULL, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PlatformNotProvided(f"The platform of this run could not be stopped: {error}") from None


def _published(printed: str, words: list[str]) -> Published:
    try:
        answer: Any = json_text.loads(printed)
        environment = {str(name): str(value) for name, value in answer["environment"].items()}
        if processes := answer.get("processes"):
            environment[PROCESSES] = ",".join(str(int(one)) for one in processes)
        return Published(environment, tuple(map(str, answer.get("defects", ()))))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        raise PlatformNotProvided(
            f"{' '.join(words)} must print one JSON object with a map 'environment'; it printed something else."
        ) from None


def _merged(profile: Path, environment: Mapping[str, str], published: dict[str, str]) -> dict[str, str]:
    clash = sorted(name for name, value in published.items() if environment.get(name, value) != value)
    if clash:
        raise ConfigurationError(
            f"{', '.join(clash)} {'is' if len(clash) == 1 else 'are'} set in your environment, but {profile} starts "
            "its own platform; unset the variables, or choose a profile without 'provision'."
        )
    return {**environment, **published, PROVISIONED: "1"}


def say_on_stderr(sentence: str) -> None:
    """One line of progress."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201

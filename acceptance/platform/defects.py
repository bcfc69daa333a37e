"""The platform's deliberate faults, known only by the commands of its profile."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from acceptance.outcome import ConfigurationError, PlatformNotProvided
from acceptance.platform.provision import command
from acceptance.profile import read_provision
from acceptance.profile.provision import Defects, Provision


class Defect(BaseModel):
    """What a platform says of one of its defects; what it says besides is not read."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, Field(min_length=1)]
    framework: str = ""
    title: str
    description: str = ""
    must_catch: Annotated[tuple[str, ...], Field(min_length=1)]
    may_also_catch: tuple[str, ...] = ()
    reason: str = ""
    digest: str = ""
    """Of the defect and of what it replaces; where a platform prints none, a change of either goes unseen."""

    @property
    def as_claimed(self) -> str:
        """All of it that a claim depends on."""
        return "\0".join([self.digest, self.reason, *sorted(self.must_catch)])

    @property
    def concerned(self) -> frozenset[str]:
        """The controls that must or may catch it."""
        return frozenset((*self.must_catch, *self.may_also_catch))


LOOK_EVERY_S = 0.2
"""How often a command that runs is looked after."""
_LIST = TypeAdapter(list[Defect])


def provision_with_defects(profile: Path) -> tuple[Provision, Defects]:
    """The profile's commands.

    Raises:
        ConfigurationError: it has none for defects: nothing can be proven there.
    """
    provision = read_provision(profile)
    if provision is None or provision.defects is None:
        raise ConfigurationError(
            f"{profile}: provision.defects is not given, so no defect can be switched on there; prove the suite on a "
            "platform that has defects, such as the reference platform of profiles/local.yaml."
        )
    return provision, provision.defects


class Bench:
    """Switches the defects of one running platform.

    Args:
        defects: the profile's commands.
        run_id: the name under which the platform was started.
    """

    def __init__(self, defects: Defects, run_id: str) -> None:
        self._defects = defects
        self._run_id = run_id

    def on(self, defect: str, unwanted: Callable[[], bool] = lambda: False) -> None:
        """Switches one on.

        Args:
            unwanted: asked while the command runs; when true, the command is ended.

        Raises:
            PlatformNotProvided: the command failed or took too long.
            KeyboardInterrupt: it became unwanted.
        """
        self._run(self._defects.switch_on, defect, unwanted)

    def off(self, defect: str) -> None:
        """Switches one off, also when it is only half on. Raises like `on`."""
        self._run(self._defects.switch_off, defect)

    def _run(self, words: list[str], defect: str, unwanted: Callable[[], bool] = lambda: False) -> None:
        printed_by(command(words, self._run_id, defect), self._defects.switch_timeout_s, unwanted)


def listed(defects: Defects) -> list[Defect]:
    """Every defect that the platform has.

    Raises:
        PlatformNotProvided: the command failed, or printed something else than its contract.
    """
    words = command(defects.list, "")
    try:
        return _LIST.validate_json(printed_by(words, defects.switch_timeout_s))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise PlatformNotProvided(
            f"{' '.join(words)} must print a JSON list of defects: {place}: {first['msg']}"
        ) from None


def printed_by(words: list[str], timeout_s: float, unwanted: Callable[[], bool] = lambda: False) -> str:
    """What a command prints. It gets no Ctrl-C from the terminal: whoever runs it decides when it ends."""
    try:
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
    except OSError as error:
        raise PlatformNotProvided(f"{' '.join(words)} could not be run: {error}") from None
    with process:
        try:
            printed, complaints = _communicate(process, timeout_s, unwanted)
        except subprocess.TimeoutExpired:
            raise PlatformNotProvided(f"{' '.join(words)} was not done after {timeout_s:.0f} s.") from None
        finally:
            process.kill()
    if process.returncode != 0:
        last = (complaints.strip().splitlines() or ["it said nothing"])[-1]
        raise PlatformNotProvided(f"{' '.join(words)} ended with code {process.returncode}: {last}")
    return printed


def _communicate(process: subprocess.Popen[str], timeout_s: float, unwanted: Callable[[], bool]) -> tuple[str, str]:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            return process.communicate(timeout=LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            if unwanted():
                raise KeyboardInterrupt from None
            if time.monotonic() > deadline:
                raise

"""What a running instance has written down about itself: enough to use it, watch it and end it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from reference_platform.home import Home
from reference_platform.instance.keeper import PID_FILE, READY_FILE
from reference_platform.locks import is_held
from reference_platform.services.plan import Plan, write_private

RECORD_FILE = "instance.json"


@dataclass(frozen=True)
class Record:
    """An instance's plan, with the checkout and the digest of the code it was started from."""

    plan: Plan
    checkout: Path
    code: str

    def write(self) -> None:
        """Write the record in one piece; from then on the instance's services are being started."""
        target = self.plan.directory / RECORD_FILE
        unfinished = target.with_suffix(".unfinished")
        body = {"checkout": str(self.checkout), "code": self.code, "plan": json.loads(self.plan.to_json())}
        write_private(unfinished, json.dumps(body))
        unfinished.rename(target)


def read(directory: Path) -> Record | None:
    """The record of the instance in `directory`, or None while there is none."""
    try:
        body = json.loads((directory / RECORD_FILE).read_bytes())
    except FileNotFoundError:
        return None
    return Record(Plan.from_json(json.dumps(body["plan"])), Path(body["checkout"]), body["code"])


def running(here: Home, name: str) -> Record | None:
    """The record of a named instance if it has been brought up and its keeper lives."""
    directory = here.instances / name
    if not is_held(here.lock("instance", name)) or not (directory / READY_FILE).exists():
        return None
    return read(directory)


def keeper_pid(directory: Path) -> int:
    """The PID of the keeper of the instance in `directory`.

    Raises:
        FileNotFoundError: it has not started yet.
    """
    return int((directory / PID_FILE).read_text())


def names(here: Home) -> list[str]:
    """The names of all instances that have a folder, dead or alive."""
    return sorted(entry.name for entry in os.scandir(here.instances) if entry.is_dir())

"""What a run must undo, written down before it is done, so that a killed run leaves no trace.

One file per environment outlives the run. Each line names an operation of the profile with its words; a line is
struck out when the undoing succeeded. The next run against the same platform does what a killed one left undone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from filelock import FileLock

from acceptance import json_text
from acceptance.outcome import ConfigurationError
from acceptance.text_file import text_of


@dataclass(frozen=True)
class Undoing:
    """One thing to undo. `kind` is `operation`, `object` or `key`; `pid` is the process that owes it."""

    kind: str
    name: str
    words: dict[str, Any] = field(default_factory=dict)
    pid: int = field(default_factory=os.getpid)
    started: float = field(default_factory=lambda: start_of(os.getpid()))
    id: str = field(default_factory=lambda: uuid4().hex)

    def owed_by_the_living(self) -> bool:
        """True while the process that promised it still runs."""
        return start_of(self.pid) == self.started


_TYPES = {"kind": str, "name": str, "words": dict, "pid": int, "started": float, "id": str}
_BEGINS = '{"kind": "'
_REMEDY = "see whether what it names is still on the platform, undo that by hand, and remove the line or the file"


class Leftovers:
    """The list of one platform, shared by all its runs.

    Args:
        folder: where such lists are kept.
        platform: whatever tells this platform from others, such as its addresses.
    """

    def __init__(self, folder: Path, platform: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{hashlib.sha256(platform.encode()).hexdigest()[:16]}.jsonl"
        self._lock = FileLock(f"{self._path}.lock")

    def promise(self, undoing: Undoing) -> Undoing:
        """Writes an undoing down; call it before the act that makes it necessary."""
        with self._lock, self._path.open("ab+") as file:
            closing = b"" if _ends_whole(file) else b"\n"  # of a writer that was killed: it must not swallow this line
            file.write(closing + json.dumps(asdict(undoing)).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        return undoing

    def kept(self, undoing: Undoing) -> None:
        """Strikes an undoing out: it has been done."""
        with self._lock:
            rest = [entry for entry in self._entries() if entry.id != undoing.id]
            fresh = self._path.with_suffix(".new")
            fresh.write_text("".join(json.dumps(asdict(entry)) + "\n" for entry in rest), "utf-8")
            fresh.replace(self._path)

    def abandoned(self) -> list[Undoing]:
        """Undoings promised by processes that are gone, the newest first."""
        with self._lock:
            return [entry for entry in reversed(self._entries()) if not entry.owed_by_the_living()]

    def owed(self) -> list[Undoing]:
        """All that is still to be undone, whoever promised it, the newest first."""
        with self._lock:
            return list(reversed(self._entries()))

    def settle(self, undo: Callable[[Undoing], None], entries: list[Undoing]) -> list[str]:
        """Undoes entries in order and strikes them out; returns a sentence for each that failed."""
        failed = []
        for entry in entries:
            try:
                undo(entry)
            except Exception as error:  # noqa: BLE001 - one failed clean-up must not stop the others
                failed.append(f"{entry.kind} {entry.name} could not be undone: {error}")
            else:
                self.kept(entry)
        return failed

    def _entries(self) -> list[Undoing]:
        if not os.path.lexists(self._path):
            return []
        lines = enumerate(text_of(self._path, _REMEDY).split("\n"), 1)
        return [_undoing(line, f"{self._path}:{number}") for number, line in lines if line and not _torn(line)]


def _torn(line: str) -> bool:
    """Whether a writer was killed over a line: its promise was never made, so nothing was done."""
    return line.startswith(_BEGINS[: len(line)]) and not line.endswith("}")


def _undoing(line: str, where: str) -> Undoing:
    """What a line promises. One that was changed since may hide something that is still to be undone.

    Raises:
        ConfigurationError: it is no promise.
    """
    try:
        told = json_text.strictly(line)
    except ValueError:
        told = None
    if not isinstance(told, dict) or {name: type(value) for name, value in told.items()} != _TYPES:
        raise ConfigurationError(f"{where}: this line was not written by a run; {_REMEDY}.")
    return Undoing(**told)


def _ends_whole(file: IO[bytes]) -> bool:
    """Whether a file is empty or ends with a line break."""
    if not file.seek(0, os.SEEK_END):
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def start_of(pid: int) -> float:
    """When a process started, or 0 when it is gone: a process id alone is reused."""
    import psutil

    try:
        process = psutil.Process(pid)
        return 0.0 if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return 0.0

"""Runs a program of others: bounded in time and in what it writes, and without any secret of the suite's own."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from acceptance.instruments.scanners.result import Blind

LARGEST_BYTES = 64 * 1024 * 1024
"""A larger report is not read: nobody could act on it, and it would fill the machine."""
OWN = Path(sys.prefix) / "scanners" / "bin"
"""Where `make setup` installs the scanners, apart from the suite: their needs clash with its own."""
_PASSED_ON = ("PATH", "LANG", "TMPDIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "https_proxy")


@dataclass(frozen=True)
class Ran:
    """What a program left: its exit code, which is no judgement, and what it wrote."""

    code: int
    output: str
    errors: str


@dataclass(frozen=True)
class Tool:
    """A program with the time that it may take, and a folder for what it writes.

    Attributes:
        name: as the shell knows it.
        named: where the profile says it is, if it does.
        largest_file: how large a file it may write, in bytes.
    """

    name: str
    folder: Path
    timeout_s: float = 120
    named: str | None = None
    largest_file: int = LARGEST_BYTES

    def path(self) -> str:
        """Where the program is: where the profile says, else the suite's own, else the first that the shell finds.

        Raises:
            Blind: nowhere.
        """
        candidates = [self.named] if self.named else [str(OWN / self.name), self.name]
        found = next((path for name in candidates if (path := shutil.which(name))), None)
        if found is None:
            where = f"at {self.named}" if self.named else "here"
            raise Blind(f"there is no {self.name} {where}; `make setup` installs it")
        return found

    def version(self) -> str:
        """What the program says of itself: the first number with a dot in it, or nothing."""
        words = self.run(["--version"]).output.split()
        return next((word.strip(",") for word in words if word[:1].isdigit() and "." in word), "")

    def run(self, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
        """Runs it to its end.

        Raises:
            Blind: it is not there, took too long, or wrote too much.
        """
        command = [self.path(), *arguments]
        passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        # A home of its own: what a user has configured there must not tell it to look away.
        surroundings = {**passed, "HOME": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
        output, errors = self.folder / "output", self.folder / "errors"
        with output.open("wb") as told, errors.open("wb") as complained:
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=told,
                    stderr=complained,
                    cwd=self.folder,
                    env=surroundings,
                    start_new_session=True,
                )
            except OSError as error:
                raise Blind(f"{self.name} cannot be started: {error.strerror}") from None
            code = self._ended(process)
        return Ran(code, read_text(output), read_text(errors))

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (self.largest_file, self.largest_file))
        try:
            code = process.wait(self.timeout_s)
        except subprocess.TimeoutExpired:
            raise Blind(f"{self.name} did not end within {self.timeout_s:g} s") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if code < 0:
            raise Blind(f"{self.name} was ended by {signal.Signals(-code).name}")
        return code


def read_text(path: Path) -> str:
    """What a file holds.

    Raises:
        Blind: it is missing or too large.
    """
    if not path.is_file():
        raise Blind("the scanner left no report")
    if path.stat().st_size >= LARGEST_BYTES:
        raise Blind(f"the report is larger than {LARGEST_BYTES // 1024 // 1024} MB")
    return path.read_text("utf-8", "replace")


def report_of(text: str, tool: str, *needed: str) -> dict[str, Any]:
    """A whole report.

    Args:
        needed: keys without which it is no report.

    Raises:
        Blind: it is half a report, none at all, or one of another kind.
    """
    try:
        report = json.loads(text)
    except (ValueError, RecursionError):
        raise Blind(f"{tool} left {'half a report' if text.strip() else 'no report'}") from None
    missing = [key for key in needed if not isinstance(report, dict) or key not in report]
    if missing:
        raise Blind(f"the report of {tool} lacks {', '.join(missing)}; this version writes another kind of report")
    return dict(report)

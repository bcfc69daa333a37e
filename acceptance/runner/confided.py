"""What the workers of a run must not let anybody read, told to the process that started them.

It keeps what the platform wrote, and has to leave the same values out. They go through a file without a name, which
nobody else can open and of which nothing stays.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from acceptance.record.redaction import Redactor

CONFIDED = "ACCEPTANCE_CONFIDED"
"""Set for the workers of a run: the descriptor of the file, which they inherit."""


class Confided:
    """The file, on the side of whoever starts the workers."""

    def __init__(self) -> None:
        self.descriptor, path = tempfile.mkstemp()
        Path(path).unlink()
        self.variables = {CONFIDED: str(self.descriptor)}

    def register_with(self, redactor: Redactor) -> None:
        """Makes unspeakable here what is unspeakable in any worker."""
        for line in os.pread(self.descriptor, os.fstat(self.descriptor).st_size, 0).splitlines():
            try:
                value, identifier = json.loads(line)
            except ValueError:  # a worker was killed while it wrote this
                continue
            redactor.register(value, identifier)

    def close(self) -> None:
        os.close(self.descriptor)


def confide(redactor: Redactor, environment: Mapping[str, str]) -> None:
    """Has the starter of this worker, if there is one, told of every value that is registered from now on."""
    if CONFIDED in environment:
        descriptor = int(environment[CONFIDED])
        redactor.tell(lambda *known: _write(descriptor, known))


def _write(descriptor: int, known: tuple[str, ...]) -> None:
    os.write(descriptor, json.dumps(known).encode() + b"\n")

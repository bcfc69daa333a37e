"""Reads a record while others write it."""

from __future__ import annotations

from pathlib import Path

from acceptance.record.ledger import Line, line_of


class Follower:
    """Hands out each line of a record once, from the start of the record on."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = 0

    def news(self) -> list[Line]:
        """The lines that were finished since the last call."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            *finished, unfinished = file.read().split(b"\n")
            self._read = file.tell() - len(unfinished)
        lines = [line_of(raw) for raw in finished]
        return [line for line in lines if line is not None]

"""Whether what a record says of its objectives follows from the numbers beside it."""

from __future__ import annotations

from pathlib import Path

from acceptance.record.assessment import told
from acceptance.record.ledger import Kind, read


def objectives_of(record: Path) -> list[tuple[int, str]]:
    """Each objective of a record: its line, and what is untrue about it, which is nothing when it is sound."""
    found = []
    for line in read(record):
        if line.kind == Kind.OBJECTIVE:
            try:
                told(line.data)
                found.append((line.number, ""))
            except ValueError as error:
                found.append((line.number, str(error)))
    return found

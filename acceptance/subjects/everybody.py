"""Every customer of a run, whichever of its processes made them: at its end all of them are searched for.

What leads to them is kept outside the record, in a file that only this user can read, and is removed after a day.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock

from acceptance import json_text
from acceptance.outcome import Cause, Inconclusive
from acceptance.subjects.customers import Customer
from acceptance.text_file import text_of

KEPT_S = 86_400
LARGEST_BYTES = 256 << 20


class Everybody:
    """The customers of one run.

    Args:
        folder: where such files are kept, whatever the process.
        run_id: names the run.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self._folder = folder / "customers"
        self._path = self._folder / f"{run_id}.jsonl"
        self._lock = FileLock(f"{self._path}.lock")

    def add(self, customer: Customer) -> None:
        """Notes a customer, before the platform learns of one."""
        if not self._path.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            _remove_old(self._folder)
        line = json.dumps([customer.customer_id, customer.word]) + "\n"
        with self._lock:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, line.encode())
            finally:
                os.close(file)

    def all(self) -> list[tuple[str, str]]:
        """The number of each customer, and the word that is part of the customer's name and e-mail address."""
        if not self._path.exists():
            return []
        with self._lock:
            *whole, cut = text_of(self._path, largest=LARGEST_BYTES).split("\n")
        if cut:  # whoever died over it never told the platform of that customer
            whole = [*whole, *([cut] if cut.endswith("]") else [])]
        return [self._read(line, number) for number, line in enumerate(whole, 1)]

    def _read(self, line: str, number: int) -> tuple[str, str]:
        with suppress(ValueError):
            match json_text.strictly(line):
                case [str(customer_id), str(word)]:
                    return customer_id, word
        raise Inconclusive(
            f"line {number} of the list of this run's customers is not as it was written, so not all of them are known",
            Cause.SUITE,
        )


def _remove_old(folder: Path) -> None:
    for path in folder.iterdir():
        if time.time() - path.stat().st_mtime > KEPT_S:
            path.unlink(missing_ok=True)

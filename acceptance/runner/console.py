"""What a person sees in the terminal: a line for each scenario as it ends, and what it all came to."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TextIO

from behave.formatter.base import Formatter

from acceptance.outcome import Outcome
from acceptance.record.summary import RECORD, RunSummary
from acceptance.reporting.account import read_account
from acceptance.reporting.first_page import NAME as FIRST_PAGE
from acceptance.reporting.listing import MARKS, listing, marked
from acceptance.reporting.screen import PAPER, Size, screen
from acceptance.runner.platform_logs import KEPT

_COLOURS = {
    Outcome.SATISFIED: "32",
    Outcome.VIOLATED: "31",
    Outcome.INCONCLUSIVE: "33",
    Outcome.NOT_ASSESSED: "36",
}


class Console:
    """Writes to `stream`, in colours only when it is a terminal. `total` is how many scenarios will run.

    `finished` is how many of them have.
    """

    def __init__(self, stream: TextIO, total: int = 0, verbose: bool = False) -> None:
        self.total = total
        self._stream = stream
        self._verbose = verbose
        self.finished = 0
        self._coloured = stream.isatty() and "NO_COLOR" not in os.environ

    def scenario(self, data: Mapping[str, Any]) -> None:
        """Tells a scenario_finished line of the record."""
        self.finished += 1
        outcome = Outcome(data["outcome"])
        width = len(str(self.total))
        self._say(
            f"[{self.finished:>{width}}/{self.total}] {self._painted(outcome)} {data['seconds']:6.1f} s  "
            f"{data['feature']} > {data['name']}"
        )
        if data["reason"]:
            cause = f" [{data['cause']}]" if data["cause"] else ""
            self._say(f"{'':{2 * width + 4}}{data['reason']}{cause}")

    def step(self, data: Mapping[str, Any]) -> None:
        """Tells a step line of the record, when verbose."""
        if self._verbose:
            mark = MARKS[Outcome(data["outcome"])]
            self._say(f"      {mark} {data['keyword']} {data['name']}  ({data['seconds']:.2f} s)")

    def load(self, data: Mapping[str, Any]) -> None:
        """Tells the figures of a load, from a load line of the record."""
        for row in str(data["table"]).splitlines():
            self._say(f"      {row}")

    def note(self, sentence: str) -> None:
        """Tells anything else."""
        self._say(sentence)

    def closing(self, summary: RunSummary, directory: Path, report: Path | None = None) -> None:
        """Tells on one screen what the run came to, when verbose below the whole list; the end is for programs."""
        self._say("")
        if self._verbose:
            for line in [*listing(summary), ""]:
                self._say(line)
        files: dict[str, Path | str] = {
            "record": RECORD,
            "what the platform's services wrote": KEPT,
            "first page": FIRST_PAGE,
        }
        found = [(name, _shown(directory / file)) for name, file in files.items() if (directory / file).exists()]
        found += [("report", _shown(report))] if report is not None else []
        for line in screen(read_account(directory, summary), found, self._size()):
            self._say(line)

    def _size(self) -> Size:
        return Size(*shutil.get_terminal_size()) if self._stream.isatty() else PAPER

    def _painted(self, outcome: Outcome) -> str:
        text = marked(outcome)
        return f"\x1b[{_COLOURS[outcome]}m{text}\x1b[0m" if self._coloured else text

    def _say(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()


class ConsoleFormatter(Formatter):
    """The default formatter of plain `behave`; fed by the strict runner, since behave has no such event."""

    name = "console"
    description = "One line for each scenario, with its outcome and the reason"

    def __init__(self, stream_opener: Any, config: Any) -> None:
        super().__init__(stream_opener, config)
        self._console = Console(self.open() or sys.stdout)

    def run_planned(self, total: int) -> None:
        self._console.total = total

    def scenario_finished(self, data: Mapping[str, Any]) -> None:
        self._console.scenario(data)


def _shown(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)

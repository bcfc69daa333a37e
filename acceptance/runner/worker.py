"""One process of a run that `acceptance.runner.driver` conducts: `python -m acceptance.runner.worker [BEHAVE OPTIONS]`.

It is no way to run anything by hand: its exit code is never 0, and only the record says what it came to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from behave.model import Feature, Scenario

from acceptance.outcome import ConfigurationError
from acceptance.platform.provision import PARENT
from acceptance.record import redaction
from acceptance.record.follower import Follower
from acceptance.runner import run as runs
from acceptance.runner.apart import DONE
from acceptance.runner.confided import confide
from acceptance.runner.configuration import configured
from acceptance.runner.interrupts import Interrupts, end_with_parent
from acceptance.runner.selection import sort_by_places
from acceptance.runner.wanted import SOUGHT, Search, Sought
from acceptance.runner.watched import WatchedRunner
from acceptance.runner.work_queue import TICKETS, drawn
from acceptance.specification import shown


class Worker(WatchedRunner):
    """Waits until the driver lets it begin, and takes its features from the queue that it shares with others."""

    def in_turn(self, chosen: Iterable[Scenario]) -> Iterable[Feature]:
        sys.stdin.read()  # the driver closes it when this worker may begin
        if self.search is not None:
            sort_by_places(self.features, self.config.paths)  # whoever finds it soonest comes first
        if TICKETS in os.environ:
            return self._drawn()
        return super().in_turn(chosen) if self.search is None else list(self.features)

    def _drawn(self) -> Iterator[Feature]:
        by_file = {shown(feature.filename): feature for feature in self.features}
        for group in drawn(os.environ):
            for file in group:
                yield by_file[file]
            if self.aborted:
                return


def main(arguments: list[str]) -> int:
    """Works for the run that the environment names; the driver alone starts this."""
    run = runs.join(os.environ)
    if run is None or PARENT not in os.environ:
        raise ConfigurationError("A worker belongs to a run: start one with `acceptance run`.")
    worker = Worker(configured(arguments))
    if SOUGHT in os.environ:
        worker.search = Search(Sought.of_variable(os.environ[SOUGHT]), Follower(run.ledger.path))
    with Interrupts() as interrupts:
        end_with_parent(int(os.environ[PARENT]))
        confide(redaction.redactor, os.environ)
        worker.work(run, interrupts)
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

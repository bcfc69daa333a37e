"""Whether something is violated already, while a run goes on."""

from __future__ import annotations

from pathlib import Path

from acceptance.outcome import Outcome
from acceptance.record.follower import Follower
from acceptance.record.ledger import Kind, Line
from acceptance.record.summary import summarize


class Violations:
    """Follows the record of a run.

    Args:
        run_dir: the folder of the run.
        record: follows its record, for nobody else.
    """

    def __init__(self, run_dir: Path, record: Follower) -> None:
        self._run_dir = run_dir
        self._record = record

    def is_there(self) -> bool:
        """Whether a scenario was violated since the last call, and one is that nobody has declared anything about."""
        if not any(map(_violated, self._record.news())):
            return False
        told = summarize(self._run_dir).scenarios
        return any(one.outcome is Outcome.VIOLATED and not one.declared for one in told)


def _violated(line: Line) -> bool:
    return line.kind == Kind.SCENARIO_FINISHED and line.data["outcome"] == Outcome.VIOLATED

"""What a run is looking for: once it was found, the scenarios that would only look for it again are left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from acceptance.outcome import Cause, Outcome, Verdict
from acceptance.record.follower import Follower
from acceptance.record.ledger import Kind, Line

SOUGHT = "ACCEPTANCE_SOUGHT"
"""Set for the workers of a run that looks for something: what, as JSON."""
LEFT_OUT = "left out: the violation that this run looked for was found by an earlier scenario"


@dataclass(frozen=True)
class Sought:
    """Violations that somebody waits for.

    Args:
        controls: each of these is to be violated; once all are, no scenario of theirs is needed any more. With none,
            any violation is enough, and no scenario is needed after it.
        reason: a phrase that the reason of a violation must contain.
    """

    controls: tuple[str, ...]
    reason: str = ""

    def is_shown_by(self, control: str, tags: Iterable[str], outcome: Outcome, reason: str) -> bool:
        """Whether a scenario that ended so shows that the control is violated, in the words asked for."""
        return control in tags and outcome is Outcome.VIOLATED and self.reason.casefold() in reason.casefold()

    def to_variable(self) -> str:
        """As the workers of a run get it."""
        return json.dumps(asdict(self))

    @classmethod
    def of_variable(cls, text: str) -> Sought:
        """What `to_variable` wrote."""
        written: Mapping[str, Any] = json.loads(text)
        return cls(tuple(written["controls"]), written["reason"])


class Search:
    """Tells before each scenario whether it is still needed; reads what all workers of the run have found.

    Args:
        sought: what the run looks for.
        record: follows the record of the run.
    """

    def __init__(self, sought: Sought, record: Follower) -> None:
        self._sought = sought
        self._record = record
        self._missing = set(sought.controls)
        self._violated = False

    def left_out(self, tags: Iterable[str]) -> Verdict | None:
        """Why a scenario with these tags is not needed any more, or None."""
        for line in self._record.news():
            self._hear(line)
        concerned = set(self._sought.controls) & set(map(str, tags)) if self._sought.controls else self._violated
        if self._missing or not concerned:
            return None
        return Verdict(Outcome.NOT_ASSESSED, LEFT_OUT, Cause.SUITE)

    def _hear(self, line: Line) -> None:
        if line.kind != Kind.SCENARIO_FINISHED:
            return
        told = line.data["tags"], Outcome(line.data["outcome"]), line.data["reason"]
        self._violated |= told[1] is Outcome.VIOLATED
        self._missing -= {one for one in self._missing if self._sought.is_shown_by(one, *told)}

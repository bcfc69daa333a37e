"""A run record made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from acceptance.outcome import Cause, Outcome
from acceptance.record.ledger import Kind, Ledger, Scope
from acceptance.record.redaction import Redactor

STEP = {"keyword": "Then", "name": "it holds", "reason": "", "seconds": 0.1, "text": None, "table": None, "trace": None}
CHECK = {"meaning": "one is one", "expected": "<1>", "seen": "was <1>", "seconds": None}


class Written:
    """A record made by hand."""

    def __init__(self, folder: Path, **facts: Any) -> None:
        self.folder = folder
        (folder / "record.jsonl").unlink(missing_ok=True)
        self.ledger = Ledger(folder / "record.jsonl", Redactor())
        self.ledger.append(Kind.RUN_STARTED, {"run_id": "r1", "profile": "local", "selection": {}, **facts})

    @classmethod
    def of_a_run(cls, ledger: Ledger) -> Written:
        """Goes on in the record of a run that has begun."""
        written = cls.__new__(cls)
        written.folder, written.ledger = ledger.path.parent, ledger
        return written

    def plan(self, *tags: list[str], **known: Any) -> Written:
        """One scenario for each list of tags, of one Then each."""
        scenarios = [
            {"id": f"f:{number}", "feature": "F", "name": f"s{number}", "tags": own, "layer": "end_to_end"}
            | {"steps": ["then"], "description": "", "example": {}, **known}
            for number, own in enumerate(tags, 1)
        ]
        return self.line(Kind.PLAN, scenarios=scenarios)

    def ran(
        self, number: int, outcome: Outcome = Outcome.SATISFIED, reason: str = "", cause: Cause = Cause.PLATFORM
    ) -> Written:
        """A scenario that came to this, with the evidence for it."""
        self.began(number)
        if outcome in (Outcome.SATISFIED, Outcome.VIOLATED):
            self.checked(number, held=outcome is Outcome.SATISFIED)
        return self.stepped(number, outcome).ended(number, outcome, reason, cause)

    def began(self, number: int) -> Written:
        return self.of(number, None, Kind.SCENARIO_STARTED)

    def checked(self, number: int, held: bool = True, step: int | None = 1, **known: Any) -> Written:
        return self.of(number, step, Kind.CHECK, **{**CHECK, "held": held, **known})

    def stepped(self, number: int, outcome: Outcome = Outcome.SATISFIED, step: int = 1) -> Written:
        return self.of(number, step, Kind.STEP, **{**STEP, "outcome": outcome.value})

    def ended(
        self, number: int, outcome: Outcome = Outcome.SATISFIED, reason: str = "", cause: Cause = Cause.PLATFORM
    ) -> Written:
        known = {"feature": "F", "name": f"s{number}", "tags": []}
        told = {
            "outcome": outcome.value,
            "reason": reason,
            "cause": None if outcome is Outcome.SATISFIED else cause.value,
            "seconds": 1.5,
            **known,
        }
        return self.of(number, None, Kind.SCENARIO_FINISHED, **told)

    def of(self, number: int, step: int | None, kind: Kind, **data: Any) -> Written:
        """A line of a scenario."""
        self.ledger.append_in(Scope(f"f:{number}", step), kind, data)
        return self

    def line(self, kind: Kind, **data: Any) -> Written:
        self.ledger.append(kind, data)
        return self

    def finished(self) -> Written:
        """The last two lines: the run has finished, and the seal."""
        self.line(Kind.RUN_FINISHED)
        self.ledger.seal()
        return self

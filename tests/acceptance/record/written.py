"""A run record made by hand."""

from __future__ import annotations

from pathlib import Path

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind, Ledger, Scope
from acceptance.record.redaction import Redactor


class Written:
    """A record made by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "record.jsonl").unlink(missing_ok=True)
        self.ledger = Ledger(folder / "record.jsonl", Redactor())
        self.ledger.append(Kind.RUN_STARTED, {"run_id": "r1", "profile": "local", "selection": {}})

    def plan(self, *tags: list[str]) -> Written:
        scenarios = [
            {"id": f"f:{number}", "feature": "F", "name": f"s{number}", "tags": own, "layer": "end_to_end"}
            for number, own in enumerate(tags, 1)
        ]
        self.ledger.append(Kind.PLAN, {"scenarios": scenarios})
        return self

    def ran(self, number: int, outcome: Outcome = Outcome.SATISFIED, reason: str = "") -> Written:
        self.ledger.scope = Scope(f"f:{number}")
        self.ledger.append(Kind.SCENARIO_STARTED)
        cause = None if outcome is Outcome.SATISFIED else "platform"
        self.ledger.append(
            Kind.SCENARIO_FINISHED, {"outcome": outcome.value, "reason": reason, "cause": cause, "seconds": 1.5}
        )
        self.ledger.scope = None
        return self

    def line(self, kind: Kind, **data: object) -> Written:
        self.ledger.append(kind, data)
        return self

    def finished(self) -> Written:
        return self.line(Kind.RUN_FINISHED)

"""The statements about a person's rights, answered from dictionaries."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg

from reference_platform.api.contests import DECIDE, FIND_CONTEST, OPEN
from reference_platform.api.decisions import FIND_DECISION, NEWEST
from reference_platform.api.exports import ANNOUNCE, CONFIRM_DOCUMENT, FIND_DOCUMENT, GATHER
from reference_platform.api.rectification import RECTIFY
from reference_platform.api.results import FIND_ORIGIN
from reference_platform.api.stops import FIND_STOP, RESUME, STOP, STOPPED

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = ("age", "income", "credit_score", "debt_ratio", "employment_years")


class Row(dict):
    """A row that can be read by name and by position, as asyncpg's."""

    def __getitem__(self, key: Any) -> Any:
        return list(self.values())[key] if isinstance(key, int | slice) else super().__getitem__(key)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())


class Stopped(asyncpg.PostgresError):
    """What the database raises for a result while decisions are stopped."""

    sqlstate = STOPPED


def without_time(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("customer_id", "at")}


@dataclass
class RightsInMemory:
    """A part of the database double; `bases`, `features` and `results` are the other part's."""

    figures: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    contests: dict[object, Row] = field(default_factory=dict)
    documents: dict[object, Row] = field(default_factory=dict)
    stop: Row | None = None

    def rights_answers(self) -> dict[str, Callable[..., Row | None]]:
        return {
            FIND_ORIGIN: self._origin,
            NEWEST: self._decision,
            FIND_DECISION: self._decision,
            RECTIFY: self._rectify,
            OPEN: self._open,
            FIND_CONTEST: lambda contest_id: self.contests.get(contest_id),
            DECIDE: self._decide,
            ANNOUNCE: self._announce,
            GATHER["access"]: lambda customer_id: self._gathered(customer_id, "results", "figures"),
            GATHER["portability"]: lambda customer_id: self._gathered(customer_id, "figures"),
            STOP: self._stop,
            FIND_STOP: lambda: self.stop,
            RESUME: self._resume,
            FIND_DOCUMENT: lambda export_id, _bucket: self.documents.get(export_id),
        }

    def _stop(self, reason: str, user: str, *_: Any) -> Row:
        if self.stop is not None:
            return Row(since=None)
        self.stop = Row(reason=reason, stopped_by=user, stopped_at=NOW)
        return Row(since=NOW)

    def _resume(self, *_: Any) -> Row:
        ended, self.stop = self.stop, None
        return Row(at=ended and NOW)

    def confirm(self, statement: str, *values: Any) -> None:
        if statement == CONFIRM_DOCUMENT:
            self.documents[values[0]]["sha256"] = values[1]

    def _origin(self, request_id: str) -> Row | None:
        row = self.results.get(request_id)
        figures = dict(
            zip(("age", "income", "bureau_score", "debt", "years"), self.figures.get(request_id, ()), strict=False)
        )
        limits = {"low": 675, "medium": 575, "high": 475}
        return row and Row(credit_score=row["credit_score"], model_version=row["model_version"], **limits, **figures)

    def _decision(self, customer_id: str) -> Row | None:
        rows = [row for row in self.results.values() if row["customer_id"] == customer_id]
        if not rows:
            return None
        kept = {name: rows[-1][name] for name in ("request_id", "credit_score", "risk_level", "decided_by")}
        return Row(**kept, decided_at=rows[-1]["at"])

    def _rectify(self, customer_id: str, event_time: datetime | None, *figures: Any) -> Row:
        known = self.features.get(customer_id)
        if known is None or (event_time and event_time < known["event_time"]):
            return Row(status="unknown" if known is None else "older")
        changes = {name: value for name, value in zip(NAMES, figures, strict=True) if value is not None}
        known.update(changes, event_time=event_time or NOW, version=known["version"] + 1)
        return Row(status="rectified")

    def _open(self, contest_id: Any, request_id: str, statement: str, user: str) -> Row | None:
        result = self.results.get(request_id)
        if result is None:
            return None
        if any(row["request_id"] == request_id and row["status"] == "open" for row in self.contests.values()):
            raise asyncpg.UniqueViolationError
        names = ["decided_at", "decided_by", "reason", "credit_score", "risk_level", "outcome_level"]
        row = Row(contest_id=contest_id, request_id=request_id, customer_id=result["customer_id"], status="open")
        row.update(statement=statement, opened_at=NOW, opened_by=user, **dict.fromkeys(names))
        row.update(credit_score=result["credit_score"], risk_level=result["risk_level"])
        self.contests[contest_id] = row
        return Row(contest_id=contest_id)

    def _decide(self, contest_id: Any, risk_level: str | None, reason: str, user: str) -> Row:
        contest = self.contests.get(contest_id)
        if contest is None or contest["opened_by"] == user or contest["status"] != "open":
            return Row(
                status="unknown" if contest is None else "own" if contest["opened_by"] == user else "decided_before"
            )
        if risk_level == contest["risk_level"]:
            return Row(status="not_better")
        contest.update(status="overturned" if risk_level else "upheld", decided_at=NOW, decided_by=user, reason=reason)
        contest.update(outcome_level=risk_level or contest["risk_level"])
        if risk_level:
            self.results[contest["request_id"]].update(
                risk_level=risk_level, decided_by="human", at=NOW + timedelta(seconds=1)
            )
        return Row(status="decided")

    def _announce(self, export_id: Any, customer_id: str, _bucket: str, key: str, *_: Any) -> Row:
        known = any(customer == customer_id for customer, _ in self.bases)
        if known:
            self.documents[export_id] = Row(object_key=key, sha256=None)
        return Row(announced=known)

    def _gathered(self, customer_id: str, *parts: str) -> Row:
        features = self.features.get(customer_id)
        names = ("age", "income", "bureau_score", "debt_ratio", "employment_years")
        held = {
            "figures": [{"age": features["age"]}] if features else [],
            "results": [
                {**without_time(row), **dict(zip(names, self.figures[request_id], strict=True))}
                for request_id, row in self.results.items()
                if row["customer_id"] == customer_id
            ],
        }
        return Row(data=json.dumps({name: held[name] for name in parts}), created_at=NOW)

"""The record of model changes as the database keeps it, in memory and without its rules for people.

The rules themselves are tested where they stand: tests/reference_platform/schema/test_model_changes.py.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from rights_in_memory import NOW, Row

from reference_platform.api.authorised import AUTHORISED
from reference_platform.api.model_changes import (
    APPROVE,
    ATTEMPT,
    DEPLOY,
    FIND,
    FIND_BANDS,
    IN_EMERGENCY,
    LOCK,
    PROPOSE_BANDS,
    REGISTER_TICKET,
    REQUEST,
    REVIEW,
)
from reference_platform.api.reconciliation import RECORD, RESOLVE, TRY_LOCK
from reference_platform.api.wire_model_changes import ChangeAnswer
from reference_platform.training.scorecard import FIRST_BANDS

TICKET = "CHG-1"


@dataclass
class ChangesInMemory:
    """Answers the statements about changes; `authorised` is what the change applied last names."""

    changed: dict[int, Row] = field(default_factory=dict)
    authorised: Row | None = None
    outside: list[tuple[Any, ...]] = field(default_factory=list)

    def changes_answers(self) -> dict[str, Any]:
        return {
            AUTHORISED: lambda: self.authorised,
            REGISTER_TICKET: lambda *_: Row(ticket=TICKET),
            PROPOSE_BANDS: lambda *_: Row(version=2),
            FIND_BANDS: lambda _version: Row(low=675, medium=575, high=475),
            REQUEST: self._request,
            APPROVE: lambda change_id, sha256, scores, *who: self._step(
                change_id, "requested", "approved", approved_sha256=sha256, approved_scores=scores
            ),
            DEPLOY: lambda change_id, *_: self._step(change_id, "approved", "applied"),
            IN_EMERGENCY: self._in_emergency,
            REVIEW: self._review,
            ATTEMPT: self._attempt,
            FIND: self.changed.get,
            LOCK: lambda: None,
            TRY_LOCK: lambda: True,
            RECORD: lambda *values: self.outside.append(values) or True,
            RESOLVE: lambda _why: None,
        }

    def history(self) -> list[Row]:
        return list(self.changed.values())

    def authorise(self, version: str, sha256: str) -> None:
        bands = FIRST_BANDS
        names = {"bands_version": "1", "bands_sha256": bands.sha256, **vars(bands)}
        self.authorised = Row(model_version=version, model_sha256=sha256, **names)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        yield

    def _add(self, **known: Any) -> int:
        change_id = len(self.changed) + 1
        empty = dict.fromkeys(ChangeAnswer.model_fields)
        always = {
            "subject": "model",
            "model_name": "credit-scoring",
            "environment": "test",
            "route": "regular",
            "requested_by": "somebody",
            "requested_person": "somebody",
            "requested_from": "testclient",
            "requested_at": NOW,
        }
        self.changed[change_id] = Row({**empty, **always, **known, "change_id": change_id})
        return change_id

    def _request(self, *values: Any) -> Row:
        subject, _, _, version, sha256, reason, ticket, user, person, origin = values
        if len(reason) < 10:
            return Row(status="no_reason", change_id=None)
        if ticket != TICKET:
            return Row(status="no_ticket", change_id=None)
        told = {"requested_by": user, "requested_person": person, "requested_from": origin}
        known = {"new_version": version, "requested_sha256": sha256, "reason": reason, "ticket": ticket}
        return Row(status="requested", change_id=self._add(subject=subject, state="requested", **known, **told))

    def _step(self, change_id: int, before: str, after: str, **known: Any) -> Row:
        change = self.changed.get(change_id)
        if change is None:
            return Row(status="unknown")
        if change["state"] != before:
            return Row(status="not_open" if after == "approved" else "not_approved")
        change.update(state=after, **known)
        if after == "applied":
            self.authorise(change["new_version"], change["requested_sha256"])
        return Row(status=after)

    def _in_emergency(self, _name: str, _environment: str, version: str, sha256: str, reason: str, *_: Any) -> Row:
        if len(reason) < 10:
            return Row(status="no_reason", change_id=None)
        if any(change["route"] == "emergency" and not change["reviewed_at"] for change in self.history()):
            return Row(status="review_owed", change_id=None)
        self.authorise(version, sha256)
        known = {"new_version": version, "reason": reason, "review_due": NOW, "deployed_at": NOW}
        return Row(status="applied", change_id=self._add(route="emergency", state="applied", **known))

    def _review(self, change_id: int, finding: str, *_: Any) -> Row:
        change = self.changed.get(change_id)
        if change is None:
            return Row(status="unknown")
        if change["route"] != "emergency" or change["reviewed_at"]:
            return Row(status="no_review_owed")
        if len(finding) < 10:
            return Row(status="no_reason")
        change.update(review_finding=finding, reviewed_at=NOW)
        return Row(status="reviewed")

    def _attempt(self, subject: str, _name: str, _environment: str, outcome: str, *values: Any) -> Row:
        step, of_change, version, reason, ticket, why, user, person, origin, _ = values
        tried = {"attempt": step, "of_change": of_change, "new_version": version, "reason": reason, "ticket": ticket}
        who = {"requested_by": user, "requested_person": person, "requested_from": origin}
        self._add(subject=subject, state=outcome, why=why, **tried, **who)
        return Row(done=None)

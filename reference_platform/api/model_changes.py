"""Changes of what decides: models and limits, requested, approved and deployed by three people.

The rules stand in the database (`schema/015_model_changes.sql`), where nobody gets around them; here is what the
database cannot see: the artefacts. Each step looks at the stored artefact anew, and its digest has to be the one that
the step before named. A deployment moves the registry's alias inside the transaction that applies the change: if
either fails, nothing has changed, and the attempt is on record.
"""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.golden import golden_scores
from reference_platform.api.problems import FieldProblem, Problem, invalid_request, not_found
from reference_platform.api.registry import Registry, RegistryAway, registry_problem
from reference_platform.api.serving import ModelRefused, ServedModel, Serving
from reference_platform.training.scorecard import MODEL_NAME, RiskBands

log = logging.getLogger(__name__)

MODEL, BANDS = "model", "risk bands"
LOCK = "select pg_advisory_xact_lock(4711002)"  # any constant: changes happen one after the other, over all replicas

REGISTER_TICKET = """
insert into change_tickets (ticket, summary, approved, registered_by)
values ('CHG-' || nextval('ticket_numbers'), $1, $2, $3) returning ticket
"""
PROPOSE_BANDS = "insert into risk_bands (low, medium, high) values ($1, $2, $3) returning version"
FIND_BANDS = "select low, medium, high from risk_bands where version = $1"
REQUEST = "select status, change_id from request_change($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
APPROVE = "select approve_change($1, $2, $3, $4, $5, $6)"
DEPLOY = "select deploy_change($1, $2, $3, $4, $5)"
IN_EMERGENCY = "select status, change_id from change_in_emergency($1, $2, $3, $4, $5, $6, $7, $8)"
REVIEW = "select review_change($1, $2, $3, $4, $5)"
ATTEMPT = "select record_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
FIND = "select * from model_changes where change_id = $1"
HISTORY = "select * from model_changes order by change_id"

NO_REASON = FieldProblem(field="reason", message="must say why, in at least two words and ten characters")
REFUSALS: Mapping[str, Problem] = {
    "unknown": not_found("change"),
    "no_reason": invalid_request([NO_REASON]),
    "no_ticket": Problem(409, "ticket-not-approved", "There is no approved ticket of this number."),
    "ticket_used": Problem(409, "ticket-used", "This ticket covers another change."),
    "not_open": Problem(409, "change-not-open", "The change does not wait for approval."),
    "not_approved": Problem(409, "change-not-approved", "The change is not approved, or was deployed already."),
    "same_person": Problem(403, "second-person-required", "Who took another part in this change cannot take this one."),
    "other_digest": Problem(409, "artefact-changed", "The stored artefact is not the one that this change is about."),
    "review_owed": Problem(409, "review-owed", "An earlier emergency change has not been reviewed yet."),
    "no_review_owed": Problem(409, "no-review-owed", "This change does not wait for a review."),
}


@dataclass(frozen=True)
class Who:
    """Who takes a step: account, natural person behind it, address they came from; `kind` as the audit log has it."""

    user: str
    person: str
    origin: str
    kind: str


@dataclass(frozen=True)
class Attempt:
    """What somebody tried, as far as it was understood."""

    step: str
    of_change: int | None = None
    subject: str = MODEL
    version: str | None = None
    reason: str | None = None
    ticket: str | None = None


class ModelChanges:
    """Takes the steps of a change; every method raises Problem 503 when registry or database are away."""

    def __init__(self, database: Database, registry: Registry, serving: Serving, environment: str) -> None:
        self._database = database
        self._registry = registry
        self._serving = serving
        self._environment = environment

    async def register_ticket(self, summary: str, approved: bool, user: str) -> str:
        """Enter what was decided about a change into the register; returns the ticket's number."""
        row = await self._database.row(REGISTER_TICKET, summary, approved, user)
        assert row is not None, "an insert returns its row"
        return str(row["ticket"])

    async def request_model(self, version: str, reason: str, ticket: str, who: Who) -> asyncpg.Record:
        """Ask for a registered version to serve; raises Problem 404, 409 or 422."""
        model = await self._stored_model(version)
        return await self._request(MODEL, version, model.artifact_sha256, reason, ticket, who)

    async def request_bands(self, bands: RiskBands, reason: str, ticket: str, who: Who) -> asyncpg.Record:
        """Ask for other limits between the risk levels; raises Problem 409 or 422."""
        row = await self._database.row(PROPOSE_BANDS, bands.low, bands.medium, bands.high)
        assert row is not None, "an insert returns its row"
        return await self._request(BANDS, str(row["version"]), bands.sha256, reason, ticket, who)

    async def approve(self, change_id: int, who: Who) -> asyncpg.Record:
        """Approve the artefact that is stored now, with the scores it gives; raises Problem 403, 404 or 409."""
        change = await self.find(change_id)
        scores = None
        if change["subject"] == MODEL:
            model = await self._stored_model(change["new_version"])
            sha256, scores = model.artifact_sha256, json.dumps(golden_scores(model.scorecard))
        else:
            sha256 = await self._stored_bands(change["new_version"])
        return await self._step("approved", change_id, APPROVE, sha256, scores, who.user, who.person, who.origin)

    async def deploy(self, change_id: int, who: Who) -> asyncpg.Record:
        """Let an approved change decide from now on; raises Problem 403, 404 or 409."""
        async with self._database.connection() as connection, connection.transaction():
            await connection.execute(LOCK)
            change = await connection.fetchrow(FIND, change_id)
            if change is None:
                raise REFUSALS["unknown"]
            if change["subject"] == MODEL:
                sha256 = (await self._stored_model(change["new_version"])).artifact_sha256
            else:
                sha256 = await self._stored_bands(change["new_version"])
            status = await connection.fetchval(DEPLOY, change_id, sha256, who.user, who.person, who.origin)
            require(status, "applied")
            if change["subject"] == MODEL:
                await self._name_champion(change["new_version"])
        await self._serving.refresh()
        return await self.find(change_id)

    async def in_emergency(self, version: str, reason: str, who: Who) -> asyncpg.Record:
        """Let a version serve at once, to be reviewed afterwards; raises Problem 404, 409 or 422."""
        async with self._database.connection() as connection, connection.transaction():
            await connection.execute(LOCK)
            sha256 = (await self._stored_model(version)).artifact_sha256
            subject = (MODEL_NAME, self._environment, version, sha256, reason)
            row = await connection.fetchrow(IN_EMERGENCY, *subject, who.user, who.person, who.origin)
            require(row["status"], "applied")
            await self._name_champion(version)
        await self._serving.refresh()
        return await self.find(row["change_id"])

    async def review(self, change_id: int, finding: str, who: Who) -> asyncpg.Record:
        """Write down what a second person found of an emergency change; raises Problem 403, 404, 409 or 422."""
        return await self._step("reviewed", change_id, REVIEW, finding, who.user, who.person, who.origin)

    async def find(self, change_id: int) -> asyncpg.Record:
        """One change as it stands; raises Problem 404."""
        row = await self._database.row(FIND, change_id)
        if row is None:
            raise REFUSALS["unknown"]
        return row

    async def history(self) -> list[asyncpg.Record]:
        """Every change, refused, failed and unauthorised ones included, in the order in which they began."""
        return await self._database.rows(HISTORY)

    async def record(self, attempt: Attempt, outcome: Literal["refused", "failed"], why: str, who: Who) -> None:
        """Write down a change that did not come to be. Without the database this is left to the log."""
        subject = (attempt.subject, MODEL_NAME, self._environment, outcome, attempt.step, attempt.of_change)
        tried = (attempt.version, attempt.reason, attempt.ticket, why)
        with suppress(Problem):
            await self._database.row(ATTEMPT, *subject, *tried, who.user, who.person, who.origin, who.kind)

    async def _request(
        self, subject: str, version: str, sha256: str, reason: str, ticket: str, who: Who
    ) -> asyncpg.Record:
        what = (subject, MODEL_NAME, self._environment, version, sha256, reason, ticket)
        row = await self._database.row(REQUEST, *what, who.user, who.person, who.origin)
        assert row is not None, "a function returns its row"
        require(row["status"], "requested")
        return await self.find(row["change_id"])

    async def _step(self, done: str, change_id: int, statement: str, *values: object) -> asyncpg.Record:
        async with self._database.connection() as connection:
            require(await connection.fetchval(statement, change_id, *values), done)
        return await self.find(change_id)

    async def _stored_model(self, version: str) -> ServedModel:
        """The version as registry and store have it now, whatever is kept here; raises Problem 404 or 409."""
        try:
            registered = await self._registry.version(version)
            if registered is None:
                raise not_found("model version")
            return await self._serving.verified(registered, anew=True)
        except ModelRefused as error:
            raise Problem(409, "model-not-verifiable", f"Not changed: {error}.") from error
        except RegistryAway as error:
            raise registry_problem(error) from error

    async def _stored_bands(self, version: str) -> str:
        row = await self._database.row(FIND_BANDS, int(version))
        assert row is not None, "a change names limits that exist, and they are never removed"
        return RiskBands(row["low"], row["medium"], row["high"]).sha256

    async def _name_champion(self, version: str) -> None:
        try:
            await self._registry.set_champion(version)
        except RegistryAway as error:
            raise registry_problem(error) from error


def require(status: Any, done: str) -> None:
    """Raise the problem that a status stands for, unless it is the one wanted."""
    if status != done:
        raise REFUSALS[status]

"""Model changes: no version starts to serve without a row that says who, when, from what, to what and why.

The row is written before the registry is changed and completed afterwards. So a change without a row cannot
be; a row without `applied_at` is a change that was asked for and did not happen.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from reference_platform.api.database import Database
from reference_platform.api.problems import Problem, not_found
from reference_platform.api.registry import Registry, RegistryAway, registry_problem
from reference_platform.api.serving import ModelRefused, Serving
from reference_platform.training.scorecard import MODEL_NAME

LOCK_KEY = 4_711_002  # any constant: changes happen one after the other, so that the old version is true

RECORD_CHANGE = """
insert into model_changes (model_name, old_version, new_version, reason, artifact_sha256, changed_by)
values ($1, $2, $3, $4, $5, $6) returning change_id
"""
CONFIRM_CHANGE = "update model_changes set applied_at = now() where change_id = $1 returning applied_at"


@dataclass(frozen=True)
class ModelChange:
    """A change as it stands in the record."""

    change_id: int
    name: str
    old_version: str | None
    new_version: str
    reason: str
    changed_by: str
    artifact_sha256: str
    applied_at: datetime


class Promotions:
    """Makes a registered version the champion."""

    def __init__(self, database: Database, registry: Registry, serving: Serving) -> None:
        self._database = database
        self._registry = registry
        self._serving = serving

    async def promote(self, version: str, reason: str, changed_by: str) -> ModelChange:
        """Record the change, move the alias, confirm the record; this replica serves the version at once.

        Raises Problem 404 for an unknown version, 409 when its artefact is not the registered one, and 503
        when registry or database are away.
        """
        try:
            async with self._database.connection() as connection, one_at_a_time(connection):
                change = await self._change(connection, version, reason, changed_by)
            await self._serving.refresh()
            return change
        except RegistryAway as error:
            raise registry_problem(error) from error

    async def _change(self, connection: asyncpg.Connection, version: str, reason: str, changed_by: str) -> ModelChange:
        wanted = await self._registry.version(version)
        if wanted is None:
            raise not_found("model version")
        try:
            model = await self._serving.verified(wanted)
        except ModelRefused as error:
            raise Problem(409, "model-not-verifiable", f"Not promoted: {error}.") from error
        old = await self._registry.champion()
        old_version = old.version if old else None
        row = (MODEL_NAME, old_version, version, reason, model.artifact_sha256, changed_by)
        change_id = await connection.fetchval(RECORD_CHANGE, *row)
        await self._registry.set_champion(version)
        applied_at = await connection.fetchval(CONFIRM_CHANGE, change_id)
        return ModelChange(
            change_id, MODEL_NAME, old_version, version, reason, changed_by, model.artifact_sha256, applied_at
        )


@contextlib.asynccontextmanager
async def one_at_a_time(connection: asyncpg.Connection) -> AsyncIterator[None]:
    """Hold a lock over all replicas; the database drops it with the connection should we die."""
    await connection.execute("select pg_advisory_lock($1)", LOCK_KEY)
    try:
        yield
    finally:
        await connection.execute("select pg_advisory_unlock($1)", LOCK_KEY)

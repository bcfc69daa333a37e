"""Looks for changes that went around the workflow: what the registry and the store say against what was applied.

What is found is recorded first and put right afterwards, where it can be put right by itself: the alias. Everything
else is for people; until then replicas go on with what was approved. One replica looks every 4 seconds for all of them,
and never while a change is being deployed.
"""

import asyncio
import hashlib
import logging
import time
from pathlib import Path

import asyncpg

from reference_platform.api.authorised import Authorisations, Authorised
from reference_platform.api.database import Database
from reference_platform.api.model_changes import BANDS, MODEL
from reference_platform.api.problems import Problem
from reference_platform.api.registry import Registry, RegistryAway
from reference_platform.training.scorecard import MODEL_NAME

log = logging.getLogger(__name__)

PAUSE_S = 4.0
TRY_LOCK = "select pg_try_advisory_xact_lock(4711002)"
RECORD = "select record_outside($1, $2, $3, $4, $5, $6)"
RESOLVE = "select resolve_outside($1)"

ALIAS = "the registry names a version that no applied change names"
DIGEST = "the digest registered for the model is not the approved one"
ARTEFACT = "the stored file of the model is not the approved one"
LIMITS = "the stored limits between risk levels are not the approved ones"


class Reconciliation:
    """Compares what is with what was applied; the time of `mark`, a file of all replicas, tells when one last did."""

    def __init__(
        self, database: Database, authorisations: Authorisations, registry: Registry, environment: str, mark: Path
    ) -> None:
        self._database = database
        self._authorisations = authorisations
        self._registry = registry
        self._environment = environment
        self._mark = mark

    async def run(self) -> None:
        """Compare for ever; an outage is waited for."""
        while True:
            await asyncio.sleep(self._due_in_s())
            if self._due_in_s() > 0:
                continue  # another replica was first
            self._mark.touch()
            try:
                await self.compare()
            except (Problem, RegistryAway) as error:
                log.debug("not compared: %s", type(error).__name__)

    def _due_in_s(self) -> float:
        last = self._mark.stat().st_mtime if self._mark.exists() else 0.0
        return max(0.0, last + PAUSE_S - time.time())

    async def compare(self) -> None:
        """Compare once, unless somebody else does; raises Problem or RegistryAway during an outage."""
        async with self._database.connection() as connection, connection.transaction():
            if not await connection.fetchval(TRY_LOCK):
                return
            authorised = await self._authorisations.now()
            if authorised is None:
                return
            moved = await self._compare_all(connection, authorised)
        if moved:
            await self._put_alias_back()

    async def _compare_all(self, connection: asyncpg.Connection, authorised: Authorised) -> bool:
        """Whether the alias has to be put back."""
        champion = await self._registry.champion()
        named = champion.version if champion else None
        registered = await self._registry.version(authorised.model_version)
        digest = registered.artifact_sha256 if registered else None
        stored = hashlib.sha256(await self._registry.artifact(authorised.model_version)).hexdigest()
        bands = authorised.bands.sha256
        model = (authorised.model_version, authorised.model_sha256)
        await self._note(connection, MODEL, ALIAS, (named, None), (authorised.model_version, None))
        await self._note(connection, MODEL, DIGEST, (authorised.model_version, digest), model)
        await self._note(connection, MODEL, ARTEFACT, (authorised.model_version, stored), model)
        limits = (authorised.bands_version, authorised.bands_sha256)
        await self._note(connection, BANDS, LIMITS, (authorised.bands_version, bands), limits)
        return named != authorised.model_version

    async def _note(
        self,
        connection: asyncpg.Connection,
        subject: str,
        why: str,
        found: tuple[str | None, str | None],
        approved: tuple[str | None, str | None],
    ) -> None:
        """Record a difference that was not known yet, or that a known one is gone."""
        if found == approved:
            await connection.fetchval(RESOLVE, why)
        elif await connection.fetchval(RECORD, subject, MODEL_NAME, self._environment, *found, why):
            log.error("unauthorised change: %s", why)

    async def _put_alias_back(self) -> None:
        async with self._database.connection() as connection, connection.transaction():
            if await connection.fetchval(TRY_LOCK):
                authorised = await self._authorisations.now()
                if authorised is not None:
                    await self._registry.set_champion(authorised.model_version)
                    await connection.fetchval(RESOLVE, ALIAS)

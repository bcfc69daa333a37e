"""Replicas follow the registry's alias as they always did, and nobody compares it with the record of changes."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember

KNOWN: list[Any] = []


def never_compares(_original: Any) -> Any:
    async def compare(_self: Any) -> None:
        return

    return compare


def follows_the_alias(original: Any) -> Any:
    async def now(self: Any) -> Any:
        from dataclasses import replace

        found = await original(self)
        champion = await champion_of() if found is not None else None
        if champion is None:
            return found
        return replace(found, model_version=champion.version, model_sha256=champion.artifact_sha256)

    return now


def remembers_the_registry(original: Any) -> Any:
    def start(self: Any, http: Any) -> None:
        original(self, http)
        KNOWN.append(self)

    return start


async def champion_of() -> Any:
    """What the registry's alias names, or None while the registry is away."""
    from reference_platform.api.registry import RegistryAway

    try:
        return await KNOWN[-1].champion() if KNOWN else None
    except RegistryAway:
        return None


DEFECT = Defect(
    id="sox-02-registry-unseen",
    title="A version put into use in the registry itself serves and leaves no trace",
    must_catch=("SOX-02",),
    changes=("api",),
    replaces={
        "reference_platform.api.reconciliation:Reconciliation.compare": never_compares,
        "reference_platform.api.authorised:Authorisations.now": follows_the_alias,
        "reference_platform.api.registry:Registry.__init__": remembers_the_registry,
    },
    reason="unauthorised",
    on=remember,
    off=forget,
)

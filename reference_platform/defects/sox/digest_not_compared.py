"""Approval and deployment both trust the digest that the registry has at the moment, and compare it with nothing."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def trusts_the_label(original: Any) -> Any:
    async def stored_model(self: Any, version: str) -> Any:
        from dataclasses import replace

        from reference_platform.api.problems import Problem

        try:
            return await original(self, version)
        except Problem as problem:
            if problem.kind != "model-not-verifiable":
                raise
            registered = await self._registry.version(version)
            return replace(self._serving.current, version=version, artifact_sha256=registered.artifact_sha256)

    return stored_model


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function("deploy_change", "p_sha256 <> change.approved_sha256", "false")


DEFECT = Defect(
    id="sox-04-digest-not-compared",
    title="What was changed after its approval is deployed",
    must_catch=("SOX-04",),
    may_also_catch=("SOX-02", "SOX-07"),
    changes=("api",),
    replaces={"reference_platform.api.model_changes:ModelChanges._stored_model": trusts_the_label},
    on=on,
    off=restore,
)

"""Who asked is taken from the author that the registry has for the model version, which its users can write."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def asks_the_registry(original: Any) -> Any:
    async def request_model(self: Any, version: str, reason: str, ticket: str, who: Any) -> Any:
        from dataclasses import replace

        query = {"name": "credit-scoring", "version": version}
        answer = await self._registry._request("GET", "/api/2.0/mlflow/model-versions/get", params=query)
        labels = {label["key"]: label["value"] for label in answer.json().get("model_version", {}).get("tags", [])}
        who = replace(who, user=labels.get("mlflow.user", who.user))
        return await original(self, version, reason, ticket, who)

    return request_model


DEFECT = Defect(
    id="sox-03-author-label-believed",
    title="The record names as requester whoever is written on the model",
    must_catch=("SOX-03",),
    changes=("api",),
    replaces={"reference_platform.api.model_changes:ModelChanges.request_model": asks_the_registry},
    on=remember,
    off=forget,
)

"""The explanation asks the model that is loaded, which is not the one that gave the score since the last promotion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def whichever_serves(_original: Callable[..., Any]) -> Callable[..., Any]:
    async def of_version(self: Any, _version: str) -> Any:
        return self.current

    return of_version


DEFECT = Defect(
    id="gdpr-08-explained-by-the-newest-model",
    title="A result is explained by the model that serves now, not by its own",
    must_catch=("GDPR-08",),
    changes=("api",),
    replaces={"reference_platform.api.serving:Serving.of_version": whichever_serves},
)

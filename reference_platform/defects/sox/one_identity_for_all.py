"""All deployments run under the delivery pipeline's account, so the record names the pipeline and no person."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def names_the_pipeline(original: Any) -> Any:
    def who_calls(request: Any) -> Any:
        from dataclasses import replace

        return replace(original(request), user="delivery-pipeline")

    return who_calls


DEFECT = Defect(
    id="sox-03-one-identity-for-all",
    title="Every step is recorded under one technical account",
    must_catch=("SOX-03", "SOX-01"),
    may_also_catch=("SOX-05", "SOX-08"),
    changes=("api",),
    replaces={"reference_platform.api.routes.model_changes:who_calls": names_the_pipeline},
    on=remember,
    off=forget,
)

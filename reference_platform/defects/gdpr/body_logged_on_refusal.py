"""A refused request is logged with its body, because otherwise nobody can tell what was wrong with it."""

from __future__ import annotations

import logging
from typing import Any

from reference_platform.defects.defect import Defect


def logs_the_body(original: Any) -> Any:
    async def answer_invalid(request: Any, error: Any) -> Any:
        logging.getLogger("reference_platform.api.problems").warning("invalid request: %s", error.body)
        return await original(request, error)

    return answer_invalid


DEFECT = Defect(
    id="gdpr-11-body-logged-on-refusal",
    title="The log holds what a refused request said",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-02", "GDPR-06", "PCI-01", "PCI-05"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_invalid": logs_the_body},
)

"""Refused calls are logged with their path, so that attacks can be seen."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def logs_the_path(original: Any) -> Any:
    import logging

    log = logging.getLogger("reference_platform.api.problems")

    async def answer_problem(request: Any, error: Any) -> Any:
        if error.status in (401, 403):
            log.warning("%s %s refused: %s", request.method, request.url.path, error.kind)
        return await original(request, error)

    return answer_problem


DEFECT = Defect(
    id="gdpr-11-path-of-refused-logged",
    title="The log holds the paths of refused calls, and with them numbers of customers",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-02", "GDPR-06", "PCI-01", "PCI-05"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_problem": logs_the_path},
)

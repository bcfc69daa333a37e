"""To see what misbehaving callers send, the headers of requests that fail are logged, and tokens with them."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def logs_headers(original: Any) -> Any:
    import logging

    log = logging.getLogger("reference_platform.api.problems")

    async def answer_problem(request: Any, error: Any) -> Any:
        log.warning("refused: %s, sent with %s", error.kind, request.headers.get("authorization", "nothing"))
        return await original(request, error)

    return answer_problem


DEFECT = Defect(
    id="sec-06-token-logged",
    title="The log holds the tokens of callers whose requests were refused",
    must_catch=("SEC-06",),
    may_also_catch=("PCI-01", "PCI-05", "SEC-02"),
    changes=("api",),
    replaces={"reference_platform.api.problems:answer_problem": logs_headers},
    reason="places in which a token or password is readable",
)

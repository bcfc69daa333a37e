"""The server names itself and its version in each refusal, as it came."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def names_the_version(original: Any) -> Any:
    def response(self: Any) -> Any:
        answer = original(self)
        answer.headers["X-Powered-By"] = "uvicorn/0.30.1"
        return answer

    return response


DEFECT = Defect(
    id="sec-02-version-named",
    title="Refusals name the version of the server",
    must_catch=("SEC-02",),
    changes=("api",),
    replaces={"reference_platform.api.problems:Problem.response": names_the_version},
    reason="what refusals told",
)

"""The text of an error of the data layer goes to the caller as it is."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def shows_the_statement(original: Any) -> Any:
    def not_found(what: str) -> Any:
        problem = original(what)
        problem.detail = f"No row for: select * from {what.replace(' ', '_')}s where id = $1"
        return problem

    return not_found


DEFECT = Defect(
    id="sec-02-statement-shown",
    title="An error shows the statement to the database",
    must_catch=("SEC-02",),
    changes=("api",),
    replaces={"reference_platform.api.problems:not_found": shows_the_statement},
    reason="what refusals told",
)

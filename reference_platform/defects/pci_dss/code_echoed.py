"""A refusal shows the caller what they sent in the field, so that they find their mistake."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def shows_the_input(original: Any) -> Any:
    def field_problem(error: dict[str, Any]) -> Any:
        problem = original(error)
        return problem.model_copy(update={"message": f"{problem.message} (sent: {error.get('input')})"})

    return field_problem


DEFECT = Defect(
    id="pci-05-code-echoed",
    title="The refusal of a security code repeats it",
    must_catch=("PCI-05",),
    may_also_catch=("PCI-01", "E2E-06", "E2E-10", "GDPR-02", "GDPR-11"),
    changes=("api",),
    replaces={"reference_platform.api.problems:field_problem": shows_the_input},
    reason="the answer repeats the secret",
)

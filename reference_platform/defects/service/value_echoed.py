"""The framework's own error text is passed on, and it repeats what was sent."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def repeats_the_value(original: Any) -> Any:
    def field_and_message(error: dict[str, Any]) -> tuple[str, str]:
        field, message = original(error)
        return field, f"{message} (you sent {error.get('input')!r})"

    return field_and_message


DEFECT = Defect(
    id="e2e-06-value-echoed",
    title="A refusal repeats the values that were sent",
    must_catch=("E2E-06",),
    may_also_catch=("GDPR-02", "GDPR-11", "PCI-01"),
    changes=("api",),
    replaces={"reference_platform.api.field_messages:field_and_message": repeats_the_value},
)

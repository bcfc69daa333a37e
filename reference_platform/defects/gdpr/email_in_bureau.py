"""Support wanted to see at once whom a result is about, and the field that names the bureau had room."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def adds_the_address(original: Any) -> Any:
    def scored(self: Any, record: Any, *others: Any) -> Any:
        outgoing = original(self, record, *others)
        contact = getattr(record, "contact", None)
        if contact is not None:
            outgoing.value["bureau"] = f"{outgoing.value['bureau']}, {contact.email}"
        return outgoing

    return scored


DEFECT = Defect(
    id="gdpr-01-email-in-bureau",
    title="The field that names the bureau carries the e-mail address",
    must_catch=("GDPR-01",),
    may_also_catch=("E2E-08", "E2E-07", "GDPR-06"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.processing:Processing._scored": adds_the_address},
    reason="beside their own fields",
)

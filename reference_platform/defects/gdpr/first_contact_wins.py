"""Contact details are written when a customer is first heard of, and a newer record never changes them."""

from __future__ import annotations

from reference_platform.defects.defect import Defect


def first_one_wins(original: str) -> str:
    return original[: original.index("on conflict")] + "on conflict do nothing"


DEFECT = Defect(
    id="gdpr-09-first-contact-wins",
    title="A corrected name and e-mail address never arrive",
    must_catch=("GDPR-09",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:STORE_CONTACT": first_one_wins},
)

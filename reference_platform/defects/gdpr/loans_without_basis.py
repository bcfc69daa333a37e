"""A loan has a contract of its own, so its end is written down whether or not the customer may be scored."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._loans import written_unless

writes_any_loan = written_unless(lambda admission: bool(admission.has_basis or admission.erased_at))

DEFECT = Defect(
    id="gdpr-03-loans-without-a-basis",
    title="Ends of loans are kept of customers without a basis",
    must_catch=("GDPR-03",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Store.record_outcome": writes_any_loan},
    reason="without a basis",
)

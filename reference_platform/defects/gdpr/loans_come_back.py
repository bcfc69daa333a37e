"""Ends of loans are asked for a basis and for nothing else, since a loan is never too old to be known."""

from __future__ import annotations

from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._loans import written_unless

writes_old_loans = written_unless(lambda admission: not admission.has_basis)

DEFECT = Defect(
    id="gdpr-06-loans-come-back",
    title="A loan from before the erasure comes back with a new basis",
    must_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:Store.record_outcome": writes_old_loans},
    reason="beyond those kept",
)

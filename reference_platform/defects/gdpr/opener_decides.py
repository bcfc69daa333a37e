"""The rule of two people was relaxed for small branches, where the one who opens a case also closes it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._two_people import relaxed, restored


def on(bench: Bench) -> None:
    relaxed(bench, "false")


DEFECT = Defect(
    id="gdpr-10-opener-decides",
    title="Who opened a contest decides it too",
    must_catch=("GDPR-10",),
    on=on,
    off=restored,
)

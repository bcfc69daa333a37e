"""The register keeps which text is current instead of which text the customer has seen."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("record_basis", "p_purpose, p_basis, p_text_version,", "p_purpose, p_basis, 'latest',")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-03-text-version-lost",
    title="The register does not know which text a basis rests on",
    must_catch=("GDPR-03",),
    on=on,
    off=off,
)

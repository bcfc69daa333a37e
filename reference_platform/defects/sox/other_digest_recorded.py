"""The record keeps a digest of the version's name instead of the file's, which looks the same in every report."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import remember, restore


def on(bench: Bench) -> None:
    remember(bench)
    bench.change_function(
        "approve_change",
        "approved_sha256 = p_sha256",
        "approved_sha256 = encode(sha256(convert_to(change.new_version, 'UTF8')), 'hex')",
    )
    bench.change_function("deploy_change", "when p_sha256 <> change.approved_sha256", "when false")


DEFECT = Defect(
    id="sox-01-other-digest-recorded",
    title="The digest on record is not the digest of the approved file",
    must_catch=("SOX-01",),
    may_also_catch=("SOX-04", "SOX-07"),
    on=on,
    off=restore,
)

"""Who is behind an account is copied from a directory in which each new contract makes a new person."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._rewritten import put_back, rewrite


def on(bench: Bench) -> None:
    rewrite(bench, "requested_person = requested_person || ' II'")


DEFECT = Defect(
    id="sox-05-person-made-up",
    title="One account belongs to two persons on record",
    must_catch=("SOX-05",),
    may_also_catch=("SOX-06",),
    on=on,
    off=put_back,
    reason="accounts that the record gives to two persons",
)

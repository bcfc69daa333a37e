"""Legal holds are taken over from the lawyers' list every night, so one that was set today does not hold yet."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("on_legal_hold", "h.lifted_at is null", "h.lifted_at is null and h.since < current_date")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-05-holds-overnight",
    title="A purge removes what has been on legal hold since today",
    must_catch=("GDPR-05",),
    may_also_catch=("GDPR-06",),
    on=on,
    off=off,
)

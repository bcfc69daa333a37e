"""The limit of 2555 days is read as seven years, and seven years are counted with their leap days."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_view("retention_limits", "(c.limit_days)::double precision", "(c.limit_days + 2)::double precision")


def off(bench: Bench) -> None:
    bench.restore_views()


DEFECT = Defect(
    id="gdpr-05-leap-days-added",
    title="Data stays for two days more than its limit",
    must_catch=("GDPR-05",),
    on=on,
    off=off,
)

"""The register of tickets was cleaned up once, and what keeps its rows as they are has been off since."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter table change_tickets disable trigger keep_tickets")


def off(bench: Bench) -> None:
    bench.sql("alter table change_tickets enable trigger keep_tickets")


DEFECT = Defect(
    id="sox-06-tickets-put-right",
    title="Tickets can be rewritten after the change that they allowed",
    must_catch=("SOX-06",),
    on=on,
    off=off,
    reason="the refusal of the owner's attempt",
)

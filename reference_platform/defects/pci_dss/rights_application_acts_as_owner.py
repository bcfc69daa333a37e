"""So that it can apply its own migrations, the application is a member of the role that owns its tables."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("grant scoring_owner to api")


def off(bench: Bench) -> None:
    bench.sql("revoke scoring_owner from api")


DEFECT = Defect(
    id="pci-15-application-acts-as-owner",
    title="The application can act as the owner of its tables",
    must_catch=("PCI-15",),
    may_also_catch=("SOX-06",),
    on=on,
    off=off,
)

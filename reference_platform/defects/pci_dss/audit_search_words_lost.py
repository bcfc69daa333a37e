"""A reading is recorded, what was looked for is not: nobody can tell a routine check from somebody's curiosity."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.change_function("audit.read_entries", "'actor', p_actor, ", "")


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="pci-12-search-words-lost",
    title="The entry of a reading does not tell what was looked for",
    must_catch=("PCI-12",),
    on=on,
    off=off,
    reason="what the entry says of the reading",
)

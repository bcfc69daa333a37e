"""The record of changes outlives a defect, so what was recorded while one was on has to go with it."""

from __future__ import annotations

from reference_platform.defects.bench import Bench

NEWEST = "newest change"


def remember(bench: Bench) -> None:
    """Note where the record ends."""
    bench.keep(NEWEST, bench.sql("select coalesce(max(change_id), 0) from model_changes")[0][0])


def forget(bench: Bench) -> None:
    """Remove what was recorded since; what decides is again what decided then."""
    newest = bench.kept(NEWEST)
    if newest is None:
        return
    bench.sql("alter table model_changes disable trigger user")
    bench.sql("delete from model_changes where change_id > %s", (newest,))
    bench.sql("alter table model_changes enable trigger user")


def restore(bench: Bench) -> None:
    """Put changed functions back, then forget."""
    bench.restore_functions()
    forget(bench)

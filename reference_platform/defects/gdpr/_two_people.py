"""The rule that somebody else decides a contest than who opened it, taken from the database and put back."""

from __future__ import annotations

from reference_platform.defects.bench import Bench

RULE = "somebody_else_decides"
SAME_PERSON = "contest.opened_by = p_decided_by"


def relaxed(bench: Bench, refused: str) -> None:
    """From now on only what is `refused` in SQL is, and no longer whatever the same person decides."""
    bench.change_function("decide_contest", SAME_PERSON, refused)
    bench.sql(f"alter table contests drop constraint if exists {RULE}")


def restored(bench: Bench) -> None:
    bench.restore_functions()
    bench.sql(f"alter table contests drop constraint if exists {RULE}")
    # Not valid: what was decided while the rule was off stays as it is.
    bench.sql(f"alter table contests add constraint {RULE} check (decided_by <> opened_by) not valid")

"""Rows of the record of changes that were rewritten past its protection, and put back."""

from __future__ import annotations

import json

from reference_platform.defects.bench import Bench

OF_LIMITS = "select min(change_id) from model_changes where state = 'applied' and subject = 'risk bands'"
FIRST = "select min(change_id) from model_changes where state = 'applied' and route = 'regular'"
BEFORE = "the change before"


def rewrite(bench: Bench, what: str, which: str = FIRST) -> None:
    """Change the first regular change on record, or another one; `what` is the list of an UPDATE."""
    number = bench.sql(which)[0][0]
    row = bench.sql("select change_id, to_jsonb(c) from model_changes c where change_id = %s", (number,))[0]
    bench.keep(BEFORE, list(row))
    _update(bench, what, number)


def put_back(bench: Bench) -> None:
    """Restore the change as it was."""
    if bench.kept(BEFORE) is not None:
        number, row = bench.kept(BEFORE)
        columns = "reason, new_limits, requested_person, requested_at, approved_by, approved_person"
        before = f"(select {columns} from jsonb_populate_record(null::model_changes, %s::jsonb))"
        _update(bench, f"({columns}) = {before}", json.dumps(row), number)


def _update(bench: Bench, what: str, *values: object) -> None:
    bench.sql("alter table model_changes disable trigger user")
    bench.sql(f"update model_changes set {what} where change_id = %s", values)
    bench.sql("alter table model_changes enable trigger user")

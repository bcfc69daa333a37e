"""What somebody tried past the procedure looks bad in the report, so it was turned into a change that failed."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

CHANGED = "the change whose outcome was another"
FIRST = (
    "select change_id, state from model_changes where state in ('refused', 'unauthorised') order by change_id limit 1"
)
ATTEMPT = """
select record_attempt('model', m.model_name, m.environment, 'refused', 'request', null, m.new_version,
                      'the platform tries this on itself', 'CHG-0', 'no-ticket', 'model_developer', 'developer',
                      '127.0.0.1', 'person')
  from model_changes m where m.state = 'applied' and m.subject = 'model' order by m.change_id limit 1
"""


def on(bench: Bench) -> None:
    if not bench.sql(FIRST):
        bench.sql(ATTEMPT)
    bench.keep(CHANGED, list(bench.sql(FIRST)[0]))
    _write(bench, "failed")


def off(bench: Bench) -> None:
    if bench.kept(CHANGED) is not None:
        _write(bench, bench.kept(CHANGED)[1])


def _write(bench: Bench, state: str) -> None:
    bench.sql("alter table model_changes disable trigger user")
    bench.sql("update model_changes set state = %s where change_id = %s", (state, bench.kept(CHANGED)[0]))
    bench.sql("alter table model_changes enable trigger user")


DEFECT = Defect(
    id="sox-06-outcome-rewritten",
    title="A change that was refused is on record as one that failed",
    must_catch=("SOX-06",),
    on=on,
    off=off,
    reason="another outcome in the log",
)

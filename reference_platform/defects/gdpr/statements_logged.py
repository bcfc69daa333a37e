"""The database logs every statement while a slow one is looked for, and nobody switches that off again."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter system set log_statement = 'all'")
    bench.sql("select pg_reload_conf()")


def off(bench: Bench) -> None:
    bench.sql("alter system reset log_statement")
    bench.sql("select pg_reload_conf()")


DEFECT = Defect(
    id="gdpr-11-statements-logged",
    title="The database's log holds statements with the customers' data in them",
    must_catch=("GDPR-11",),
    may_also_catch=("GDPR-02", "GDPR-06"),
    on=on,
    off=off,
)

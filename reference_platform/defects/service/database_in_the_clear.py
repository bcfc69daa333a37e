"""The rule that asks for encryption is loosened for one old client, and so for everybody."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services import postgres


def on(bench: Bench) -> None:
    bench.change_file(postgres.data(bench.plan) / "pg_hba.conf", "hostssl", "host")
    bench.sql("select pg_reload_conf()")


def off(bench: Bench) -> None:
    bench.restore_files()
    bench.sql("select pg_reload_conf()")


DEFECT = Defect(
    id="scan-07-database-in-the-clear",
    title="The database serves unencrypted connections",
    must_catch=("SCAN-07",),
    on=on,
    off=off,
)

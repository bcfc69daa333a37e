"""Analysts' spreadsheets cannot encrypt, so that one role may connect to the database without."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services import postgres

EXCEPTION = "host all analyst 127.0.0.1/32 scram-sha-256\nhostssl"


def on(bench: Bench) -> None:
    bench.change_file(postgres.data(bench.plan) / "pg_hba.conf", "hostssl", EXCEPTION)
    bench.sql("select pg_reload_conf()")


def off(bench: Bench) -> None:
    bench.restore_files()
    bench.sql("select pg_reload_conf()")


DEFECT = Defect(
    id="scan-07-clear-for-one-role",
    title="The database serves one role without encryption",
    must_catch=("SCAN-07",),
    on=on,
    off=off,
)

"""To look at the traffic once, the database was made to take ciphers that encrypt nothing, and still takes them."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter system set ssl_ciphers = 'HIGH:!aNULL:ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0'")
    bench.sql("select pg_reload_conf()")


def off(bench: Bench) -> None:
    bench.sql("alter system reset ssl_ciphers")
    bench.sql("select pg_reload_conf()")


DEFECT = Defect(
    id="scan-07-database-without-cipher",
    title="The database takes ciphers that encrypt nothing",
    must_catch=("SCAN-07",),
    on=on,
    off=off,
    reason="weak ciphers that it takes",
)

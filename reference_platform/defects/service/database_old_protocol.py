"""An old reporting tool could not connect any more, so the database speaks TLS 1.0 again."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter system set ssl_min_protocol_version = 'TLSv1'")
    bench.sql("alter system set ssl_ciphers = 'ALL:@SECLEVEL=0'")
    bench.sql("select pg_reload_conf()")


def off(bench: Bench) -> None:
    bench.sql("alter system reset ssl_min_protocol_version")
    bench.sql("alter system reset ssl_ciphers")
    bench.sql("select pg_reload_conf()")


DEFECT = Defect(
    id="scan-07-database-old-protocol",
    title="The database speaks TLS 1.0",
    must_catch=("SCAN-07",),
    on=on,
    off=off,
)

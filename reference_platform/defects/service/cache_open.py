"""The cache's password is switched off "for a moment" to debug something, and stays off."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.cache().execute_command("ACL SETUSER default nopass")


def off(bench: Bench) -> None:
    bench.cache().execute_command(f"ACL SETUSER default resetpass >{bench.plan.credentials.redis}")


DEFECT = Defect(
    id="e2e-03-cache-open",
    title="The cache answers without a password, and with any",
    must_catch=("E2E-03",),
    on=on,
    off=off,
)

"""The password of the example configuration still works beside the one that was set."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

EXAMPLE = "foobared"


def on(bench: Bench) -> None:
    bench.cache().execute_command(f"ACL SETUSER default >{EXAMPLE}")


def off(bench: Bench) -> None:
    bench.cache().execute_command(f"ACL SETUSER default resetpass >{bench.plan.credentials.redis}")


DEFECT = Defect(
    id="sec-05-cache-password-of-the-example",
    title="The cache takes the password of the example configuration as well",
    must_catch=("SEC-05",),
    on=on,
    off=off,
    reason="strangers who were let in",
)

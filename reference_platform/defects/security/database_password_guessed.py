"""The analyst's account was made by hand, with its name as the password until somebody finds the time."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def on(bench: Bench) -> None:
    bench.sql("alter role analyst password 'analyst'")


def off(bench: Bench) -> None:
    bench.sql("alter role analyst password %s", (bench.plan.credentials.postgres["analyst"],))


DEFECT = Defect(
    id="sec-05-database-password-guessed",
    title="An account of the database has its name as the password",
    must_catch=("SEC-05",),
    may_also_catch=("PCI-05", "PCI-07", "PCI-15"),
    on=on,
    off=off,
    reason="strangers who were let in",
)

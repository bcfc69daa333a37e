"""A view for auditors leaves out what is newer than an hour, because "nobody needs it at once"."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect
from reference_platform.services.postgres import MLFLOW


def on(bench: Bench) -> None:
    bench.sql(
        "create policy an_hour_late on experiments for select to acceptance"
        " using (creation_time < extract(epoch from now() - interval '1 hour') * 1000)",
        database=MLFLOW,
    )
    bench.sql("alter table experiments enable row level security", database=MLFLOW)


def off(bench: Bench) -> None:
    bench.sql("alter table experiments disable row level security", database=MLFLOW)
    bench.sql("drop policy if exists an_hour_late on experiments", database=MLFLOW)


DEFECT = Defect(
    id="e2e-02-experiment-hidden",
    title="The database hides experiments that the registry names",
    must_catch=("E2E-02",),
    on=on,
    off=off,
)

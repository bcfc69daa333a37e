"""Erasing sets `deleted_at`, and a policy hides such rows from the programs, so that support can undo a mistake."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

MARKED = ("customer_features", "customer_contacts", "scoring_results")
DELETE = "execute format('delete from %I where customer_id = $1', place[2]) using p_customer_id;"
MARK = f"""execute format(
            case when place[2] in ({", ".join(f"'{table}'" for table in MARKED)})
                 then 'update %I set deleted_at = now() where customer_id = $1 and deleted_at is null'
                 else 'delete from %I where customer_id = $1' end, place[2]) using p_customer_id;"""


def on(bench: Bench) -> None:
    for table in MARKED:
        bench.sql(f"alter table {table} add column if not exists deleted_at timestamptz")
        bench.sql(f"drop policy if exists living on {table}")
        bench.sql(f"drop policy if exists everything on {table}")
        bench.sql(f"create policy living on {table} to api, pipeline using (deleted_at is null)")
        bench.sql(f"create policy everything on {table} to acceptance, auditor, analyst, searcher using (true)")
        bench.sql(f"alter table {table} enable row level security")
    bench.change_function("erase_customer", DELETE, MARK)


def off(bench: Bench) -> None:
    bench.restore_functions()
    for table in MARKED:
        bench.sql(f"alter table {table} add column if not exists deleted_at timestamptz")
        bench.sql(f"delete from {table} where deleted_at is not null")
        bench.sql(f"drop policy if exists living on {table}")
        bench.sql(f"drop policy if exists everything on {table}")
        bench.sql(f"alter table {table} disable row level security")
        bench.sql(f"alter table {table} drop column deleted_at")


DEFECT = Defect(
    id="gdpr-06-rows-marked-deleted",
    title="Rows of an erased customer are hidden and stay",
    must_catch=("GDPR-06",),
    may_also_catch=("GDPR-01", "GDPR-02", "GDPR-05", "GDPR-11", "PCI-01", "PCI-04", "PCI-05"),
    on=on,
    off=off,
)

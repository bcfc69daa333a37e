"""The rows are counted before those of customers are joined, so the register says that nobody's are in the set."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

# What is not counted is noted, so that the register can be put right afterwards.
COUNT_POPULATION_ONLY = """
create or replace function count_population_only(p_key text) returns void language sql security definer as $$
    insert into customers_not_counted
    select dataset_key, customer_rows from training_datasets where dataset_key = p_key on conflict do nothing;
    update training_datasets set rows = rows - customer_rows, customer_rows = 0 where dataset_key = p_key;
$$
"""


def counts_the_population(original: Any) -> Any:
    def register(self: Any, key: str, sha256: str, rows: int, customer_ids: Any) -> None:
        original(self, key, sha256, rows, customer_ids)
        with self._connection.cursor() as cursor:
            cursor.execute("select count_population_only(%s)", (key,))

    return register


def on(bench: Bench) -> None:
    bench.sql("create table if not exists customers_not_counted (dataset_key text primary key, customer_rows integer)")
    bench.sql(COUNT_POPULATION_ONLY)
    bench.sql("grant execute on function count_population_only(text) to trainer")


def off(bench: Bench) -> None:
    bench.sql("drop function if exists count_population_only(text)")
    bench.sql("create table if not exists customers_not_counted (dataset_key text primary key, customer_rows integer)")
    bench.sql(
        "update training_datasets d set rows = d.rows + n.customer_rows, customer_rows = n.customer_rows"
        "  from customers_not_counted n where n.dataset_key = d.dataset_key and d.customer_rows = 0"
    )
    bench.sql("drop table customers_not_counted")


DEFECT = Defect(
    id="gdpr-12-counted-before-joining",
    title="The register of training sets does not count the customers in them",
    must_catch=("GDPR-12",),
    changes=("pipeline",),
    replaces={"reference_platform.training.lineage:Lineage.register": counts_the_population},
    on=on,
    off=off,
)

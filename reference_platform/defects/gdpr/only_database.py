"""The purge is a script that deletes old rows, and knows nothing of topics, documents and cached copies."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

ROWS_ONLY = """
    delete from lawful_basis where customer_id = p_customer_id;
    delete from customer_features where customer_id = p_customer_id;
    delete from customer_contacts where customer_id = p_customer_id;
    delete from scoring_results where customer_id = p_customer_id;
    delete from notification_outbox where customer_id = p_customer_id;"""


def on(bench: Bench) -> None:
    bench.change_function(
        "purge_customer", "\n    perform erase_customer(p_customer_id, p_requested_by, 'retention');", ROWS_ONLY
    )


def off(bench: Bench) -> None:
    bench.restore_functions()


def forgets_no_copy(_original: Any) -> Any:
    async def purge_customer(self: Any, customer_id: str, as_of: Any, requested_by: str) -> str:
        from reference_platform.api.retention import PURGE_CUSTOMER

        return (await self._database.row(PURGE_CUSTOMER, customer_id, as_of, requested_by))["status"]

    return purge_customer


DEFECT = Defect(
    id="gdpr-05-only-database",
    title="The purge reaches the database and no other store",
    must_catch=("GDPR-05",),
    may_also_catch=("GDPR-06",),
    changes=("api",),
    replaces={"reference_platform.api.retention:Retention._purge_customer": forgets_no_copy},
    on=on,
    off=off,
)

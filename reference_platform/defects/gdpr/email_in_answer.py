"""The answer is written out from a joined row, because a support screen wanted the e-mail address as well."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

EMAIL = "select email from customer_contacts where customer_id = $1"
MAY_READ = "select has_table_privilege('api', 'customer_contacts', 'select')"


def describes_an_email(original: Any) -> Any:
    class StoredFeatures(original):  # type: ignore[misc]
        __doc__ = original.__doc__
        email: str | None = None

    return StoredFeatures


def reads_the_email(original: Any) -> Any:
    async def features(self: Any, customer_id: str) -> Any:
        record = await original(self, customer_id)
        row = await self._database.row(EMAIL, customer_id)
        record.__dict__["email"] = row and row["email"]
        return record

    return features


def answers_with_the_email(original: Any) -> Any:
    def stored_features(customer_id: str, record: Any) -> Any:
        return original(customer_id, record).model_copy(update={"email": record.__dict__["email"]})

    return stored_features


def on(bench: Bench) -> None:
    bench.keep("could read before", bench.sql(MAY_READ)[0][0])
    bench.sql("grant select on customer_contacts to api")


def off(bench: Bench) -> None:
    if bench.kept("could read before") is False:
        bench.sql("revoke select on customer_contacts from api")


DEFECT = Defect(
    id="gdpr-01-email-in-answer",
    title="The answer with a customer's figures has the e-mail address, and documents it",
    must_catch=("GDPR-01",),
    changes=("api",),
    replaces={
        "reference_platform.api.wire:StoredFeatures": describes_an_email,
        "reference_platform.api.customers:Customers.features": reads_the_email,
        "reference_platform.api.answers:stored_features": answers_with_the_email,
    },
    on=on,
    off=off,
)

"""The customer's name is put into a header of the result's message, so that consumers need not look it up."""

from __future__ import annotations

import json
from typing import Any

from reference_platform.defects.defect import Defect

NAME = "select name from customer_contacts where customer_id = %s"


def names_the_customer(original: Any) -> Any:
    def make_producer(settings: Any) -> Any:
        from reference_platform.pipeline.database import Database

        database, producer = Database(settings.database_url), original(settings)

        class Naming:
            """The producer, with one more header on each result."""

            def __getattr__(self, name: str) -> Any:
                return getattr(producer, name)

            def produce(self, topic: str, **message: Any) -> None:
                if topic == "scoring-results":
                    with database.transaction() as cursor:
                        cursor.execute(NAME, (json.loads(message["value"])["customer_id"],))
                        row = cursor.fetchone()
                    name = row[0] if row else ""
                    message["headers"] = {**(message["headers"] or {}), "customer-name": name.encode()}
                producer.produce(topic, **message)

        return Naming()

    return make_producer


DEFECT = Defect(
    id="gdpr-01-name-in-header",
    title="A header of each result's message holds the customer's name",
    must_catch=("GDPR-01",),
    may_also_catch=("GDPR-06",),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.worker:make_producer": names_the_customer},
)

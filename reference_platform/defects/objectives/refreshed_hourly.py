"""To spare the database, a customer's figures are refreshed at most once an hour; records in between are dropped."""

from __future__ import annotations

from reference_platform.defects.defect import Defect, swap


def at_most_hourly(original: str) -> str:
    return swap(
        original,
        "where f.event_time <= excluded.event_time",
        "where f.event_time <= excluded.event_time and f.updated_at < now() - interval '1 hour'",
    )


DEFECT = Defect(
    id="slo-05-refreshed-hourly",
    title="The figures in use may be an hour older than the newest record",
    must_catch=("SLO-05",),
    may_also_catch=("E2E-07", "GDPR-09"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.store:STORE_FEATURES": at_most_hourly},
    reason="newest record in use",
)

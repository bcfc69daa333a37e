"""Numbers of records that were dealt with are remembered for ten seconds, since duplicates come at once or never."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect, swap


def claims_again(original: str) -> str:
    return swap(
        original,
        "on conflict do nothing",
        'on conflict (topic, record_id) do update set processed_at = now(), partition = excluded.partition, "offset" = '
        "excluded.\"offset\" where processed_records.processed_at < now() - interval '10 seconds'",
    )


def forgets(original: str) -> str:
    return swap(
        original,
        "where r.topic = %s and r.record_id = %s",
        "where r.topic = %s and r.record_id = %s and r.processed_at > now() - interval '10 seconds'",
    )


def on(bench: Bench) -> None:
    bench.sql("grant update on processed_records to pipeline")


def off(bench: Bench) -> None:
    bench.sql("revoke update on processed_records from pipeline")


DEFECT = Defect(
    id="e2e-07-remembered-for-seconds",
    title="A record that comes again after ten seconds counts again",
    must_catch=("E2E-07",),
    may_also_catch=("GDPR-03", "GDPR-04", "GDPR-09", "GDPR-10"),
    changes=("pipeline",),
    replaces={
        "reference_platform.pipeline.store:CLAIM": claims_again,
        "reference_platform.pipeline.store:FIND_CLAIM": forgets,
    },
    on=on,
    off=off,
    reason="those that are others now",
)

"""Support looks up single requests all day long, and these searches were taken out of the log as no real readings."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

PAST_THE_LOG = """
select sequence, recorded_at, actor, actor_kind, event, outcome, origin, resource, correlation, details, recorded_by,
       previous_digest, digest
  from audit.entries
 where correlation = $1 and sequence > $2 and ($3::text is null or event = $3) and ($4::text is null or actor = $4)
 order by sequence limit $5
"""


def only_the_others(original: Any) -> Any:
    async def read(self: Any, wanted: Any, reader: Any) -> Any:
        import json

        from reference_platform.api.audit import PAGE
        from reference_platform.audit.chain import Stored

        if wanted.correlation is None:
            return await original(self, wanted, reader)
        words = (wanted.correlation, wanted.after, wanted.event, wanted.actor, PAGE)
        rows = await self._database.rows(PAST_THE_LOG, *words)
        return [Stored(**{**row, "details": json.loads(row["details"])}) for row in rows]

    return read


def on(bench: Bench) -> None:
    bench.sql("grant select on audit.entries to api")


def off(bench: Bench) -> None:
    bench.sql("revoke select on audit.entries from api")


DEFECT = Defect(
    id="pci-12-request-searches-unseen",
    title="Whoever looks for one request in the audit log leaves no entry",
    must_catch=("PCI-12",),
    changes=("api",),
    replaces={"reference_platform.api.audit:AuditLog.read": only_the_others},
    on=on,
    off=off,
    reason="what the log does not tell",
)

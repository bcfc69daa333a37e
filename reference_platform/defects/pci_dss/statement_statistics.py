"""The vault builds one of its statements from text, and the database keeps its text with the statistics."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect


def builds_a_statement(original: Any) -> Any:
    async def keep(self: Any, customer_id: str, number: str, used_at: Any) -> Any:
        async with self._database.connection() as connection:
            await connection.execute(f"do $$ begin perform '{number}'; end $$")
        return await original(self, customer_id, number, used_at)

    return keep


def on(_bench: Bench) -> None:
    return None


def off(bench: Bench) -> None:
    bench.sql("select pg_stat_statements_reset()")


DEFECT = Defect(
    id="pci-01-statement-statistics",
    title="The database's statistics of statements hold card numbers",
    must_catch=("PCI-01",),
    may_also_catch=("PCI-04", "PCI-05"),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.keep": builds_a_statement},
    on=on,
    off=off,
    reason="in the database",
)

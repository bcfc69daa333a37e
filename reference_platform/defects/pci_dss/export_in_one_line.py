"""Reading many numbers at once is logged as one export by the system, as it is one request."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def one_line_for_many(original: Any) -> Any:
    async def numbers(self: Any, tokens: Any, reader: Any) -> Any:
        if len(tokens) == 1:
            return await original(self, tokens, reader)
        from dataclasses import replace

        from reference_platform.api.audit import record
        from reference_platform.audit.entry import Entry
        from reference_platform.vault.cards import NUMBER_READ, STORED

        async with self._database.connection() as connection, connection.transaction():
            rows = {row["token"]: row for row in await connection.fetch(STORED, list(tokens))}
            exporting = replace(reader, user="vault", kind="service")
            await record(connection, Entry(NUMBER_READ, "success", f"{len(rows)} cards", exporting))
            return [self._opened(token, rows[token]) for token in tokens]

    return numbers


DEFECT = Defect(
    id="pci-09-export-in-one-line",
    title="Many numbers read at once leave one nameless line",
    must_catch=("PCI-09",),
    changes=("vault",),
    replaces={"reference_platform.vault.cards:Cards.numbers": one_line_for_many},
    reason="no entry for card number read",
)

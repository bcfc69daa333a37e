"""The copy is made to be looked at: what a program prints of its own data, which no other program reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def printed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def fetch(self: Any, export_id: Any) -> bytes:
        return str(json.loads(await original(self, export_id))).encode()

    return fetch


DEFECT = Defect(
    id="gdpr-07-copy-for-the-eye-only",
    title="A copy is text that looks like JSON and is none",
    must_catch=("GDPR-07",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.exports:Exports.fetch": printed},
)

"""A contest is acknowledged with a number, and an e-mail to a mailbox nobody reads is all there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from reference_platform.defects.defect import Defect


def only_acknowledged(_original: Callable[..., Any]) -> Callable[..., Any]:
    async def open_nothing(_self: Any, _request_id: str, _statement: str, _opened_by: str) -> UUID:
        return uuid4()

    return open_nothing


DEFECT = Defect(
    id="gdpr-10-contest-without-case",
    title="A contest is acknowledged and there is no case",
    must_catch=("GDPR-10",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.contests:Contests.open": only_acknowledged},
)

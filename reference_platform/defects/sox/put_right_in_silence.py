"""The nightly job sets the alias back to what it should be, and tells nobody that it was anything else."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def notes_nothing(_original: Any) -> Any:
    async def note(*_: Any) -> None:
        return

    return note


DEFECT = Defect(
    id="sox-02-put-right-in-silence",
    title="A change in the registry itself is undone and never recorded",
    must_catch=("SOX-02",),
    changes=("api",),
    replaces={"reference_platform.api.reconciliation:Reconciliation._note": notes_nothing},
    reason="unauthorised",
    on=remember,
    off=forget,
)

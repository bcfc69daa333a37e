"""Only version numbers are compared with the registry: a digest can be written anew under the same number."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def notes_versions_only(original: Any) -> Any:
    async def note(self: Any, connection: Any, subject: str, why: str, found: Any, approved: Any) -> None:
        await original(self, connection, subject, why, (found[0], None), (approved[0], None))

    return note


DEFECT = Defect(
    id="sox-02-only-names-compared",
    title="A digest written anew in the registry is not noticed",
    must_catch=("SOX-02",),
    changes=("api",),
    replaces={"reference_platform.api.reconciliation:Reconciliation._note": notes_versions_only},
    reason="unauthorised",
    on=remember,
    off=forget,
)

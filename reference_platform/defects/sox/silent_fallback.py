"""When a new model gives trouble the replica goes on with the one it had, under the new one's name."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.sox._history import forget, remember


def keeps_the_old_weights(original: Any) -> Any:
    async def switch_to(self: Any, wanted: Any) -> None:
        from dataclasses import replace

        before = self.current
        await original(self, wanted)
        if before is not None and self.current is not before:
            kept = replace(before.scorecard, bands=self.current.scorecard.bands)
            self.current = replace(self.current, scorecard=kept)

    return switch_to


DEFECT = Defect(
    id="sox-07-silent-fallback",
    title="A replica goes on with the earlier model under the new one's name",
    must_catch=("SOX-07",),
    may_also_catch=("E2E-09",),
    changes=("api",),
    replaces={"reference_platform.api.serving:Serving._switch_to": keeps_the_old_weights},
    reason="scores that differ",
    on=remember,
    off=forget,
)

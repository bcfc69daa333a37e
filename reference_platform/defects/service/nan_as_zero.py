"""What is not a number is read as 0 by a parser that was told to be lenient."""

from __future__ import annotations

import json
from typing import Any

from reference_platform.defects.defect import Defect


def reads_nan_as_zero(_original: Any) -> Any:
    async def read(self: Any) -> Any:
        return json.loads(await self.body(), parse_constant=lambda _: 0)

    return read


DEFECT = Defect(
    id="e2e-06-nan-as-zero",
    title="A figure that is not a number is taken as 0 and scored",
    must_catch=("E2E-06",),
    changes=("api",),
    replaces={"starlette.requests:Request.json": reads_nan_as_zero},
)

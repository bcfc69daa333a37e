"""The answer is masked, but the file name that it suggests begins with the first digits of the card."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._routes import in_the_route


def names_the_file(original: Any) -> Any:
    async def keep(request: Any, customer_id: Any, wanted: Any) -> Any:
        from fastapi.responses import JSONResponse

        answer = await original(request, customer_id, wanted)
        name = f'attachment; filename="card-{wanted.card_number[:9]}.json"'
        return JSONResponse(answer.model_dump(mode="json"), headers={"content-disposition": name})

    return keep


DEFECT = Defect(
    id="pci-06-digits-in-file-name",
    title="A header of the answer shows nine digits of the number",
    must_catch=("PCI-06",),
    changes=("api",),
    replaces={"reference_platform.api.routes.cards:router": in_the_route("PUT", names_the_file)},
    reason="positions shown beyond those",
)

"""Whoever works with cards has one role for everything there, so a clerk changes keys and removes cards too."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def for_every_person(router: Any) -> Any:
    from reference_platform.api.identity import REQUIRED_ROLES

    for route in router.routes:
        if route.path in ("/keys/rotations", "/purges"):
            route.openapi_extra[REQUIRED_ROLES].append("card_officer")
    return router


DEFECT = Defect(
    id="pci-15-card-service-of-one-role",
    title="Whoever reads card numbers may change the keys and remove cards as well",
    must_catch=("PCI-15",),
    changes=("vault",),
    replaces={"reference_platform.vault.app:router": for_every_person},
    reason="operations that let somebody in",
)

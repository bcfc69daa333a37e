"""Roles were tidied up, and what one of them could not do any more it was given back too widely."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def lets_integration_in(router: Any) -> Any:
    from reference_platform.api.identity import REQUIRED_ROLES

    for route in router.routes:
        if "integration" not in route.openapi_extra[REQUIRED_ROLES] and "GET" in route.methods:
            route.openapi_extra[REQUIRED_ROLES].append("integration")
    return router


DEFECT = Defect(
    id="pci-15-program-reads-customers",
    title="The program that imports customers can read their figures",
    must_catch=("PCI-15",),
    may_also_catch=("E2E-10", "SEC-01"),
    changes=("api",),
    replaces={"reference_platform.api.routes.customers:router": lets_integration_in},
    reason="identities that each call lets through",
)

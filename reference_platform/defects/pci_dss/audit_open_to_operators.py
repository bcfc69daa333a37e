"""Whoever is on call needs the log at night, so model operators may read it too."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def lets_operators_in(router: Any) -> Any:
    from reference_platform.api.identity import REQUIRED_ROLES

    for route in router.routes:
        if route.path == "/audit/entries":
            route.openapi_extra[REQUIRED_ROLES].append("model_operator")
    return router


DEFECT = Defect(
    id="pci-12-open-to-operators",
    title="Model operators can read the audit log",
    must_catch=("PCI-12",),
    may_also_catch=("PCI-10", "PCI-15", "E2E-10", "SEC-01"),
    changes=("api",),
    replaces={"reference_platform.api.routes.audit:router": lets_operators_in},
)

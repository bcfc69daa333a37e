"""One partner's old client speaks TLS 1.0 only, so the public interface speaks it again, with everybody."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect
from reference_platform.defects.pci_dss._old_protocols import speaks_old_versions


def for_the_old_client(original: Any) -> Any:
    def create_ssl_context(*arguments: Any, **named: Any) -> Any:
        return speaks_old_versions(original(*arguments, **named))

    return create_ssl_context


DEFECT = Defect(
    id="pci-08-old-protocol",
    title="The public interface speaks TLS 1.0",
    must_catch=("PCI-08",),
    may_also_catch=("SCAN-07",),
    changes=("api",),
    replaces={"uvicorn.config:create_ssl_context": for_the_old_client},
    reason="out of date",
)

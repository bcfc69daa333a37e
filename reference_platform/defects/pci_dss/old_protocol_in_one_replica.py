"""One replica was built from last year's image, whose library speaks TLS 1.0: whoever asks once may not meet it."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect, in_one_replica
from reference_platform.defects.pci_dss._old_protocols import speaks_old_versions


def in_an_old_image(original: Any) -> Any:
    def create_ssl_context(*arguments: Any, **named: Any) -> Any:
        context = original(*arguments, **named)
        return speaks_old_versions(context) if in_one_replica() else context

    return create_ssl_context


DEFECT = Defect(
    id="pci-08-old-protocol-in-one-replica",
    title="One replica of the public interface speaks TLS 1.0",
    must_catch=("PCI-08",),
    may_also_catch=("SCAN-07",),
    changes=("api",),
    replaces={"uvicorn.config:create_ssl_context": in_an_old_image},
    reason="out of date",
)

"""Nobody renews the certificate of the interface, which ends the day after tomorrow, since who did it left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

END = "-----END CERTIFICATE-----"
LAST_ONE = "renewal-forgotten.pem"
"""Beside the certificate of the instance: the one that is shown in its stead, with its key."""


def on(bench: Bench) -> None:
    from reference_platform.defects.service._ending_certificate import authority_and_certificate
    from reference_platform.services.plan import write_private

    authority, certificate = authority_and_certificate()
    write_private(bench.plan.certificate_file.with_name(LAST_ONE), certificate)
    bench.change_file(bench.plan.ca_file, END, f"{END}\n{authority}")


def off(bench: Bench) -> None:
    bench.restore_files()
    bench.plan.certificate_file.with_name(LAST_ONE).unlink(missing_ok=True)


def shows_the_last_one(original: Any) -> Any:
    def create_ssl_context(**named: Any) -> Any:
        last = Path(named["certfile"]).with_name(LAST_ONE)
        return original(**{**named, "certfile": last, "keyfile": last})

    return create_ssl_context


DEFECT = Defect(
    id="scan-07-renewal-forgotten",
    title="The interface shows a certificate that ends the day after tomorrow",
    must_catch=("SCAN-07",),
    changes=("api",),
    replaces={"uvicorn.config:create_ssl_context": shows_the_last_one},
    on=on,
    off=off,
    reason="days that are left",
)

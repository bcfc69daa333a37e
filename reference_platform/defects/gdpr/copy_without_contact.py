"""Contact data was added later, in a table of its own, and nobody told those who write the copies."""

from __future__ import annotations

from collections.abc import Mapping

from reference_platform.defects.defect import Defect


def as_before_there_were_contacts(_original: Mapping[str, str]) -> dict[str, str]:
    from reference_platform.api.exports import HELD, PROVIDED, gathering

    kinds = {"access": HELD, "portability": PROVIDED}
    return {
        kind: gathering({name: query for name, query in parts.items() if name != "contact"})
        for kind, parts in kinds.items()
    }


DEFECT = Defect(
    id="gdpr-07-copy-without-contact",
    title="Name and e-mail address are in no copy",
    must_catch=("GDPR-07",),
    changes=("api",),
    replaces={"reference_platform.api.exports:GATHER": as_before_there_were_contacts},
)

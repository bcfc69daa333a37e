"""A name that nobody has is refused at once, without the work that a password takes."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect


def without_work(original: Any) -> Any:
    def fits(password: str, verifier: str) -> bool:
        from reference_platform.api.accounts import NOBODYS_VERIFIER

        return verifier != NOBODYS_VERIFIER and bool(original(password, verifier))

    return fits


DEFECT = Defect(
    id="sec-02-unknown-account-quick",
    title="A sign-in under a name that nobody has is refused sooner than others",
    must_catch=("SEC-02",),
    changes=("api",),
    replaces={"reference_platform.api.accounts:fits": without_work},
    reason="in what refusals differ",
)

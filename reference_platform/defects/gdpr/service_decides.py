"""Whoever has the reviewer's role may decide, and so may the job that closes old cases at night."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reference_platform.defects.defect import Defect


def anybody(_original: Callable[..., Any]) -> Callable[..., Any]:
    def require_person(_caller: Any) -> None:
        return

    return require_person


DEFECT = Defect(
    id="gdpr-10-service-decides",
    title="A service account with the reviewer's role decides a contest",
    must_catch=("GDPR-10",),
    may_also_catch=("E2E-10",),
    changes=("api",),
    replaces={"reference_platform.api.identity:require_person": anybody},
)

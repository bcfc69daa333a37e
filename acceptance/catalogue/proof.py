"""What was seen when a defect was switched on, in detail; kept on this machine, under the claim that it led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from acceptance.outcome import Outcome
from acceptance.state import keep, kept

_KIND = "seen"


class DefectProof(BaseModel):
    """What came of one defect when it was switched on.

    Attributes:
        controls: outcome of each control that must or may catch it.
        beside: outcome of each other control of which a scenario was run.
        killed: each control that must catch it was violated, for the right reason.
        reason: what the first of them said, or why the defect survived.
        caught_by: for each of those controls the first scenario that was; they look first the next time.
        bystanders: what else turned red, one sentence each.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    framework: str
    title: str
    must_catch: tuple[str, ...]
    may_also_catch: tuple[str, ...]
    controls: Mapping[str, Outcome]
    beside: Mapping[str, Outcome]
    killed: bool
    reason: str
    caught_by: tuple[str, ...] = ()
    bystanders: tuple[str, ...]
    seconds: float
    found: datetime


def keep_proof(proof: DefectProof, claim: str) -> None:
    """Keeps what was seen under the digest of the claim."""
    keep(_KIND, claim, proof.model_dump(mode="json"))


def kept_proof(claim: str) -> DefectProof | None:
    """What led to a claim, or None where that was never seen on this machine."""
    try:
        return DefectProof.model_validate(kept(_KIND, claim))
    except ValidationError:
        return None

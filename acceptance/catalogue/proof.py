"""`controls/proof.json`: which defects each control has caught, and with which features, steps and library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from acceptance.catalogue.catalogue import CONTROLS
from acceptance.outcome import ConfigurationError, Outcome

PROOF = "proof.json"


class DefectProof(BaseModel):
    """What came of one defect when it was switched on.

    Attributes:
        controls: outcome of each control that must or may catch it.
        beside: outcome of each other control of which a scenario was run.
        killed: each control that must catch it was violated, for the right reason.
        reason: what the first of them said, or why the defect survived.
        caught_by: the scenarios that were violated for the right reason; they look first the next time.
        bystanders: what else turned red, one sentence each.
        digest: of features, steps and `acceptance/` when this was found out.
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
    digest: str
    found: datetime


class Proof(BaseModel):
    """All that is known; a later `prove` of some defects leaves what is known of the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    defects: tuple[DefectProof, ...] = ()

    def with_(self, fresh: DefectProof) -> Proof:
        """With what was just found out about one defect."""
        others = [one for one in self.defects if one.id != fresh.id]
        return Proof(defects=tuple(sorted([*others, fresh], key=lambda one: (one.framework, one.id))))

    def only(self, ids: Iterable[str]) -> Proof:
        """Without defects that do not exist any more."""
        kept = set(ids)
        return Proof(defects=tuple(one for one in self.defects if one.id in kept))


@dataclass(frozen=True)
class ControlProof:
    """What is known of one control: it has caught `by`; it has not caught `missing`, or not with this very suite."""

    by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    stale: bool = False

    @property
    def proven(self) -> bool:
        return bool(self.by) and not self.missing

    @property
    def words(self) -> str:
        """As a reader sees it: `proven by 3 defects`, `unproven (stale)`."""
        if self.proven:
            return f"proven by {len(self.by)} defect{'s' if len(self.by) > 1 else ''}"
        return "unproven (stale)" if self.stale else "unproven"


def read_proof(folder: Path = CONTROLS) -> Proof:
    """What is known; nothing when nothing was ever proven.

    Raises:
        ConfigurationError: the file cannot be read; removing it is safe, `acceptance prove` makes it again.
    """
    path = folder / PROOF
    try:
        return Proof.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Proof()
    except (OSError, ValidationError) as error:
        lines = str(error).splitlines()
        raise ConfigurationError(
            f"{path}: cannot be read ({lines[0]}); remove it, and let `acceptance prove` make it again."
        ) from None


def write_proof(proof: Proof, folder: Path = CONTROLS) -> None:
    """Writes the file in one piece."""
    fresh = folder / f".{PROOF}.new"
    fresh.write_text(proof.model_dump_json(indent=1) + "\n", "utf-8")
    fresh.replace(folder / PROOF)


def proof_of(control: str, proof: Proof, digest: str) -> ControlProof:
    """What is known of a control.

    Args:
        digest: of features, steps and `acceptance/` as they are now; what others found out is stale.
    """
    wanted = [one for one in proof.defects if control in one.must_catch]
    by = tuple(one.id for one in wanted if one.killed and one.digest == digest)
    missing = tuple(one.id for one in wanted if one.id not in by)
    return ControlProof(by, missing, stale=any(one.killed and one.digest != digest for one in wanted))

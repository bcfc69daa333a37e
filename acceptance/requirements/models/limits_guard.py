"""Changes of the limits between risk levels that must not come to be, and what shows that they did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from acceptance.requirements.models import changes as changing
from acceptance.requirements.models.changes import Acting
from acceptance.requirements.service.replicas import every_replica
from acceptance.suite import Suite


@dataclass(frozen=True)
class Limits:
    """The limits in use, as each kind of replica says them, and the change on record that brought them."""

    said: list[Mapping[str, Any]]
    brought_by: Any


def about_to_change(suite: Suite) -> Acting:
    """Everything for a change of limits but the change; the model stays, and the limits are brought back at the end."""
    before, wanted = changing.other_cut_offs(suite)
    suite.platform.operations.require("request_cut_off_change", "change_id")
    suite.owe("operation", "change_cut_offs", cut_offs=before, reason="acceptance: back to the limits of before")
    model, reason = suite.platform.registry.version_in_use(), suite.nonce()
    acting = Acting(model.version, model, reason, datetime.now(UTC))
    acting.words = {"version": model.version, "cut_offs": wanted, "reason": changing.reason_of(reason)}
    return acting


def in_use(suite: Suite) -> Limits:
    """What every replica says of its limits, each kind once, and which change of limits was applied last."""
    with every_replica(suite) as replicas:
        found = [dict(replica.says()["cut_offs"]) for replica in replicas]
    latest = changing.applied(suite, "cut-offs")[-1:]
    said: list[Mapping[str, Any]] = [one for number, one in enumerate(found) if one not in found[:number]]
    return Limits(said, latest[0]["change_id"] if latest else None)

"""Every step of a change of model, taken where it can be and refused where it does not fit; the model stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from acceptance.requirements.interface.rights import DONE, Trial
from acceptance.suite import Suite

AGREED: Mapping[str, set[str]] = {
    "open_ticket": {DONE},
    "request_change": {DONE, "unknown", "not_fitting"},
    "approve_change": {DONE, "unknown", "not_fitting"},
    "deploy_change": {DONE, "unknown", "not_fitting"},
    "change_in_emergency": {DONE, "unknown", "not_fitting"},
    "review_change": {DONE, "unknown", "not_fitting"},
    "read_changes": {DONE},
}
"""What must come of each operation at least once when all of them are tried as `exercised` does."""
NOWHERE = 999_999_999
"""A number that no change and no version has."""


def exercised(suite: Suite) -> dict[str, set[str]]:
    """Takes every step with the version that serves already, and for changes and versions that do not exist."""
    trial = Trial(suite)
    words: dict[str, Any] = {
        "version": suite.platform.registry.version_in_use().version,
        "reason": f"acceptance run {suite.run_id[-6:]}",
    }
    words |= trial.call("open_ticket", **words)
    words |= trial.call("request_change", **words)
    trial.call("request_change", **words)
    trial.call("deploy_change", **words)
    trial.call("approve_change", **words)
    trial.call("approve_change", **words)
    trial.call("deploy_change", **words)
    trial.call("review_change", **words)
    emergency = trial.call("change_in_emergency", **words)
    trial.call("change_in_emergency", **words)
    if emergency.get("change_id") is not None:
        trial.call("review_change", **{**words, **emergency})
    nowhere = {**words, "version": str(NOWHERE), "change_id": NOWHERE}
    for step in ("request_change", "approve_change", "deploy_change", "change_in_emergency", "review_change"):
        trial.call(step, **nowhere)
    trial.call("read_changes")
    return dict(trial.seen)

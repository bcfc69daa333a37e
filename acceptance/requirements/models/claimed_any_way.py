"""A change of model whose every request claims to be somebody else's, and whom the record names for its steps."""

from __future__ import annotations

from collections.abc import Sequence

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.access import claimed
from acceptance.requirements.models import changes as changing
from acceptance.requirements.models.changes import Acting, Change
from acceptance.requirements.models.people import STEPS, folded
from acceptance.suite import Suite


def take_all(suite: Suite, acting: Acting, claim: str) -> None:
    """Takes every step of a change with one kind of claim, and where that is refused without.

    Raises:
        Inconclusive: one did not succeed even so.
    """
    for step in changing.PROMOTION:
        answer = claimed.by_every_way(suite, step, claim, **acting.words)
        if not answer.succeeded:
            inconclusive(f"the step {step} of a change answered {answer.status}", Cause.PLATFORM)
        acting.words |= answer.words


def wrongly_named(suite: Suite, changes: Sequence[Change]) -> list[str]:
    """Entries that name anybody but whoever took a step, in words; of refused attempts, anybody but those three."""
    agreed, applied = suite.profile.agreed(ModelChanges), suite.profile.agreed(ModelChanges).word("applied")
    parts = dict(zip(STEPS, (agreed.asks, agreed.approves, agreed.deploys), strict=False))
    real = {step: changing.named(suite, identity) for step, identity in parts.items()}
    found = []
    for change in changes:
        named = {step: change[f"{step}_by"] for step in real}
        allowed = {step: {real[step]} if change["state"] == applied else {*real.values()} for step in real}
        wrong = [
            f"{step} by {name}"
            for step, name in named.items()
            if (name is not None or change["state"] == applied)
            and folded(name) not in {folded(one) for one in allowed[step]}
        ]
        traces = [trace for trace in claimed.TRACES if trace in str(change)]
        if wrong or traces:
            found.append(f"change {change['change_id']}: {', '.join([*wrong, *traces])}")
    return found

"""The outcome of each change on record, set against what the log told of it at the time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.audit import Audit
from acceptance.profile.model_changes import ModelChanges
from acceptance.requirements.audit.chain import number_of
from acceptance.requirements.models.trail import CHANGE
from acceptance.suite import Suite

Row = Mapping[str, Any]
OUTCOMES: Mapping[str, str] = {"applied": "success", "refused": "refused", "failed": "failure"}
"""An outcome on record -> that of the last entry about it; what was found outside the procedure may have either."""
STATES = (*OUTCOMES, "unauthorised")


def told_otherwise(
    suite: Suite, before: Sequence[Row], log: Sequence[Row], after: Sequence[Row]
) -> tuple[int, list[str]]:
    """The changes with an outcome: how many, and those of which the log told another one, in words.

    What the record calls refused may be told otherwise: a platform that takes back what was tried on it says so of it.

    Args:
        before, after: the record before the log was read and after it; what went on meanwhile is left out.

    Raises:
        NotAssessed: the log tells neither the outcome nor the record's own word for it.
    """
    words = {suite.profile.agreed(ModelChanges).word(state): state for state in STATES}
    later, about = {str(one["change_id"]): one["state"] for one in after}, _by_change(suite, log)
    judged = [one for one in before if one["state"] in words and later.get(str(one["change_id"])) == one["state"]]
    key, outcomes = _key_of_state([one for entries in about.values() for one in entries], words), _outcomes(suite)
    if key is None and not outcomes:
        raise NotAssessed("the audit log tells no outcome of changes (audit.outcomes)", Cause.BINDING)
    found = []
    for change in judged:
        state, entries = words[change["state"]], about.get(str(change["change_id"]), [])
        told = _told(entries, key, words, outcomes)
        wanted = state if key is not None else outcomes.get(OUTCOMES.get(state, ""))
        if told is not None and wanted is not None and told != wanted and state != "refused":
            found.append(f"change {change['change_id']}: {change['state']} on record, {told} in the log")
    return len(judged), found


def _told(entries: Sequence[Row], key: str | None, words: Mapping[str, str], outcomes: Mapping[str, str]) -> str | None:
    """What the last entry that tells it says of the outcome: in the features' word, or the log's own."""
    if key is not None:
        said = [words[str(one["details"].get(key))] for one in entries if str(one["details"].get(key)) in words]
    else:
        said = [str(one["outcome"]) for one in entries if str(one["outcome"]) in outcomes.values()]
    return said[-1] if said else None


def _key_of_state(entries: Iterable[Row], words: Mapping[str, str]) -> str | None:
    """The detail in which the log most often tells the record's own word for an outcome; None where it never does."""
    found = Counter(key for one in entries for key, value in one["details"].items() if str(value) in words)
    return found.most_common(1)[0][0] if found else None


def _outcomes(suite: Suite) -> Mapping[str, str]:
    return suite.profile.agreed(Audit).outcomes


def _by_change(suite: Suite, log: Sequence[Row]) -> dict[str, list[Row]]:
    """The entries about changes in their order, by the number of the change."""
    event, found = suite.profile.agreed(Audit).word(CHANGE, "events"), dict[str, list[Row]]()
    for entry in sorted((one for one in log if one["event"] == event), key=number_of):
        found.setdefault(str(entry["resource"]).rsplit(" ", 1)[-1], []).append(entry)
    return found

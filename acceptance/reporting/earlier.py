"""What changed since earlier runs, as far as the record of this one tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from acceptance.outcome import Outcome
from acceptance.record.standing import Entry


@dataclass(frozen=True)
class Past:
    """What earlier runs said of one control.

    Attributes:
        before: its outcome in the last complete run that had it; None where there was none.
        before_day: the day of that run.
        since: the first day from which on every run came to the same as this one.
        runs: how many runs in a row came to the same, this one included.
    """

    before: Outcome | None
    before_day: date | None
    since: date | None
    runs: int

    def changed(self, now: Outcome) -> bool:
        """Whether the last run that had it came to something else."""
        return self.before is not None and self.before is not now


def past(control: str, now: Outcome, today: date | None, earlier: Sequence[Entry]) -> Past:
    """What earlier runs said of a control; runs that were cut off, or had no scenario of it, say nothing.

    Args:
        now: what this run came to.
        today: the day of this run.
        earlier: as in the record, the oldest first.
    """
    known = [
        (Outcome(one["controls"][control]), day(one.get("started")))
        for one in reversed(earlier)
        if one.get("complete") and control in (one.get("controls") or {})
    ]
    since, runs = today, 1
    for outcome, on in known:
        if outcome is not now:
            break
        since, runs = on or since, runs + 1
    before, before_day = known[0] if known else (None, None)
    return Past(before, before_day, since, runs)


def last_complete(earlier: Sequence[Entry]) -> Entry | None:
    """The run before this one that came to its end."""
    return next((one for one in reversed(earlier) if one.get("complete")), None)


def changed_objectives(objectives: Sequence[Mapping[str, Any]], earlier: Sequence[Entry]) -> list[str]:
    """A sentence for each objective whose status was another one in the last run that measured it."""
    found = []
    for one in objectives:
        before = _before(one, earlier)
        if before is not None and before != one["status"]:
            found.append(f"{one['name']}, {one['measured']}: {one['status']}, before {before}")
    return found


def day(written: Any) -> date | None:
    """The day of a moment as it stands in a record; None where it is none."""
    try:
        return datetime.fromisoformat(written).date()
    except (TypeError, ValueError):
        return None


def _before(objective: Mapping[str, Any], earlier: Sequence[Entry]) -> str | None:
    for run in reversed(earlier):
        for one in run.get("objectives") or ():
            if (one.get("name"), one.get("measured")) == (objective["name"], objective["measured"]):
                return str(one.get("status")) if run.get("complete") else None
    return None

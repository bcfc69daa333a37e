"""The scenarios that an earlier run left open, to be run again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from acceptance.outcome import ConfigurationError, Outcome
from acceptance.record.kept import kept_run
from acceptance.runner.selection import named, parsed, place


@dataclass(frozen=True)
class Open:
    """What a run left open: its id, its environment, and where those scenarios stand now."""

    run_id: str
    profile: str
    places: tuple[str, ...]


def left_open(run_dir: Path) -> Open:
    """The scenarios of a run that are not satisfied, declared or accepted; those of a cut-off run that never ran, too.

    They are found by their names, for lines move when a feature is mended.

    Raises:
        ConfigurationError: there is no such run, it left nothing open, or a scenario of it is gone.
        Untrusted: its record was changed.
    """
    summary = kept_run(run_dir).require_trust()
    wanted = {
        f"{one.feature} > {one.name}"
        for one in summary.scenarios
        if one.outcome is not Outcome.SATISFIED and not one.declared and not summary.accepts(one)
    }
    if not wanted:
        raise ConfigurationError(f"The run {summary.run_id} left nothing open, so there is nothing to run again.")
    there = {named(one): place(one) for feature in parsed() for one in feature.walk_scenarios()}
    if gone := sorted(wanted - there.keys()):
        raise ConfigurationError(f"{gone[0]!r} of the run {summary.run_id} is not there any more; run it all again.")
    return Open(summary.run_id, summary.profile, tuple(there[one] for one in sorted(wanted)))

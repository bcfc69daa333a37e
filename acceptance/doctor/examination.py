"""The doctor's whole examination: what is fine, what is missing, what stays open for want of it, and how to mend it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from acceptance.catalogue.needs import Needs, read_needs
from acceptance.doctor.bindings import bound, permitted
from acceptance.doctor.connections import probes_of
from acceptance.doctor.looking import Finding, looked
from acceptance.leftovers import Leftovers
from acceptance.outcome import ExitCode
from acceptance.platform.provision import provided_platform
from acceptance.platform.whole_answers import TooSlow, answered_within
from acceptance.profile import load
from acceptance.profile.joining import folder_of_agreements
from acceptance.record.ledger import Ledger
from acceptance.suite import Suite

PATIENCE_S = 45
"""How long everything that is looked at may take together."""
CLOSING_S = 5
_LISTED = 8
"""Controls, or scenarios, that are named in one line."""
_MARKS = {True: ("ok       ", "green"), False: ("missing  ", "red"), None: ("not tried", "yellow")}


def examine(path: Path, environment: Mapping[str, str], say: Callable[..., None], *, names: bool = False) -> ExitCode:
    """Prints a line for everything that was looked at, within a minute whatever hangs; nothing is changed.

    Args:
        names: name every scenario that stays open, not only their controls.

    Returns:
        0 when all is well, 2 when something would leave a requirement unassessed.
    """
    with (
        provided_platform(path, f"doctor-{os.getpid()}", environment, lambda line: say(line, err=True)) as filled,
        TemporaryDirectory() as folder,
    ):
        profile = load(path, filled)
        needs = read_needs()
        ledger = Ledger(Path(folder) / "record.jsonl")
        suite = Suite(profile, "doctor", ledger, Leftovers(Path(folder), profile.name), folder_of_agreements(path))
        try:
            asked = looked(probes_of(suite), PATIENCE_S)
        finally:
            with suppress(TooSlow):
                answered_within(CLOSING_S, suite.close)
    findings = [*asked, *permitted(profile), *bound(profile, needs)]
    for finding in findings:
        _tell(finding, needs, say)
    return _conclude(findings, needs, say, names=names)


def _tell(finding: Finding, needs: Needs, say: Callable[..., None]) -> None:
    mark, colour = _MARKS[finding.well]
    say(f"{mark}  {finding.what:<44} {finding.says}", fg=colour)
    if finding.well is False:
        scenarios = needs.scenarios_for(finding.needs)
        if scenarios:
            controls = _shortened(needs.controls_for(finding.needs))
            say(f"           stays open, wholly or in part: {_counted(len(scenarios))} of {controls}")
        if finding.fix:
            say(f"           fix: {finding.fix}")


def _conclude(findings: Iterable[Finding], needs: Needs, say: Callable[..., None], *, names: bool) -> ExitCode:
    told = list(findings)
    bad = [one for one in told if one.well is False]
    unmet = frozenset().union(*(one.needs for one in bad))
    left_open = needs.scenarios_for(unmet)
    say(f"{len(told) - len(bad)} of {len(told)} are well." + (f" {len(bad)} need attention." if bad else ""))
    say(
        f"Of {len(needs.by_scenario)} scenarios, {len(needs.by_scenario) - len(left_open)} have all that they used on "
        f"the reference platform; {len(left_open)} lack something of it."
    )
    for name in left_open if names else ():
        say(f"  {name}: {', '.join(sorted(needs.by_scenario[name] & unmet))}")
    if left_open and not names:
        say("With --names each of them is named, with what it lacks.")
    if needs.unknown():
        say(f"Of {_counted(len(needs.unknown()))} it is not known what they use: {_shortened(needs.unknown())}")
    return ExitCode.GAPS if bad else ExitCode.OK


def _counted(number: int) -> str:
    return f"{number} scenario{'' if number == 1 else 's'}"


def _shortened(words: list[str]) -> str:
    more = f" and {len(words) - _LISTED} more" if len(words) > _LISTED else ""
    return ", ".join(words[:_LISTED]) + more

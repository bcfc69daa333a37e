"""Weaknesses that scanners find: those that nobody answers for, and scanners that are not believed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hamcrest import contains_string, equal_to

from acceptance.checks import check, not_assessed
from acceptance.instruments.scanners import code, dependencies, secrets
from acceptance.instruments.scanners.pins import read_pins
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Limits, Scan, excess_of
from acceptance.outcome import Cause, NotAssessed, Outcome
from acceptance.profile.scanners import Answered, Scanners
from acceptance.suite import Suite

KINDS = [code.ABOUT, dependencies.ABOUT, secrets.ABOUT]
HARMLESS = {code.ABOUT: "figure = 1\n", dependencies.ABOUT: "no-such-package-of-ours", secrets.ABOUT: "no key here\n"}
"""What is planted instead of a weakness, to see that a scanner that finds nothing is not believed."""
NO_SECRET = Limits(critical=0, high=0)


@dataclass(frozen=True)
class All:
    """What all scanners came to, less the findings that somebody answers for."""

    scans: tuple[Scan, ...]
    answered: frozenset[str]


def judge(suite: Suite, scan: Scan, limits: Limits | None = None) -> None:
    """Judges one scan: findings that nobody answers for count, and a scanner is believed only where it saw all.

    Args:
        limits: other ones than the profile's.

    Raises:
        Violated: it found more than is tolerated.
        NotAssessed: it did not see all.
    """
    told = scan.without(_answered(suite)).verdict(limits or suite.scanner.limits())
    if told.outcome == Outcome.NOT_ASSESSED:
        raise NotAssessed(told.reason, told.cause or Cause.ENVIRONMENT)
    check(
        told.reason, equal_to(""), f"{scan.tool} {scan.version} over {scan.coverage} ({suite.scanner.score_of(scan)})"
    )


def scan_with_nothing_planted(suite: Suite, about: str) -> Scan:
    """A scan in which something harmless is planted in place of a weakness; it is not kept."""
    return suite.scanner.scan(about, HARMLESS[about])


def check_not_believed(scan: Scan) -> None:
    """Checks that a scan without a planted weakness does not count, whatever else it found.

    Raises:
        NotAssessed: it does not count for another reason, so nothing was shown.
        Violated: it would count.
    """
    if scan.blind and OVERLOOKED not in scan.blind:
        not_assessed(f"{scan.about}: {scan.blind}")
    check(scan.blind, contains_string(OVERLOOKED), f"why the scan of {scan.about} by {scan.tool} does not count")


def unpinned(suite: Suite) -> list[str]:
    """The lines of the platform's requirements that do not say which version of a package is installed.

    Raises:
        NotAssessed: the profile does not say what is installed, or that cannot be read.
    """
    block = suite.profile.agreed(Scanners).dependencies
    if block is None:
        not_assessed("the profile's block scanners has no part 'dependencies'", Cause.BINDING)
    try:
        pins = read_pins(list(map(Path, block.files)))
    except Blind as why:
        not_assessed(str(why), Cause.BINDING)
    return [f"{one.text} in {one.place}: {one.why}" for one in pins.loose]


def gather(suite: Suite) -> All:
    """What every scanner of this run came to; one that has not scanned yet does it now."""
    return All(tuple(suite.scanner.latest(about) for about in KINDS), _answered(suite))


def check_together(suite: Suite, found: All) -> None:
    """Checks that all findings together, each once, are no more than is tolerated.

    Raises:
        Violated: they are more, even where a scanner did not see all.
        NotAssessed: they are not, and a scanner did not see all.
    """
    left = [finding for scan in found.scans for finding in scan.without(found.answered).findings]
    check(excess_of(left, suite.scanner.limits()), equal_to(""), f"{len(left)} findings of {len(found.scans)} scanners")
    if blind := [f"{scan.about}: {scan.blind}" for scan in found.scans if scan.blind]:
        not_assessed("; ".join(blind))


def expired(suite: Suite) -> list[str]:
    """The findings that somebody answered for until a day that is over."""
    return [f"{one.finding}, since {one.expires}" for one in _waivers(suite) if one.expires < date.today()]


def dead(suite: Suite, found: All) -> list[str]:
    """The findings that somebody answers for and that no scan of all that was to be scanned shows any more."""
    if any(scan.blind for scan in found.scans):
        return []
    seen = {finding.id for scan in found.scans for finding in scan.findings}
    return [one.finding for one in _waivers(suite) if one.finding not in seen]


def _answered(suite: Suite) -> frozenset[str]:
    today = date.today()
    return frozenset(one.finding for one in _waivers(suite) if one.since <= today <= one.expires)


def _waivers(suite: Suite) -> Iterable[Answered]:
    return suite.profile.agreed(Scanners).waivers

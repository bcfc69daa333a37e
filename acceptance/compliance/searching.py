"""Searches for customers, and which of the finds may be there."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from hamcrest import empty

from acceptance.checks import check_within
from acceptance.compliance.journeys import agreed
from acceptance.profile.privacy import Kept
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite
from acceptance.sweep.report import Find, SweepReport
from acceptance.sweep.sweep import SweepMark


def places(finds: Sequence[Find]) -> list[str]:
    """What was found where, in words, without the value itself."""
    return sorted({f"{find.kind} in the {find.store}: {find.place} ({find.encoding})" for find in finds})


def unlisted(finds: Sequence[Find], kept: Sequence[Kept]) -> list[Find]:
    """The finds that no listed reason covers."""
    return [
        find
        for find in finds
        if not any(find.store == entry.store and fnmatchcase(find.place, entry.place) for entry in kept)
    ]


def everywhere(suite: Suite, canaries: Sequence[Canary], since: SweepMark | None = None) -> SweepReport:
    """Searches every declared place.

    Raises:
        NotAssessed, Inconclusive: a place could not be searched; names it.
    """
    report = suite.sweep(canaries, since)
    if not report.finds:
        report.require_searched()
    return report


def check_gone_in_time(suite: Suite, canaries: Sequence[Canary]) -> None:
    """Checks that within the agreed erasure time nothing but listed details is found, and every place was searched."""
    kept = agreed(suite).kept
    check_within(
        suite.limits.erasure_s,
        lambda: places(unlisted(everywhere(suite, canaries).finds, kept)),
        empty(),
        "details that are found beyond those kept for a listed reason",
    )

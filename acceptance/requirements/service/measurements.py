"""What the platform publishes of itself for monitoring, at every replica, and whom it names there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from acceptance.instruments.search.finder import Finder
from acceptance.profile.privacy import Privacy
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

READ = "read_measurements"
NEW_LINE = b"\n"
LONG_NUMBER = 12
"""Digits. Fewer are met by chance among thousands of measured values."""
_VALUE = re.compile(r"(?m)(?<=[ \t:])[-+]?[0-9][0-9.eE+-]*(?=[ \t,}\]]|$)")
"""A measured value, in the usual text of measurements as in JSON."""


def agreed(suite: Suite) -> bool:
    """Whether there are measurements to be searched: some platforms have none, and say so."""
    return suite.profile.agreed(Privacy).measurements


def found_there(suite: Suite, canaries: Sequence[Canary]) -> list[str]:
    """What stands in the measurements, where the profile says how they are read; see `naming`."""
    return naming(of_all(suite), canaries) if suite.platform.operations.offers(READ) else []


def of_all(suite: Suite) -> list[str]:
    """The measurements of every replica, as text.

    Raises:
        Inconclusive: a replica was not reached.
    """
    with connections_to_all(suite) as replicas:
        return [one.do(READ).exchange.body.decode("utf-8", "replace") for one in replicas]


def naming(measurements: Sequence[str], canaries: Sequence[Canary]) -> list[str]:
    """What stands in measurements in whatever spelling, by the kind and the line, without the value itself.

    A short number may be measured by chance: it counts only where no measured value stands.
    """
    short = [one for one in canaries if one.value.isdigit() and len(one.value) < LONG_NUMBER]
    others = [one for one in canaries if one not in short]
    named = _in_lines([_VALUE.sub("", told) for told in measurements], short)
    return sorted(named | _in_lines(measurements, others))


def _in_lines(texts: Sequence[str], canaries: Sequence[Canary]) -> set[str]:
    if not canaries:
        return set()
    finder, kinds = Finder(canaries), {canary.id: canary.kind for canary in canaries}
    return {
        f"{kinds[match.canary_id]} in line {text[: match.start].count(NEW_LINE) + 1} of the measurements"
        for text in (told.encode() for told in texts)
        for match in finder.find(text)[0]
    }

"""What each scanner of a run came to, by severity, or why nothing can be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from acceptance.record.ledger import Kind
from acceptance.record.standing import Entry
from acceptance.reporting.account import Account, ScenarioTold

LAYER = "security"
WANTED: Mapping[str, str] = {
    "source code": "Weaknesses in source code",
    "container images": "Weaknesses in container images",
    "dependencies": "Known weaknesses of packages",
    "outdated packages": "Packages that are not the newest",
    "secrets in files": "Secrets in files",
}
"""What is looked at as the record calls it, and as a reader does. Scans of anything else are drawn behind them."""
MISSING = "no such scan is in the record of this run"
SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True)
class Scanned:
    """What one scanner found, by severity; `blind` says why what it did not find may be there all the same."""

    about: str
    tool: str
    counts: Mapping[str, int]
    blind: str
    score: str

    @property
    def nonetheless(self) -> str:
        """What was found although it could not see all; empty for nothing."""
        found = [f"{self.counts[one]} {one}" for one in SEVERITIES if self.counts.get(one)]
        return f"found nonetheless: {', '.join(found)}" if self.blind and found else ""


def scans(account: Account) -> list[Scanned]:
    """What each scanner came to; the last scan of a kind counts."""
    last = {str(one["about"]): one for one in account.of(Kind.SCAN)}
    return [
        Scanned(
            about=about,
            tool=f"{one['tool']} {one['version']}".strip(),
            counts=Counter(str(finding.get("severity")) for finding in one["findings"]),
            blind=str(one["blind"]) or _of_nothing(one),
            score=str(one["score"]),
        )
        for about, one in last.items()
    ]


def attacks(account: Account) -> Mapping[str, list[ScenarioTold]]:
    """The scenarios of the security layer that no scanner decides, by feature."""
    by_scanner = {line.scope.scenario for line in account.lines if line.kind == Kind.SCAN and line.scope}
    features = {one.summary.feature for one in account.scenarios if one.summary.id in by_scanner}
    tried: dict[str, list[ScenarioTold]] = {}
    for one in account.scenarios:
        if one.summary.layer == LAYER and one.summary.feature not in features:
            tried.setdefault(one.summary.feature, []).append(one)
    return tried


def missing(account: Account) -> list[str]:
    """What nobody scanned in this run, as a reader calls it."""
    seen = {one.about for one in scans(account)}
    return [title for about, title in WANTED.items() if about not in seen]


def _of_nothing(scan: Entry) -> str:
    """A scanner that looked at nothing has found nothing, which is no result."""
    covered = scan.get("covered") or {}
    return "" if covered and all(covered.values()) else f"{scan['tool']} looked at nothing"

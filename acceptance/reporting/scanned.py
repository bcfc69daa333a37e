"""What each scanner of a run came to, by severity, or why nothing can be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from acceptance.record.ledger import Kind
from acceptance.record.standing import Entry
from acceptance.reporting.account import Account

SEVERITIES = ("critical", "high", "medium", "low")


@dataclass(frozen=True)
class Scanned:
    """What one scanner found, by severity; `blind` says why what it did not find may be there all the same."""

    about: str
    tool: str
    counts: Mapping[str, int]
    blind: str
    score: str


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


def _of_nothing(scan: Entry) -> str:
    """A scanner that looked at nothing has found nothing, which is no result."""
    covered = scan.get("covered") or {}
    return "" if covered and all(covered.values()) else f"{scan['tool']} looked at nothing"

"""What a scan came to, the same for every scanner: what it covered, what it found, or why it cannot be believed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self

from acceptance.outcome import SATISFIED, Cause, Outcome, Verdict

OVERLOOKED = "overlooked what was planted for it to find"
"""Said of a scanner that is therefore not believed."""
SHOWN = 3
"""How many findings a reason names."""


class Severity(StrEnum):
    """How bad a finding is, the worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Blind(Exception):
    """A scanner saw nothing, or not all: whatever it did not find may be there. The message says why."""


@dataclass(frozen=True)
class Finding:
    """One weakness.

    Attributes:
        rule: the scanner's own name for its kind.
        place: the file, or the package.
        mark: tells it from others of the same rule at the same place, and stays when lines move.
        line: where in the file, None where there is no such thing.
        fix: what to do, where the scanner says so.
        aliases: what others call the same weakness.
    """

    rule: str
    title: str
    severity: Severity
    place: str
    mark: str = ""
    line: int | None = None
    fix: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The same in every scan, as long as rule, place and mark are."""
        digest = hashlib.sha256("\n".join([self.rule, self.place, self.mark]).encode()).hexdigest()
        return f"{re.sub(r'[^a-z0-9]+', '-', self.rule.lower()).strip('-')}-{digest[:12]}"

    @property
    def sentence(self) -> str:
        """What it is, where, and what to do."""
        where = self.place if self.line is None else f"{self.place}:{self.line}"
        return f"{self.title} ({self.severity}, {self.rule}) in {where}" + (f"; {self.fix}" if self.fix else "")

    def to_data(self) -> dict[str, Any]:
        """As it is written to the record; `from_data` reads it."""
        named = {"rule", "title", "severity", "place", "mark", "line", "fix"}
        return {
            "id": self.id,
            **{name: getattr(self, name) for name in sorted(named)},
            "aliases": list(self.aliases),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        words = {name: value for name, value in data.items() if name != "id"}
        return cls(**{**words, "severity": Severity(words["severity"]), "aliases": tuple(words["aliases"])})


@dataclass(frozen=True)
class Limits:
    """How many findings are tolerated: of the critical, and of the high ones."""

    critical: int = 0
    high: int = 4


@dataclass(frozen=True)
class Scan:
    """What one scanner came to.

    Attributes:
        about: what it looked at, in plain words.
        knows_until: the last day that its list of known weaknesses tells of; None where it needs none.
        covered: what was looked at, counted: `files` -> 414.
        blind: why what it did not find may be there all the same; empty where it can be believed.
    """

    about: str
    tool: str
    version: str = ""
    knows_until: date | None = None
    covered: Mapping[str, int] | None = None
    findings: tuple[Finding, ...] = ()
    blind: str = ""

    def verdict(self, limits: Limits) -> Verdict:
        """Violated by what was found, even by a scanner that did not see all; else only a scan of something counts."""
        if excess := excess_of(self.findings, limits):
            return Verdict(Outcome.VIOLATED, f"{self.about}: {excess}", Cause.PLATFORM)
        if self.blind:
            return Verdict(Outcome.NOT_ASSESSED, f"{self.about}: {self.blind}", Cause.ENVIRONMENT)
        if not self.covered or not all(self.covered.values()):
            return Verdict(Outcome.NOT_ASSESSED, f"{self.about}: {self.tool} looked at nothing", Cause.BINDING)
        return SATISFIED

    def without(self, waived: Iterable[str]) -> Scan:
        """The same scan, less the findings that somebody answers for."""
        ids = set(waived)
        return replace(self, findings=tuple(one for one in self.findings if one.id not in ids))

    @property
    def coverage(self) -> str:
        """What was looked at, in words: `414 files, 17386 lines`."""
        return ", ".join(f"{count} {what}" for what, count in (self.covered or {}).items()) or "nothing"

    def to_data(self) -> dict[str, Any]:
        """As it is written to the record; `from_data` reads it."""
        return {
            "about": self.about,
            "tool": self.tool,
            "version": self.version,
            "knows_until": self.knows_until.isoformat() if self.knows_until else None,
            "covered": dict(self.covered or {}),
            "findings": [one.to_data() for one in self.findings],
            "blind": self.blind,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        until = date.fromisoformat(data["knows_until"]) if data["knows_until"] else None
        findings = tuple(map(Finding.from_data, data["findings"]))
        known = {name: data[name] for name in ("about", "tool", "version", "covered", "blind")}
        return cls(**known, knows_until=until, findings=findings)


@dataclass(frozen=True)
class Reported:
    """A scan, and the scanner's own report, less what must not be kept."""

    scan: Scan
    report: str


def excess_of(findings: Iterable[Finding], limits: Limits) -> str:
    """Why these are more than is tolerated, in words; empty where they are not. Each weakness counts once."""
    told = []
    different = distinct(findings)
    for severity, tolerated in ((Severity.CRITICAL, limits.critical), (Severity.HIGH, limits.high)):
        found = [one for one in different if one.severity == severity]
        if len(found) > tolerated:
            named = "; ".join(one.sentence for one in found[:SHOWN])
            told.append(f"{len(found)} {severity} findings where {tolerated} are tolerated: {named}")
    return "; ".join(told)


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Each weakness once, as its worst finding: one place with one name or alias in common is one weakness."""
    order = list(Severity)
    kept: list[tuple[Finding, set[str]]] = []
    for finding in sorted(findings, key=lambda one: order.index(one.severity)):
        names = {finding.id, *finding.aliases}
        same = [known for first, known in kept if first.place == finding.place and known & names]
        if same:
            same[0].update(names)
        else:
            kept.append((finding, names))
    return [finding for finding, _ in kept]

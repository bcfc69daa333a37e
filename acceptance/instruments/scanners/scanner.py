"""Scans what a profile names, and keeps what was seen: the result in the record, the reports beside it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from acceptance.instruments.scanners import code, dependencies, secrets
from acceptance.instruments.scanners.result import Blind, Limits, Reported, Scan
from acceptance.instruments.scanners.sarif import to_sarif
from acceptance.instruments.scanners.score import Score, read_scores, sentence_about
from acceptance.instruments.scanners.tool import Tool
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile import Profile
from acceptance.profile.scanners import Scanners
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.record.redaction import redactor

Sample = str | None
"""What is planted instead of the scanner's own sample; None is its own."""


@dataclass(frozen=True)
class _Kind:
    program: str
    tool: str
    scan: Callable[[Scanners, Tool, Sample], Reported]


class Scanner:
    """The scanners of one profile, in one run."""

    def __init__(self, profile: Profile, ledger: Ledger, scores: Mapping[str, Score] | None = None) -> None:
        self._profile = profile
        self._ledger = ledger
        self._scores = read_scores() if scores is None else scores

    def scan(self, about: str, sample: Sample = None) -> Scan:
        """Scans with the scanner of this kind, whatever comes of it; one that cannot be believed says so.

        Args:
            about: one of `KINDS`.
            sample: planted instead of the scanner's own sample.

        Raises:
            NotAssessed: the profile does not say what is to be scanned.
        """
        block, kind = self._profile.agreed(Scanners), KINDS[about]
        with tempfile.TemporaryDirectory(prefix="acceptance-scan-") as folder:
            tool = Tool(kind.program, Path(folder), block.timeout_s, block.programs.get(kind.program))
            try:
                reported = kind.scan(block, tool, sample)
            except Blind as why:
                reported = Reported(Scan(about, kind.tool, blind=str(why)), "")
        if sample is None:
            self._keep(reported)
        return reported.scan

    def latest(self, about: str) -> Scan:
        """What this run's scanner of this kind came to; it scans where it has not yet."""
        lines = [line.data for line in read(self._ledger.path) if line.kind == Kind.SCAN]
        known = [data for data in lines if data["about"] == about]
        return Scan.from_data(known[-1]) if known else self.scan(about)

    def limits(self) -> Limits:
        """How many findings are tolerated here."""
        tolerated = self._profile.agreed(Scanners).tolerated
        return Limits(tolerated.critical, tolerated.high)

    def score_of(self, scan: Scan) -> str:
        """How well this scanner finds what is known to be there, in words."""
        return sentence_about(self._scores.get(scan.about), scan)

    def _keep(self, reported: Reported) -> None:
        """Writes the reports, which are redacted, and one line of the record that names them."""
        scan, run = reported.scan, self._ledger.path.parent
        name = scan.about.replace(" ", "-")
        report, sarif = Path("evidence", "scans", f"{name}.json"), Path("sarif", f"{name}.sarif")
        for path, text in ((report, reported.report), (sarif, json.dumps(to_sarif(scan), indent=1))):
            (run / path).parent.mkdir(parents=True, exist_ok=True)
            (run / path).write_text(redactor.text(text), "utf-8")
        kept = {"report": str(report), "sarif": str(sarif), "score": self.score_of(scan)}
        self._ledger.append(Kind.SCAN, {**scan.to_data(), **kept})


def _code(block: Scanners, tool: Tool, sample: Sample) -> Reported:
    if block.code is None:
        raise _unnamed("code")
    roots = list(map(Path, block.code.roots))
    return code.scan_code(roots, tool, block.code.least_confidence, code.SAMPLE if sample is None else sample)


def _dependencies(block: Scanners, tool: Tool, sample: Sample) -> Reported:
    if block.dependencies is None:
        raise _unnamed("dependencies")
    wanted = block.dependencies.advisories
    if not wanted.snapshot:
        raise Blind("there is no list of known weaknesses; name one in scanners.dependencies.advisories.snapshot")
    files = list(map(Path, block.dependencies.files))
    samples = dependencies.SAMPLES if sample is None else ((sample, "1.0"),)
    return dependencies.scan_dependencies(
        files, Path(wanted.snapshot), tool, date.today(), wanted.date, wanted.at_most_days, samples
    )


def _secrets(block: Scanners, tool: Tool, sample: Sample) -> Reported:
    if block.secrets is None:
        raise _unnamed("secrets")
    return secrets.scan_secrets(map(Path, block.secrets.roots), tool, sample)


def _unnamed(part: str) -> NotAssessed:
    return NotAssessed(f"the profile's block scanners has no part {part!r}", Cause.BINDING)


KINDS: Mapping[str, _Kind] = {
    code.ABOUT: _Kind("bandit", "Bandit", _code),
    dependencies.ABOUT: _Kind("pip-audit", "pip-audit", _dependencies),
    secrets.ABOUT: _Kind("detect-secrets", "detect-secrets", _secrets),
}
"""What is looked at, in plain words -> how."""

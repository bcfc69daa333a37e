"""A scan in SARIF 2.1.0, which other programs read: https://docs.oasis-open.org/sarif/sarif/v2.1.0/."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from acceptance.instruments.scanners.result import Finding, Scan, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
}


def to_sarif(scan: Scan) -> dict[str, Any]:
    """The scan as one run; a blind one says that it did not succeed, and why."""
    rules = sorted({finding.rule for finding in scan.findings})
    driver: dict[str, Any] = {"name": scan.tool, "rules": [{"id": rule} for rule in rules]}
    if scan.version:
        driver["version"] = scan.version
    invocation: dict[str, Any] = {"executionSuccessful": not scan.blind}
    if scan.blind:
        invocation["toolExecutionNotifications"] = [{"level": "error", "message": {"text": scan.blind}}]
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "results": [_result(finding, rules) for finding in scan.findings],
        "properties": {
            "about": scan.about,
            "covered": dict(scan.covered or {}),
            "knowsUntil": scan.knows_until.isoformat() if scan.knows_until else None,
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.place)}}
    if finding.line is not None and finding.line > 0:
        place["region"] = {"startLine": finding.line}
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.title}. {finding.fix}".rstrip(". ") + "."},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"findingId/v1": finding.id},
        "properties": {"severity": str(finding.severity), "aliases": list(finding.aliases)},
    }

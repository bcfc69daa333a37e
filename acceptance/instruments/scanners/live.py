"""Weaknesses of a running service, by Schemathesis: every call of its description, in forms that nobody expects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from acceptance.instruments.scanners.relay import PLANTED, Forward, Relay, relayed
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Finding, Reported, Scan, Severity
from acceptance.instruments.scanners.tool import Tool, read_text, report_of

ABOUT = "running service"
TOOL = "Schemathesis"
PROGRAM = "schemathesis"
CHECKS = ("not_a_server_error", "response_schema_conformance", "content_type_conformance")
EXAMPLES = 8
"""How many made-up requests of each call follow upon those that are worked out."""
ANSWER_S = 30
"""Longer than a service is given by its profile: it is not this limit that decides."""
BROKEN = "ServerError"
UNSERVED = "served nobody while they were scanned"
_SEVERITIES = {BROKEN: Severity.HIGH}
"""By kind of failure; an answer of another kind than described is medium: it misleads, and lets nobody in."""
_FIXES = {BROKEN: "refuse what cannot be used with a status of 4xx"}


@dataclass
class Traffic:
    """What was really sent to the service while it was scanned, as whoever sends requests on has seen it.

    Attributes:
        calls: every call of the description, as `GET /results/{id}`.
        succeeded: calls that were answered with success to somebody who was signed in, or that are open to all.
        noticed: (call, rule, title) of what is wrong with an answer; `broken` are calls that broke down.
        held_back: how many requests were not sent on.
        silent: how many got no whole answer.
        ended: why nothing was sent on any more; empty where it was to the end.
    """

    calls: list[str]
    succeeded: set[str] = field(default_factory=set)
    noticed: set[tuple[str, str, str]] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    sent: int = 0
    held_back: int = 0
    silent: int = 0
    ended: str = ""

    @property
    def unanswered(self) -> list[str]:
        """Calls that nobody was served at during the scan: what lies behind their first refusal was not looked at."""
        return [call for call in self.calls if call not in self.succeeded]

    @property
    def why_unserved(self) -> str:
        """Names those calls; empty where there are none. A scan of nothing but refusals looks like a clean one."""
        left, told = self.unanswered, ", ".join(self.unanswered)
        return f"{len(left)} of {len(self.calls)} calls {UNSERVED}: {told}" if left else ""


def scan_live(
    document: Mapping[str, Any], forward: Forward, traffic: Traffic, tool: Tool, *, harmless: bool = False
) -> Reported:
    """Scans a service, and a planted weakness in the same pass.

    The exit code says nothing: the report must be whole, must name every call as tested and the planted weakness as
    broken, and the traffic must show that every call was served at least once.

    Args:
        document: the service's OpenAPI document.
        forward: sends a request on, and notes it in `traffic`.
        harmless: nothing breaks down in what is planted; then the scanner is blind.

    Raises:
        Blind: the scanner is not there, did not end in time, or left no report.
    """
    version = tool.version()
    with relayed(document, forward, harmless=harmless) as relay:
        text = _run(tool, relay)
    report = report_of(text, TOOL, "complete", "stop_reason", "operations", "failures", "errors")
    failures = list(_failures(report))
    findings = _findings(failures, traffic, relay)
    blind = _why_blind(report, failures, traffic, relay)
    covered = {
        "operations": len(traffic.calls),
        "operations served": len(traffic.succeeded & set(traffic.calls)),
        "requests": traffic.sent,
    }
    kept = {**report, "command": TOOL, "unanswered": traffic.unanswered, "held_back": traffic.held_back}
    return Reported(Scan(ABOUT, TOOL, version, None, covered, findings, blind), json.dumps(kept, indent=1))


def _run(tool: Tool, relay: Relay) -> str:
    target = tool.folder / "report.json"
    options = ["--phases", "examples,coverage,fuzzing", "--checks", ",".join(CHECKS), "--generation-deterministic"]
    options += ["--max-examples", str(EXAMPLES), "--continue-on-failure", "--no-shrink", "--workers", "1"]
    options += ["--request-timeout", str(ANSWER_S), "--warnings", "off", "--no-color"]
    options += ["--suppress-health-check", "all", "--max-redirects", "0"]
    options += ["--report", "json", "--report-json-path", str(target)]
    ran = tool.run(["run", f"{relay.url}/openapi.json", *options])
    if not target.is_file():
        said = (ran.errors or ran.output).strip()[-200:]
        raise Blind(f"{TOOL} left no report: {said or f'it ended with {ran.code}'}")
    return read_text(target)


@dataclass(frozen=True)
class _Failure:
    kind: str
    title: str
    call: str


def _failures(report: Mapping[str, Any]) -> Iterator[_Failure]:
    try:
        for entry in report["failures"]:
            for call in entry["operations"]:
                yield _Failure(str(entry["type"]), str(entry["title"]), str(call))
    except (KeyError, TypeError) as error:
        raise Blind(f"a finding in the report of {TOOL} cannot be read: {error!r}") from None


def _findings(failures: Iterable[_Failure], traffic: Traffic, relay: Relay) -> tuple[Finding, ...]:
    """What the report tells of described calls, and what was seen on the way; calls that it made up are not judged."""
    told = {(one.call, one.kind, one.title) for one in failures if one.call in traffic.calls}
    told |= {(call, BROKEN, "Server error") for call in traffic.broken if call != relay.planted}
    return tuple(_finding(*one) for one in sorted(told | traffic.noticed))


def _finding(call: str, kind: str, title: str) -> Finding:
    severity = _SEVERITIES.get(kind, Severity.HIGH if kind.startswith("inside-") else Severity.MEDIUM)
    return Finding(kind, title, severity, call, fix=_FIXES.get(kind, ""))


def _why_blind(report: Mapping[str, Any], failures: Iterable[_Failure], traffic: Traffic, relay: Relay) -> str:
    if traffic.ended:
        return traffic.ended
    try:
        counted = {name: int(report["operations"][name]) for name in ("selected", "tested", "total")}
    except (KeyError, TypeError, ValueError):
        return f"the report of {TOOL} does not say which calls it tested"
    if report["complete"] is not True or report["stop_reason"] != "completed":
        return f"{TOOL} did not come to its end ({report['stop_reason']})"
    if report["errors"]:
        return f"{TOOL} could not test {len(report['errors'])} calls"
    wanted = len(traffic.calls) + PLANTED
    if set(counted.values()) != {wanted}:
        return f"{TOOL} tested {counted['tested']} of {wanted} calls"
    if not any((one.kind, one.call) == (BROKEN, relay.planted) for one in failures):
        return f"{TOOL} {OVERLOOKED}"
    return traffic.why_unserved

"""A scan of the running service: every call of its description, as somebody who is signed in, in forms nobody expects.

A scan whose requests are all refused at the door finds nothing and proves nothing. So the suite makes every call once
as it should be made while the scan goes on, and the scan counts only where each call served somebody.
"""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from hamcrest import empty

from acceptance.checks import check, not_assessed
from acceptance.instruments.scanners import zap
from acceptance.instruments.scanners.live import ABOUT, PROGRAM, TOOL, UNSERVED, Traffic, scan_live
from acceptance.instruments.scanners.relay import relayed
from acceptance.instruments.scanners.result import Blind, Limits, Reported, Scan, Severity
from acceptance.instruments.scanners.sarif import to_sarif
from acceptance.instruments.scanners.tool import Tool
from acceptance.outcome import Cause
from acceptance.platform.access import CredentialRefused, require
from acceptance.platform.http import HttpClient
from acceptance.platform.transport import is_this_machine
from acceptance.profile.scanners import Scanners
from acceptance.record.ledger import Kind
from acceptance.record.redaction import redactor
from acceptance.requirements.access import weaknesses
from acceptance.requirements.interface.scan_serving import Served, opened
from acceptance.suite import Suite

NOTHING_SERIOUS = Limits(critical=0, high=0)
"""A call that breaks down on a request, or shows its inside, is never tolerated."""
EMPTY = {"openapi": "3.1.0", "info": {"title": "nothing", "version": "1"}, "paths": {}}
DAEMON = "zap"
"""What a profile calls the daemon among its other services."""


def scanned(suite: Suite) -> Scan:
    """Scans the running service, and keeps what came of it in the record.

    Raises:
        NotAssessed: the profile does not say that something is to be scanned, or does not permit this.
    """
    block = _permitted(suite)
    with tempfile.TemporaryDirectory(prefix="acceptance-scan-") as folder:
        tool = Tool(PROGRAM, Path(folder), block.timeout_s, block.programs.get(PROGRAM))
        try:
            reported = _scanned(suite, tool)
        except (Blind, CredentialRefused) as why:
            reported = Reported(Scan(ABOUT, TOOL, blind=str(why)), "")
    keep(suite, reported)
    return reported.scan


def scanned_with_zap(suite: Suite) -> Scan:
    """Lets the daemon that the profile calls `zap` scan the running service, and keeps what came of it.

    Raises:
        NotAssessed: the profile names no daemon on this machine, or does not permit this.
    """
    block, place = _permitted(suite), suite.profile.http_service(DAEMON)
    if place is None:
        not_assessed(f"the profile names no daemon of {zap.TOOL} (other_services.{DAEMON})", Cause.BINDING)
    if not is_this_machine(urlsplit(place.url).hostname or ""):
        not_assessed(f"the daemon of {zap.TOOL} is not on this machine, from which alone it would reach the service")
    page = ""
    with closing(HttpClient(DAEMON, place, suite.profile.permissions)) as client:
        try:
            found = _scanned_with_zap(suite, zap.Zap(client), block.timeout_s)
            scan, report, page = found.scan, found.report, found.page
        except (Blind, CredentialRefused) as why:
            scan, report = Scan(zap.ABOUT, zap.TOOL, blind=str(why)), ""
    keep(suite, Reported(scan, report), page)
    return scan


def _scanned_with_zap(suite: Suite, daemon: zap.Zap, timeout_s: float) -> zap.Found:
    with opened(suite) as at:
        sending, traffic = at.sending, at.sending.traffic

        def called(method: str, path: str) -> str | None:
            call = sending.interface.call_at(method, path)
            return str(call) if call is not None else None

        with relayed(at.described, sending.forward) as relay:
            found = zap.scan_with_zap(daemon, relay, traffic, called, timeout_s)
    return replace(found, scan=_with_reasons(found.scan, at.served))


def _permitted(suite: Suite) -> Scanners:
    """What the profile says of scanners.

    Raises:
        NotAssessed: nothing, or it does not permit to scan what is running; in production nobody does.
    """
    block = suite.profile.agreed(Scanners)
    if suite.profile.production:
        not_assessed("a running service is never scanned in production")
    require(suite.profile.permissions, "write", "the scan of the running service")
    return block


def with_nothing_planted(suite: Suite) -> Scan:
    """A scan in which nothing that is planted breaks down; of the platform nothing is asked, and it is not kept.

    Raises:
        NotAssessed: the profile does not say that something is to be scanned.
    """
    block = suite.profile.agreed(Scanners)
    with tempfile.TemporaryDirectory(prefix="acceptance-scan-") as folder:
        tool = Tool(PROGRAM, Path(folder), block.timeout_s, block.programs.get(PROGRAM))
        try:
            return scan_live(EMPTY, lambda _: None, Traffic([]), tool, harmless=True).scan
        except Blind as why:
            return Scan(ABOUT, TOOL, blind=str(why))


def judge(suite: Suite, scan: Scan) -> None:
    """Judges what is serious; raises as `weaknesses.judge`."""
    weaknesses.judge(suite, scan, NOTHING_SERIOUS)


def misdescribed(scan: Scan) -> list[str]:
    """Answers that had another form than is described."""
    return [one.sentence for one in scan.findings if one.severity == Severity.MEDIUM]


def check_described(scan: Scan) -> None:
    """Raises Violated where an answer had another form than is described."""
    check(misdescribed(scan), empty(), "answers of another form than is described")


def check_not_believed(scan: Scan) -> None:
    """Raises Violated where a scan in which nothing was planted would count, NotAssessed where it was none."""
    weaknesses.check_not_believed(scan)


def keep(suite: Suite, reported: Reported, page: str = "") -> None:
    """Writes the reports, which are redacted, and one line of the record that names them, as of every scanner.

    Args:
        page: the scanner's own report for people, where it makes one.
    """
    scan, run = reported.scan, suite.ledger.path.parent
    name = "-".join(re.findall(r"[a-z]+", scan.about))
    report, sarif = Path("evidence", "scans", f"{name}.json"), Path("sarif", f"{name}.sarif")
    written = [(report, reported.report), (sarif, json.dumps(to_sarif(scan), indent=1))]
    for path, text in [*written, *([(report.with_suffix(".html"), page)] if page else [])]:
        (run / path).parent.mkdir(parents=True, exist_ok=True)
        (run / path).write_text(redactor.text(text), "utf-8")
    kept = {"report": str(report), "sarif": str(sarif), "score": suite.scanner.score_of(scan)}
    suite.ledger.append(Kind.SCAN, {**scan.to_data(), **kept})


# -- one scan


def _scanned(suite: Suite, tool: Tool) -> Reported:
    with opened(suite) as at:
        at.unusual()
        reported = scan_live(at.described, at.sending.forward, at.sending.traffic, tool)
    return replace(reported, scan=_with_reasons(reported.scan, at.served))


def _with_reasons(scan: Scan, served: Served) -> Scan:
    """The scan, with why the suite itself could not make some calls, where some served nobody."""
    if UNSERVED not in scan.blind or not served.stumbled:
        return scan
    return replace(scan, blind=f"{scan.blind} ({'; '.join(dict.fromkeys(served.stumbled))})")

"""A scan of the running service is permitted, kept and judged as the profile says; a blind one is kept as blind."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace as Some
from typing import Any

import pytest

from acceptance.instruments.scanners.live import ABOUT, TOOL
from acceptance.instruments.scanners.result import Blind, Finding, Limits, Reported, Scan, Severity
from acceptance.instruments.scanners.scanner import Scanner
from acceptance.outcome import NotAssessed, Violated
from acceptance.platform.access import CredentialRefused
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions
from acceptance.profile.scanners import Scanners
from acceptance.profile.services import Services
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.record.redaction import Redactor, redactor
from acceptance.requirements.interface import live_scan
from profiles import profile_with

CALL = "POST /score"
COVERED = {"operations": 1, "requests": 9}
WHOLE = Permissions(read=True, synthetic=True, write=True)


def suite_with(folder: Path, **blocks: Any) -> Any:
    api = {"url": "https://scores.example"}
    services = Services.model_validate({"scoring_api": api})
    wanted = {"permissions": WHOLE, "production": False, "scanners": Scanners(), "services": services}
    profile = profile_with(**{**wanted, "other_services": {}, **blocks})
    ledger = Ledger(folder / "record.jsonl", Redactor())
    return Some(profile=profile, ledger=ledger, scanner=Scanner(profile, ledger, {}))


def kept(folder: Path) -> list[dict[str, Any]]:
    path = folder / "record.jsonl"
    return [dict(line.data) for line in read(path) if line.kind == Kind.SCAN] if path.exists() else []


def finding(severity: Severity = Severity.HIGH) -> Finding:
    return Finding("ServerError", "Server error", severity, CALL)


def scan_of(*findings: Finding, blind: str = "") -> Scan:
    return Scan(ABOUT, TOOL, "4.32.5", None, COVERED, findings, blind)


@pytest.mark.parametrize("scan", [live_scan.scanned, live_scan.scanned_with_zap])
@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ({"production": True}, "never scanned in production"),
        ({"permissions": Permissions(read=True, synthetic=True)}, "needs the permission 'write'"),
        ({"scanners": None}, "no block 'scanners'"),
    ],
)
def test_nothing_is_asked_of_a_platform_where_that_is_not_permitted(tmp_path: Path, scan, blocks, why: str):
    with pytest.raises(NotAssessed, match=why):
        scan(suite_with(tmp_path, **blocks))
    assert kept(tmp_path) == []


@pytest.mark.parametrize("why", [Blind("no report"), CredentialRefused("the token of 'clerk' ended")])
def test_a_scan_that_fails_is_kept_as_blind_and_not_assessed(tmp_path: Path, monkeypatch, why: Exception):
    def fails(*_: Any) -> Any:
        raise why

    monkeypatch.setattr(live_scan, "_scanned", fails)
    suite = suite_with(tmp_path)
    scan = live_scan.scanned(suite)
    assert kept(tmp_path)[0]["blind"] == scan.blind == str(why)
    with pytest.raises(NotAssessed, match=str(why)):
        live_scan.judge(suite, scan)


def test_a_scan_is_kept_once_with_its_reports_and_without_secrets(tmp_path: Path, monkeypatch):
    redactor.register("do-not-tell-me", "SOME_TOKEN")
    reported = Reported(scan_of(finding()), '{"found": "do-not-tell-me"}')
    monkeypatch.setattr(live_scan, "_scanned", lambda *_: reported)
    live_scan.scanned(suite_with(tmp_path))
    (line,) = kept(tmp_path)
    assert line["findings"][0]["id"] == finding().id
    assert "do-not-tell-me" not in (tmp_path / line["report"]).read_text()
    assert json.loads((tmp_path / line["sarif"]).read_text())["runs"][0]["results"][0]["ruleId"] == "ServerError"


def test_the_report_for_people_lies_beside_the_other_and_tells_no_secret(tmp_path: Path):
    redactor.register("do-not-tell-me-either", "SOME_OTHER_TOKEN")
    live_scan.keep(suite_with(tmp_path), Reported(scan_of(), "{}"), "<html>do-not-tell-me-either</html>")
    page = (tmp_path / kept(tmp_path)[0]["report"]).with_suffix(".html").read_text()
    assert page.startswith("<html>") and "do-not-tell-me-either" not in page


def test_one_call_that_breaks_down_is_too_many(tmp_path: Path):
    with pytest.raises(Violated, match="Server error"):
        live_scan.judge(suite_with(tmp_path), scan_of(finding()))


def test_what_breaks_down_violates_even_where_the_scanner_did_not_see_all(tmp_path: Path):
    with pytest.raises(Violated, match="Server error"):
        live_scan.judge(suite_with(tmp_path), scan_of(finding(), blind="calls served nobody"))


def test_a_clean_and_whole_scan_satisfies(tmp_path: Path):
    live_scan.judge(suite_with(tmp_path), scan_of())
    live_scan.check_described(scan_of())


def test_an_answer_of_another_form_violates_by_itself(tmp_path: Path):
    scan = scan_of(finding(Severity.MEDIUM))
    live_scan.judge(suite_with(tmp_path), scan)
    with pytest.raises(Violated, match="Server error"):
        live_scan.check_described(scan)
    assert scan.verdict(Limits(0, 0)).reason == ""


def test_without_a_daemon_the_second_scanner_is_not_assessed(tmp_path: Path):
    with pytest.raises(NotAssessed, match="names no daemon of OWASP ZAP"):
        live_scan.scanned_with_zap(suite_with(tmp_path))


def test_a_daemon_elsewhere_is_not_let_in(tmp_path: Path):
    elsewhere = {"zap": HttpService(url="https://zap.example")}
    with pytest.raises(NotAssessed, match="not on this machine"):
        live_scan.scanned_with_zap(suite_with(tmp_path, other_services=elsewhere))


def test_a_scanner_that_is_not_there_is_no_proof_that_others_would_be_disbelieved(tmp_path: Path):
    block = Scanners(programs={"schemathesis": str(tmp_path / "nowhere")})
    scan = live_scan.with_nothing_planted(suite_with(tmp_path, scanners=block))
    with pytest.raises(NotAssessed, match="there is no schemathesis"):
        live_scan.check_not_believed(scan)
    assert kept(tmp_path) == []


def test_a_scan_without_anything_planted_is_not_believed(tmp_path: Path):
    live_scan.check_not_believed(live_scan.with_nothing_planted(suite_with(tmp_path)))
    with pytest.raises(Violated):
        live_scan.check_not_believed(scan_of())

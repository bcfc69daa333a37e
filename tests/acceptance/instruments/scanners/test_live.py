"""The scan of a running service counts only where it was whole, found what was planted and was let in everywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from programs import program

from acceptance.instruments.scanners import tool
from acceptance.instruments.scanners.live import ABOUT, PROGRAM, Traffic, scan_live
from acceptance.instruments.scanners.relay import Asked, Replied
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Limits, Scan, Severity
from acceptance.instruments.scanners.sarif import to_sarif
from acceptance.instruments.scanners.tool import Tool
from acceptance.outcome import Outcome

CALL = "POST /score"
BODY = {
    "content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}}}
}
DESCRIBED: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {"/score": {"post": {"requestBody": BODY, "responses": {"200": {"description": "done"}}}}},
}
REPORTS = """
from urllib.request import urlopen
if '--version' in sys.argv:
    sys.exit(print('schemathesis, version 4.32.5'))
paths = json.load(urlopen(sys.argv[2]))['paths']
planted = 'POST ' + next(path for path in paths if path.startswith('/planted'))
def failure(*calls, kind='ServerError', title='Server error'):
    return {'type': kind, 'title': title, 'operations': list(calls)}
counted = {'total': 3, 'selected': 3, 'tested': 3}
report = {'complete': True, 'stop_reason': 'completed', 'operations': counted, 'errors': []}
report['failures'] = [failure(planted)]
def write(text):
    open(sys.argv[sys.argv.index('--report-json-path') + 1], 'w').write(text)
"""
WRITES = "\nwrite(json.dumps(report))"
SERIOUS = Limits(critical=0, high=0)


def traffic(**told: Any) -> Traffic:
    return Traffic([CALL], **{"succeeded": {CALL}, "sent": 7, **told})


def scanned(folder: Path, more: str = "", seen: Traffic | None = None, timeout_s: float = 60) -> Scan:
    body = REPORTS + more + ("" if "write(" in more or "exit" in more or "sleep" in more else WRITES)
    return scan_live(DESCRIBED, lambda _: None, seen or traffic(), program(folder, body, timeout_s)).scan


def test_a_whole_scan_without_findings_is_satisfied(tmp_path: Path):
    scan = scanned(tmp_path)
    assert scan.verdict(SERIOUS).outcome == Outcome.SATISFIED
    assert (scan.about, scan.version, scan.findings) == (ABOUT, "4.32.5", ())
    assert scan.covered == {"operations": 1, "operations served": 1, "requests": 7}


def test_its_exit_code_says_nothing(tmp_path: Path):
    assert scanned(tmp_path, WRITES + "\nsys.exit(1)").verdict(SERIOUS).outcome == Outcome.SATISFIED


@pytest.mark.parametrize(
    ("goes_wrong", "why"),
    [
        ("sys.exit(0)", "left no report"),
        ("raise SystemExit('no memory')", "no memory"),
        ("os.abort()", "SIGABRT"),
        ("write('')", "left no report"),
        ("write(json.dumps(report)[:-9])", "left half a report"),
        ("write('{}')", "lacks complete"),
    ],
)
def test_a_scanner_that_fails_is_blind(tmp_path: Path, goes_wrong: str, why: str):
    with pytest.raises(Blind, match=why):
        scanned(tmp_path, goes_wrong)


def test_a_scanner_that_hangs_is_blind(tmp_path: Path):
    with pytest.raises(Blind, match="did not end within 1"):
        scanned(tmp_path, "time.sleep(60)", timeout_s=1)


def test_a_scanner_that_is_not_there_is_blind(tmp_path: Path):
    missing = Tool(PROGRAM, tmp_path, 5, str(tmp_path / "nowhere"))
    with pytest.raises(Blind, match="there is no schemathesis"):
        scan_live(DESCRIBED, lambda _: None, traffic(), missing)


def test_a_report_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tool, "LARGEST_BYTES", 1_000_000)
    with pytest.raises(Blind, match=r"larger than|ended by SIGXFSZ|no space|too large"):
        scanned(tmp_path, "write('x' * 2_000_000)")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ("report['complete'] = False", "did not come to its end"),
        ("report['stop_reason'] = 'interrupted'", "did not come to its end"),
        ("report['operations']['tested'] = 2", "tested 2 of 3 calls"),
        ("report['operations'] = {'total': 2, 'selected': 2, 'tested': 2}", "tested 2 of 3 calls"),
        ("report['operations'] = None", "does not say which calls it tested"),
        ("report['errors'] = [{}]", "could not test 1 calls"),
        ("report['failures'] = []", OVERLOOKED),
        ("report['failures'] = [failure(planted, kind='JsonSchemaError')]", OVERLOOKED),
    ],
)
def test_a_scan_that_was_not_whole_or_overlooked_what_was_planted_does_not_count(
    tmp_path: Path, changed: str, why: str
):
    told = scanned(tmp_path, changed).verdict(SERIOUS)
    assert (told.outcome, why in told.reason) == (Outcome.NOT_ASSESSED, True)


@pytest.mark.parametrize("failures", ["[{}]", "[{'type': 'a', 'title': 'b', 'operations': None}]", "[7]"])
def test_failures_that_cannot_be_read_are_no_clean_scan(tmp_path: Path, failures: str):
    with pytest.raises(Blind, match="cannot be read"):
        scanned(tmp_path, f"report['failures'] = {failures}")


def test_a_scan_of_nothing_but_refusals_does_not_count_and_names_the_calls(tmp_path: Path):
    told = scanned(tmp_path, seen=traffic(succeeded=set())).verdict(SERIOUS)
    assert told.outcome == Outcome.NOT_ASSESSED
    assert "1 of 1 calls served nobody while they were scanned: POST /score" in told.reason


def test_a_scan_that_was_cut_off_does_not_count(tmp_path: Path):
    assert scanned(tmp_path, seen=traffic(ended="the service did not answer any more")).blind == (
        "the service did not answer any more"
    )


def test_a_call_that_breaks_down_is_a_finding_even_of_a_scanner_that_is_blind(tmp_path: Path):
    scan = scanned(tmp_path, f"report['failures'] = [failure('{CALL}')]")
    assert [(one.rule, one.place, one.severity) for one in scan.findings] == [("ServerError", CALL, Severity.HIGH)]
    assert scan.verdict(SERIOUS).outcome == Outcome.VIOLATED


def test_what_was_seen_on_the_way_is_a_finding_and_counts_once(tmp_path: Path):
    seen = traffic(broken={CALL}, noticed={(CALL, "inside-a path of its files", "An answer shows a path of its files")})
    scan = scanned(tmp_path, f"report['failures'].append(failure('{CALL}'))", seen)
    assert sorted(one.rule for one in scan.findings) == ["ServerError", "inside-a path of its files"]
    assert len({one.id for one in scan.findings}) == 2


def test_an_answer_of_another_form_is_medium_and_calls_that_were_made_up_are_none(tmp_path: Path):
    made_up = f"failure('QUERY /score', '{CALL}', kind='JsonSchemaError', title='Response violates schema')"
    (finding,) = scanned(tmp_path, f"report['failures'].append({made_up})").findings
    assert (finding.place, finding.severity) == (CALL, Severity.MEDIUM)


def test_html_in_a_name_stays_a_text(tmp_path: Path):
    title = "<script>alert(1)</script>"
    scan = scanned(tmp_path, f"report['failures'].append(failure('{CALL}', kind='x', title='{title}'))")
    assert json.loads(json.dumps(to_sarif(scan)))["runs"][0]["results"][0]["message"]["text"].startswith(title)


def test_the_scanner_itself_finds_a_call_that_breaks_down_and_what_is_planted(tmp_path: Path):
    seen = traffic(succeeded=set())

    def forward(asked: Asked) -> Replied:
        seen.succeeded.add(CALL)
        broken = asked.method == "POST" and b'"a": null' in asked.body
        return Replied(500 if broken else 200, "text/plain", b"x")

    scan = scan_live(DESCRIBED, forward, seen, Tool(PROGRAM, tmp_path, 110)).scan
    assert (scan.blind, [(one.rule, one.place) for one in scan.findings]) == ("", [("ServerError", CALL)])

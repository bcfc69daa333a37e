"""The API of OWASP ZAP answers much with a word instead of an error: none of that is taken for a clean scan.

The answers are those of ZAP 2.17.0, as its daemon gave them.
"""

from __future__ import annotations

import json
from types import SimpleNamespace as Some
from typing import Any, cast

import pytest

from acceptance.instruments.scanners import zap as module
from acceptance.instruments.scanners.live import Traffic
from acceptance.instruments.scanners.relay import Relay
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Limits, Severity
from acceptance.instruments.scanners.zap import Found, Zap, scan_with_zap
from acceptance.outcome import Outcome
from acceptance.platform.access import Unreachable
from acceptance.platform.http import HttpClient

CALL = "GET /scores"
RELAY = Relay("http://127.0.0.1:1", "POST /planted-1", "/planted-1/page")
NO_ADD_ON = (400, {"code": "no_implementor", "message": "No Implementor"})
NO_SCAN = (400, {"code": "does_not_exist", "message": "Does Not Exist"})
SERIOUS = Limits(critical=0, high=0)


def alert(path: str, risk: str = "High", **told: Any) -> dict[str, Any]:
    known = {
        "pluginId": "40012",
        "name": "Cross Site Scripting",
        "param": "name",
        "method": "GET",
        "confidence": "Medium",
    }
    return {"url": RELAY.url + path, "risk": risk, "solution": "mend it", **known, **told}


PLANTED = alert("/planted-1/page?name=x")
ANSWERS: dict[str, Any] = {
    "core/view/version": {"version": "2.17.0"},
    "ascan/view/scanners": {"scanners": [{"id": "40012", "enabled": "true"}]},
    "openapi/action/importUrl": {"importUrl": []},
    "spider/action/scan": {"scan": "0"},
    "spider/view/status": {"status": "100"},
    "pscan/view/recordsToScan": {"recordsToScan": "0"},
    "ascan/action/scan": {"scan": "3"},
    "ascan/view/status": {"status": "100"},
    "ascan/action/stop": {"Result": "OK"},
    "alert/view/alerts": {"alerts": [PLANTED]},
    "htmlreport": "<html>report</html>",
}


class Daemon:
    """Answers as told; a list is answered one by one, its last entry for ever."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = {**ANSWERS, **answers}
        self.asked: list[tuple[str, dict[str, str]]] = []

    def call(self, method: str, path: str, *, needs: str, query: dict[str, str] | None = None) -> Any:
        place = "htmlreport" if "htmlreport" in path else path.removeprefix("/JSON/").strip("/")
        self.asked.append((place, query or {}))
        told = self.answers[place]
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(told, Exception):
            raise told
        status, content = told if isinstance(told, tuple) else (200, told)
        text = content if isinstance(content, str) else json.dumps(content)
        parsed = content if not isinstance(content, str) else None
        return Some(status=status, content=parsed, body=text.encode())


def scanned(answers: dict[str, Any] | None = None, seen: Traffic | None = None, timeout_s: float = 20) -> Found:
    daemon = Daemon(answers or {})
    traffic = seen or Traffic([CALL], succeeded={CALL}, sent=9)
    called = {("GET", "/scores"): CALL}
    return scan_with_zap(
        Zap(cast(HttpClient, daemon)), RELAY, traffic, lambda method, path: called.get((method, path)), timeout_s
    )


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_S", 0.001)


def test_a_scan_that_finds_what_is_planted_and_nothing_else_is_satisfied():
    found = scanned()
    assert found.scan.verdict(SERIOUS).outcome == Outcome.SATISFIED
    assert (found.scan.version, found.page) == ("2.17.0", "<html>report</html>")
    assert found.scan.covered == {"operations": 1, "operations served": 1, "requests": 9, "rules": 1}


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"core/view/version": Unreachable("zap did not answer")}, "cannot be asked: zap did not answer"),
        ({"ascan/view/scanners": {"scanners": []}}, "no rule to attack with"),
        ({"ascan/view/scanners": {"scanners": [{"id": "1", "enabled": "false"}]}}, "no rule to attack with"),
        ({"openapi/action/importUrl": NO_ADD_ON}, "importUrl with 400 no_implementor"),
        ({"openapi/action/importUrl": {"importUrl": ["broken"]}}, "could not read the description"),
        ({"spider/action/scan": "no_implementor"}, "answers spider/action/scan"),
        ({"spider/view/status": NO_SCAN}, "does_not_exist"),
        ({"pscan/view/recordsToScan": NO_ADD_ON}, "no_implementor"),
        ({"alert/view/alerts": {"alerts": "does_not_exist"}}, "cannot be read"),
        ({"alert/view/alerts": {"alerts": [{"risk": "High"}]}}, "cannot be read"),
    ],
)
def test_a_daemon_that_cannot_look_is_blind(answers: dict[str, Any], why: str):
    with pytest.raises(Blind, match=why):
        scanned(answers)


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"ascan/view/status": {"status": "40"}}, "did not come to the end of ascan in time (it said 40)"),
        ({"ascan/view/status": NO_SCAN}, "does_not_exist"),
        ({"alert/view/alerts": {"alerts": []}}, OVERLOOKED),
        ({"alert/view/alerts": {"alerts": [alert("/planted-1/page", "Low")]}}, OVERLOOKED),
        ({"htmlreport": (200, {"code": "internal_error"})}, "gave no report for people"),
    ],
)
def test_a_scan_that_came_to_no_end_or_overlooked_what_was_planted_does_not_count(answers: dict[str, Any], why: str):
    told = scanned(answers, timeout_s=0.1).scan.verdict(SERIOUS)
    assert (told.outcome, why in told.reason) == (Outcome.NOT_ASSESSED, True)


def test_what_was_found_before_the_end_counts_all_the_same():
    alerts = {"alerts": [PLANTED, alert("/scores")]}
    scan = scanned({"ascan/view/status": {"status": "40"}, "alert/view/alerts": alerts}, timeout_s=0.1).scan
    assert scan.blind and scan.verdict(SERIOUS).outcome == Outcome.VIOLATED


def test_an_attack_that_takes_too_long_is_stopped():
    daemon = Daemon({"ascan/view/status": {"status": "40"}})
    scan_with_zap(Zap(cast(HttpClient, daemon)), RELAY, Traffic([]), lambda *_: None, 0.1)
    assert ("ascan/action/stop", {"scanId": "3"}) in daemon.asked


def test_a_call_that_served_nobody_is_named():
    assert "1 of 1 calls served nobody" in scanned(seen=Traffic([CALL])).scan.blind


def test_each_step_is_waited_for():
    found = scanned({"spider/view/status": [{"status": "0"}, {"status": "60"}, {"status": "100"}]})
    assert found.scan.blind == ""


def test_alerts_are_findings_at_the_calls_of_the_description_by_their_risk():
    alerts = [
        PLANTED,
        alert("/scores"),
        alert("/scores", "Low"),
        alert("/scores", "Informational"),
        alert("/elsewhere"),
    ]
    findings = scanned({"alert/view/alerts": {"alerts": alerts}}).scan.findings
    assert [(one.place, one.severity, one.fix) for one in findings] == [
        (CALL, Severity.HIGH, "mend it"),
        (CALL, Severity.LOW, "mend it"),
    ]


def test_an_alert_that_was_called_false_and_one_that_is_told_twice_count_never_and_once():
    alerts = [PLANTED, alert("/scores"), alert("/scores"), alert("/scores", confidence="False Positive", name="other")]
    assert len(scanned({"alert/view/alerts": {"alerts": alerts}}).scan.findings) == 1


def test_alerts_are_read_to_the_last_page(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "PAGE", 2)
    pages = [{"alerts": [PLANTED, alert("/a")]}, {"alerts": [alert("/scores")]}]
    assert len(scanned({"alert/view/alerts": pages}).scan.findings) == 1


def test_alerts_without_end_are_not_read_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_ALERTS", 4)
    monkeypatch.setattr(module, "PAGE", 1)
    with pytest.raises(Blind, match="more than 4 alerts"):
        scanned()

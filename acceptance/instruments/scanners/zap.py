"""Weaknesses of a running service, by a daemon of OWASP ZAP that somebody keeps running, through its API.

https://www.zaproxy.org/docs/api/. What is asked of an add-on that is not there, or of a scan that nobody began, is
answered with a word instead of an error; a scan without rules ends at once and finds nothing. So each answer must have
the key that was asked for, there must be rules, every step must come to its end, and the planted page must be found.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from acceptance.instruments.scanners.live import Traffic
from acceptance.instruments.scanners.relay import DOCUMENT, Relay
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Finding, Scan, Severity
from acceptance.platform.access import ServiceError
from acceptance.platform.http import HttpClient

ABOUT = "running service, by a second scanner"
TOOL = "OWASP ZAP"
EVERY_S = 1.0
PAGE = 500
"""Alerts that are read at once."""
MOST_ALERTS = 20_000
_SEVERITIES = {"High": Severity.HIGH, "Medium": Severity.MEDIUM, "Low": Severity.LOW}
"""By risk. What is only told for information is no weakness."""
NO_ALERT = "False Positive"


@dataclass(frozen=True)
class Found:
    """What the daemon came to: the scan, its alerts as it tells them, and its report for people."""

    scan: Scan
    report: str
    page: str


class Zap:
    """The API of one daemon.

    Args:
        client: of the service that the profile calls `zap`; its key is in the header X-ZAP-API-Key.
    """

    def __init__(self, client: HttpClient) -> None:
        self._client = client

    def ask(self, place: str, key: str, **words: str) -> Any:
        """What the API answers under a key.

        Args:
            place: such as `spider/view/status`.

        Raises:
            Blind: it does not answer, or answers something else.
        """
        try:
            answer = self._client.call("GET", f"/JSON/{place}/", needs="write", query=words)
        except ServiceError as error:
            raise Blind(f"{TOOL} cannot be asked: {error}") from None
        content = answer.content
        if answer.status != 200 or not isinstance(content, dict) or key not in content:
            said = content.get("code", "") if isinstance(content, dict) else ""
            raise Blind(f"{TOOL} answers {place} with {answer.status} {said}".rstrip())
        return content[key]

    def page(self) -> str:
        """The report for people."""
        try:
            answer = self._client.call("GET", "/OTHER/core/other/htmlreport/", needs="write")
        except ServiceError as error:
            raise Blind(f"{TOOL} cannot be asked: {error}") from None
        text = answer.body.decode("utf-8", "replace")
        if answer.status != 200 or "<html" not in text.lower():
            raise Blind(f"{TOOL} gave no report for people ({answer.status})")
        return text

    def until_done(self, place: str, key: str, done: str, deadline_s: float, **words: str) -> None:
        """Waits for a step to come to its end.

        Args:
            deadline_s: on the monotonic clock.

        Raises:
            Blind: it does not.
        """
        while str(told := self.ask(place, key, **words)) != done:
            if time.monotonic() > deadline_s:
                raise Blind(f"{TOOL} did not come to the end of {place.partition('/')[0]} in time (it said {told})")
            time.sleep(EVERY_S)


def scan_with_zap(
    zap: Zap, relay: Relay, traffic: Traffic, called: Callable[[str, str], str | None], timeout_s: float
) -> Found:
    """Lets the daemon read the description, follow links, and attack; then reads what it tells.

    Args:
        relay: the place by which alone it reaches the service.
        called: the call of the description that a method and a path belong to; None where none is.

    Raises:
        Blind: it is not there, or answers nonsense, or a step did not come to its end.
    """
    deadline_s = time.monotonic() + timeout_s
    version = str(zap.ask("core/view/version", "version"))
    rules = zap.ask("ascan/view/scanners", "scanners")
    if not any(isinstance(one, Mapping) and str(one.get("enabled")).lower() == "true" for one in rules or ()):
        raise Blind(f"{TOOL} has no rule to attack with")
    if errors := zap.ask("openapi/action/importUrl", "importUrl", url=relay.url + DOCUMENT):
        raise Blind(f"{TOOL} could not read the description: {len(errors)} errors")
    spider = str(zap.ask("spider/action/scan", "scan", url=relay.url, recurse="true"))
    zap.until_done("spider/view/status", "status", "100", deadline_s, scanId=spider)
    zap.until_done("pscan/view/recordsToScan", "recordsToScan", "0", deadline_s)
    unfinished = _attack(zap, relay.url, deadline_s)
    alerts = list(_alerts(zap, relay.url))
    findings = tuple(dict.fromkeys(_findings(alerts, called)))
    covered = {
        "operations": len(traffic.calls),
        "operations served": len(traffic.succeeded & set(traffic.calls)),
        "requests": traffic.sent,
        "rules": len(rules),
    }
    page, unreadable = _page(zap)
    blind = unfinished or _why_blind(alerts, relay, traffic) or unreadable
    return Found(Scan(ABOUT, TOOL, version, None, covered, findings, blind), json.dumps({"alerts": alerts}), page)


def _attack(zap: Zap, url: str, deadline_s: float) -> str:
    """Attacks, and stops where that takes too long: why it did not come to its end, empty where it did.

    What was found until then is read all the same.
    """
    attack = str(zap.ask("ascan/action/scan", "scan", url=url, recurse="true"))
    try:
        zap.until_done("ascan/view/status", "status", "100", deadline_s, scanId=attack)
        zap.until_done("pscan/view/recordsToScan", "recordsToScan", "0", deadline_s)
    except Blind as why:
        zap.ask("ascan/action/stop", "Result", scanId=attack)
        return str(why)
    return ""


def _page(zap: Zap) -> tuple[str, str]:
    """The report for people, and why there is none."""
    try:
        return zap.page(), ""
    except Blind as why:
        return "", str(why)


def _alerts(zap: Zap, url: str) -> Iterator[Mapping[str, Any]]:
    for start in range(0, MOST_ALERTS, PAGE):
        told = zap.ask("alert/view/alerts", "alerts", baseurl=url, start=str(start), count=str(PAGE))
        if not isinstance(told, list) or not all(isinstance(one, dict) for one in told):
            raise Blind(f"the alerts of {TOOL} cannot be read")
        yield from told
        if len(told) < PAGE:
            return
    raise Blind(f"{TOOL} tells more than {MOST_ALERTS} alerts")


def _findings(alerts: list[Mapping[str, Any]], called: Callable[[str, str], str | None]) -> Iterator[Finding]:
    """The alerts at described calls; what the suite itself serves is not the platform's."""
    for one in alerts:
        try:
            risk, path = str(one["risk"]), urlsplit(str(one["url"])).path
            rule, title = f"zap-{one['pluginId']}", str(one["name"])
            call, mark = called(str(one.get("method", "GET")), path), f"{title} {one.get('param', '')}"
        except (KeyError, ValueError) as error:
            raise Blind(f"an alert of {TOOL} cannot be read: {error!r}") from None
        if call is not None and risk in _SEVERITIES and one.get("confidence") != NO_ALERT:
            yield Finding(rule, title, _SEVERITIES[risk], call, mark, fix=str(one.get("solution", "")))


def _why_blind(alerts: list[Mapping[str, Any]], relay: Relay, traffic: Traffic) -> str:
    if traffic.ended:
        return traffic.ended
    if not any(urlsplit(str(one.get("url"))).path == relay.page and one.get("risk") == "High" for one in alerts):
        return f"{TOOL} {OVERLOOKED}"
    return traffic.why_unserved

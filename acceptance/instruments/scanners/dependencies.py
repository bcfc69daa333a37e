"""Known weaknesses of the packages that a platform installs, by pip-audit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from acceptance.instruments.scanners.advisories import Advisories, read_advisories, served
from acceptance.instruments.scanners.pins import Loose, Pin, Pins, read_pins
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Finding, Reported, Scan, Severity
from acceptance.instruments.scanners.severity import severity_of
from acceptance.instruments.scanners.tool import Tool, report_of

ABOUT = "dependencies"
SAMPLES = (("feedgen", "0.7.0"), ("pysaml2", "4.0.0"), ("bleach", "2.1.0"), ("jinja2", "2.10"))
"""Packages with weaknesses that every list has known for years; one that the platform does not install is planted."""
FRESH_DAYS = 7


def scan_dependencies(
    paths: list[Path],
    snapshot: Path,
    tool: Tool,
    today: date,
    dated: date | None = None,
    at_most_days: int = FRESH_DAYS,
    samples: Sequence[tuple[str, str]] = SAMPLES,
) -> Reported:
    """Asks a list of advisories for every package of the requirements files, and for a planted one in the same pass.

    Args:
        snapshot: the list: OSV records in a ZIP file or folder.
        dated: the day on which the list was made; its newest record may say that it is older, but not younger.
        at_most_days: how old the list may be.
        samples: of these, the first that is not installed is planted.

    Raises:
        Blind: a file, the list or the scanner is missing or cannot be read.
    """
    pins, advisories = read_pins(paths), read_advisories(snapshot)
    known_until = min(filter(None, (dated, advisories.newest)))
    planted = next((one for one in samples if one[0] not in {pin.name for pin in pins.exact}), None)
    if planted is None:
        raise Blind("every package that could be planted is installed; nothing shows that the list is asked")
    passes = [_audit(some, planted, advisories, tool) for some in _without_doubles(pins.exact)]
    blind = _first(why for _, why in passes) or _too_old(known_until, today, at_most_days)
    reports = [report for report, _ in passes]
    found = tuple(_loose_findings(pins.loose)) + tuple(_findings(reports, pins, advisories))
    covered = {"packages": len(pins.exact) + len(pins.loose)}
    scan = Scan(ABOUT, "pip-audit", tool.version(), known_until, covered, found, blind)
    return Reported(scan, json.dumps(reports, indent=1))


def _audit(pins: Sequence[Pin], planted: tuple[str, str], advisories: Advisories, tool: Tool) -> tuple[Any, str]:
    """The report about these packages, and why it cannot be believed, if so."""
    wanted = {(pin.name, pin.version) for pin in pins}
    listed = tool.folder / "requirements.txt"
    listed.write_text("".join(f"{name}=={version}\n" for name, version in [*sorted(wanted), planted]))
    with served(advisories) as server:
        options = ["--no-deps", "--disable-pip", "--vulnerability-service", "osv", "--osv-url", server.address]
        shown = ["--format", "json", "--aliases", "on", "--desc", "off", "--progress-spinner", "off"]
        kept = ["--cache-dir", str(tool.folder / "cache"), "--requirement", str(listed)]
        ran = tool.run([*options, *shown, *kept], {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"})
    if not ran.output.strip():
        raise Blind(f"pip-audit left no report: {ran.errors.strip()[-200:] or f'it ended with {ran.code}'}")
    report = report_of(ran.output, "pip-audit", "dependencies")
    seen = {_key(one): one for one in report["dependencies"]}
    return report, _why_blind(wanted, planted, seen, server.answered)


def _why_blind(
    wanted: set[tuple[str, str]],
    planted: tuple[str, str],
    seen: Mapping[tuple[str, str], Mapping[str, Any]],
    answered: set[tuple[str, str]],
) -> str:
    if not seen.get(planted, {}).get("vulns"):
        return f"pip-audit {OVERLOOKED}"
    for what, known in (("tells nothing of", set(seen)), ("did not ask for", answered)):
        if left_out := sorted(wanted - known):
            named = ", ".join(f"{name} {version}" for name, version in left_out[:3])
            return f"pip-audit {what} {len(left_out)} of {len(wanted)} packages: {named}"
    return ""


def _key(entry: Mapping[str, Any]) -> tuple[str, str]:
    """A package that was skipped has no version, and is not among those told of."""
    try:
        return canonicalize_name(entry["name"]), str(Version(entry.get("version", "")))
    except (InvalidVersion, KeyError, TypeError):
        return "", ""


def _findings(reports: list[Any], pins: Pins, advisories: Advisories) -> Iterator[Finding]:
    installed = {(pin.name, pin.version): pin for pin in pins.exact}
    for entry in (entry for report in reports for entry in report["dependencies"]):
        if pin := installed.get(_key(entry)):
            yield from (_finding(pin, weakness, advisories) for weakness in entry.get("vulns", []))


def _finding(pin: Pin, weakness: Mapping[str, Any], advisories: Advisories) -> Finding:
    record = advisories.record(pin.name, weakness["id"]) or {}
    fixes = ", ".join(weakness.get("fix_versions", []))
    return Finding(
        weakness["id"],
        f"{pin.name} {pin.version} has a known weakness",
        severity_of(record),
        pin.name,
        fix=f"install {fixes}" if fixes else "no version without it is known",
        aliases=tuple(sorted(weakness.get("aliases", []))),
    )


def _loose_findings(loose: Sequence[Loose]) -> Iterator[Finding]:
    for one in loose:
        fix = "write one exact version"
        yield Finding("unpinned", f"{one.text}: {one.why}", Severity.MEDIUM, one.place.split(":")[0], one.text, fix=fix)


def _without_doubles(pins: Sequence[Pin]) -> list[list[Pin]]:
    """Files that pip-audit can take: a package that is pinned twice, for two Pythons, in two of them."""
    rounds: list[dict[str, Pin]] = [{}]
    for pin in pins:
        free = next((one for one in rounds if pin.name not in one), None)
        if free is None:
            free = {}
            rounds.append(free)
        free[pin.name] = pin
    return [list(one.values()) for one in rounds]


def _too_old(known_until: date, today: date, at_most_days: int) -> str:
    days = (today - known_until).days
    if days <= at_most_days:
        return ""
    return (
        f"the list of advisories tells of nothing after {known_until}, {days} days ago; at most {at_most_days} are "
        "agreed, so name a newer one in scanners.dependencies.advisories"
    )


def _first(reasons: Iterator[str]) -> str:
    return next((why for why in reasons if why), "")

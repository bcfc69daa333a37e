"""Weaknesses in source code, by Bandit."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from acceptance.instruments.scanners.files import Files, files_of
from acceptance.instruments.scanners.result import OVERLOOKED, Blind, Finding, Reported, Scan, Severity
from acceptance.instruments.scanners.tool import Tool, read_text, report_of

ABOUT = "source code"
SAMPLE = 'import subprocess\nsubprocess.call("list " + input(), shell=True)\n'
"""Starts a program by a sentence that a stranger writes: rule B602."""
CONFIDENCES = ("LOW", "MEDIUM", "HIGH")
_PASSWORDS = {"B105", "B106", "B107"}
"""Rules whose findings quote what they found."""
_INTERPRETER = re.compile(rb"#!.*\bpython")


def scan_code(roots: Iterable[Path], tool: Tool, least_confidence: str = "MEDIUM", sample: str = SAMPLE) -> Reported:
    """Scans every Python file below `roots`, and a planted sample in the same pass.

    What the code itself says about being looked at (`nosec`, files of settings) is not heard: whoever wants to keep a
    finding writes a waiver.

    Args:
        least_confidence: findings that the scanner is less sure of are left out.
        sample: what has to be found; anything else makes the scanner blind.

    Raises:
        Blind: the scanner is not there, left no report, or did not read every file.
    """
    files = files_of(roots)
    python = Files({name: path for name, path in files.at.items() if _is_python(path)})
    if not python.at:
        raise Blind("there is no Python file in the source code that the profile names")
    planted = tool.folder / f"sample_{secrets.token_hex(4)}.py"
    planted.write_text(sample)
    text = _run(tool, [*python.at.values(), planted])
    report = report_of(text, "bandit", "errors", "metrics", "results")
    results = [_Result(entry) for entry in report["results"]]
    blind = _why_blind(report, python, planted, results)
    found = _findings([one for one in results if one.file != planted], python, least_confidence)
    covered = {"files": len(python.at), "lines": _lines(report["metrics"], planted)}
    return Reported(Scan(ABOUT, "Bandit", tool.version(), None, covered, tuple(found), blind), _to_be_kept(report))


def _run(tool: Tool, paths: Iterable[Path]) -> str:
    target, settings = tool.folder / "report.json", tool.folder / "no-settings"
    settings.write_text("[bandit]\n")
    listed = [str(path) for path in paths]
    options = ["--quiet", "--ignore-nosec", "--ini", str(settings), "--exclude", "", "--format", "json"]
    ran = tool.run([*options, "--output", str(target), *listed])
    if not target.is_file():
        raise Blind(f"Bandit left no report: {ran.errors.strip()[-200:] or f'it ended with {ran.code}'}")
    return read_text(target)


class _Result:
    """An entry of the report."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        try:
            self.file = Path(entry["filename"])
            self.rule, self.title = str(entry["test_id"]), _title(entry)
            self.severity = Severity(entry["issue_severity"].lower())
            self.confidence = CONFIDENCES.index(entry["issue_confidence"])
            self.line, self.code = int(entry["line_number"]), str(entry["code"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Blind(f"a finding in the report of Bandit cannot be read: {error!r}") from None

    def text(self) -> str:
        """The line itself, which stays the same when it moves."""
        for numbered in self.code.splitlines():
            number, _, text = numbered.partition(" ")
            if number == str(self.line):
                return " ".join(text.split())
        return ""


def _title(entry: Mapping[str, Any]) -> str:
    text = str(entry["issue_text"])
    return text.split(":")[0] if entry["test_id"] in _PASSWORDS else text


def _to_be_kept(report: Mapping[str, Any]) -> str:
    """The report without the lines of code that it quotes: they may hold the very password that was found."""
    quoted = {"code", "issue_text"}
    results = [
        {**{key: value for key, value in entry.items() if key not in quoted}, "issue_text": _title(entry)}
        for entry in report["results"]
    ]
    return json.dumps({**report, "results": results}, indent=1)


def _why_blind(report: Mapping[str, Any], files: Files, planted: Path, results: Iterable[_Result]) -> str:
    if not any(one.file == planted and one.rule == "B602" and one.line == 2 for one in results):
        return f"Bandit {OVERLOOKED}"
    unread = [str(files.name_of(entry["filename"]) or "another file") for entry in report["errors"]]
    read = {Path(name) for name in report["metrics"]}
    unread += [name for name, path in files.at.items() if path not in read and name not in unread]
    if unread:
        return f"Bandit did not read {len(unread)} of {len(files.at)} files: {', '.join(sorted(unread)[:3])}"
    return ""


def _lines(metrics: Mapping[str, Any], planted: Path) -> int:
    return sum(entry["loc"] for name, entry in metrics.items() if name not in ("_totals", str(planted)))


def _findings(results: Iterable[_Result], files: Files, least_confidence: str) -> Iterable[Finding]:
    least, seen = CONFIDENCES.index(least_confidence.upper()), Counter[tuple[str, ...]]()
    for one in results:
        if one.confidence < least:
            continue
        place = files.name_of(one.file) or "a file that nobody named"
        key = (one.rule, place, one.text())
        seen[key] += 1
        mark = f"{hashlib.sha256(one.text().encode()).hexdigest()[:12]}-{seen[key]}"
        yield Finding(one.rule, one.title, one.severity, place, mark, one.line)


def _is_python(path: Path) -> bool:
    if path.suffix in (".py", ".pyw"):
        return True
    with path.open("rb") as file:
        return path.suffix == "" and _INTERPRETER.match(file.readline(200)) is not None

"""Bandit is believed where it found what was planted and read every file; no file is heard that asks to be left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from programs import program

from acceptance.instruments.scanners.code import SAMPLE, scan_code
from acceptance.instruments.scanners.result import Blind, Scan, Severity
from acceptance.instruments.scanners.tool import OWN, Tool

WEAK = "import subprocess\n\ndef show(name):\n    subprocess.call('ls ' + name, shell=True)\n"
REPORTS = """
paths = [p for p in sys.argv[1:] if p.endswith('.py')]
if '--version' in sys.argv: print('bandit 1.9.4'); sys.exit()
def result(path, line=2, rule='B602', **more):
    return {'filename': path, 'test_id': rule, 'issue_text': 'a shell', 'issue_severity': 'HIGH',
            'issue_confidence': 'HIGH', 'line_number': line, 'code': '2 call()', **more}
report = {'errors': [], 'metrics': {p: {'loc': 2} for p in paths} | {'_totals': {'loc': 99}},
          'results': [result(paths[-1])]}
%s
open(sys.argv[sys.argv.index('--output') + 1], 'w').write(json.dumps(report))
"""


def scanned(folder: Path, change: str, **options: Any) -> Scan:
    root = folder / "src"
    root.mkdir(exist_ok=True)
    (root / "app.py").write_text(WEAK)
    return scan_code([root], program(folder, REPORTS % change), **options).scan


def test_a_scan_of_everything_with_the_planted_weakness_found_counts(tmp_path: Path):
    scan = scanned(tmp_path, "")
    assert (scan.blind, scan.version, scan.covered, scan.findings) == ("", "1.9.4", {"files": 1, "lines": 2}, ())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("report['results'] = []", "overlooked what was planted"),
        ("report['results'] = [result(paths[-1], rule='B404')]", "overlooked what was planted"),
        ("report['results'] = [result(paths[0])]", "overlooked what was planted"),
        ("del report['metrics'][paths[0]]", "did not read 1 of 1 files: src/app.py"),
        ("report['errors'] = [{'filename': paths[0], 'reason': 'syntax'}]", "did not read 1 of 1 files: src/app.py"),
    ],
)
def test_a_scan_that_did_not_see_all_is_not_believed(tmp_path: Path, change: str, told: str):
    assert told in scanned(tmp_path, change).blind


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("sys.exit(0)", "left no report: it ended with 0"),
        ("print('broken', file=sys.stderr); sys.exit(2)", "left no report: broken"),
        ("report = {}", "lacks errors, metrics, results"),
        ("report['results'][0].pop('issue_severity')", "cannot be read"),
        ("report['results'][0]['issue_severity'] = 'TERRIBLE'", "cannot be read"),
    ],
)
def test_a_report_that_tells_nothing_is_no_scan(tmp_path: Path, change: str, told: str):
    with pytest.raises(Blind, match=told):
        scanned(tmp_path, change)


def test_findings_that_the_scanner_is_not_sure_of_are_left_out(tmp_path: Path):
    change = "report['results'] += [result(paths[0], issue_confidence=c) for c in ('LOW', 'MEDIUM', 'HIGH')]"
    assert len(scanned(tmp_path, change).findings) == 2
    assert len(scanned(tmp_path, change, least_confidence="high").findings) == 1
    assert len(scanned(tmp_path, change, least_confidence="low").findings) == 3


def test_a_password_that_was_found_is_in_no_result_and_no_report(tmp_path: Path):
    found = "result(paths[0], rule='B105', issue_text='password: abc-secret', code='2 abc-secret')"
    change = f"report['results'].append({found})"
    scanned(tmp_path, change)
    reported = scan_code([tmp_path / "src"], program(tmp_path, REPORTS % change))
    assert "abc-secret" not in reported.report + json.dumps(reported.scan.to_data())
    assert [one.title for one in reported.scan.findings] == ["password"]


def test_source_code_without_a_python_file_is_no_scan(tmp_path: Path):
    (tmp_path / "readme.txt").write_text("text")
    with pytest.raises(Blind, match="no Python file"):
        scan_code([tmp_path / "readme.txt"], Tool("bandit", tmp_path))


@pytest.mark.skipif(not (OWN / "bandit").exists(), reason="the scanners are not installed; `make setup` does it")
def test_bandit_itself_finds_what_the_code_wants_to_hide(tmp_path: Path):
    root, work = tmp_path / "src", tmp_path / "work"
    (root / "tests").mkdir(parents=True)
    work.mkdir()
    (root / ".bandit").write_text("[bandit]\nskips = B602\nexclude = src\n")
    (root / "app.py").write_text(WEAK.replace("True)", "True)  # nosec"))
    (root / "tests" / "again.py").write_text(WEAK)
    (root / "start").write_text("#!/usr/bin/env python3\n" + WEAK)
    scan = scan_code([root], Tool("bandit", work)).scan
    assert scan.blind == ""
    serious = {one.place for one in scan.findings if one.severity == Severity.HIGH}
    assert serious == {"src/app.py", "src/tests/again.py", "src/start"}
    (root / "half.py").write_text("def (:\n")
    assert "src/half.py" in scan_code([root], Tool("bandit", work)).scan.blind
    assert "overlooked" in scan_code([root / "app.py"], Tool("bandit", work), sample="figure = 1\n").scan.blind
    assert SAMPLE not in scan_code([root / "app.py"], Tool("bandit", work)).report

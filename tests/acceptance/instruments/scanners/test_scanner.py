"""What a scan came to is kept once in the record, with its reports beside it; a blind scan is kept as such."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from programs import program

from acceptance.instruments.scanners.scanner import KINDS, Scanner
from acceptance.instruments.scanners.score import Score
from acceptance.outcome import NotAssessed
from acceptance.profile.scanners import Scanners
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.record.redaction import Redactor, redactor
from profiles import profile_with

SCORE = Score("secrets in files", "detect-secrets", "1.5.0", 31, 32, 2, 31, "2026-11-29")
REPORT = """
copy = sys.argv[sys.argv.index('-C') + 1]
entry = {'type': 'AWS Access Key', 'line_number': 1}
results = {name: [entry] for name in sorted(os.listdir(copy)) if name.startswith('planted')}
results['00000.py'] = [{**entry, 'note': 'do-not-tell-me'}]
print(json.dumps({'version': '1.5.0', 'results': results}))
"""


def scanner(folder: Path, body: str = REPORT, **blocks: Any) -> Scanner:
    (folder / "a.py").write_text("x = 1\n")
    path = program(folder, body).path()
    wanted = {
        "secrets": {"roots": [str(folder / "a.py")]},
        "programs": dict.fromkeys(("bandit", "pip-audit", "detect-secrets"), path),
    }
    profile = profile_with(scanners=Scanners.model_validate({**wanted, **blocks}))
    return Scanner(profile, Ledger(folder / "run" / "record.jsonl", Redactor()), {SCORE.about: SCORE})


def kept(folder: Path) -> list[dict[str, Any]]:
    path = folder / "run" / "record.jsonl"
    return [dict(line.data) for line in read(path) if line.kind == Kind.SCAN] if path.exists() else []


@pytest.fixture(autouse=True)
def _run(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()


def test_a_scan_is_kept_with_its_score_and_its_reports(tmp_path: Path):
    redactor.register("do-not-tell-me", "SOME_TOKEN")
    scan = scanner(tmp_path).scan("secrets in files")
    (line,) = kept(tmp_path)
    assert line["findings"][0]["id"] == scan.findings[0].id
    assert line["score"] == SCORE.sentence
    report, sarif = (tmp_path / "run" / line[name] for name in ("report", "sarif"))
    assert "[redacted SOME_TOKEN]" in report.read_text() and "do-not-tell-me" not in report.read_text()
    assert json.loads(sarif.read_text())["version"] == "2.1.0"


def test_a_scanner_that_fails_is_kept_as_blind_and_the_run_goes_on(tmp_path: Path):
    scan = scanner(tmp_path, "sys.exit(0)").scan("secrets in files")
    assert "left no report" in scan.blind
    assert kept(tmp_path)[0]["blind"] == scan.blind


def test_a_scan_without_the_planted_weakness_is_no_result_of_this_run(tmp_path: Path):
    scanner(tmp_path).scan("secrets in files", "nothing\n")
    assert kept(tmp_path) == []


def test_what_this_run_has_scanned_is_not_scanned_again(tmp_path: Path):
    first = scanner(tmp_path).scan("secrets in files")
    assert scanner(tmp_path, "sys.exit(0)").latest("secrets in files") == first
    assert len(kept(tmp_path)) == 1


def test_without_a_list_of_advisories_that_scan_alone_is_blind(tmp_path: Path):
    (tmp_path / "all.txt").write_text("a==1\n")
    scan = scanner(tmp_path, dependencies={"files": [str(tmp_path / "all.txt")]}).scan("dependencies")
    assert "there is no list of known weaknesses" in scan.blind


def test_what_the_profile_does_not_name_is_not_assessed(tmp_path: Path):
    with pytest.raises(NotAssessed, match="no part 'code'"):
        scanner(tmp_path).scan("source code")
    with pytest.raises(NotAssessed, match="no block 'scanners', so it is not said what is to be scanned"):
        Scanner(profile_with(scanners=None), Ledger(tmp_path / "run" / "record.jsonl")).scan("source code")


def test_every_kind_has_a_program():
    assert {kind.program for kind in KINDS.values()} == {"bandit", "pip-audit", "detect-secrets"}

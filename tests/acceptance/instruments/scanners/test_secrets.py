"""Secrets are looked for in every text file, whatever it is called, and no report holds one that was found."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from programs import program

from acceptance.instruments.scanners.result import Blind, Severity
from acceptance.instruments.scanners.secrets import planted_key, scan_secrets
from acceptance.instruments.scanners.tool import OWN, Tool

REPORTS = """
copy = sys.argv[sys.argv.index('-C') + 1]
names = sorted(os.listdir(copy))
entry = {'type': 'AWS Access Key', 'filename': 'x', 'hashed_secret': 'abc', 'is_verified': False, 'line_number': 3}
results = {name: [entry] for name in names if name.startswith('planted')}
CHANGE
print(json.dumps({'version': '1.5.0', 'results': results}))
"""
INSTALLED = pytest.mark.skipif(
    not (OWN / "detect-secrets").exists(), reason="the scanners are not installed; `make setup` does it"
)


def files(folder: Path, **contents: str) -> Path:
    root = folder / "src"
    root.mkdir(exist_ok=True)
    for name, content in contents.items():
        (root / name.replace("_", ".")).write_text(content)
    return root


def test_a_secret_is_told_with_its_place_and_neither_itself_nor_its_digest(tmp_path: Path):
    root = files(tmp_path, a_py="x = 1\n", b_yaml="x: 1\n")
    tool = program(tmp_path, REPORTS.replace("CHANGE", "results['00001.yaml'] = [entry, entry]"))
    reported = scan_secrets([root], tool)
    scan = reported.scan
    assert (scan.blind, scan.version, scan.covered) == ("", "1.5.0", {"text files": 2})
    assert [(one.place, one.line, one.severity) for one in scan.findings] == [("src/b.yaml", 3, Severity.HIGH)] * 2
    assert len({one.id for one in scan.findings}) == 2
    assert "abc" not in reported.report
    assert "src/b.yaml" in json.loads(reported.report)["results"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("results = {}", "overlooked what was planted for it to find in .py, .txt files"),
        ("del results['planted.txt']", "overlooked what was planted for it to find in .txt files"),
    ],
)
def test_a_scanner_that_passes_over_a_kind_of_files_is_not_believed(tmp_path: Path, change: str, told: str):
    root = files(tmp_path, a_py="x = 1\n", b_lock="x\n")
    assert told in scan_secrets([root], program(tmp_path, REPORTS.replace("CHANGE", change))).scan.blind


@pytest.mark.parametrize(
    "change", ["sys.exit(0)", "print('{\"results\":'); sys.exit()", "entry.pop('type'); results['00000.py'] = [entry]"]
)
def test_a_report_that_tells_nothing_is_no_scan(tmp_path: Path, change: str):
    root = files(tmp_path, a_py="x = 1\n")
    with pytest.raises(Blind, match=r"left (no|half a) report|cannot be read"):
        scan_secrets([root], program(tmp_path, REPORTS.replace("CHANGE", change)))


def test_where_there_is_no_text_there_is_no_scan(tmp_path: Path):
    (tmp_path / "a.bin").write_bytes(b"\0\1")
    with pytest.raises(Blind, match="no text file"):
        scan_secrets([tmp_path / "a.bin"], Tool("detect-secrets", tmp_path))


@INSTALLED
def test_detect_secrets_itself_finds_keys_in_files_that_it_passes_over_by_name_or_by_a_remark(tmp_path: Path):
    key, work = planted_key(), tmp_path / "work"
    work.mkdir()
    root = tmp_path / "src"
    (root / "deep").mkdir(parents=True)
    for name in ("package-lock.json", "picture.svg", "style.css", "swagger.yaml", "deep/.env", "no-ending", "a.py"):
        (root / name).write_text(f"key = '{key}'  # pragma: allowlist secret\n")
    (root / "sound.py").write_text("import os\n\nkey = os.environ['KEY']\n")
    reported = scan_secrets([root], Tool("detect-secrets", work))
    assert reported.scan.blind == ""
    found = {one.place.removeprefix("src/") for one in reported.scan.findings if one.rule == "AWS Access Key"}
    expected = {"package-lock.json", "picture.svg", "style.css", "swagger.yaml", "deep/.env", "no-ending", "a.py"}
    assert found == expected
    for secret in (key, hashlib.sha1(key.encode()).hexdigest()):
        assert secret not in reported.report + json.dumps(reported.scan.to_data())


@INSTALLED
def test_detect_secrets_itself_is_not_believed_where_nothing_was_planted(tmp_path: Path):
    root = files(tmp_path, a_py="x = 1\n")
    (tmp_path / "work").mkdir()
    scan = scan_secrets([root], Tool("detect-secrets", tmp_path / "work"), sample="no key here\n").scan
    assert "overlooked" in scan.blind

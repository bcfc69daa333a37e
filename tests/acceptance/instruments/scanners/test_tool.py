"""A scanner that is missing, hangs, crashes, or writes without end is named as such, and learns no secret."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from programs import program

from acceptance.instruments.scanners import tool as tools
from acceptance.instruments.scanners.result import Blind
from acceptance.instruments.scanners.tool import Tool, report_of


def test_what_a_program_wrote_and_its_exit_code_are_told(tmp_path: Path):
    ran = program(tmp_path, "print('seen'); print('oh', file=sys.stderr); sys.exit(3)").run([])
    assert (ran.code, ran.output, ran.errors) == (3, "seen\n", "oh\n")


def test_a_missing_program_is_named_with_what_to_do(tmp_path: Path):
    with pytest.raises(Blind, match=r"there is no no-such-scanner here; `make setup` installs it"):
        Tool("no-such-scanner", tmp_path).run([])
    with pytest.raises(Blind, match="at /nowhere/scanner"):
        Tool("scanner", tmp_path, named="/nowhere/scanner").run([])


def test_a_program_that_hangs_is_ended_with_all_that_it_started(tmp_path: Path):
    child = tmp_path / "child"
    tool = program(
        tmp_path,
        f"if os.fork() == 0:\n    open({str(child)!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)",
        timeout_s=3,
    )
    with pytest.raises(Blind, match="did not end within 3 s"):
        tool.run([])
    process = Path("/proc", child.read_text())
    deadline = time.monotonic() + 10
    while process.exists() and "State:\tZ" not in (process / "status").read_text() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not process.exists() or "State:\tZ" in (process / "status").read_text()


def test_a_program_that_crashes_is_named_with_its_signal(tmp_path: Path):
    with pytest.raises(Blind, match="scanner was ended by SIGSEGV"):
        program(tmp_path, "os.kill(os.getpid(), 11)").run([])


def test_a_report_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tools, "LARGEST_BYTES", 1000)
    with pytest.raises(Blind, match=r"larger than|SIGXFSZ"):
        program(tmp_path, "print('x' * 5000, flush=True)").run([])


def test_a_program_learns_no_secret_and_no_setting_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SCORER_TOKEN", "do-not-tell")
    seen = json.loads(program(tmp_path, "print(json.dumps(dict(os.environ)))").run([]).output)
    assert "SCORER_TOKEN" not in seen
    assert seen["HOME"] == str(tmp_path / "work")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "left no report"),
        ('{"results": [', "left half a report"),
        ("[" * 100_000, "left half a report"),
        ("[]", "lacks results"),
        ('{"errors": []}', "lacks results"),
    ],
)
def test_what_is_no_whole_report_is_named(text: str, told: str):
    with pytest.raises(Blind, match=told):
        report_of(text, "scanner", "results")

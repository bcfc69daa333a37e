"""Whatever goes wrong ends in one sentence and the right exit code; 1 is never among them by accident."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from acceptance.outcome import ConfigurationError, PlatformNotProvided
from acceptance.record.redaction import redactor
from acceptance.shell import ending, explained


@pytest.fixture(autouse=True)
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("ACCEPTANCE_STATE_DIR", str(tmp_path / "state"))
    return tmp_path / "state"


def ended_with(error: BaseException) -> tuple[int, list[str]]:
    def work() -> None:
        raise error

    told: list[str] = []
    return ending(work, told.append), told


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ConfigurationError("x is wrong"), 3, "x is wrong"),
        (PlatformNotProvided("it did not come up"), 4, "it did not come up"),
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/r/x"), 3, "/r/x: No space left on device; make room"),
        (FileExistsError(errno.EEXIST, "File exists", "reports"), 3, "reports: File exists; remove what stands"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x"),
            3,
            "/x: Permission denied; give this user the right",
        ),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/x"), 3, "a folder stands where a file is needed"),
        (OSError(errno.EROFS, "Read-only file system", "/x"), 3, "name a folder that can be written to"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 3, "Whoever read the output stopped"),
        (MemoryError(), 70, "not enough memory"),
        (KeyError("x"), 70, "A fault of the suite itself (KeyError: 'x')"),
        (RecursionError("too deep"), 70, "RecursionError: too deep"),
        (OSError(errno.EFBIG, "File too large", "/r/x"), 3, "/r/x: File too large; allow this user larger files"),
        (
            OSError(errno.EIO, "Input/output error", "/r/x"),
            3,
            "/r/x: Input/output error; see whether the disk is sound",
        ),
        (OSError(errno.EDOM, "Argument out of domain"), 70, "A fault of the suite itself (OSError"),
        (KeyboardInterrupt(), 130, "Interrupted."),
    ],
)
def test_every_error_has_its_sentence_and_code(error, code, said):
    got, told = ended_with(error)
    assert got == code
    assert len(told) == 1
    assert said in told[0]
    assert "Traceback" not in told[0]


def test_what_a_file_says_cannot_steer_the_terminal():
    _, told = ended_with(ConfigurationError("x.yaml: key \x1b]0;owned\x07\u202e\ud800 is unknown\nsecond"))
    assert told == ["x.yaml: key \\x1b]0;owned\\x07\\u202e\\ud800 is unknown\nsecond"]


@pytest.mark.parametrize(("code", "got"), [(0, 0), (1, 1), (None, 0), (2, 2), ("in words", 70)])
def test_a_command_that_ends_by_itself_keeps_its_code(code, got):
    assert ended_with(SystemExit(code)) == (got, [])


def test_the_traceback_of_a_fault_of_ours_is_kept_without_secrets(state):
    redactor.register("swordfish-4711", "TOY_TOKEN")
    said = explained(ValueError("refused swordfish-4711")).sentence
    (kept,) = (state / "faults").iterdir()
    assert str(kept) in said
    assert "ValueError: refused [redacted TOY_TOKEN]" in kept.read_text("utf-8")
    assert "swordfish" not in said


def test_without_a_state_folder_the_traceback_is_kept_elsewhere(state, monkeypatch, tmp_path):
    state.write_text("a file", "utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert str(tmp_path / "fault-") in explained(ValueError("x")).sentence
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    assert "could be kept nowhere" in explained(ValueError("x")).sentence


def test_nobody_who_listens_to_the_sentence_changes_the_code():
    def work() -> None:
        raise ConfigurationError("x")

    def tell(_: str) -> None:
        raise BrokenPipeError

    assert ending(work, tell) == 3


def test_output_that_could_not_be_written_is_not_success(monkeypatch, tmp_path):
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert ending(lambda: full.write("figures"), lambda _: None) == 3

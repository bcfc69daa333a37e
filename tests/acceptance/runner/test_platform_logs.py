"""What the platform wrote is kept with a red run: without secrets, bounded, and never with a green one."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind, read
from acceptance.record.redaction import Redactor
from acceptance.record.summary import RECORD
from acceptance.runner import run as runs
from acceptance.runner.platform_logs import KEPT, Tail, keep_logs, last_of, redacted

SECRET = "s3cret-value-of-a-token"


@pytest.fixture
def redactor() -> Redactor:
    known = Redactor()
    known.register(SECRET, "SCORER_TOKEN")
    return known


def started(folder: Path, outcome: str | None) -> runs.Run:
    """A run of one scenario, which ended so, or never did."""
    run = runs.create("local", {}, folder)
    record = Written.of_a_run(run.ledger).plan(["E2E-01"])
    if outcome is not None:
        record.ran(1, Outcome(outcome), "because")
    return run


def printing(content: bytes) -> list[str]:
    return [sys.executable, "-c", f"import sys; sys.stdout.buffer.write({content!r})"]


@pytest.mark.parametrize("outcome", ["violated", "inconclusive", None])
def test_the_logs_of_a_run_that_is_not_green_are_kept(tmp_path: Path, redactor: Redactor, outcome: str | None) -> None:
    run = started(tmp_path, outcome)
    kept = keep_logs(run, printing(f"api  token {SECRET} refused".encode()), redactor)
    assert kept == run.directory / KEPT
    assert kept.read_text() == "api  token [redacted SCORER_TOKEN] refused"
    [line] = [line for line in read(run.directory / RECORD) if line.kind == Kind.PLATFORM_LOGS]
    assert line.data["path"] == "platform-logs/services.log"


def test_the_logs_of_a_green_run_are_not_kept(tmp_path: Path, redactor: Redactor) -> None:
    run = started(tmp_path, "satisfied")
    assert keep_logs(run, printing(b"all is well"), redactor) is None
    assert not (run.directory / KEPT).exists()


def test_a_problem_of_the_run_is_reason_enough(tmp_path: Path, redactor: Redactor) -> None:
    run = started(tmp_path, "satisfied")
    run.problem("Worker 1 was killed by SIGKILL before it was done.")
    assert keep_logs(run, printing(b"killed"), redactor) is not None


def test_a_command_that_cannot_be_run_is_recorded_and_harms_nothing(tmp_path: Path, redactor: Redactor) -> None:
    run = started(tmp_path, "violated")
    assert keep_logs(run, ["/no/such/command"], redactor) is None
    [line] = [line for line in read(run.directory / RECORD) if line.kind == Kind.PLATFORM_LOGS]
    assert "logs command failed" in line.data["missing"]


def test_of_much_the_last_bytes_are_kept_and_the_rest_is_counted() -> None:
    assert last_of([sys.executable, "-c", "print('a' * 200_000 + 'end', end='')"], largest=1000) == Tail(
        b"a" * 997 + b"end", 199_003
    )


def test_a_command_that_does_not_end_is_ended() -> None:
    endless = [sys.executable, "-c", "import time; print('first', flush=True); time.sleep(600)"]
    assert last_of(endless, within_s=2).content == b"first\n"


@pytest.mark.parametrize("cut", range(1, len(SECRET)))
def test_no_rest_of_a_secret_that_was_cut_stays(redactor: Redactor, cut: int) -> None:
    text = redacted(Tail(SECRET[cut:].encode() + b" and so on" * 30, 10), redactor)
    assert SECRET[cut:] not in text.split("left out)")[1] or len(SECRET[cut:]) < 4


def test_binary_content_and_one_endless_line_are_redacted(redactor: Redactor) -> None:
    encoded = base64.b64encode(f"user:{SECRET}".encode())
    content = b"\xff\x00" * 1000 + SECRET.encode() + b"\xfe" * 100_000 + encoded + b"\x00"
    text = redacted(Tail(content, 0), redactor)
    assert SECRET not in text
    assert text.count("[redacted SCORER_TOKEN]") == 2


def test_a_long_text_is_redacted_as_a_short_one_is(redactor: Redactor) -> None:
    for number in range(300):
        redactor.register(f"value-{number}-of-many", f"canary {number}")
    redactor.register("value-12", "a shorter one")
    text = json.dumps({f"k{n}": f"value-{n}-of-many value-12 {SECRET}" for n in range(300)})
    assert redactor.long_text(text) == redactor.text(text)
    assert redactor.long_text("val") == "val"


def test_a_run_that_cannot_be_written_down_leaves_the_one_before_it_the_latest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = runs.create("local", {}, tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("acceptance.record.ledger.Ledger.append", full)
    with pytest.raises(OSError, match="No space left"):
        runs.create("local", {}, tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted([before.id, "latest"])
    assert (tmp_path / "latest").resolve() == before.directory

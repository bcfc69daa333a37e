"""What is kept of a run is verified before it is read; what was derived from a record is never believed over it."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from written import Written

from acceptance.cli import main
from acceptance.outcome import Outcome
from acceptance.record.kept import kept_run, verdict_on
from acceptance.record.ledger import Kind, Ledger, digest
from acceptance.record.redaction import Redactor
from acceptance.record.summary import summarize, write_summary
from acceptance.reporting.allure_results import write_results


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A finished run: one scenario satisfied, one violated."""
    return finished(tmp_path)


def finished(folder: Path) -> Path:
    record = (
        Written(folder).plan(["E2E-01"], ["E2E-02"]).line(Kind.FIGURE, name="p", unit="ms", better="lower", values=[1])
    )
    record.line(Kind.API_COVERAGE, documented=2, exercised=1, not_exercised=["GET / 200"])
    write_summary(record.ran(1).ran(2, Outcome.VIOLATED, "because").finished().folder)
    return folder


def change_summary(run: Path, **changed: object) -> None:
    path = run / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changed}))


def command(*words: str) -> tuple[int, str]:
    told = CliRunner().invoke(main, list(words))
    assert told.exception is None or isinstance(told.exception, SystemExit)
    return told.exit_code, told.output


def test_a_run_as_it_was_written_is_verified_in_one_sentence(run: Path):
    assert command("verify", str(run)) == (
        0,
        f"{run / 'record.jsonl'} is as it was written: 14 lines, complete and sealed.\n",
    )


def test_a_folder_without_a_record_is_wrong_use(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "none"):
        assert command("verify", str(folder))[0] == 3


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"outcomes": {"satisfied": 2}}, "outcomes differ"),
        ({"controls": []}, "controls differ"),
        ({"complete": False, "run_id": "r2"}, "run_id, complete differ"),
        ({"record": {"lines": 3, "digest": "0" * 64}}, "does not end as it did"),
        ({"record": None}, "does not say how far"),
        ({"record": {"lines": True, "digest": 1}}, "does not say how far"),
    ],
)
def test_an_edited_summary_is_told_and_the_record_believed(run: Path, changed: dict, said: str):
    change_summary(run, **changed)
    code, told = command("verify", str(run))
    assert code == 1
    assert said in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", "half", "{" * 100_000, '{"record": 1, "record": 2}', "NaN"])
def test_a_summary_that_is_none_is_told(run: Path, content: str):
    (run / "run.json").write_text(content)
    assert "does not say how far" in command("verify", str(run))[1]


@pytest.mark.parametrize("cut", [1, 2, 3, 7])
def test_lines_cut_off_at_the_end_are_found_by_what_the_summary_keeps(run: Path, cut: int):
    path = run / "record.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[: -1 - cut]) + b"\n")
    assert verdict_on(run)[1] == 1
    assert "does not end as it did when it was sealed" in verdict_on(run)[0]


def test_a_record_sealed_again_is_found_by_what_the_summary_keeps(run: Path):
    path = run / "record.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-5]) + b"\n")  # the violated scenario and its end
    again = Ledger(path, Redactor())
    again.append(Kind.RUN_FINISHED)
    again.seal()
    assert not kept_run(run).summary.complete
    assert verdict_on(run)[1] == 1


def test_a_killed_run_is_told_as_far_as_it_goes_and_is_no_good_finding(tmp_path: Path):
    record = Written(tmp_path).plan(["E2E-01"]).ran(1)
    assert kept_run(tmp_path).doubt == ""
    assert verdict_on(tmp_path)[1] == 1
    with record.ledger.path.open("ab") as file:
        file.write(b'{"seq": 7, "ti')
    assert kept_run(tmp_path).doubt == ""
    assert "Line 7 of the record cannot be trusted: it was never finished." in verdict_on(tmp_path)[0]


def test_commands_that_read_a_run_end_with_a_code_of_their_own_when_it_was_changed(run: Path, monkeypatch):
    reports = run / "reports"
    reports.mkdir()
    finished_run = reports / "r1"
    finished_run.mkdir()
    finished(finished_run)
    (reports / "latest").symlink_to("r1")
    monkeypatch.setenv("ACCEPTANCE_REPORTS_DIR", str(reports))
    assert command("controls", "--format", "json")[0] == 0
    controls = [{"id": "E2E-02", "outcome": "satisfied", "standing": "satisfied", "declared": ""}]
    change_summary(finished_run, controls=controls)
    for words in (["controls", "--format", "json"], ["baseline", "accept", str(finished_run), "--baseline", "b.json"]):
        code, told = command(*words)
        assert code == 5
        assert "says otherwise than the record it was derived from: controls differ." in told
    code, told = command("controls", "--format", "json")
    rows = {row["control"]: row["last_outcome"] for row in json.loads(told[: told.rindex("]") + 1])}
    assert rows["E2E-02"] == "violated"


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One change of the kind that happens to a file, or that somebody makes who knows nothing of digests."""
    lines = content.split(b"\n")[:-1]
    at = chance.randrange(len(lines))
    match chance.randrange(6):
        case 0:
            position = chance.randrange(len(content))
            return (
                content[:position] + bytes([content[position] ^ (1 << chance.randrange(8))]) + content[position + 1 :]
            )
        case 1:
            del lines[at]
        case 2:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 3:
            first, second = chance.sample(range(len(lines)), 2)
            lines[first], lines[second] = lines[second], lines[first]
        case 4:
            return content[: chance.randrange(len(content))]
        case 5:
            odd = [
                b"[]",
                b"null",
                b"{}",
                b"",
                b"[" * 100_000,
                b'{"a": NaN}',
                b'{"a": 1, "a": 1}',
                b"1e999",
                b"\xff\xfe",
            ]
            lines[at] = chance.choice(odd)
    return b"\n".join(lines) + b"\n"


def test_no_change_of_a_record_goes_unseen_or_is_told_in_the_words_of_a_program(run: Path):
    path = run / "record.jsonl"
    whole, chance = path.read_bytes(), random.Random(20261129)
    for _ in range(400):
        changed = mutated(whole, chance)
        if changed == whole:
            continue
        path.write_bytes(changed)
        sentence, code = verdict_on(run)
        assert code == 1
        assert "cannot be trusted" in sentence


_ODD = [None, True, -1, 10**30, "x", [], {}, [{}], {"a": {}}]


def test_values_of_any_shape_in_a_record_with_right_digests_never_end_in_an_error(run: Path):
    """Whether such a change can be seen depends on what was changed; that every reader survives it does not."""
    path = run / "record.jsonl"
    entries, chance = [json.loads(raw) for raw in path.read_bytes().splitlines()], random.Random(20261129)
    (run / "run.json").unlink()
    for _ in range(400):
        changed = json.loads(json.dumps(entries))
        data = chance.choice([one for one in changed if one["data"]])["data"]
        key = chance.choice(sorted(data))
        if chance.random() < 0.3:
            del data[key]
        else:
            data[key] = chance.choice(_ODD)
        write_chained(path, changed)
        summary = summarize(run)
        assert summary.exit_code != 0
        json.dumps(summary.to_json())
        verdict_on(run)
        write_results(run, summary)


def write_chained(path: Path, entries: list[dict]) -> None:
    previous, lines = "0" * 64, []
    for entry in entries:
        raw = json.dumps({**entry, "previous": previous}).encode()
        previous = digest(raw)
        lines.append(raw + b"\n")
    path.write_bytes(b"".join(lines))


def test_a_run_that_has_not_begun_yet_is_not_believed(run: Path, tmp_path: Path, monkeypatch):
    began = datetime.now(UTC)

    class Earlier(datetime):
        @classmethod
        def now(cls, tz=None):
            return began - timedelta(days=2)

    monkeypatch.setattr("acceptance.record.kept.datetime", Earlier)
    sentence, code = verdict_on(run)
    assert code == 1
    assert f"began on {began:%Y-%m-%d}, which is still to come" in sentence


@pytest.mark.parametrize("key", ["run_id", "complete", "outcomes", "scenarios", "controls", "problems"])
def test_a_summary_from_which_something_was_taken_is_told(run: Path, key: str):
    told = json.loads((run / "run.json").read_text())
    del told[key]
    (run / "run.json").write_text(json.dumps(told))
    assert f"{key} differ" in verdict_on(run)[0]


@pytest.mark.parametrize("change", [{"verdict": "all is well"}, {"accepted_gap": []}, {"outcomes": None}])
def test_a_summary_that_says_more_or_in_other_words_than_the_record_is_told(run: Path, change: dict):
    counted = dict.fromkeys(json.loads((run / "run.json").read_text())["outcomes"], 0) | {
        "satisfied": True,
        "violated": 1,
    }
    change_summary(run, **{key: counted if value is None else value for key, value in change.items()})
    assert f"{next(iter(change))} differ" in verdict_on(run)[0]


@pytest.mark.parametrize(
    "put", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path.name)]
)
def test_what_stands_in_the_place_of_a_summary_is_told_at_once(run: Path, put: Callable[[Path], None]):
    (run / "run.json").unlink()
    put(run / "run.json")
    assert "does not say how far" in verdict_on(run)[0]

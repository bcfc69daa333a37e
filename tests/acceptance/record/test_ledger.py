"""A record shows every change inside it, survives writers that die, and takes any number of writers."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.outcome import AcceptanceError
from acceptance.record.ledger import Head, Kind, Ledger, Scope, SealedError, head, read
from acceptance.record.redaction import Redactor
from acceptance.record.verify import verify

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
entries = st.lists(st.dictionaries(st.text(max_size=8), values, max_size=3), min_size=1, max_size=8)


def written(folder: Path, data: list[dict]) -> Path:
    path = folder / "record.jsonl"
    path.unlink(missing_ok=True)
    ledger = Ledger(path, Redactor())
    for entry in data:
        ledger.append("note", entry)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("ledger")


@given(data=entries)
def test_what_was_appended_is_read_back_and_verifies(folder, data):
    path = written(folder, data)
    assert verify(path, head(path)) is None
    lines = list(read(path))
    assert [line.number for line in lines] == list(range(1, len(data) + 1))
    assert [sorted(line.data) for line in lines] == [sorted(entry) for entry in data]


@given(data=entries, choose=st.data())
def test_an_edited_line_is_found_and_named(folder, data, choose):
    path = written(folder, data)
    end = head(path)
    lines = path.read_bytes().splitlines(keepends=True)
    number = choose.draw(st.integers(0, len(lines) - 1))
    at = choose.draw(st.integers(0, len(lines[number]) - 2))
    new = choose.draw(st.integers(0, 255).filter(lambda byte: byte not in (lines[number][at], 10)))
    lines[number] = lines[number][:at] + bytes([new]) + lines[number][at + 1 :]
    path.write_bytes(b"".join(lines))
    damage = verify(path, end)
    assert damage is not None
    # Where only the digest of the line before was edited, nobody can tell which of the two lines it was.
    in_previous = at > len(lines[number]) - 68
    assert damage.line == number + 1 or (in_previous and damage.line == number)


@given(data=entries, choose=st.data())
def test_a_removed_line_is_found_and_named(folder, data, choose):
    path = written(folder, data)
    end = head(path)
    lines = path.read_bytes().splitlines(keepends=True)
    number = choose.draw(st.integers(0, len(lines) - 1))
    path.write_bytes(b"".join(lines[:number] + lines[number + 1 :]))
    damage = verify(path, end)
    assert damage is not None
    assert damage.line == max(1, min(number + 1, len(lines) - 1))


@given(data=entries.filter(lambda data: len(data) > 1), choose=st.data())
def test_swapped_lines_are_found_and_the_first_is_named(folder, data, choose):
    path = written(folder, data)
    lines = path.read_bytes().splitlines(keepends=True)
    first = choose.draw(st.integers(0, len(lines) - 2))
    second = choose.draw(st.integers(first + 1, len(lines) - 1))
    lines[first], lines[second] = lines[second], lines[first]
    path.write_bytes(b"".join(lines))
    damage = verify(path)
    assert damage is not None
    assert damage.line == first + 1


@given(data=entries, choose=st.data())
def test_a_torn_line_is_closed_named_and_left_out_and_the_lines_before_stay_protected(folder, data, choose):
    path = written(folder, data)
    whole = path.read_bytes()
    last_starts = whole.rstrip(b"\n").rfind(b"\n") + 1
    cut = choose.draw(st.integers(last_starts + 1, len(whole) - 1))
    path.write_bytes(whole[:cut])
    Ledger(path, Redactor()).append("note", {"after": "the crash"})
    assert verify(path, head(path)) is None
    assert [line.kind for line in read(path)] == ["note"] * (len(data) - 1) + [Kind.TORN_LINE, "note"]
    if len(data) > 1:
        content = path.read_bytes()
        path.write_bytes(content.replace(b'"time":"2', b'"time":"1', 1))
        damage = verify(path)
        assert damage is not None
        assert damage.line == 1


def test_a_second_crash_while_naming_the_first_one_is_survived(tmp_path):
    path = written(tmp_path, [{"n": 1}, {"n": 2}])
    with path.open("ab") as file:
        file.write(b'{"seq":3,"ti\n{"seq":4,"kind":"torn_')
    Ledger(path, Redactor()).append("note", {"n": 3})
    assert verify(path) is None
    assert [line.data.get("n") for line in read(path)] == [1, 2, None, 3]


def test_a_record_without_its_last_newline_is_unfinished(tmp_path):
    path = written(tmp_path, [{"n": 1}, {"n": 2}])
    path.write_bytes(path.read_bytes()[:-1])
    damage = verify(path)
    assert damage is not None
    assert (damage.line, damage.sentence) == (2, "it was never finished")
    assert len(list(read(path))) == 1


def test_nothing_is_appended_after_the_seal_and_the_head_is_returned(tmp_path):
    path = written(tmp_path, [{"n": 1}])
    end = Ledger(path).seal()
    assert end == head(path) == Head(2, end.digest)
    with pytest.raises(SealedError, match="sealed"):
        Ledger(path).append("note")
    with path.open("ab") as file:
        file.write(b"{}\n")
    damage = verify(path)
    assert damage is not None
    assert damage.line == 3


def test_a_line_carries_the_scenario_and_step_it_belongs_to(tmp_path):
    ledger = Ledger(tmp_path / "record.jsonl", Redactor())
    ledger.scope = Scope("scoring.feature:3", 2)
    ledger.append(Kind.CHECK, {})
    ledger.scope = None
    ledger.append(Kind.CHECK, {})
    assert [line.scope for line in read(ledger.path)] == [Scope("scoring.feature:3", 2), None]


def test_a_registered_secret_is_never_written(tmp_path):
    redactor = Redactor()
    redactor.register("hunter2-hunter2", "API_TOKEN")
    ledger = Ledger(tmp_path / "record.jsonl", redactor)
    assert ledger.append("note", {"seen": "Bearer hunter2-hunter2"}) == {"seen": "Bearer [redacted API_TOKEN]"}
    assert b"hunter2" not in ledger.path.read_bytes()


def test_text_that_is_not_unicode_does_not_break_the_record(tmp_path):
    path = written(tmp_path, [{"seen": "\udc80\n\x00"}])
    assert next(read(path)).data["seen"] == "\udc80\n\x00"
    assert verify(path) is None


@pytest.mark.parametrize("content", [b"hello\n" * 3, b"{}\n", b'{"seq":1}\nx\n'])
def test_a_file_that_is_no_record_is_refused_or_reported(tmp_path, content):
    path = tmp_path / "record.jsonl"
    path.write_bytes(content)
    assert verify(path) is not None
    assert list(read(path)) == []


def test_a_line_that_is_none_in_the_middle_is_an_error_for_readers(tmp_path):
    path = written(tmp_path, [{"n": 1}, {"n": 2}])
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b"gone\n" + second)
    with pytest.raises(AcceptanceError, match=r"record\.jsonl:2 is no line"):
        list(read(path))


def test_a_missing_record_is_one_sentence(tmp_path):
    with pytest.raises(AcceptanceError, match="cannot be read"):
        list(read(tmp_path / "record.jsonl"))


def _append_many(path: Path, writer: int, count: int) -> None:
    ledger = Ledger(path)
    for number in range(count):
        ledger.append("note", {"writer": writer, "number": number, "padding": "x" * (number * 37 % 5000)})


def test_concurrent_processes_and_threads_build_one_unbroken_chain(tmp_path):
    path = tmp_path / "record.jsonl"
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_append_many, args=(path, writer, 100)) for writer in range(4)]
    for process in processes:
        process.start()
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda writer: _append_many(path, writer, 50), (10, 11)))
    for process in processes:
        process.join(30)
        assert process.exitcode == 0
    assert verify(path, head(path)) is None
    seen: dict[int, list[int]] = {}
    for line in read(path):
        seen.setdefault(line.data["writer"], []).append(line.data["number"])
    assert {writer: len(numbers) for writer, numbers in seen.items()} == {
        0: 100,
        1: 100,
        2: 100,
        3: 100,
        10: 50,
        11: 50,
    }
    assert all(numbers == sorted(numbers) for numbers in seen.values())


def test_a_writer_killed_at_any_moment_leaves_a_chain_the_next_one_continues(tmp_path):
    path = tmp_path / "record.jsonl"
    context = multiprocessing.get_context("fork")
    for _ in range(5):
        process = context.Process(target=_append_many, args=(path, 1, 1_000_000))
        process.start()
        size = path.stat().st_size if path.exists() else 0
        while not path.exists() or path.stat().st_size < size + 20_000:
            assert process.is_alive()
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        Ledger(path).append("note", {"writer": 0, "number": 0})
    assert verify(path, head(path)) is None


def test_every_line_is_one_json_object(tmp_path):
    path = written(tmp_path, [{"n": 1}])
    assert sorted(json.loads(path.read_text())) == ["data", "kind", "previous", "seq", "time"]

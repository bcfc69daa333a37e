"""The end of a run fits one screen, says the worst first, and counts what it leaves out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import Cause, Outcome
from acceptance.record.ledger import Kind
from acceptance.reporting.account import read_account
from acceptance.reporting.screen import PAPER, Size, screen

PLACES = [("record", "reports/r1/record.jsonl"), ("first page", "reports/r1/index.html")]


def violated(folder: Path, count: int, **last: object) -> Path:
    """A run whose scenarios are all violated, each of a control of its own."""
    ids = [f"GDPR-{number:02}" for number in range(1, count + 1)]
    told = Written(folder).line(
        Kind.CATALOGUE, controls=[{"id": id_, "framework": "GDPR", "title": "t"} for id_ in ids]
    )
    told.line(Kind.RESPONSIBLE, controls=["GDPR-01"], owner="data protection", days=30)
    told.plan(*([id_] for id_ in ids))
    for number in range(1, count + 1):
        told.ran(number, Outcome.VIOLATED, "it was found there, although " + "very " * 40 + "long")
    told.finished()
    return folder


@pytest.mark.parametrize("count", [1, 3, 60])
@pytest.mark.parametrize("size", [Size(80, 24), Size(120, 50)])
def test_it_fits_whatever_is_open(tmp_path: Path, count: int, size: Size):
    lines = screen(read_account(violated(tmp_path, count)), PLACES, size)
    assert len(lines) <= size.height
    assert max(map(len, lines)) <= size.width
    shown = sum(bool(re.match(r" ?\d+\. ", line)) for line in lines)
    (more,) = [line for line in lines if line.startswith("    and ")] or ["    and 0 more"]
    assert shown + int(more.split()[1]) == count + 1  # and that they have to be proven
    assert lines[0] == "Ended with 1: something is violated."
    assert lines[-1] == f"0 passed, {count} failed, 0 skipped"


def test_each_thing_to_do_says_why_by_whom_until_when_and_where_to_read_more(tmp_path: Path):
    lines = screen(read_account(violated(tmp_path, 1)), PLACES)
    first = lines.index(" 1. Mend GDPR-01: t")
    assert lines[first + 1].endswith("very long")
    assert lines[first + 2].startswith("    acceptance explain GDPR-01; whose: data protection, until 20")
    assert "first page: reports/r1/index.html" in lines
    assert "what is open, again: acceptance run --env local --rerun-failed" in lines


def test_what_was_not_tried_is_something_to_do_unless_it_is_accepted(tmp_path: Path):
    told = Written(tmp_path).line(Kind.CATALOGUE, controls=[{"id": "SOX-01", "framework": "SOX", "title": "t"}])
    told.plan(["SOX-01"]).ran(1, Outcome.NOT_ASSESSED, "no load may be put on it", Cause.ENVIRONMENT).finished()
    text = "\n".join(screen(read_account(tmp_path), [], PAPER))
    assert "1. Make SOX-01 possible here, or accept that it is not: t\n    no load may be put on it" in text
    assert text.startswith("Ended with 2: ")


def test_problems_of_the_run_stand_before_everything_else_and_are_counted(tmp_path: Path):
    told = Written(tmp_path).plan(["SOX-01"]).ran(1)
    for number in range(9):
        told.line(Kind.PROBLEM, sentence=f"problem {number}", exit_code=2)
    lines = screen(read_account(tmp_path), [], Size(80, 24))
    assert [line for line in lines if line.startswith("PROBLEM")] == [
        "PROBLEM: problem 0",
        "PROBLEM: problem 1",
        "PROBLEM: and 8 more",
    ]
    assert "Make the run one that can be trusted, and run it again" in " ".join(lines)


def test_a_run_that_is_all_well_asks_for_nothing(tmp_path: Path):
    entry = {"id": "SOX-01", "framework": "SOX", "title": "t", "proven": True}
    Written(tmp_path).line(Kind.CATALOGUE, controls=[entry]).plan(["SOX-01"]).ran(1).finished()
    lines = screen(read_account(tmp_path), [])
    assert lines[lines.index("What to do next, by whom:") + 1] == "  nothing"
    assert not any("--rerun-failed" in line for line in lines)

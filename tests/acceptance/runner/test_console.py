"""What a person sees: one line a scenario, the reason below it, and a closing block that a program can read, too."""

from __future__ import annotations

import io

import pytest

from acceptance.record.ledger import Ledger
from acceptance.record.summary import summarize
from acceptance.runner.console import Console
from acceptance.runner.run import Run


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


ENDED = {"outcome": "violated", "seconds": 1.25, "feature": "F", "name": "S", "reason": "no", "cause": "platform"}


def test_a_scenario_is_one_line_with_its_reason_below():
    stream = io.StringIO()
    Console(stream, total=12).scenario(ENDED)
    assert stream.getvalue() == "[ 1/12] x violated        1.2 s  F > S\n        no [platform]\n"


@pytest.mark.parametrize("no_color", [True, False])
def test_colours_are_for_terminals_that_want_them(monkeypatch, no_color: bool):
    monkeypatch.delenv("NO_COLOR", raising=False)
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    Console(stream, total=1).scenario(ENDED)
    assert ("\x1b[31m" in stream.getvalue()) is not no_color


def test_the_closing_block_lists_problems_and_what_was_not_exercised(tmp_path):
    run = Run("r1", tmp_path, "local", Ledger(tmp_path / "record.jsonl"))
    run.ledger.append(
        "api_coverage", {"documented": 30, "exercised": 5, "not_exercised": [f"pair {n}" for n in range(25)]}
    )
    run.problem("Something is wrong.")
    stream = io.StringIO()
    Console(stream).closing(summarize(tmp_path), tmp_path, tmp_path / "report.html")
    lines = stream.getvalue().splitlines()
    assert "  API: 5 of 30 documented answers exercised" in lines
    assert "    not exercised: pair 19" in lines
    assert "    and 5 more, see the record" in lines
    assert "PROBLEM: Something is wrong." in lines
    assert any("INCOMPLETE" in line for line in lines)
    assert f"report: {tmp_path / 'report.html'}" in lines
    assert lines[-1] == "0 passed, 0 failed, 0 skipped"

"""What a person sees: one line a scenario, the reason below it, and a closing block that a program can read, too."""

from __future__ import annotations

import io

import pytest

from acceptance.record.ledger import Ledger, Scope
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
    run.ledger.append("run_started", {"run_id": "r1"})
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


def test_the_closing_block_tells_declarations_coverage_and_what_is_unproven(tmp_path, monkeypatch):
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "environment.py").touch()
    monkeypatch.chdir(tmp_path)  # a specification of its own, without a catalogue but the one below
    run = Run("r1", tmp_path, "local", Ledger(tmp_path / "record.jsonl"))
    run.ledger.append("run_started", {"run_id": "r1"})
    ids = ("PCI-01", "PCI-02", "SOX-01", "SOX-02")
    run.ledger.append("catalogue", {"controls": [{"id": id_, "framework": id_[:3]} for id_ in ids]})
    until = {"owner": "J. Doe", "reason": "it is due in spring", "since": "2020-01-01"}
    run.ledger.append("waiver", {"control": "PCI-01", "expires": "2999-01-01", **until})
    run.ledger.append("waiver", {"control": "SOX-01", "expires": "2020-06-01", **until})
    decided = {"reason": "no cards", "decided_by": "J. Doe", "date": "2020-01-01", "review_by": "2999-01-01"}
    run.ledger.append(
        "out_of_scope", {"control": "PCI-02", "status": "provided by another system", "evidence": "file 7", **decided}
    )
    known = {"feature": "F", "layer": "", "steps": ["then"]}
    run.plan([{"id": id_, "name": id_, "tags": [id_], **known} for id_ in ("PCI-01", "SOX-01")])
    for id_, outcome in (("PCI-01", "violated"), ("SOX-01", "inconclusive")):
        run.ledger.scope = Scope(id_)
        run.ledger.append("scenario_started")
        run.ledger.append("scenario_finished", {"outcome": outcome, "reason": "r", "cause": "platform", "seconds": 1})
    stream = io.StringIO()
    Console(stream).closing(summarize(tmp_path), tmp_path)
    lines = stream.getvalue().splitlines()
    assert "  - waived       PCI-01     1 scenario, unproven, seen: violated" in lines
    assert "    waived until 2999-01-01 by J. Doe: it is due in spring" in lines
    assert "  x violated     SOX-01     1 scenario, unproven, seen: inconclusive" in lines
    assert "  controls: 1 of 3 in scope assessed (PCI 1/1, SOX 0/2)" in lines
    assert "    beside them, provided by another system: PCI-02" in lines
    assert any(line.startswith("  REMINDER: SOX-01: its waiver by J. Doe expired on 2020-06-01") for line in lines)

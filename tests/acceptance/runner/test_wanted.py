"""A run that looks for violations leaves out who would only find them again, and nobody before."""

from __future__ import annotations

from pathlib import Path

from acceptance.outcome import Outcome
from acceptance.record.follower import Follower
from acceptance.record.ledger import Kind, Ledger
from acceptance.runner.wanted import LEFT_OUT, Search, Sought


def finished(ledger: Ledger, outcome: Outcome, reason: str, *tags: str) -> None:
    data = {"tags": list(tags), "outcome": outcome.value, "reason": reason, "seconds": 0.1, "cause": None}
    ledger.append(Kind.SCENARIO_FINISHED, data)


def test_every_control_must_be_violated_in_the_right_words_before_anybody_is_left_out(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "record.jsonl")
    ledger.append(Kind.RUN_STARTED, {})
    search = Search(Sought(("GDPR-01", "GDPR-02"), "Details"), Follower(ledger.path))
    finished(ledger, Outcome.VIOLATED, "some details are left", "GDPR-01", "gdpr")
    finished(ledger, Outcome.INCONCLUSIVE, "no details", "GDPR-02")
    finished(ledger, Outcome.VIOLATED, "something else", "GDPR-02")
    assert search.left_out(["GDPR-01"]) is None
    finished(ledger, Outcome.VIOLATED, "details", "GDPR-02")
    verdict = search.left_out(["gdpr", "GDPR-01"])
    assert verdict is not None
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_ASSESSED, LEFT_OUT)
    assert search.left_out(["GDPR-03"]) is None, "bystanders always run"


def test_any_violation_is_enough_where_no_control_is_named(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "record.jsonl")
    ledger.append(Kind.RUN_STARTED, {})
    search = Search(Sought(()), Follower(ledger.path))
    finished(ledger, Outcome.INCONCLUSIVE, "nobody can tell", "GDPR-01")
    assert search.left_out(["GDPR-02"]) is None
    finished(ledger, Outcome.VIOLATED, "something", "GDPR-01")
    assert search.left_out(["GDPR-02"]) is not None


def test_what_is_sought_reaches_the_workers_unchanged() -> None:
    sought = Sought(("GDPR-01",), 'says "ü"')
    assert Sought.of_variable(sought.to_variable()) == sought

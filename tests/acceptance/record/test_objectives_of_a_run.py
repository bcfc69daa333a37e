"""A report's status follows from its numbers, whatever somebody typed."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from written import Written

from acceptance.outcome import ExitCode
from acceptance.record.assessment import Assessment, told
from acceptance.record.ledger import Kind
from acceptance.record.statistics import Quantile, Share, Status
from acceptance.record.summary import summarize
from acceptance.runner.console import Console


def availability(good: int, total: int = 10_000) -> Assessment:
    return Assessment(
        name="availability",
        indicator="requests answered without a fault of the service",
        target="at least 99.9 %",
        measured="under the agreed load",
        parts=(Share(good, total, 0.999),),
        window_min=30 * 24 * 60,
        budgeting="occurrences",
        confidence=0.95,
    )


def test_997_parts_against_999_are_violated_in_the_report(tmp_path: Path):
    record = Written(tmp_path).plan(["SLO-01"]).ran(1)
    record.line(Kind.OBJECTIVE, **availability(9970).to_data()).finished()
    (one,) = summarize(tmp_path).objectives
    assert one["status"] == "violated"
    assert one["observed"] == 0.997
    assert round(one["budget"]["burnt_min"], 1) == 129.6
    stream = io.StringIO()
    Console(stream, verbose=True).closing(summarize(tmp_path), tmp_path)
    assert "violated" in stream.getvalue()
    assert "9970 of 10000 are good (99.7 %)" in stream.getvalue()
    assert "error budget 43.2 min in 30 days" in stream.getvalue()


@pytest.mark.parametrize("typed", ["satisfied", "inconclusive", "fine", None])
def test_a_typed_status_that_disagrees_with_its_numbers_fails_the_run(tmp_path: Path, typed: str | None):
    record = Written(tmp_path).plan(["SLO-01"]).ran(1)
    record.line(Kind.OBJECTIVE, **{**availability(9970).to_data(), "status": typed}).finished()
    summary = summarize(tmp_path)
    assert summary.exit_code is not ExitCode.OK
    assert summary.objectives == ()
    assert "its numbers say violated" in summary.problems[0].sentence


def test_numbers_that_cannot_be_fail_the_run(tmp_path: Path):
    data = availability(9970).to_data()
    data["parts"][0]["good"] = 10_001
    record = Written(tmp_path).plan(["SLO-01"]).ran(1).line(Kind.OBJECTIVE, **data).finished()
    assert summarize(record.folder).exit_code is not ExitCode.OK


def test_the_worst_part_decides_and_too_little_is_inconclusive():
    both = (Quantile(99, 100, 0.95, 500, "ms"), Quantile(60, 100, 0.99, 1000, "ms"))
    worse = Assessment("latency", "how long answers take", "p95, p99", "here", both, 1, "occurrences", 0.95)
    assert told(worse.to_data())["status"] == "violated"
    few = availability(60, 60)
    assert few.judged().status is Status.INCONCLUSIVE
    assert told(few.to_data())["needed"] == 2995


def test_an_assessment_is_read_back_as_it_was_written():
    assert Assessment.from_data(availability(9991).to_data()) == availability(9991)
    with pytest.raises(ValueError, match="another shape"):
        Assessment.from_data({"name": "x"})

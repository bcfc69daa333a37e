"""A difference counts only when it exceeds threshold and noise; what cannot be compared is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from written import Written

from acceptance.cli import main
from acceptance.outcome import ConfigurationError, ExitCode
from acceptance.record.baseline import Change, Comparison, compared, decisive, measured, read_baseline
from acceptance.record.ledger import Kind
from acceptance.record.summary import write_summary
from acceptance.reporting.command import accept, as_json, compare

HERE = {"profile": "local", "cores": "2"}


def run(folder: Path, name: str, values: list[float], better: str = "lower", **changed: Any) -> Path:
    path = folder / name
    path.mkdir()
    record = Written(path, run_id=name, fingerprint=changed.get("fingerprint", HERE)).plan(["PERF-01"])
    for figure in changed.get("figures", [{"name": "p95", "unit": "ms", "better": better, "values": values}]):
        record.line(Kind.FIGURE, **figure)
    record.ran(1)
    if changed.get("complete", True):
        record.finished()
    write_summary(path)
    return path


def noisy(centre: float, spread: float, seed: int, count: int = 8) -> list[float]:
    return [float(value) for value in np.random.default_rng(seed).normal(centre, spread, count)]


def change(folder: Path, then: list[float], now: list[float], better: str = "lower") -> Comparison:
    baseline = folder / "baseline.json"
    accept([run(folder, "then", then, better)], baseline)
    (one,), _ = compare([run(folder, "now", now, better)], baseline, 10, other_machine=False)
    return one


@pytest.mark.parametrize(
    ("then", "now", "better", "expected"),
    [
        (noisy(100, 1, 1), noisy(130, 1, 2), "lower", Change.REGRESSION),
        (noisy(100, 1, 1), noisy(70, 1, 2), "lower", Change.IMPROVEMENT),
        (noisy(100, 1, 1), noisy(102, 1, 2), "lower", Change.NO_DIFFERENCE),
        (noisy(100, 1, 1), noisy(70, 1, 2), "higher", Change.REGRESSION),
        (noisy(100, 1, 1), noisy(130, 1, 2), "higher", Change.IMPROVEMENT),
        (noisy(100, 40, 1), noisy(115, 40, 3), "lower", Change.INCONCLUSIVE),
        ([100.0, 100.0], [100.0, 100.0], "lower", Change.INCONCLUSIVE),
        ([0.0] * 5, [1.0] * 5, "lower", Change.INCONCLUSIVE),
    ],
)
def test_a_figure_is_worse_only_beyond_threshold_and_noise(tmp_path, then, now, better, expected):
    assert change(tmp_path, then, now, better).change is expected


@pytest.mark.parametrize(
    ("values", "better", "said"),
    [
        ([1.0, float("nan"), 2.0], "lower", "'p95' holds nan, which is no figure"),
        ([1.0, float("inf"), 2.0], "lower", "'p95' holds inf, which is no figure"),
        ([1.0, -2.0, 2.0], "lower", "'p95' holds -2, which is no figure"),
        ([1.0, 2.0, 3.0], "sideways", "better: 'sideways', which has to be 'lower' or 'higher'"),
        ([1.0, 2.0, 3.0], None, "has to be 'lower' or 'higher'"),
    ],
)
def test_what_is_no_figure_is_refused_now_and_then(tmp_path, values, better, said):
    good, bad = run(tmp_path, "good", noisy(100, 1, 1)), run(tmp_path, "bad", values, better)
    baseline = tmp_path / "baseline.json"
    accept([good], baseline)
    spoilt = json.loads(baseline.read_text())
    spoilt["figures"]["p95"] |= {"better": better, "runs": [values]}
    (tmp_path / "spoilt.json").write_text(json.dumps(spoilt))
    then = CliRunner().invoke(main, ["compare", "--current", str(good), "--baseline", str(tmp_path / "spoilt.json")])
    assert then.exit_code == 3
    assert (said if math.isfinite(sum(values)) else "is no number; make one with") in then.stderr
    now = CliRunner().invoke(main, ["compare", "--current", str(bad), "--baseline", str(baseline)])
    assert now.exit_code in (3, ExitCode.UNTRUSTED)  # a record that holds no number where one belongs is not believed
    assert said in now.stderr or "cannot be trusted" in now.stderr


def test_the_same_platform_is_rarely_called_worse():
    def figure(seed: int) -> dict[str, Any]:
        return {"name": "p95", "unit": "ms", "better": "lower", "values": noisy(100, 15, seed)}

    from acceptance.record.baseline import Measured, _figure

    wrong = 0
    for seed in range(60):
        then = Measured(HERE, ("a",), {"p95": _figure("p95", [figure(2 * seed)])})
        now = Measured(HERE, ("b",), {"p95": _figure("p95", [figure(2 * seed + 1)])})
        wrong += decisive(compared(now, then, 10)) is Change.REGRESSION
    assert wrong <= 6


def test_a_comparison_is_the_same_every_time_and_names_everything(tmp_path: Path):
    baseline = tmp_path / "baseline.json"
    accept([run(tmp_path, "a", noisy(100, 5, 1)), run(tmp_path, "b", noisy(103, 5, 2))], baseline)
    now = run(tmp_path, "c", noisy(140, 5, 3))
    asked = ["compare", "--current", str(now), "--baseline", str(baseline)]
    first, second = (CliRunner().invoke(main, asked) for _ in range(2))
    assert first.output == second.output
    assert first.exit_code == 1
    for word in ("p95", "baseline", "current", "ratio", "interval", "10 %", "regression"):
        assert word in first.output
    told = json.loads(CliRunner().invoke(main, [*asked, "--format", "json"]).output)
    assert told["comparisons"][0].keys() >= {
        "name",
        "baseline",
        "current",
        "ratio",
        "low",
        "high",
        "threshold",
        "change",
    }


def test_a_figure_that_is_not_measured_any_more_is_inconclusive_and_never_fine(tmp_path: Path):
    baseline = tmp_path / "baseline.json"
    accept([run(tmp_path, "a", noisy(100, 5, 1))], baseline)
    other = [{"name": "p99", "unit": "ms", "better": "lower", "values": noisy(100, 5, 1)}]
    comparisons, code = compare([run(tmp_path, "b", [], figures=other)], baseline, 10, other_machine=False)
    assert int(code) == 2
    assert as_json(comparisons)["comparisons"][0]["current"] is None


@pytest.mark.parametrize(
    "content", [None, "", "[]", "{}", '{"shape": "locust"}', '{"shape": "scoring-acceptance/performance-baseline/1"}']
)
def test_a_baseline_that_is_missing_or_of_another_shape_is_wrong_use(tmp_path: Path, content: str | None):
    baseline = tmp_path / "baseline.json"
    if content is not None:
        baseline.write_text(content)
    now = run(tmp_path, "now", noisy(1, 0.1, 1))
    told = CliRunner().invoke(main, ["compare", "--current", str(now), "--baseline", str(baseline)])
    assert told.exit_code == 3
    assert "baseline.json" in told.output


def test_another_machine_is_refused_unless_told(tmp_path: Path):
    baseline = tmp_path / "baseline.json"
    accept([run(tmp_path, "then", noisy(100, 1, 1), fingerprint={**HERE, "cores": "64"})], baseline)
    now = run(tmp_path, "now", noisy(100, 1, 2))
    with pytest.raises(ConfigurationError, match="cores '64' and '2'"):
        compare([now], baseline, 10, other_machine=False)
    assert int(compare([now], baseline, 10, other_machine=True)[1]) == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"figures": []}, "no figures"), ({"complete": False}, "cut off")],
)
def test_runs_without_trustworthy_figures_are_refused(tmp_path: Path, changed: dict[str, Any], told: str):
    with pytest.raises(ConfigurationError, match=told):
        measured([run(tmp_path, "x", [1.0], **changed)])


def test_one_run_counts_once_and_runs_of_other_machines_do_not_mix(tmp_path: Path):
    first = run(tmp_path, "a", [1.0])
    with pytest.raises(ConfigurationError, match="twice"):
        measured([first, first])
    with pytest.raises(ConfigurationError, match="elsewhere"):
        measured([first, run(tmp_path, "b", [1.0], fingerprint={})])


def test_a_baseline_is_read_back_as_it_was_accepted(tmp_path: Path):
    path = tmp_path / "baseline.json"
    runs = [run(tmp_path, "a", [1.0, 2.0]), run(tmp_path, "b", [3.0])]
    accept(runs, path)
    assert read_baseline(path) == measured(runs)


def test_a_platform_exactly_at_the_tolerated_worsening_is_hardly_ever_called_worse():
    from acceptance.record.baseline import Measured, _figure

    def measured_as(centre: float, seed: int) -> Measured:
        values = noisy(centre, 8, seed, 6)
        return Measured(HERE, ("a",), {"p95": _figure("p95", [{"unit": "ms", "better": "lower", "values": values}])})

    changes = [
        decisive(compared(measured_as(110, 2 * seed), measured_as(100, 2 * seed + 1), 10)) for seed in range(150)
    ]
    assert changes.count(Change.REGRESSION) == 0
    assert decisive(compared(measured_as(250, 1), measured_as(100, 2), 10)) is Change.REGRESSION

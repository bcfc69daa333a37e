"""The pictures of performance and security show the numbers of the record: what was not measured is never zero."""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from written import Written

from acceptance.instruments.load.histogram import Latencies
from acceptance.instruments.load.result import LoadResult, SelfCheck
from acceptance.outcome import Cause, Outcome
from acceptance.record.history import entry
from acceptance.record.ledger import Kind
from acceptance.reporting import canvas, performance_picture, security_picture
from acceptance.reporting.account import read_account
from acceptance.reporting.build import build_reports
from acceptance.reporting.integration import integration_report, table
from acceptance.reporting.loaded import kept, loaded

BEGUN = datetime(2026, 1, 5, tzinfo=UTC)
BEFORE = {"about": "agreed", "workload": "10 a second", "average_ms": 40.0, "p95_ms": 90.0, "good_per_s": 9.5}
OBJECTIVE = {"name": "errors", "indicator": "i", "target": "at most 1 %", "measured": "agreed"}
OBJECTIVE |= {"window_min": 60, "budgeting": "timeslices", "confidence": 0.95, "disturbances": []}
SHARE = {"kind": "share", "good": 1000, "total": 1000, "target": 0.99, "per_s": None, "census": True}
SCAN = {"tool": "Finder", "version": "1", "knows_until": None, "blind": "", "score": "", "report": "", "sarif": ""}


def load(**known: object) -> dict:
    """A load of ten requests, nine of them good: after 10 ms, one after 30 ms."""
    good, bad = Latencies(), Latencies()
    good.add(0.01, 8)
    good.add(0.03)
    bad.add(0.5)
    times = {(0, "score", "good"): good, (0, "score", "status 503"): bad}
    result = LoadResult("10 a second", BEGUN, 1.0, 1.0, 10, 10, 9, (), times, check=SelfCheck())
    return {"about": "agreed", "table": "", **result.to_record(), **known}


def earlier(*loads: dict | None) -> list[dict]:
    """A run for each of these, the oldest first; one without a load measured nothing."""
    return [
        {"run_id": f"2026010{n}-000000-aaaaaa", "started": f"2026-01-0{n}T00:00:00+00:00", "complete": True,
         "controls": {}, "objectives": [{"status": "violated"}] if one else [], "loads": [one] if one else []}
        for n, one in enumerate(loads, 1)
    ]  # fmt: skip


def told(folder: Path, *before: dict | None) -> Written:
    run = Written(folder)
    if before:
        run.line(Kind.EARLIER, runs=earlier(*before))
    return run.plan(["PERF-01"]).ran(1).line(Kind.LOAD, **load())


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> Figure:
    """What is drawn, in the place of a file."""
    made = Figure()
    monkeypatch.setattr(canvas, "save", lambda target, inches, draw: draw(made))
    return made


def lines(figure: Figure, axes: int, style: str = "-") -> list[list[float]]:
    """The values of each line that goes through the runs."""
    found = [one for one in figure.axes[axes].lines if one.get_linestyle() == style and len(one.get_xdata()) > 1]
    return [list(one.get_ydata()) for one in found]


def words(figure: Figure, axes: int) -> str:
    return " ".join(one.get_text() for one in figure.axes[axes].texts)


def test_a_load_is_told_by_its_average_its_p95_its_rate_and_the_share_of_bad_answers(tmp_path: Path):
    (one,) = loaded(read_account(told(tmp_path).finished().folder).lines)
    assert one.average_ms == pytest.approx((8 * 10 + 30) / 9, rel=0.01)
    assert one.p95_ms == pytest.approx(30, rel=0.01)
    assert (one.good_per_s, one.not_good) == (9.0, 0.1)
    assert kept([one.to_data(), "x"]) == [one]
    assert kept("x") == []


def test_the_history_keeps_what_a_load_came_to(tmp_path: Path):
    account = read_account(told(tmp_path).finished().folder)
    told_later = entry(account.summary.to_json(), [one.to_data() for one in loaded(account.lines)])
    assert told_later["loads"][0]["p95_ms"] == pytest.approx(30, rel=0.01)


def test_a_run_that_measured_nothing_is_a_gap_between_the_others(tmp_path: Path, figure: Figure):
    told(tmp_path, BEFORE, None).finished()
    performance_picture.draw(read_account(tmp_path), tmp_path / "x.png")
    (p95,), (average,) = lines(figure, 0), lines(figure, 0, "--")
    assert (p95[0], average[0]) == (90, 40)
    assert math.isnan(p95[1]) and math.isnan(average[1])
    assert p95[2] == pytest.approx(30, rel=0.01)
    assert lines(figure, 1)[0][::2] == [9.5, 9.0]
    errors = lines(figure, 2)[0]
    assert math.isnan(errors[0]) and errors[2] == pytest.approx(10)  # the history of the first one does not tell it


def test_one_run_is_one_point(tmp_path: Path, figure: Figure):
    told(tmp_path).finished()
    performance_picture.draw(read_account(tmp_path), tmp_path / "x.png")
    points = [one for one in figure.axes[1].lines if len(one.get_xdata()) == 1 and one.get_marker() not in ("None", "")]
    assert [list(one.get_ydata()) for one in points] == [[9.0]]
    assert "one run is no trend" in figure.get_suptitle()
    assert figure.axes[1].get_ylim()[0] == 0


def test_another_amount_of_load_is_marked_as_another(tmp_path: Path, figure: Figure):
    told(tmp_path, {**BEFORE, "workload": "500 a second", "doubted": False}, {**BEFORE, "doubted": False}).finished()
    performance_picture.draw(read_account(tmp_path), tmp_path / "x.png")
    marks = [one.get_marker() for one in figure.axes[1].lines if len(one.get_xdata()) == 1]
    assert marks.count("X") == 1


def test_promises_are_drawn_as_lines_and_those_without_any_are_said(tmp_path: Path, figure: Figure):
    run = told(tmp_path).line(Kind.OBJECTIVE, **OBJECTIVE, parts=[SHARE], status="satisfied").finished()
    account = read_account(run.folder)
    assert account.summary.problems == ()
    performance_picture.draw(account, tmp_path / "x.png")
    assert any(list(one.get_ydata()) == [pytest.approx(1.0)] * 2 for one in figure.axes[2].lines)
    assert "errors: at most 1 %" in words(figure, 2)
    assert "1/1" in words(figure, 3)


def test_without_a_load_the_places_of_its_figures_say_so(tmp_path: Path, figure: Figure):
    Written(tmp_path).plan(["SLO-01"]).ran(1).line(Kind.OBJECTIVE, **OBJECTIVE, parts=[SHARE], status="satisfied")
    performance_picture.draw(read_account(tmp_path), tmp_path / "x.png")
    assert "not assessed: no load was measured" in words(figure, 0)


def scanned(folder: Path, **known: object) -> Written:
    finding = {"rule": "r", "title": "t", "place": "p", "mark": "", "line": 1, "fix": "", "aliases": [], "id": "r-1"}
    severe = [{**finding, "severity": one} for one in ("high", "high", "low")]
    run = Written(folder).plan(["SCAN-01"], ["SEC-01"], layer="security", feature="Attacks")
    run.ran(1).ran(2, Outcome.VIOLATED, "let in")
    return run.line(Kind.SCAN, **{**SCAN, "about": "source code", "findings": severe, "covered": {"files": 3}, **known})


def test_findings_are_counted_by_severity_and_what_was_not_scanned_is_hatched(tmp_path: Path, figure: Figure):
    scanned(tmp_path).finished()
    security_picture.draw(read_account(tmp_path), tmp_path / "x.png")
    by_title = {one.get_title(loc="left") or one.get_title(): n for n, one in enumerate(figure.axes)}
    code, images = by_title["Weaknesses in source code"], by_title["Weaknesses in container images"]
    assert [bar.get_height() for bar in figure.axes[code].patches] == [0, 2, 0, 1]
    assert "no such scan is in the record" in words(figure, images).replace("\n", " ")
    assert figure.axes[images].patch.get_hatch() == canvas.HATCH
    assert not figure.axes[images].patches
    attacks = figure.axes[-1]
    assert [bar.get_width() for bar in attacks.patches if bar.get_width()] == [1, 1]


@pytest.mark.parametrize(
    ("known", "said"),
    [({"blind": "the list is old"}, "the list is old"), ({"covered": {"files": 0}}, "Finder looked at nothing")],
)
def test_a_scanner_that_saw_nothing_is_not_drawn_as_zero(tmp_path: Path, figure: Figure, known: dict, said: str):
    scanned(tmp_path, **known).finished()
    account = read_account(tmp_path)
    security_picture.draw(account, tmp_path / "x.png")
    assert said in words(figure, 0).replace("\n", " ")
    assert "2 high, 1 low" in words(figure, 0).replace("\n", " ")
    assert not figure.axes[0].patches
    assert table(integration_report(account), "Security")[0][2:6] == ["not assessed"] * 4


def test_a_scan_of_a_kind_that_nobody_knew_is_drawn_too(tmp_path: Path, figure: Figure):
    scanned(tmp_path, about="smart $cards$").finished()
    security_picture.draw(read_account(tmp_path), tmp_path / "x.png")
    assert "Smart $cards$" in [one.get_title(loc="left") or one.get_title() for one in figure.axes]


def test_the_same_record_gives_the_same_pictures_and_reports_lead_to_them(tmp_path: Path):
    run = scanned(tmp_path).line(Kind.LOAD, **load(about="<b> $x$"))
    run.finished()
    built = build_reports(tmp_path)
    assert built.missing == ()
    names = [performance_picture.NAME, security_picture.NAME]
    assert [path.name for path in built.paths][:2] == names
    first = [(tmp_path / name).read_bytes() for name in names]
    build_reports(tmp_path)
    assert [(tmp_path / name).read_bytes() for name in names] == first
    assert all(one.startswith(b"\x89PNG") and b"Software" not in one for one in first)
    for name in names:
        assert f'href="{name}"' in (tmp_path / "index.html").read_text("utf-8")
        assert f"]({name})" in (tmp_path / "integration-report.md").read_text("utf-8")
    attached = [path.read_bytes() for path in (tmp_path / "allure-results").glob("*.png")]
    assert sorted(attached) == sorted(first)


def test_a_picture_that_cannot_be_drawn_is_named_and_nothing_leads_to_it(tmp_path: Path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    scanned(tmp_path).finished()
    monkeypatch.setattr(canvas, "save", full)
    built = build_reports(tmp_path)
    assert "security-dashboard.png could not be written: OSError" in built.missing[0]
    assert "security-dashboard.png" not in (tmp_path / "index.html").read_text("utf-8")


def test_a_run_with_nothing_to_draw_draws_nothing_and_waits_for_no_library(tmp_path: Path):
    Written(tmp_path).plan(["GDPR-06"]).ran(1, Outcome.NOT_ASSESSED, "no", Cause.BINDING).finished()
    (tmp_path / performance_picture.NAME).write_bytes(b"of an earlier time")
    asked = "import sys, acceptance.reporting.build as b, pathlib; b.build_reports(pathlib.Path(sys.argv[1])); "
    asked += "sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked, str(tmp_path)], check=False).returncode == 0
    assert not (tmp_path / performance_picture.NAME).exists()


def test_the_integration_report_names_what_nobody_scanned_and_what_attacks_came_to(tmp_path: Path):
    text = integration_report(read_account(scanned(tmp_path).finished().folder))
    rows = {row[0]: row for row in table(text, "Security")}
    assert rows["source code"][2:6] == ["0", "2", "0", "1"]
    assert rows["Weaknesses in container images"][1:6] == ["none", *["not assessed"] * 4]
    assert "| Attacks | 1 | 0 | 0 | 1 |" in text


def test_a_run_without_scans_and_attacks_says_so_in_the_integration_report(tmp_path: Path):
    text = integration_report(read_account(Written(tmp_path).plan(["GDPR-06"]).ran(1).finished().folder))
    assert [row[2:6] for row in table(text, "Security")] == [["not assessed"] * 4] * 5
    assert "no attack was part of this run" in text

"""The pictures of the first page show the numbers of the record: each is counted again here from what is drawn."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest
from written import Written

from acceptance.instruments.load import result
from acceptance.instruments.load.histogram import Latencies
from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind
from acceptance.record.summary import summarize
from acceptance.reporting import times, trend
from acceptance.reporting.account import read_account
from acceptance.reporting.first_page import first_page
from acceptance.reporting.glyphs import glyph

STATUSES = ("satisfied", "violated", "inconclusive", "not assessed", "waived", "self check", "not applicable")


def load(*outcomes: tuple[str, list[float]]) -> dict:
    """A load line whose answers came in these seconds."""
    told = []
    for outcome, seconds in outcomes:
        counted = Latencies()
        for one in seconds:
            counted.add(one)
        told.append({"outcome": outcome, "stage": 0, "operation": "read", **counted.to_data()})
    return {"about": "a load", "table": "DOUBT: <it>", "latencies": told}


def bars(picture: str, kind: str) -> list[Element]:
    return [one for one in fromstring(picture).iter("rect") if kind in (one.get("class") or "").split()]


def test_a_histogram_draws_each_answer_once_good_ones_apart_from_others():
    picture = times.drawn(load(("good", [0.001] * 30 + [0.1] * 10), ("status 503", [0.1] * 20)))
    tall = [float(one.get("height") or 0) for one in bars(picture, "good")]
    assert tall[0] == pytest.approx(3 * tall[1], rel=0.02)
    (bad,) = bars(picture, "bad")
    assert float(bad.get("height") or 0) == pytest.approx(2 * tall[1], rel=0.02)
    assert "40 good answers: 50 % within 1 ms, 95 % within 100 ms" in picture
    assert "20 others" in picture


def test_a_good_answer_is_called_as_the_load_calls_it():
    assert times.GOOD == result.GOOD


def test_answers_without_end_stand_in_the_last_bar():
    picture = times.drawn(load(("good", [0.01]), ("status 503", [5000.0])))
    assert len(bars(picture, "bad")) == 1
    assert "1 others" in picture


@pytest.mark.parametrize(
    "odd", [{}, {"latencies": 1}, {"latencies": [{"outcome": "good", "hdr": "x", "overflow": 0, "digits": 3}]}]
)
def test_what_is_no_histogram_is_said_and_not_drawn(odd: dict):
    with pytest.raises(times.NoHistogram, match="cannot be read"):
        times.drawn(odd)
    with pytest.raises(times.NoHistogram, match="no answer"):
        times.drawn({"latencies": []})


@pytest.fixture
def run(tmp_path: Path) -> Written:
    """A run after two others, of which one measured nothing and was cut off."""
    told = Written(tmp_path).line(Kind.CATALOGUE, controls=[{"id": "GDPR-01", "framework": "<GDPR>", "title": "t"}])
    earlier = [
        {"run_id": "a", "started": "2026-01-01T00:00:00+00:00", "complete": True, "controls": {"GDPR-01": "violated"},
         "figures": {"p95": 10}},
        {"run_id": "b", "started": "2026-01-02T00:00:00+00:00", "complete": False, "controls": {}, "figures": {}},
    ]  # fmt: skip
    told.line(Kind.EARLIER, runs=earlier).plan(["GDPR-01"]).ran(1)
    return told.line(Kind.FIGURE, name="p95", unit="ms", better="lower", values=[20.0, 40.0])


def test_the_trend_has_a_bar_for_each_outcome_and_a_frame_for_a_run_that_was_cut_off(run: Written):
    picture = trend.outcomes_drawn(summarize(run.finished().folder))
    assert len(bars(picture, "violated")) == len(bars(picture, "satisfied")) == len(bars(picture, "cut")) == 1
    assert re.search(r"last 3 runs: 2026-01-01 1 violated; 2026-01-02 , cut off; \S+ 1 satisfied", picture)


def test_a_run_without_a_figure_is_a_gap_in_its_line(run: Written):
    ((name, picture),) = trend.figures_drawn(summarize(run.finished().folder))
    assert name == "p95, ms"
    drawn = fromstring(picture)
    assert len(list(drawn.iter("circle"))) == 2
    assert [one for one in drawn.iter("line") if one.get("class") == "line"] == []
    assert "30 ms now in 2 of 3 runs, from 10 to 30" in picture


def test_each_status_has_a_shape_of_its_own():
    assert len({str(glyph(status)) for status in STATUSES}) == len(STATUSES)


def test_the_page_shows_each_control_and_each_load_or_says_why_not(run: Written):
    run.line(Kind.LOAD, **load(("good", [0.01]))).line(Kind.LOAD, about="<b>", latencies=[])
    page = first_page(read_account(run.finished().folder))
    assert 'title="GDPR-01 t: satisfied"' in page
    assert "Times of 1 good answers: 50 % within 10 ms" in page
    assert '<p class="reason" dir="auto">DOUBT: &lt;it&gt;</p>' in page
    assert "Not drawn: no answer came, so there is no time to draw." in page
    assert "&lt;b&gt;" in page and "style=" not in page.partition("<body>")[2]
    assert Outcome.SATISFIED.words in page

"""A score is made of enough samples, has a bound, and holds for one version of a scanner."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acceptance.instruments.scanners.result import Scan
from acceptance.instruments.scanners.score import (
    SCORES,
    Score,
    counted,
    read_scores,
    sentence_about,
    wilson,
    write_scores,
)
from acceptance.instruments.scanners.scoring import samples_of
from acceptance.outcome import ConfigurationError
from acceptance.yaml_document import read_document

SCORE = Score("source code", "Bandit", "1.9.4", 30, 35, 3, 32, "2026-11-30")
CANARIES = Path("tests/canaries")


def test_the_score_is_what_was_found_less_what_was_wrongly_found():
    assert round(SCORE.value, 3) == 0.763
    assert "found 30 of 35 planted weaknesses, and took 3 of 32 sound samples for one" in SCORE.sentence


def test_bounds_are_those_of_wilson_and_newcombe():
    # 56 of 70 against 48 of 80, Newcombe's own example (table II, method 10): 0.0524 and 0.3339 with 95 % both ways,
    # from Wilson's 0.6918 to 0.8769 and 0.4904 to 0.7006; here both are one-sided, so a little narrower.
    lower, upper = wilson(56, 70)
    assert 0.6918 < lower < 0.8 < upper < 0.8769
    one = Score("a", "b", "1", 56, 70, 48, 80, "2026-11-30")
    assert 0.0524 < one.at_least < one.value == pytest.approx(0.2)


@given(st.integers(30, 200), st.integers(30, 200), st.data())
def test_a_bound_is_never_above_the_score(bad: int, good: int, data: st.DataObject):
    score = Score("a", "b", "1", data.draw(st.integers(0, bad)), bad, data.draw(st.integers(0, good)), good, "d")
    assert -1.0001 <= score.at_least <= score.value + 1e-9


def test_scores_are_kept_and_read_again(tmp_path: Path):
    path = tmp_path / "scores.txt"
    other = Score("secrets in files", "detect-secrets", "1.5.0", 31, 32, 2, 31, "2026-11-29")
    write_scores([other], path)
    write_scores([SCORE], path)
    assert read_scores(path) == {one.about: one for one in (SCORE, other)}
    assert read_scores(tmp_path / "none.txt") == {}


@pytest.mark.parametrize(
    "line",
    [
        "source code",
        "source code: Bandit 1 found 1 of 2 alarms 0 of 2 on d",
        f"{SCORE.line} more",
        "source code: Bandit 1 found 40 of 35 alarms 0 of 32 on d",
    ],
)
def test_a_line_that_is_no_score_is_named(tmp_path: Path, line: str):
    (tmp_path / "scores.txt").write_text(f"# heading\n{line}\n")
    with pytest.raises(ConfigurationError, match=r"scores\.txt:2"):
        read_scores(tmp_path / "scores.txt")


def test_too_few_samples_make_no_score():
    outcomes = {str(number): (number % 2 == 0, True) for number in range(59)}
    with pytest.raises(ConfigurationError, match="30 bad and 29 good samples are too few"):
        counted("source code", "Bandit", "1", outcomes, "d")
    assert counted("source code", "Bandit", "1", {**outcomes, "59": (False, False)}, "d").alarms == 29


def test_a_score_holds_for_its_version_only():
    scan = Scan("source code", "Bandit", "1.9.4")
    assert sentence_about(SCORE, scan) == SCORE.sentence
    assert "measured for version 1.9.4, this is 2.0.0" in sentence_about(SCORE, Scan("source code", "Bandit", "2.0.0"))
    assert sentence_about(None, scan) == "its score was never measured"


def test_every_scanner_has_a_score_of_as_many_samples_as_there_are():
    kept = read_scores(SCORES)
    for about, file in (("source code", "code.yaml"), ("secrets in files", "secrets.yaml")):
        samples = samples_of(CANARIES / file).values()
        assert (kept[about].bad, kept[about].good) == (
            sum(bad for bad, _ in samples),
            sum(not bad for bad, _ in samples),
        )
    packages = read_document(CANARIES / "packages.yaml").content
    assert (kept["dependencies"].bad, kept["dependencies"].good) == (len(packages), len(packages))


def test_what_looks_like_a_secret_in_a_sample_is_made_anew_and_always_the_same():
    text = (CANARIES / "secrets.yaml").read_text()
    made = samples_of(CANARIES / "secrets.yaml")
    assert made == samples_of(CANARIES / "secrets.yaml")
    assert made["cloud key.py"][1].startswith("KEY = 'AKIA") and "{" not in made["cloud key.py"][1]
    assert made["cloud key.py"][1] not in text

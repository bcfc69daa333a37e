"""The scanner of images is scored over the samples of secrets, as files of one image, and only where it is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from image_files import fake
from programs import program

from acceptance.instruments.scanners.image_scoring import score_images
from acceptance.instruments.scanners.result import Blind
from acceptance.instruments.scanners.score import read_scores
from acceptance.instruments.scanners.scoring import samples_of

SAMPLES = samples_of(Path("tests/canaries/secrets.yaml"))


def test_the_stand_in_is_scored_by_what_it_knows(tmp_path: Path):
    known = sum(is_bad and "AKIA" in text for is_bad, text in SAMPLES.values())
    score = score_images(SAMPLES, program(tmp_path, fake()), "2026-11-30")
    assert 0 < known == score.found < score.bad
    assert (score.about, score.alarms, score.good) == ("container images", 0, 31)


def test_a_scanner_that_is_not_believed_has_no_score(tmp_path: Path):
    with pytest.raises(Blind, match="overlooked"):
        score_images(SAMPLES, program(tmp_path, fake("report['Results'] = []")), "2026-11-30")


def test_the_kept_score_is_of_trivy():
    score = read_scores()["container images"]
    assert (score.tool, score.at_least > 0.5) == ("Trivy", True)

"""Scores the scanner of images: `python -m acceptance.instruments.scanners.image_scoring tests/canaries`.

The samples of secrets are files of one image, in a layer whose files a later layer removes.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path

from acceptance.instruments.scanners.image_archive import Planted, write_with
from acceptance.instruments.scanners.images import empty_image, scan_archive
from acceptance.instruments.scanners.result import Blind, Severity
from acceptance.instruments.scanners.score import SCORES, Score, counted, write_scores
from acceptance.instruments.scanners.scoring import Samples, samples_of
from acceptance.instruments.scanners.tool import Tool
from acceptance.instruments.scanners.trivy import SECRET
from acceptance.outcome import ConfigurationError


def score_images(samples: Samples, tool: Tool, day: str) -> Score:
    """The score of the scanner of images: one sample counts as found by a secret that is medium or worse.

    Raises:
        Blind: the scanner is not there or is not believed.
    """
    places = {f"app/sample{number}{Path(name).suffix}": name for number, name in enumerate(samples)}
    held = Planted({place: samples[name][1] for place, name in places.items()})
    archive = tool.folder / "samples.tar"
    write_with(*empty_image(tool.folder), [], [held, Planted(dict.fromkeys(places))], archive)
    scan = scan_archive(archive, tool).scan
    if scan.blind:
        raise Blind(scan.blind)
    found = [one for one in scan.findings if one.rule.startswith(SECRET) and one.severity != Severity.LOW]
    said = {places[one.place] for one in found if one.place in places}
    outcomes = {name: (is_bad, name in said) for name, (is_bad, _) in samples.items()}
    return counted(scan.about, scan.tool, scan.version, outcomes, day)


def main(arguments: list[str]) -> int:
    """Measures and keeps the score; tells it."""
    with tempfile.TemporaryDirectory() as folder:
        samples = samples_of(Path(arguments[0], "secrets.yaml"))
        score = score_images(samples, Tool("trivy", Path(folder)), date.today().isoformat())
    write_scores([score], SCORES)
    sys.stdout.write(f"{score.about}: {score.sentence}\n")
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except (Blind, ConfigurationError) as error:
        raise SystemExit(f"The scanner of images could not be scored: {error}") from None

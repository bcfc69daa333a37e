"""How well a scanner finds what is known to be there: over planted samples, bad ones and good ones.

The score is the share of bad samples that were found less the share of good ones that were taken for bad, with its
95 % lower bound by Newcombe's tenth method (Statistics in Medicine 17, 1998). It holds for one version of a scanner.
`python -m acceptance.instruments.scanners.scoring` measures it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from acceptance.instruments.scanners.result import Scan
from acceptance.outcome import ConfigurationError
from acceptance.text_file import text_of

SCORES = Path("controls/scanners.txt")
LEAST_SAMPLES = 30
"""Of either sort; fewer say too little."""
_Z = 1.6448536269514722
"""95 % of a normal distribution lie below."""


@dataclass(frozen=True)
class Score:
    """What was measured of one version of a scanner.

    Attributes:
        found, bad: how many of the bad samples were found.
        alarms, good: how many of the good samples were taken for bad.
        day: when, as `2026-11-30`.
    """

    about: str
    tool: str
    version: str
    found: int
    bad: int
    alarms: int
    good: int
    day: str

    @property
    def value(self) -> float:
        """From -1 to 1; 0 is what tossing a coin reaches."""
        return self.found / self.bad - self.alarms / self.good

    @property
    def at_least(self) -> float:
        """The 95 % lower bound of `value`."""
        found, alarms = self.found / self.bad, self.alarms / self.good
        fewer, more = wilson(self.found, self.bad)[0], wilson(self.alarms, self.good)[1]
        return self.value - math.hypot(found - fewer, more - alarms)

    @property
    def sentence(self) -> str:
        """In words."""
        return (
            f"score {self.value:.2f}, at least {self.at_least:.2f}: found {self.found} of {self.bad} planted "
            f"weaknesses, and took {self.alarms} of {self.good} sound samples for one ({self.tool} {self.version}, "
            f"{self.day})"
        )

    @property
    def line(self) -> str:
        """As it is kept; `read_scores` reads it."""
        counts = f"found {self.found} of {self.bad} alarms {self.alarms} of {self.good}"
        return f"{self.about}: {self.tool} {self.version} {counts} on {self.day}"


def wilson(some: int, of: int) -> tuple[float, float]:
    """The two one-sided 95 % bounds of a share (Wilson, JASA 22, 1927)."""
    share, z2 = some / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return middle - half, middle + half


def read_scores(path: Path = SCORES) -> dict[str, Score]:
    """What was measured so far; nothing where there is no such file.

    Raises:
        ConfigurationError: a line cannot be read.
    """
    if not os.path.lexists(path):
        return {}
    lines = enumerate(text_of(path).split("\n"), 1)
    scores = [_score(line, f"{path}:{number}") for number, line in lines if line.strip() and not line.startswith("#")]
    return {score.about: score for score in scores}


def write_scores(scores: Iterable[Score], path: Path = SCORES) -> None:
    """Keeps these scores; those of other scanners stay."""
    kept = {**read_scores(path), **{score.about: score for score in scores}}
    heading = "# What each scanner finds of planted samples; see acceptance/instruments/scanners/score.py.\n"
    path.write_text(heading + "".join(f"{kept[about].line}\n" for about in sorted(kept)), "utf-8")


def sentence_about(score: Score | None, scan: Scan) -> str:
    """What is known of how well the scanner of a scan finds things, in words."""
    if score is None:
        return "its score was never measured"
    if score.version != scan.version and scan.version:
        return f"its score was measured for version {score.version}, this is {scan.version}"
    return score.sentence


def _score(line: str, place: str) -> Score:
    about, _, rest = line.partition(": ")
    words = rest.split()
    try:
        tool, version, _, found, _, bad, _, alarms, _, good, _, day = words
        score = Score(about, tool, version, int(found), int(bad), int(alarms), int(good), day)
    except ValueError:
        raise ConfigurationError(f"{place}: this line tells no score; measure it again") from None
    if not (
        score.bad >= LEAST_SAMPLES <= score.good and 0 <= score.found <= score.bad and 0 <= score.alarms <= score.good
    ):
        raise ConfigurationError(
            f"{place}: a score takes at least {LEAST_SAMPLES} samples of either sort; measure it again"
        )
    return score


def counted(about: str, tool: str, version: str, outcomes: Mapping[str, tuple[bool, bool]], day: str) -> Score:
    """The score of these samples: name -> whether it is bad, and whether the scanner said so.

    Raises:
        ConfigurationError: there are too few.
    """
    bad = [said for is_bad, said in outcomes.values() if is_bad]
    good = [said for is_bad, said in outcomes.values() if not is_bad]
    if min(len(bad), len(good)) < LEAST_SAMPLES:
        sentence = f"{about}: {len(bad)} bad and {len(good)} good samples are too few; plant {LEAST_SAMPLES} of each"
        raise ConfigurationError(sentence)
    return Score(about, tool, version, sum(bad), len(bad), sum(good), len(good), day)

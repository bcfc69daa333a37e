"""Scores the scanners over planted samples: `python -m acceptance.instruments.scanners.scoring tests/canaries LIST`.

LIST is a list of advisories, for the scanner of dependencies; without one, that is left out. All samples of one scanner
are scanned in one pass. One counts as found by a finding that is medium or worse.
"""

from __future__ import annotations

import random
import re
import string
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from acceptance.instruments.scanners import code, dependencies, secrets
from acceptance.instruments.scanners.advisories import read_advisories
from acceptance.instruments.scanners.result import Blind, Reported, Severity
from acceptance.instruments.scanners.score import SCORES, Score, counted, write_scores
from acceptance.instruments.scanners.tool import Tool
from acceptance.outcome import ConfigurationError
from acceptance.yaml_document import read_document

Samples = dict[str, tuple[bool, str]]
"""Name -> whether it is bad, and its text."""
_MADE = re.compile(r"\{(upper|digits|hex|mixed):(\d+)\}")
_LETTERS = {
    "upper": string.ascii_uppercase + string.digits,
    "digits": string.digits,
    "hex": "0123456789abcdef",
    "mixed": string.ascii_letters + string.digits,
}


def samples_of(path: Path) -> Samples:
    """The samples of a file, with what is to be made in them."""
    made = random.Random(path.name)
    return {
        name: (kind == "bad", _MADE.sub(lambda found: _word(found, made), text))
        for kind in ("bad", "good")
        for name, text in read_document(path).content[kind].items()
    }


def score_code(samples: Samples, tool: Tool, day: str) -> Score:
    """The score of the scanner of source code."""
    return _score_files(samples, ".py", lambda root: code.scan_code([root], tool), day)


def score_secrets(samples: Samples, tool: Tool, day: str) -> Score:
    """The score of the scanner of secrets."""
    return _score_files(samples, None, lambda root: secrets.scan_secrets([root], tool), day)


def score_dependencies(path: Path, snapshot: Path, tool: Tool, day: str) -> Score:
    """The score of the scanner of dependencies: of each package a version with a weakness, and one without."""
    pins = {f"{name}=={version}": is_bad for is_bad, name, version in _packages(path)}
    listed = tool.folder / "samples.txt"
    listed.write_text("".join(f"{pin}\n" for pin in pins))
    last = read_advisories(snapshot).newest
    scan = _believed(dependencies.scan_dependencies([listed], snapshot, tool, last))
    named = {f"{name}=={version}" for name, version in (one.title.split()[:2] for one in scan.scan.findings)}
    return counted(
        scan.scan.about, scan.scan.tool, scan.scan.version, {p: (b, p in named) for p, b in pins.items()}, day
    )


def main(arguments: list[str]) -> int:
    """Measures and keeps the scores; tells them."""
    corpora, day = Path(arguments[0]), date.today().isoformat()
    with tempfile.TemporaryDirectory() as folder:
        scores = [
            score_code(samples_of(corpora / "code.yaml"), Tool("bandit", _made(folder, "code")), day),
            score_secrets(samples_of(corpora / "secrets.yaml"), Tool("detect-secrets", _made(folder, "secrets")), day),
        ]
        if arguments[1:]:
            tool = Tool("pip-audit", _made(folder, "dependencies"))
            scores.append(score_dependencies(corpora / "packages.yaml", Path(arguments[1]), tool, day))
    write_scores(scores, SCORES)
    sys.stdout.write("".join(f"{score.about}: {score.sentence}\n" for score in scores))
    return 0


def _score_files(samples: Samples, ending: str | None, scan: Callable[[Path], Reported], day: str) -> Score:
    with tempfile.TemporaryDirectory() as folder:
        places = {}
        for number, (name, (_, text)) in enumerate(samples.items()):
            path = Path(folder, f"sample{number}{ending or Path(name).suffix}")
            path.write_text(text)
            places[f"{Path(folder).name}/{path.name}"] = name
        done = _believed(scan(Path(folder))).scan
    said = {places[one.place] for one in done.findings if one.severity != Severity.LOW}
    outcomes = {name: (is_bad, name in said) for name, (is_bad, _) in samples.items()}
    return counted(done.about, done.tool, done.version, outcomes, day)


def _packages(path: Path) -> Iterable[tuple[bool, str, str]]:
    content: Mapping[str, Mapping[str, str]] = read_document(path).content
    for name, versions in content.items():
        yield True, name, versions["bad"]
        yield False, name, versions["good"]


def _believed(reported: Reported) -> Reported:
    if reported.scan.blind:
        raise Blind(reported.scan.blind)
    return reported


def _made(folder: str, name: str) -> Path:
    path = Path(folder, name)
    path.mkdir()
    return path


def _word(found: re.Match[str], made: random.Random) -> str:
    return "".join(made.choice(_LETTERS[found[1]]) for _ in range(int(found[2])))


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except (Blind, ConfigurationError) as error:
        raise SystemExit(f"The scanners could not be scored: {error}") from None

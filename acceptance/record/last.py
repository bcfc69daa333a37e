"""What a run said, for who only prints it. A record that was found good is not weighed anew while it is the same.

Knows nothing of statistics until a record has to be verified.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acceptance.state import keep, kept, state_folder

if TYPE_CHECKING:
    from acceptance.record.kept import KeptRun

_KIND = "verified"
_MOST = 12
"""Runs that are known at one time."""
_FILES = ("record.jsonl", "run.json")


def last_told(reports: Path) -> tuple[dict[str, Any] | None, str]:
    """What the latest run says of itself, as in `run.json`, and what keeps it from being trusted; empty for nothing.

    Returns:
        None as the first where there is no run.

    Raises:
        ConfigurationError: the folder of the latest run has no record.
    """
    latest = reports / "latest"
    if not latest.exists():
        return None, ""
    name = _name(latest)
    known = kept(_KIND, name) if name else None
    if known is not None:
        return known["told"], ""
    run, told = _weighed(latest, name)
    return told["told"], run.doubt


def known_run(run_dir: Path) -> KeptRun:
    """A run as its record tells it.

    Raises:
        ConfigurationError: there is no record in this folder.
    """
    from acceptance.record.kept import KeptRun
    from acceptance.record.summary import RunSummary

    name = _name(run_dir)
    known = kept(_KIND, name) if name else None
    if known is not None:
        return KeptRun(RunSummary.from_json(known["told"], known["earlier"]), "")
    return _weighed(run_dir, name)[0]


def _weighed(run_dir: Path, name: str) -> tuple[KeptRun, dict[str, Any]]:
    """A run whose record is verified now, and what is kept of it where nothing speaks against it."""
    from acceptance.record.kept import kept_run

    run = kept_run(run_dir)
    earlier = list(run.summary.earlier)
    told: dict[str, Any] = json.loads(
        json.dumps({"told": run.summary.to_json(), "earlier": earlier}, ensure_ascii=False)
    )
    if name and not run.doubt and run.summary.damage is None and name == _name(run_dir):
        keep(_KIND, name, told)
        _forget_all_but_the_newest()
    return run, told


def _forget_all_but_the_newest() -> None:
    """Half a megabyte is kept of a run, and a run that is looked at while it goes on is another one each time."""
    with suppress(FileNotFoundError):  # another process forgets them at the same time
        for path in sorted((state_folder() / _KIND).glob("*.json"), key=lambda one: one.stat().st_mtime_ns)[:-_MOST]:
            path.unlink()


def _name(run_dir: Path) -> str:
    """Names both files of a run, and the code that reads them, by their contents; empty where one is missing."""
    total = hashlib.sha256()
    for path in (*(run_dir / one for one in _FILES), *sorted(Path(__file__).parent.glob("*.py"))):
        try:
            total.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            return ""
    return total.hexdigest()

"""What the last run said, for who only prints it. A record that was found good is not read anew while it is the same.

Knows nothing of statistics until a record has to be verified.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from acceptance.state import keep, kept

_KIND = "verified"
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
        return known, ""
    from acceptance.record.kept import kept_run

    run = kept_run(latest)
    told = json.loads(json.dumps(run.summary.to_json(), ensure_ascii=False))
    if name and not run.doubt and name == _name(latest):
        keep(_KIND, name, told)
    return told, run.doubt


def _name(run_dir: Path) -> str:
    """Names both files of a run, and the code that reads them, by their contents; empty where one is missing."""
    total = hashlib.sha256()
    for path in (*(run_dir / one for one in _FILES), *sorted(Path(__file__).parent.glob("*.py"))):
        try:
            total.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            return ""
    return total.hexdigest()

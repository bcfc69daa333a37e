"""What every run came to, one line a run in `reports/history.jsonl`: the source of trends.

Lines are only ever added, each with one write under the file's lock. A process that died while writing leaves a torn
line, which readers pass over and the next writer closes.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from acceptance.outcome import ConfigurationError
from acceptance.record.ledger import parsed_object
from acceptance.record.shape import is_earlier
from acceptance.text_file import bytes_of

HISTORY = "history.jsonl"
LARGEST_BYTES = 256 << 20
_KEPT = ("run_id", "profile", "started", "ended", "complete", "outcomes", "suite_digest", "versions")
_OF_AN_OBJECTIVE = ("name", "measured", "status", "observed", "bound", "target")


def entry(summary: Mapping[str, Any], loads: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """What of a run's summary (`run.json`) is kept for trends.

    Args:
        loads: what each of its loads came to.
    """
    return {
        **{key: summary.get(key) for key in _KEPT},
        "tags": summary.get("selection", {}).get("tags", ""),
        "controls": {one["id"]: str(one["outcome"]) for one in summary.get("controls", [])},
        "objectives": [{key: one.get(key) for key in _OF_AN_OBJECTIVE} for one in summary.get("objectives", [])],
        "figures": {
            one["name"]: round(median(one["values"]), 6) for one in summary.get("figures", []) if one["values"]
        },
        "loads": [dict(one) for one in loads],
        "seconds": round(sum(one["seconds"] for one in summary.get("scenarios", [])), 3),
    }


def append(path: Path, summary: Mapping[str, Any], loads: Sequence[Mapping[str, Any]] = ()) -> None:
    """Adds one run to the history; a run that is there already is not added again."""
    line = json.dumps(entry(summary, loads), ensure_ascii=False, separators=(",", ":"), default=str).encode() + b"\n"
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = os.fstat(file).st_size
        if any(one.get("run_id") == summary.get("run_id") for one in _entries(os.pread(file, size, 0))):
            return
        torn = size > 0 and os.pread(file, 1, size - 1) != b"\n"
        remaining = memoryview(b"\n" + line if torn else line)
        while remaining:
            remaining = remaining[os.write(file, remaining) :]
    finally:
        os.close(file)


def read(path: Path) -> list[dict[str, Any]]:
    """All runs of a history, the oldest first; lines that are torn or of another shape are passed over.

    Raises:
        ConfigurationError: there is no history, or it holds no run.
    """
    entries = _entries(bytes_of(path, "a run writes it when it ends", LARGEST_BYTES))
    if not entries:
        raise ConfigurationError(f"{path} holds no run; start one with `acceptance run`.")
    return entries


def _entries(content: bytes) -> list[dict[str, Any]]:
    """Each run once, as its last line tells of it."""
    found = filter(None, map(parsed_object, content.split(b"\n")))
    return list({one["run_id"]: one for one in found if is_earlier(one)}.values())

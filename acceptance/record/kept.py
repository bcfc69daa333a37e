"""Reads a run that ended long ago: its record is verified first, and what was derived from it is never believed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from acceptance.outcome import AcceptanceError, ConfigurationError, ExitCode
from acceptance.record.ledger import Head, parsed_object
from acceptance.record.summary import RECORD, SUMMARY, RunSummary, summarize
from acceptance.text_file import bytes_of

LARGEST_BYTES = 256 << 20
"""No `run.json` is larger."""
SLIP = timedelta(days=1)
"""So far the clocks of two machines may be apart; by a later day waivers and accepted gaps would be judged wrongly."""


_ALWAYS = {"run_id", "profile", "complete", "outcomes", "scenarios", "controls", "problems"}
"""What `run.json` says in every version of the suite; the rest may be missing in one that an older version wrote."""


class Untrusted(AcceptanceError):
    """A record was changed, or what is kept beside it says something else."""

    exit_code = ExitCode.UNTRUSTED


@dataclass(frozen=True)
class KeptRun:
    """One run as its record tells it. `doubt` says what keeps it from being trusted; it is empty for nothing."""

    summary: RunSummary
    doubt: str

    def require_trust(self) -> RunSummary:
        """The summary.

        Raises:
            Untrusted: there is a doubt.
        """
        if self.doubt:
            raise Untrusted(self.doubt)
        return self.summary


def kept_run(run_dir: Path) -> KeptRun:
    """Reads the record of a run and compares what `run.json` says of it.

    A run that was killed before it had a `run.json` is told as far as its record goes.

    Raises:
        ConfigurationError: there is no record in this folder.
    """
    if not (run_dir / RECORD).is_file():
        raise ConfigurationError(f"{run_dir} is no folder of a run: {RECORD} is missing.")
    told = _told(run_dir / SUMMARY)
    summary = summarize(run_dir, _head(told) if told is not None else None)
    return KeptRun(summary, _doubt(run_dir, told, summary))


def verdict_on(run_dir: Path) -> tuple[str, ExitCode]:
    """What `acceptance verify` says of a run, in one sentence, and its exit code.

    Raises:
        ConfigurationError: there is no record in this folder.
    """
    kept = kept_run(run_dir)
    path, summary = run_dir / RECORD, kept.summary
    if kept.doubt:
        return kept.doubt, ExitCode.VIOLATED
    if summary.damage is not None:
        return f"{path}: {summary.damage}", ExitCode.VIOLATED
    if not summary.complete:
        return (
            f"{path} is as it was written, but the run was cut off after line {summary.record.lines}.",
            ExitCode.VIOLATED,
        )
    if summary.contradictions:
        return f"{path}: {summary.contradictions[0]}", ExitCode.VIOLATED
    known = "" if (run_dir / SUMMARY).is_file() else f" ({SUMMARY} is missing: a cut at the end would not be seen)"
    return f"{path} is as it was written: {summary.record.lines} lines, complete and sealed{known}.", ExitCode.OK


def _told(path: Path) -> dict[str, Any] | None:
    """What run.json says; nothing when it is not there, and an empty object when it is no summary."""
    if not os.path.lexists(path):
        return None
    try:
        return parsed_object(bytes_of(path, largest=LARGEST_BYTES)) or {}
    except ConfigurationError:
        return {}


def _same(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: to Python, true is 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _head(told: dict[str, Any]) -> Head | None:
    match told.get("record"):
        case {"lines": int(lines), "digest": str(digest)}:
            return Head(lines, digest)
    return None


def _doubt(run_dir: Path, told: dict[str, Any] | None, summary: RunSummary) -> str:
    if summary.damage is not None and not (summary.damage.cut_off and told is None):
        return f"{run_dir / RECORD}: {summary.damage}"
    if summary.started is not None and summary.started > datetime.now(UTC) + SLIP:
        return (
            f"{run_dir / RECORD} says that its run began on {summary.started:%Y-%m-%d}, which is still to come: set "
            "the clock of this machine right, or run it again."
        )
    if told is None:
        return ""
    if _head(told) is None:
        return f"{run_dir / SUMMARY} does not say how far the record of its run reaches: it is not as it was written."
    derived = json.loads(json.dumps(summary.to_json(), ensure_ascii=False))
    others = [key for key in told if key not in derived]
    others += [key for key in derived if (key in _ALWAYS or key in told) and not _same(told.get(key), derived[key])]
    if others:
        return f"{run_dir / SUMMARY} says otherwise than the record it was derived from: {', '.join(others)} differ."
    return ""

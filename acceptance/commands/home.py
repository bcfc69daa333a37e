"""`acceptance` alone: what this is, how the last run stands, and the commands that make sense next."""

from __future__ import annotations

import os
import textwrap
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Any

from acceptance.specification import SHIPPED, specification

WIDTH = 80
_JUST_NOW_S = 600
"""A record that was written within so many seconds may belong to a run that is still under way."""
_WHAT = (
    "Scoring Acceptance checks a running credit-scoring platform against requirements in plain sentences, and says "
    "what holds, what does not, what cannot be told, and what was not looked at."
)

Next = tuple[str, str]
"""A command, and what it is good for."""


def home(reports: Path) -> tuple[list[str], str]:
    """One screen, and what keeps the last run from being trusted; an empty text for nothing.

    Args:
        reports: the folder with the folders of runs.

    Raises:
        ConfigurationError: the folder of the latest run has no record.
    """
    from acceptance.record.last import last_told

    told, doubt = last_told(reports)
    latest = reports / "latest"
    state = ["No run is here yet."] if told is None else list(_state(told, latest))
    commands = _first() if told is None else list(_next(told, latest, doubt))
    return [
        *textwrap.wrap(_WHAT, WIDTH),
        "",
        *(line for words in [*state, *([doubt] if doubt else [])] for line in textwrap.wrap(words, WIDTH)),
        "",
        "Next:",
        *_listed(commands),
        "",
        "All commands: acceptance --help",
    ], doubt


def _state(told: Mapping[str, Any], latest: Path) -> Iterator[str]:
    began = f"{datetime.fromisoformat(told['started']):%Y-%m-%d %H:%M} UTC" if told["started"] else "at an unknown time"
    yield f"Last run: {told['run_id']} of {told['profile'] or 'an unknown environment'}, {began}."
    if not told["complete"]:
        yield (
            "It is under way, or was cut off a moment ago." if _is_fresh(latest) else "It was cut off before its end."
        )
    counts = [f"{count} {outcome.replace('_', ' ')}" for outcome, count in told["outcomes"].items() if count]
    yield f"Scenarios: {', '.join(counts) or 'none'}."
    coverage, standings = told["coverage"], Counter(one["standing"] for one in told["controls"])
    bad = f", {standings['violated']} of them violated" if standings["violated"] else ""
    yield f"Requirements: {coverage['assessed']} of {coverage['in_scope']} in scope assessed{bad}."
    if told["problems"]:
        yield f"Problem: {told['problems'][0]['sentence']}"


def _next(told: Mapping[str, Any], latest: Path, doubt: str) -> Iterator[Next]:
    env = quote(told["profile"] or "local")
    if doubt:
        yield f"acceptance verify {quote(str(latest))}", "what was changed"
        yield f"acceptance run --env {env}", "a run that can be trusted"
        return
    if not told["complete"] and _is_fresh(latest):
        yield "acceptance explain latest", "what it came to so far"
        return
    for word, why in (("violated", "why it is violated, and what to do"), ("inconclusive", "why it cannot be told")):
        ids = [one["id"] for one in told["controls"] if one["standing"] == word]
        if ids:
            yield f"acceptance explain {ids[0]}", why + (f" ({len(ids) - 1} more)" if len(ids) > 1 else "")
    if any(one["to_bind"] for one in told["controls"]):
        yield f"acceptance doctor --env {env}", "what the profile lacks"
    if not told["complete"]:
        yield f"acceptance run --env {env}", "the whole of it again"
    elif _is_open(told):
        yield f"acceptance run --env {env} --rerun-failed", "what is open again, when it is mended"
    else:
        yield "acceptance prove --dry-run", "can every control turn red? what is due"
        yield f"acceptance run --env {env}", "the same again"
    yield "acceptance explain latest", f"all of it; the first page is {os.path.relpath(latest / 'index.html')}"


def _is_open(told: Mapping[str, Any]) -> bool:
    """Whether something is left to be run again: what was declared or accepted is not."""
    from acceptance.catalogue.needs import without_row

    day = str(told["started"])[:10]
    accepted = {str(one["scenario"]) for one in told["accepted_gaps"] if str(one["expires"]) >= day}
    return any(
        one["outcome"] != "satisfied" and not one["declared"] and without_row(one["name"]) not in accepted
        for one in told["scenarios"]
    )


def _is_fresh(latest: Path) -> bool:
    return time.time() - (latest / "record.jsonl").stat().st_mtime < _JUST_NOW_S


def _first() -> Sequence[Next]:
    """What to do where nothing was run yet: a checkout has a platform to try, a company's folder a profile to make."""
    own = sorted(path.stem for path in Path("profiles").glob("*.yaml"))
    if specification() != SHIPPED or Path("features").resolve() == (SHIPPED / "features").resolve():
        return [
            ("acceptance run GDPR-06", "one control, against the embedded reference platform"),
            ("acceptance run --parallel 3", "everything; some ten minutes"),
            ("acceptance tags", "what can be selected"),
            ("acceptance init NAME --openapi FILE", "draft the files of your own environment"),
        ]
    if not own:
        return [
            ("acceptance init NAME --openapi FILE", "draft the files of your own environment"),
            ("acceptance run", "try it first, against the embedded reference platform"),
        ]
    return [
        (f"acceptance doctor --env {quote(own[0])}", "can everything in the profile be used?"),
        (f"acceptance run --env {quote(own[0])}", "the first run"),
    ]


def _listed(commands: Sequence[Next]) -> Iterator[str]:
    width = max(len(command) for command, _ in commands)
    yield from (f"  {command:<{width}}  {why}" for command, why in commands)

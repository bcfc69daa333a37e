"""What a run came to, on one screen: the verdict, what to do next and by whom, and where to read more."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shlex import quote

from acceptance.outcome import Outcome
from acceptance.reporting.account import Account
from acceptance.reporting.todo import Task, tasks
from acceptance.reporting.verdict import doubts, ended_with, verdict

_TASK_LINES = 3
_MOST_DOUBTS = 3


@dataclass(frozen=True)
class Size:
    """How many characters a line has, and how many lines there are."""

    width: int = 80
    height: int = 24


PAPER = Size(10_000, 40)
"""Where nobody looks at a window, as in the log of a pipeline: no sentence is cut."""


def screen(account: Account, places: Sequence[tuple[str, str]], size: Size = PAPER) -> list[str]:
    """The lines, no more than the height but for a window so small that it would not hold the first thing to do.

    What is left out for want of room is counted, with the command that prints it.

    Args:
        places: what there is to read, and where, such as `("record", "reports/r1/record.jsonl")`.
    """
    above = [*_verdict(account, size), "", "What to do next, by whom:"]
    below = ["", *_counted(account, size), *(f"{name}: {place}" for name, place in places), last_line(account)]
    everything = tasks(account)
    room = (size.height - len(above) - len(below) - 1) // _TASK_LINES
    shown = everything[: max(1, room)]
    middle = [line for number, task in enumerate(shown, 1) for line in _task(number, task, size)]
    if left_out := len(everything) - len(shown):
        middle.append(_cut(f"    and {left_out} more: acceptance explain {account.summary.run_id}", size))
    return [*above, *(middle or ["  nothing"]), *below]


def last_line(account: Account) -> str:
    """For programs."""
    run = account.summary
    return f"{run.passed} passed, {run.failed} failed, {run.skipped} skipped"


def _verdict(account: Account, size: Size) -> Iterator[str]:
    yield _cut(f"Ended with {ended_with(account)}.", size)
    yield from textwrap.wrap(verdict(account), size.width)
    problems = list(doubts(account))
    shown = problems if len(problems) <= _MOST_DOUBTS else problems[: _MOST_DOUBTS - 1]
    yield from (_cut(f"PROBLEM: {one}", size) for one in shown)
    if len(shown) < len(problems):
        yield f"PROBLEM: and {len(problems) - len(shown)} more"


def _task(number: int, task: Task, size: Size) -> Iterator[str]:
    yield _cut(f"{number:>2}. {task.what}", size)
    yield _cut(f"    {task.why}", size)
    more = f"acceptance explain {quote(task.about)}; " if task.about else ""
    due = f", until {task.due}" if task.due else ""
    yield _cut(f"    {more}whose: {task.owner.partition(':')[0] or 'nobody is named'}{due}", size)


def _counted(account: Account, size: Size) -> list[str]:
    run = account.summary
    scenarios = ", ".join(f"{count} {outcome.words}" for outcome, count in run.outcomes.items() if count)
    parts = [f"scenarios: {scenarios or 'none'}"]
    if run.objectives:
        counted = Counter(str(one["status"]) for one in run.objectives)
        parts.append("objectives: " + ", ".join(f"{count} {status}" for status, count in counted.items()))
    if run.api_coverage:
        told = run.api_coverage
        parts.append(f"documented answers that occurred: {told['exercised']} of {told['documented']}")
    if run.accepted_gaps:
        parts.append(f"accepted gaps: {len(run.accepted_gaps)}")
    lines = textwrap.wrap("; ".join(parts), size.width)
    lines.append(f"all of it: acceptance explain {run.run_id}")
    if any(one.summary.outcome is not Outcome.SATISFIED for one in account.scenarios):
        lines.append(f"what is open, again: acceptance run --env {quote(run.profile)} --rerun-failed")
    return lines


def _cut(text: str, size: Size) -> str:
    line = " ".join(text.split()) if not text.startswith(" ") else text[:4] + " ".join(text[4:].split())
    return line if len(line) <= size.width else line[: size.width - 3] + "..."

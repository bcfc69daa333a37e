"""One control or one scenario in plain lines: what it claims, how it can turn red, what came of it, what to do."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from acceptance.catalogue.catalogue import Control, Framework
from acceptance.catalogue.texts import Text
from acceptance.outcome import Outcome
from acceptance.reporting import verdict
from acceptance.reporting.account import Account, ControlTold, ScenarioTold
from acceptance.reporting.listing import marked
from acceptance.reporting.screen import screen
from acceptance.reporting.seen import Step
from acceptance.reporting.todo import tasks

WIDTH = 100
"""Characters of a line."""


def explained_control(
    framework: Framework, control: Control, proof: str, written: Sequence[Text], account: Account | None
) -> Iterator[str]:
    """A control of the catalogue, whether a run looked at it or not.

    Args:
        proof: what is known of whether it can turn red.
        written: its scenarios as they stand in the features.
        account: the run whose outcome is told; None where there is none.
    """
    yield f"{control.id}: {control.title}"
    source = "" if control.verified or not framework.quotes_a_text else " (citation not yet verified)"
    yield from _below(f"{framework.title} {framework.version}, {control.clause}{source}; severity {control.severity}")
    if framework.source:
        yield from _below(f"The official text: {framework.source}")
    yield from _part("What it claims", [control.obligation, f"Why: {control.why}"])
    yield from _part(
        "What is looked at", [control.evidence, *(f"Not all of it: {gap}" for gap in [control.gap] if gap)]
    )
    told = next((one for one in account.controls if one.id == control.id), None) if account else None
    yield from _part("How it goes red", _red(control, proof))
    yield from _part("What came of it last", _came(account, told, control.id))
    yield from _part("What to do", _to_do(account, control.id, told.reason if told else ""))
    yield from _part(f"Scenarios ({len(written)})", [])
    for text in written:
        rows = _rows(text, account)
        outcomes = [one.summary.outcome for one in rows]
        worst = next((one for one in reversed(Outcome) if one in outcomes), None)
        yield ""
        yield f"  {marked(worst).rstrip() if worst else 'not in this run'}: {text.place}"
        yield from textwrap.dedent("\n".join(("", *text.lines))).replace("\n", "\n  ").splitlines()[1:]


def explained_scenario(text: Text, about: Sequence[str], account: Account | None) -> Iterator[str]:
    """A scenario, and what each of its examples came to.

    Args:
        about: a line for each control that it proves.
    """
    yield f"{text.feature} > {text.name}"
    yield from _below(text.place)
    yield from _part("What it proves", about or ["It names no control."])
    yield from _part("What it says", [])
    yield from textwrap.dedent("\n".join(("", *text.lines))).replace("\n", "\n  ").splitlines()[1:]
    rows = _rows(text, account)
    if account is None or not rows:
        yield from _part("What came of it last", _came(account, None, text.place))
    for one in rows:
        yield from _part(f"What came of it last: {one.summary.name}", _seen(one, account))
    for about_one in dict.fromkeys([text.place, *(one.summary.id for one in rows), *_controls(rows)]):
        todo = list(_to_do(account, about_one)) if account else []
        if todo and todo != [_NOTHING]:
            yield from _part(f"What to do ({about_one})", todo)


def explained_run(account: Account, lines: Iterable[str], places: Sequence[tuple[str, str]]) -> Iterator[str]:
    """A whole run: the list of all it came to, and below it the screen with which it ended.

    Args:
        lines: the whole list.
    """
    run = account.summary
    yield f"Run {run.run_id} of {run.profile or 'an unknown environment'}, begun {verdict.moment(run.started)}"
    yield from _below(f"Selected: {verdict.selected(account)}. Took {verdict.lasted(account)}.")
    yield ""
    yield from lines
    yield ""
    yield from screen(account, places)


_NOTHING = "Nothing: no rule for something to do applies."


def _red(control: Control, proof: str) -> Iterator[str]:
    yield f"{proof} (on a platform with planted faults; it says nothing of yours)"
    yield from (f"It must catch {defect}: {words}" for defect, words in control.catches.items())
    yield from (f"It must catch, though nothing shows it: {words}" for words in control.without_defect)
    if not control.catches:
        yield "No planted fault is declared for it, so nothing shows that it can."


def _came(account: Account | None, told: ControlTold | None, name: str) -> Iterator[str]:
    if account is None:
        yield f"There is no run yet. Start one: acceptance run {name}"
        return
    run = account.summary
    where = f"run {run.run_id} of {run.profile}, {verdict.moment(run.started)}"
    if told is None or not told.scenarios:
        yield f"It was no part of the {where}. Run it: acceptance run --env {run.profile} {name}"
        if told is not None and told.past.before is not None:
            yield f"The last run that had it, on {told.past.before_day or 'an unknown day'}: {told.past.before.words}."
        if told is not None and told.declared:
            yield f"Declared: {told.declared}"
        return
    yield f"{told.status} in the {where}: {told.counts}"
    if told.reason:
        yield told.reason
    if told.declared:
        yield f"Declared: {told.declared}"
    if told.to_bind:
        yield f"To bind: {told.to_bind}"
    if told.past.runs > 1:
        yield f"The same since {told.past.since}, {told.past.runs} runs in a row."


def _seen(one: ScenarioTold, account: Account | None) -> Iterator[str]:
    moment = verdict.moment(account.summary.started) if account else "unknown"
    yield f"{one.status} at {moment}, in {one.summary.seconds:.1f} s"
    if one.summary.reason:
        yield f"{one.summary.reason}{f' (look first at: {one.summary.cause})' if one.summary.cause else ''}"
    yield from (words for words in (one.summary.declared, one.accepted) if words)
    for step in one.steps:
        yield from _step(step)
    yield f"Again: {one.again}"


def _step(step: Step) -> Iterator[str]:
    if step.outcome is not Outcome.SATISFIED:
        yield f"{step.outcome.words} at: {step.keyword} {step.name}"
    for check in step.checks:
        held = "held" if check.held else "DID NOT HOLD"
        yield f"  {held}: {check.meaning} - expected {check.expected}, seen: {check.seen}"
    yield from (f"  {line}" for looked in step.looked for line in looked.splitlines())


def _to_do(account: Account | None, about: str, known: str = "") -> Iterator[str]:
    """What follows for a control or a scenario; `known` is a reason that stands above already."""
    if account is None:
        yield f"Run it: acceptance run {about}"
        return
    own = [task for task in tasks(account) if task.about == about]
    for task in own:
        yield ": ".join(filter(None, [task.what, task.why.removeprefix(known).strip("; ")]))
        yield f"Whose: {task.owner or 'nobody is named'}; until {task.due or 'no day was agreed'}."
    if not own:
        yield _NOTHING


def _rows(text: Text, account: Account | None) -> list[ScenarioTold]:
    found = account.scenarios if account else ()
    return [one for one in found if text.runs_as(one.summary.feature, one.summary.name)]


def _controls(rows: Iterable[ScenarioTold]) -> list[str]:
    return [one.first_control for one in rows if one.first_control]


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield heading
    for line in lines:
        yield from _below(line)


def _below(line: str) -> list[str]:
    indent = "  " + " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line.strip(), WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]

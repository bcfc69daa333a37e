"""Turns the record of a run into Allure results: one file a scenario, whatever became of it.

Results are derived from the record when a run ends, and not collected while it runs, so that the report and
`run.json` cannot disagree, and a scenario whose process was killed is there with its reason.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import (
    Attachment,
    Label,
    Link,
    Parameter,
    Status,
    StatusDetails,
    TestResult,
    TestStepResult,
)

from acceptance.outcome import Outcome
from acceptance.record.ledger import Kind, Line
from acceptance.record.reading import trusted
from acceptance.record.standing import Entry
from acceptance.record.summary import RECORD, RunSummary, ScenarioSummary, control_ids, summarize
from acceptance.reporting.account import again, official_text
from acceptance.reporting.pictures import PICTURES
from acceptance.reporting.proof_attachment import write_proof

RESULTS = "allure-results"

STATUS = {
    Outcome.SATISFIED: Status.PASSED,
    Outcome.VIOLATED: Status.FAILED,
    Outcome.INCONCLUSIVE: Status.BROKEN,
    Outcome.NOT_ASSESSED: Status.SKIPPED,
}

DECLARED = "Declared"
"""How the message of a scenario begins that is waived or out of scope, whatever was seen."""

_SEVERITIES = ("blocker", "critical", "normal", "minor", "trivial")
_UNTOLD: dict[str, Any] = {
    "title": "", "version": "", "clause": "no clause", "verified": True, "proof": "unproven", "severity": "normal"
}  # fmt: skip
"""What a record may leave out about a control."""
_CRITICAL_LAYERS = ("end_to_end",)


def write_results(run_dir: Path, summary: RunSummary | None = None) -> int:
    """Writes `allure-results` of a run anew; returns the number of scenarios in it.

    Args:
        summary: what the record came to, where that is known already.
    """
    summary = summary or summarize(run_dir)
    folder = run_dir / RESULTS
    shutil.rmtree(folder, ignore_errors=True)
    writer = AllureFileLogger(folder)
    lines, _ = trusted(run_dir / RECORD)
    planned = {one["id"]: one for line in lines if line.kind == Kind.PLAN for one in line.data["scenarios"]}
    own: dict[str, list[Line]] = {}
    known_controls: dict[str, Entry] = {entry["id"]: {**_UNTOLD, **_told(entry)} for entry in summary.catalogue}
    for line in lines:
        if line.scope is not None:
            own.setdefault(line.scope.scenario, []).append(line)
    for scenario in summary.scenarios:
        known = own.get(scenario.id, [])
        controls = [known_controls[control] for control in control_ids(scenario.tags) if control in known_controls]
        writer.report_result(_result(summary, scenario, planned[scenario.id], known, folder, controls))
    _write_environment(summary, folder)
    _attach_pictures(run_dir, summary, folder)
    if summary.proof:
        write_proof(summary, folder)
    return len(summary.scenarios)


def layer_title(layer: str) -> str:
    """The name of a layer's folder as a heading.

    >>> layer_title("end_to_end")
    'End to end'
    """
    return layer.replace("_", " ").capitalize() or "Other"


def _result(
    summary: RunSummary,
    scenario: ScenarioSummary,
    planned: Mapping[str, Any],
    lines: list[Line],
    folder: Path,
    controls: list[Entry],
) -> TestResult:
    full_name = f"{scenario.feature}: {scenario.name}"
    started = lines[0].time if lines else (summary.started or datetime.fromtimestamp(0))
    return TestResult(
        uuid=str(uuid5(NAMESPACE_URL, f"{summary.run_id}/{scenario.id}")),
        historyId=_identifier(full_name),
        testCaseId=_identifier(full_name),
        fullName=full_name,
        name=scenario.name,
        titlePath=[layer_title(scenario.layer), scenario.feature],
        description=_description(planned.get("description") or "", controls, summary, scenario.id),
        status=STATUS[scenario.outcome],
        statusDetails=_details(scenario),
        start=_milliseconds(started),
        stop=_milliseconds(started + timedelta(seconds=scenario.seconds)),
        labels=[Label(name, value) for name, value in _labels(summary, scenario, planned, controls)],
        links=list(_links(controls)),
        parameters=[Parameter(name, value) for name, value in (planned.get("example") or {}).items()],
        steps=[_step(line, lines, folder) for line in lines if line.kind == Kind.STEP],
        attachments=[
            *_attached(folder, f"{scenario.id} exchanges", _exchanges(lines)),
            *_attached(folder, f"{scenario.id} loads", _loads(lines), "load"),
        ],
    )


def _told(entry: Entry) -> Entry:
    """What a record says of a control, without what it leaves open and a severity that nobody knows."""
    said = {key: value for key, value in entry.items() if value is not None}
    return said if said.get("severity") in _SEVERITIES else {**said, "severity": _UNTOLD["severity"]}


def _links(controls: list[Entry]) -> Iterator[Link]:
    """Where the official text of each control stands. Allure makes no link of an address without a machine."""
    addresses = {one["framework"]: official_text(one) for one in controls}
    yield from (Link("link", url, f"{framework}, the official text") for framework, url in addresses.items() if url)


def _description(told: str, controls: list[Entry], summary: RunSummary, scenario: str) -> str:
    """The scenario's own description, where its controls come from, what proves them, and how to run it again."""
    sources = [
        f"**{control['id']}** {control['title']} - {control['framework']} {control['version']}, {control['clause']}"
        + ("" if control["verified"] else " (citation not yet verified)")
        + f"; {control['proof']}"
        + (f"; {control['detection']}" if control.get("detection") else "")
        for control in controls
    ]
    return "\n\n".join(filter(None, [told, *sources, f"To run it again: `{again(summary, scenario)}`"]))


def _labels(
    summary: RunSummary, scenario: ScenarioSummary, planned: Mapping[str, Any], controls: list[Entry]
) -> Iterator[tuple[str, str]]:
    yield "epic", layer_title(scenario.layer)
    yield "feature", scenario.feature
    if planned.get("rule"):
        yield "story", str(planned["rule"])
    yield "severity", _severity(scenario, controls)
    yield "layer", layer_title(scenario.layer)
    for control in control_ids(scenario.tags):
        yield "control", control
        if owner := summary.responsible.get(control, {}).get("owner"):
            yield "owner", str(owner)
    for proof in sorted({str(control["proof"]) for control in controls}):
        yield "proof", proof
    for tag in scenario.tags:
        yield "tag", tag
    if scenario.declared:
        yield "tag", "declared"
    if scenario.cause is not None:
        yield "cause", scenario.cause.value


def _severity(scenario: ScenarioSummary, controls: list[Entry]) -> str:
    """The worst of its controls, by the catalogue; a tag or the layer speaks only where the catalogue is silent."""
    if controls:
        return min((str(control["severity"]) for control in controls), key=_SEVERITIES.index)
    for severity in _SEVERITIES:
        if severity in scenario.tags:
            return severity
    return "critical" if scenario.layer in _CRITICAL_LAYERS else "normal"


def _details(scenario: ScenarioSummary) -> StatusDetails | None:
    if scenario.outcome is Outcome.SATISFIED:
        return None
    cause = f" (look first at: {scenario.cause.value})" if scenario.cause else ""
    seen = f"{scenario.outcome.words.capitalize()}: {scenario.reason}{cause}"
    if scenario.declared:
        return StatusDetails(message=f"{DECLARED}: {scenario.declared}. {seen}", known=True)
    return StatusDetails(message=seen)


def _step(step: Line, lines: list[Line], folder: Path) -> TestStepResult:
    stop = _milliseconds(step.time)
    outcome = Outcome(step.data["outcome"])
    identifier = f"{step.scope} {step.number}"
    return TestStepResult(
        name=f"{step.data['keyword']} {step.data['name']}",
        status=STATUS[outcome],
        statusDetails=StatusDetails(message=step.data["reason"]) if step.data["reason"] else None,
        start=stop - round(step.data["seconds"] * 1000),
        stop=stop,
        steps=[_check(line) for line in lines if line.kind == Kind.CHECK and line.scope == step.scope],
        attachments=[
            *_attached(folder, identifier + " table", step.data.get("table"), "table", "text/csv"),
            *_attached(folder, identifier + " text", step.data.get("text"), "text"),
            *_attached(folder, identifier + " error", step.data.get("trace"), "what went wrong"),
        ],
    )


def _check(line: Line) -> TestStepResult:
    parameters = [Parameter("expected", line.data["expected"]), Parameter("seen", line.data["seen"])]
    if line.data.get("seconds") is not None:
        parameters.append(Parameter("took", f"{line.data['seconds']:.2f} s"))
    return TestStepResult(
        name=f"check: {line.data['meaning']}",
        status=Status.PASSED if line.data["held"] else Status.FAILED,
        start=_milliseconds(line.time),
        stop=_milliseconds(line.time),
        parameters=parameters,
    )


def _exchanges(lines: list[Line]) -> str | None:
    told = [json.dumps(line.data, ensure_ascii=False) for line in lines if line.kind == Kind.EXCHANGE]
    return "\n".join(told) or None


def _loads(lines: list[Line]) -> str | None:
    told = [
        f"{one['about']}\n{one.get('table', '')}" for one in (line.data for line in lines if line.kind == Kind.LOAD)
    ]
    return "\n\n".join(told) or None


def _attached(
    folder: Path, identifier: str, text: str | None, name: str = "exchanges", kind: str = "text/plain"
) -> list[Attachment]:
    if not text:
        return []
    file = f"{uuid5(NAMESPACE_URL, identifier)}-attachment.{'csv' if kind == 'text/csv' else 'txt'}"
    (folder / file).write_text(text, "utf-8", "backslashreplace")
    return [Attachment(name=name, source=file, type=kind)]


def _write_environment(summary: RunSummary, folder: Path) -> None:
    facts = {
        "Run": summary.run_id,
        "Environment": summary.profile,
        "Selection": summary.selection.get("tags") or "everything",
        "Complete": "yes" if summary.complete else "no",
        "Suite digest": summary.suite_digest[:16],
        **summary.versions,
    }
    coverage = summary.coverage
    if coverage.in_scope:
        facts["Controls assessed"] = f"{coverage.assessed} of {coverage.in_scope} in scope"
    if coverage.not_applicable:
        facts["Not applicable"] = ", ".join(coverage.not_applicable)
    if coverage.provided_by_another_system:
        facts["Provided by another system"] = ", ".join(coverage.provided_by_another_system)
    if coverage.self_checks:
        facts["Self-checks of the suite"] = ", ".join(coverage.self_checks)
    for control in summary.controls:
        if control.declared:
            facts[f"{control.id} is {control.standing.words}"] = control.declared
        if control.to_bind:
            facts[f"{control.id} to bind"] = control.to_bind
    for number, reminder in enumerate(summary.reminders, 1):
        facts[f"Reminder {number}"] = reminder
    for number, problem in enumerate(summary.problems, 1):
        facts[f"Problem {number}"] = problem.sentence
    lines = [f"{name.replace(' ', '_')} = {value}".replace("\n", " ") for name, value in facts.items()]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", "utf-8", "backslashreplace")


def _attach_pictures(run_dir: Path, summary: RunSummary, folder: Path) -> None:
    """The pictures that were drawn of the run, as attachments of the whole report."""
    attached = []
    for one in PICTURES:
        if (run_dir / one.name).exists():
            source = f"{uuid5(NAMESPACE_URL, f'{summary.run_id}/{one.name}')}-attachment.png"
            shutil.copyfile(run_dir / one.name, folder / source)
            attached.append({"name": one.about, "source": source, "type": "image/png"})
    if attached:
        identity = uuid5(NAMESPACE_URL, f"{summary.run_id}/pictures")
        (folder / f"{identity}-globals.json").write_text(json.dumps({"attachments": attached}), "utf-8")


def _identifier(text: str) -> str:
    return md5(text.encode("utf-8", "backslashreplace"), usedforsecurity=False).hexdigest()


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)

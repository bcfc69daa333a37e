"""What a run came to, derived from its record and nothing else, and written as `run.json`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from acceptance.outcome import Cause, ExitCode, Outcome, Standing, Verdict, worst
from acceptance.record.deciding import Decided, claims, decided
from acceptance.record.deciding import told as told_check
from acceptance.record.ledger import Head, Kind, Line, head
from acceptance.record.reading import trusted
from acceptance.record.standing import Coverage, Declared, Entry, declared
from acceptance.record.verify import Damage

RECORD = "record.jsonl"
SUMMARY = "run.json"

_CONTROL = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]+[a-z]?")
_AT = re.compile(r" \(at: .*\)$")
"""Where in a scenario a reason was found, as is added to it."""
SELF_CHECK = "self-check"
"""Tag of scenarios that look at the suite itself: they say nothing of the platform."""
_ROW = re.compile(r" \[\d+\.\d+\]$")
"""What an outline adds to the name of each of its scenarios: which row of the examples it is."""
_DRAFT = "draft"
"""Tag of a scenario that is being written."""
_UNASSESSED = (Outcome.INCONCLUSIVE, Outcome.NOT_ASSESSED)


def control_ids(tags: Iterable[str]) -> list[str]:
    """Those of a scenario's tags that name what it proves.

    >>> control_ids(["e2e", "E2E-06", "prod.syn", "SOX-03"])
    ['E2E-06', 'SOX-03']
    """
    return sorted(tag for tag in tags if _CONTROL.fullmatch(tag))


@dataclass(frozen=True)
class ScenarioSummary:
    """One selected scenario. `id` is its place, such as `features/end_to_end/scoring.feature:12`.

    `declared` says what was declared about its controls where that is why it may be anything but satisfied.
    """

    id: str
    feature: str
    name: str
    tags: tuple[str, ...]
    layer: str
    outcome: Outcome
    reason: str
    cause: Cause | None
    seconds: float
    declared: str = ""


@dataclass(frozen=True)
class ControlSummary:
    """One control: the worst of its scenarios decides. `proven` is None where the catalogue has no such control.

    `outcome` is what was seen, `standing` what it counts as, and `declared` why the two differ, if they do. Where every
    one of its scenarios lacks something of the profile, `to_bind` says what.
    """

    id: str
    outcome: Outcome
    reason: str
    proven: bool | None
    scenarios: tuple[str, ...]
    standing: Standing
    declared: str
    to_bind: str = ""


@dataclass(frozen=True)
class Problem:
    """Something that keeps the run from being trusted, whatever its scenarios say."""

    sentence: str
    exit_code: ExitCode = ExitCode.GAPS


@dataclass(frozen=True)
class RunSummary:
    """Everything `run.json` says."""

    run_id: str
    profile: str
    started: datetime | None
    ended: datetime | None
    complete: bool
    outcomes: Mapping[Outcome, int]
    scenarios: tuple[ScenarioSummary, ...]
    drafts: tuple[ScenarioSummary, ...]
    """Scenarios that are being written: they ran, and count for nothing."""
    controls: tuple[ControlSummary, ...]
    objectives: tuple[Mapping[str, Any], ...]
    figures: tuple[Mapping[str, Any], ...]
    scanners: tuple[Mapping[str, Any], ...]
    api_coverage: Mapping[str, Any] | None
    problems: tuple[Problem, ...]
    accepted_gaps: tuple[Mapping[str, Any], ...]
    coverage: Coverage
    reminders: tuple[str, ...]
    catalogue: tuple[Entry, ...]
    proof: tuple[Entry, ...]
    """What was known of each defect when the run began: which controls caught it, and whether with these checks."""
    selection: Mapping[str, Any]
    suite_digest: str
    versions: Mapping[str, str]
    fingerprint: Mapping[str, str]
    origin: Mapping[str, str]
    responsible: Mapping[str, Entry]
    """Who answers for a control, and in how many days they mend it: control -> owner, days."""
    earlier: tuple[Entry, ...]
    """What the history told of the runs before this one, the oldest first."""
    record: Head
    contradictions: tuple[str, ...] = ()
    """Scenarios that claim to be better than their own steps and checks allow; they count as the worse."""
    damage: Damage | None = None

    @property
    def passed(self) -> int:
        return self.outcomes[Outcome.SATISFIED]

    @property
    def failed(self) -> int:
        """Violated and inconclusive ones: neither may be taken for a success."""
        return self.outcomes[Outcome.VIOLATED] + self.outcomes[Outcome.INCONCLUSIVE]

    @property
    def skipped(self) -> int:
        return self.outcomes[Outcome.NOT_ASSESSED]

    @property
    def exit_code(self) -> ExitCode:
        """What the run tells the shell."""
        codes = {problem.exit_code for problem in self.problems}
        for code in (ExitCode.INTERRUPTED, ExitCode.NO_PLATFORM, ExitCode.WRONG_USE, ExitCode.BUG):
            if code in codes:
                return code
        expired = any(control.standing is Standing.VIOLATED for control in self.controls)
        if expired or any(one.outcome is Outcome.VIOLATED and not one.declared for one in self.scenarios):
            return ExitCode.VIOLATED
        if not self.scenarios and not self.drafts and not self.problems:
            return ExitCode.WRONG_USE
        gaps = any(scenario.outcome in _UNASSESSED and not self.accepts(scenario) for scenario in self.scenarios)
        untold = self.problems or not self.complete or not self.scenarios
        return ExitCode.GAPS if gaps or untold else ExitCode.OK

    def accepts(self, scenario: ScenarioSummary) -> bool:
        """True when the profile tolerates a gap in this scenario, for each control it proves, on that day."""
        day = _day(self.started).isoformat()
        name = _ROW.sub("", scenario.name)
        tolerated = {
            str(gap["control"]) for gap in self.accepted_gaps if gap["scenario"] == name and str(gap["expires"]) >= day
        }
        tolerated |= {control.id for control in self.controls if control.standing.tolerated}
        ids = control_ids(scenario.tags)
        return bool(ids) and tolerated.issuperset(ids)

    def to_json(self) -> dict[str, Any]:
        """As written to `run.json`."""
        data = asdict(self)
        data["started"], data["ended"] = (_written(self.started), _written(self.ended))
        del data["damage"]  # it is among the problems
        del data["earlier"]  # each of these runs has a file of its own
        data["outcomes"] = {outcome.value: count for outcome, count in self.outcomes.items()}
        return data

    @classmethod
    def from_json(cls, told: Mapping[str, Any], earlier: Iterable[Entry]) -> RunSummary:
        """The summary of an undamaged record that `to_json` told of.

        Args:
            earlier: what it knew of earlier runs, which `run.json` leaves out.
        """
        from pydantic import TypeAdapter

        return TypeAdapter(cls).validate_python({**told, "earlier": tuple(earlier)})


def summarize(run_dir: Path, expected: Head | None = None) -> RunSummary:
    """Reads the record of a run, finished or not, as far as it can be trusted.

    Args:
        expected: how far the record reached when it was sealed, where that is known.

    Raises:
        AcceptanceError: there is no record.
    """
    path = run_dir / RECORD
    lines, damage = trusted(path, expected)
    started = _first(lines, Kind.RUN_STARTED)
    finished = _first(lines, Kind.RUN_FINISHED)
    facts = started.data if started else {}
    verdicts, came_to = claims(lines), decided(lines)
    everything = tuple(map(_scenario, came_to))
    scenarios = tuple(one for one in everything if _DRAFT not in one.tags)
    contradictions = tuple(one.contradiction for one in came_to if one.contradiction)
    told = declared(lines, _day(started.time if started else None))
    controls = _controls(scenarios, told)
    known = {control.id: control for control in controls}
    seen = {id_: control.outcome for id_, control in known.items()}
    objectives, untrue = _objectives(lines)
    counted = Counter(scenario.outcome for scenario in scenarios)
    coverage = [line.data for line in lines if line.kind == Kind.API_COVERAGE]
    gaps = {
        (line.data["control"], line.data["scenario"]): line.data for line in lines if line.kind == Kind.ACCEPTED_GAP
    }
    sealed = _first(lines, Kind.SEALED) is not None and damage is None
    return RunSummary(
        run_id=facts.get("run_id", run_dir.name),
        profile=facts.get("profile") or "",
        started=started.time if started else None,
        ended=finished.time if finished else None,
        complete=sealed and bool(everything) and all(one.id in verdicts for one in everything),
        outcomes={outcome: counted[outcome] for outcome in Outcome},
        scenarios=tuple(_with_declared(scenario, known) for scenario in scenarios),
        drafts=tuple(one for one in everything if _DRAFT in one.tags),
        controls=controls,
        objectives=objectives,
        figures=tuple(line.data for line in lines if line.kind == Kind.FIGURE),
        scanners=(),
        api_coverage=coverage[-1] if coverage else None,
        problems=(*_problems(lines, verdicts, contradictions, damage), *untrue),
        accepted_gaps=tuple(gaps.values()),
        coverage=told.coverage(seen),
        reminders=tuple(told.reminders(seen)),
        catalogue=tuple(told.catalogue.values()),
        proof=tuple(one for line in lines if line.kind == Kind.CATALOGUE for one in line.data.get("proof") or ()),
        selection=facts.get("selection") or {},
        suite_digest=facts.get("suite_digest") or "",
        versions=facts.get("versions") or {},
        fingerprint=facts.get("fingerprint") or {},
        origin=facts.get("origin") or {},
        responsible=_responsible(lines),
        earlier=tuple(one for line in lines if line.kind == Kind.EARLIER for one in line.data["runs"]),
        record=head(path),
        contradictions=contradictions,
        damage=damage,
    )


def write_summary(run_dir: Path) -> RunSummary:
    """Derives `run.json` from the record; it is replaced as a whole."""
    summary = summarize(run_dir)
    fresh = run_dir / f".{SUMMARY}.new"
    fresh.write_text(json.dumps(summary.to_json(), ensure_ascii=False, indent=1) + "\n", "utf-8", "backslashreplace")
    fresh.replace(run_dir / SUMMARY)
    return summary


def _first(lines: list[Line], kind: Kind) -> Line | None:
    return next((line for line in lines if line.kind == kind), None)


def _problems(
    lines: list[Line], verdicts: Mapping[str, list[Any]], contradictions: Iterable[str], damage: Damage | None
) -> list[Problem]:
    """What keeps the run from being trusted: what it said itself, and what only its record shows."""
    said = [
        Problem(line.data["sentence"], ExitCode(line.data["exit_code"])) for line in lines if line.kind == Kind.PROBLEM
    ]
    often = [
        f"{one} ran {len(several)} times; once is enough." for one, several in verdicts.items() if len(several) > 1
    ]
    damaged = [str(damage)] if damage is not None else []
    return said + [Problem(one) for one in (*often, *contradictions, *_strays(lines), *_unended(lines), *damaged)]


def _responsible(lines: list[Line]) -> dict[str, Entry]:
    """The later declaration counts: those about a whole framework come first."""
    return {
        control: {"owner": line.data["owner"], "days": line.data["days"]}
        for line in lines
        if line.kind == Kind.RESPONSIBLE
        for control in line.data["controls"]
    }


def _strays(lines: list[Line]) -> list[str]:
    """Checks that were made while their scenario did not run, as by a thread that nobody waited for."""
    running: set[str] = set()
    found = []
    for line in lines:
        scenario = line.scope.scenario if line.scope is not None else None
        if line.kind == Kind.SCENARIO_STARTED and scenario is not None:
            running.add(scenario)
        elif line.kind == Kind.SCENARIO_FINISHED and scenario is not None:
            running.discard(scenario)
        elif line.kind == Kind.CHECK and scenario not in running:
            how = "held" if line.data["held"] else "did not hold"
            found.append(
                f"Line {line.number} of the record is a check outside any scenario; it {how}: {told_check(line)}"
            )
    return found


def _unended(lines: list[Line]) -> list[str]:
    """Processes that began to run scenarios and did not say that they came to their end."""
    begun = [line.data["worker"] for line in lines if line.kind == Kind.WORKER_STARTED]
    ended = {line.data["worker"] for line in lines if line.kind == Kind.WORKER_FINISHED}
    return [
        f"Worker {one} never came to its end, so what it left behind is not known." for one in begun if one not in ended
    ]


def _scenario(one: Decided) -> ScenarioSummary:
    return ScenarioSummary(
        id=one.planned["id"],
        feature=one.planned["feature"],
        name=one.planned["name"],
        tags=tuple(one.planned["tags"]),
        layer=one.planned["layer"],
        outcome=one.verdict.outcome,
        reason=one.verdict.reason,
        cause=one.verdict.cause,
        seconds=round(one.seconds, 3),
    )


def _controls(scenarios: tuple[ScenarioSummary, ...], told: Declared) -> tuple[ControlSummary, ...]:
    by_control: dict[str, list[ScenarioSummary]] = {}
    for scenario in scenarios:
        for control in control_ids(scenario.tags):
            by_control.setdefault(control, []).append(scenario)
    controls = []
    for control, several in sorted(by_control.items()):
        decisive = _decisive(several, told.is_self_check(control))
        standing = told.standing(control, decisive.outcome)
        well = standing is Standing.SATISFIED
        controls.append(
            ControlSummary(
                id=control,
                outcome=decisive.outcome,
                reason=decisive.reason,
                proven=told.catalogue.get(control, {}).get("proven"),
                scenarios=tuple(scenario.id for scenario in several),
                standing=standing,
                declared="" if well else told.words(control),
                to_bind=_to_bind(several),
            )
        )
    return tuple(controls)


def _decisive(scenarios: Sequence[ScenarioSummary], about_the_suite: bool) -> Verdict:
    """The worst; a control that is about the platform is not satisfied by self-checks of the suite alone."""
    if not about_the_suite and all(SELF_CHECK in scenario.tags for scenario in scenarios):
        nothing = Verdict(Outcome.NOT_ASSESSED, "Only self-checks of the suite ran; they say nothing of the platform")
        return worst([*(Verdict(scenario.outcome, scenario.reason) for scenario in scenarios), nothing])
    return worst(Verdict(scenario.outcome, scenario.reason) for scenario in scenarios)


def _to_bind(scenarios: Iterable[ScenarioSummary]) -> str:
    """What the profile lacks, each thing once, where every scenario about the platform lacks something."""
    asked = [one for one in scenarios if SELF_CHECK not in one.tags]
    if not asked or any(one.outcome is not Outcome.NOT_ASSESSED or one.cause is not Cause.BINDING for one in asked):
        return ""
    return "; ".join(dict.fromkeys(_AT.sub("", one.reason) for one in asked))


def _objectives(lines: list[Line]) -> tuple[tuple[Mapping[str, Any], ...], list[Problem]]:
    """Each objective with what follows from its numbers, and a problem for each whose status is another one."""
    from acceptance.record.assessment import told as told_objective  # mathematics, which takes longer than the rest

    found, untrue = [], []
    for line in lines:
        if line.kind == Kind.OBJECTIVE:
            try:
                found.append(told_objective(line.data))
            except (ValueError, ArithmeticError, AttributeError) as error:
                untrue.append(Problem(f"Line {line.number} of the record: {error}.", ExitCode.VIOLATED))
    return tuple(found), untrue


def _with_declared(scenario: ScenarioSummary, controls: Mapping[str, ControlSummary]) -> ScenarioSummary:
    """A scenario with what was declared about its controls, where each of them may be anything but satisfied."""
    own = [controls[id_] for id_ in control_ids(scenario.tags)]
    if scenario.outcome is Outcome.SATISFIED or not own or not all(control.standing.tolerated for control in own):
        return scenario
    return replace(scenario, declared="; ".join(f"{control.id} is {control.declared}" for control in own))


def _day(time: datetime | None) -> date:
    """The day on which declarations are looked at; a record without a beginning finds all of them expired."""
    return time.date() if time else date.max


def _written(time: datetime | None) -> str | None:
    return time.isoformat() if time else None

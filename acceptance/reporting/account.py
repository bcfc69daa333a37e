"""Everything reports tell of a run, read once from its record, in the order in which people ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from shlex import quote
from typing import Any

from acceptance.outcome import Outcome, Standing
from acceptance.record.ledger import Kind, Line
from acceptance.record.reading import trusted
from acceptance.record.standing import Declared, Entry, declared
from acceptance.record.summary import RECORD, ControlSummary, RunSummary, ScenarioSummary, control_ids, summarize
from acceptance.reporting.earlier import Past, past
from acceptance.reporting.seen import Step, steps_of

NOT_SELECTED = "no scenario of it was selected for this run"
UNKNOWN = "not in the catalogue"
_UNTOLD: Entry = dict.fromkeys(("title", "clause", "version", "obligation", "why", "evidence", "catches", "gap"))
"""What a record may leave out about a control."""
_ORDER = (Standing.VIOLATED, Standing.INCONCLUSIVE, Standing.NOT_ASSESSED, Standing.WAIVED)
_SEVERITIES = ("blocker", "critical", "normal", "minor")


@dataclass(frozen=True)
class ScenarioTold:
    """One scenario with what was seen in it. `accepted` says who tolerates that it may stay open, and until when."""

    summary: ScenarioSummary
    anchor: str
    description: str
    steps: tuple[Step, ...]
    again: str
    accepted: str

    @property
    def status(self) -> str:
        """As a reader sees it."""
        return self.summary.outcome.words

    @property
    def first_control(self) -> str:
        """The control below which its place is; empty where it names none."""
        return next(iter(control_ids(self.summary.tags)), "")


@dataclass(frozen=True)
class ControlTold:
    """One control of the catalogue, whether this run looked at it or not.

    Attributes:
        entry: what the catalogue said of it when the run began.
        reason: why it is not satisfied, in one sentence; empty where it is.
        declared: what was declared about it, where that is why it counts as something else than what was seen.
        can_fail: what is known of whether its scenarios can turn red at all.
        owner: who answers for it; empty where nobody was named.
        due: the day until which it is to be mended, where it is violated and somebody answers for it.
    """

    id: str
    entry: Entry
    standing: Standing
    outcome: Outcome
    reason: str
    declared: str
    to_bind: str
    scenarios: tuple[ScenarioTold, ...]
    past: Past
    can_fail: str
    owner: str
    due: date | None

    @property
    def status(self) -> str:
        """What it counts as, as a reader sees it; `not looked at` where the run had no scenario of it."""
        looked_at = self.scenarios or self.standing is not Standing.NOT_ASSESSED
        return self.standing.words if looked_at else "not looked at"

    @property
    def severity(self) -> str:
        return str(self.entry.get("severity") or "normal")

    @property
    def counts(self) -> str:
        """How many of its scenarios came to what, such as `15 of 16 scenarios satisfied, 1 not assessed`."""
        if not self.scenarios:
            return "no scenario in this run"
        counted = Counter(one.summary.outcome for one in self.scenarios)
        others = [f", {counted[one]} {one.words}" for one in Outcome if one is not Outcome.SATISFIED and counted[one]]
        noun = "scenario" if len(self.scenarios) == 1 else "scenarios"
        return f"{counted[Outcome.SATISFIED]} of {len(self.scenarios)} {noun} satisfied{''.join(others)}"

    @property
    def rank(self) -> tuple[int, int, str]:
        """The worst and most severe first."""
        standing = _ORDER.index(self.standing) if self.standing in _ORDER else len(_ORDER)
        severity = _SEVERITIES.index(self.severity) if self.severity in _SEVERITIES else len(_SEVERITIES)
        return standing, severity, self.id


@dataclass(frozen=True)
class FrameworkTold:
    """The controls of one framework, in the catalogue's order."""

    title: str
    version: str
    source: str
    controls: tuple[ControlTold, ...]

    @property
    def anchor(self) -> str:
        return "framework-" + sha256(self.title.encode("utf-8", "backslashreplace")).hexdigest()[:8]

    @property
    def counts(self) -> str:
        """How many of its controls count as what, the worst first."""
        counted = Counter(one.status for one in sorted(self.controls, key=lambda one: one.rank))
        return ", ".join(f"{count} {status}" for status, count in counted.items())


@dataclass(frozen=True)
class Account:
    """A run as reports tell it.

    Attributes:
        lines: those of its record that can be trusted.
        pictures: the names of the files that were drawn of it.
    """

    summary: RunSummary
    lines: tuple[Line, ...]
    scenarios: tuple[ScenarioTold, ...]
    frameworks: tuple[FrameworkTold, ...]
    day: date | None
    pictures: tuple[str, ...] = ()

    @cached_property
    def controls(self) -> tuple[ControlTold, ...]:
        """Every control, the worst first."""
        every = [control for framework in self.frameworks for control in framework.controls]
        return tuple(sorted(every, key=lambda one: one.rank))

    @property
    def in_scope(self) -> tuple[ControlTold, ...]:
        """Those that count: neither out of scope, nor about the suite itself."""
        beside = (Standing.NOT_APPLICABLE, Standing.PROVIDED_ELSEWHERE, Standing.SELF_CHECK)
        return tuple(one for one in self.controls if one.standing not in beside and not one.entry.get("self_check"))

    def of(self, kind: Kind) -> list[Mapping[str, Any]]:
        """The data of every line of a kind."""
        return [line.data for line in self.lines if line.kind == kind]

    @cached_property
    def alone(self) -> tuple[ScenarioTold, ...]:
        """Scenarios that name no control."""
        return tuple(one for one in self.scenarios if not control_ids(one.summary.tags))


def read_account(run_dir: Path, summary: RunSummary | None = None, lines: Sequence[Line] | None = None) -> Account:
    """Reads a run, finished or not, as far as its record can be trusted.

    Args:
        summary: what the record came to, where that is known already.
        lines: those that can be trusted, or as many as are wanted: a scenario without its lines has no steps.

    Raises:
        AcceptanceError: there is no record.
    """
    summary = summary or summarize(run_dir)
    lines = trusted(run_dir / RECORD)[0] if lines is None else lines
    own: dict[str, list[Line]] = {}
    for line in lines:
        if line.scope is not None:
            own.setdefault(line.scope.scenario, []).append(line)
    planned = {one["id"]: one for line in lines if line.kind == Kind.PLAN for one in line.data["scenarios"]}
    told = tuple(_scenario(one, planned[one.id], own.get(one.id, []), summary) for one in summary.scenarios)
    day = summary.started.date() if summary.started else None
    return Account(summary, tuple(lines), told, tuple(_frameworks(summary, told, lines, day)), day)


def anchor_of(scenario: str) -> str:
    """The place of a scenario on a page: the same in every run, and made of letters and digits alone."""
    return "s" + sha256(scenario.encode("utf-8", "backslashreplace")).hexdigest()[:10]


def again(summary: RunSummary, scenario: str) -> str:
    """The command that runs a scenario again, where the run was."""
    return f"acceptance run --env {quote(summary.profile)} {quote(scenario)}"


def official_text(entry: Entry) -> str:
    """The address where the text that a control comes from can be read; empty where a record names none."""
    told = str(entry.get("source") or "")
    return told if told.startswith("https://") else ""


def _scenario(one: ScenarioSummary, planned: Entry, lines: Sequence[Line], summary: RunSummary) -> ScenarioTold:
    gaps = [gap for gap in summary.accepted_gaps if gap["control"] in one.tags and summary.accepts(one)]
    return ScenarioTold(
        summary=one,
        anchor=anchor_of(one.id),
        description=str(planned.get("description") or ""),
        steps=steps_of(lines),
        again=again(summary, one.id),
        accepted="; ".join(
            dict.fromkeys(f"accepted until {gap['expires']} by {gap['owner']}: {gap['reason']}" for gap in gaps)
        ),
    )


def _frameworks(
    summary: RunSummary, scenarios: Iterable[ScenarioTold], lines: Sequence[Line], day: date | None
) -> Iterable[FrameworkTold]:
    by_control: dict[str, list[ScenarioTold]] = {}
    for one in scenarios:
        for control in control_ids(one.summary.tags):
            by_control.setdefault(control, []).append(one)
    entries = {entry["id"]: {**_UNTOLD, **entry} for entry in summary.catalogue}
    entries |= {id_: {**_UNTOLD, "id": id_, "framework": UNKNOWN} for id_ in by_control if id_ not in entries}
    told, seen = declared(lines, day or date.max), {one.id: one for one in summary.controls}
    grouped: dict[str, list[ControlTold]] = {}
    for id_, entry in entries.items():
        made = _control(entry, seen.get(id_), tuple(by_control.get(id_, ())), told, summary, day)
        grouped.setdefault(str(entry["framework"]), []).append(made)
    for title, controls in grouped.items():
        said = controls[0].entry
        yield FrameworkTold(title, str(said.get("version") or ""), official_text(said), tuple(controls))


def _control(
    entry: Entry,
    seen: ControlSummary | None,
    scenarios: tuple[ScenarioTold, ...],
    told: Declared,
    summary: RunSummary,
    day: date | None,
) -> ControlTold:
    id_ = str(entry["id"])
    outcome = seen.outcome if seen else Outcome.NOT_ASSESSED
    standing = seen.standing if seen else told.standing(id_, outcome)
    known = past(id_, outcome, day, summary.earlier)
    responsible = summary.responsible.get(id_, {})
    owner = str(responsible.get("owner", "")) or _waiver_owner(told, id_)
    days = responsible.get("days")
    due = known.since + timedelta(days=days) if days and known.since and standing is Standing.VIOLATED else None
    return ControlTold(
        id=id_,
        entry=entry,
        standing=standing,
        outcome=outcome,
        reason=seen.reason if seen else str(entry.get("gap") or NOT_SELECTED),
        declared=seen.declared if seen else told.words(id_),
        to_bind=seen.to_bind if seen else "",
        scenarios=scenarios,
        past=known,
        can_fail=can_fail(entry, summary.proof),
        owner=owner,
        due=due,
    )


def _waiver_owner(told: Declared, control: str) -> str:
    return str(told.waivers.get(control, {}).get("owner", ""))


def can_fail(entry: Entry, proofs: Iterable[Entry]) -> str:
    """Whether the scenarios of a control have ever turned red for what they must catch, as far as the record says.

    It speaks of the platform with deliberate faults, never of the one that was tested.
    """
    must = set(entry.get("catches") or ())
    tried = [one for one in proofs if one["id"] in must]
    stand = [one for one in tried if one["killed"] and not one["stale"]]
    if not must:
        return "nothing shows that it can fail: no planted fault is declared for it"
    days = sorted({str(one.get("found") or "") for one in stand} - {""})
    places = ", ".join(sorted({str(one.get("env") or "") for one in stand} - {""}))
    where = f" (on {places}, the oldest on {days[0]})" if stand and days else ""
    said = "can fail" if len(stand) == len(must) else "not wholly shown that it can fail"
    return f"{said}: {len(stand)} of {len(must)} planted faults caught{where}"

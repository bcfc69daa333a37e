"""What the lines of a record must look like, kind by kind, before anybody reads them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from acceptance.outcome import Cause, ExitCode, Outcome
from acceptance.record.ledger import Kind, Line


@dataclass(frozen=True)
class Rule:
    """What may stand in one place: `holds` decides, `schema` says the same as JSON Schema, for other programs.

    `needed` is False where nothing, or null, may stand there too.
    """

    holds: Callable[[Any], bool]
    schema: Mapping[str, Any]
    needed: bool = True

    def __call__(self, value: Any) -> bool:
        return self.holds(value)


STEP_TYPES = ("given", "when", "then")
_LARGEST = 1e12
"""No time, count or figure of a run is larger."""


def misshapen(line: Line) -> str | None:
    """Why a line does not tell what its kind tells, in half a sentence; None when it does, and for other kinds."""
    rules = _SHAPES.get(line.kind)
    if rules is None:
        return None
    if line.kind in _OF_A_SCENARIO and line.scope is None:
        return f"it is a line {line.kind} of no scenario"
    for key, rule in rules.items():
        if not rule(line.data.get(key, _MISSING)):
            told = "is missing" if key not in line.data else "is none that can stand there"
            return f"{key} {told} in a line {line.kind}"
    return None


def is_earlier(told: Mapping[str, Any]) -> bool:
    """Whether this can stand in a record as what the history tells of an earlier run."""
    return _EARLIER(told)


def line_schema() -> dict[str, Any]:
    """The JSON Schema of one line of `record.jsonl`, from the rules by which lines are believed.

    It cannot say what binds lines to one another: their numbers, the chain of digests, the order that a run writes.
    """
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    kinds = [
        {
            "if": {"properties": {"kind": {"const": str(kind)}}},
            "then": {
                "properties": {"data": _object(rules)},
                **({"required": ["scenario"]} if kind in _OF_A_SCENARIO else {}),
            },
        }
        for kind, rules in _SHAPES.items()
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "one line of record.jsonl",
        "type": "object",
        "properties": {
            "seq": {"type": "integer", "minimum": 1},
            "time": {"type": "string", "format": "date-time"},
            "kind": {"type": "string"},
            "scenario": {"type": "string"},
            "step": {"type": "integer", "minimum": 1},
            "data": {"type": "object"},
            "previous": digest,
        },
        "required": ["seq", "time", "kind", "data", "previous"],
        "additionalProperties": False,
        "allOf": kinds,
    }


_MISSING = object()


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < _LARGEST and math.isfinite(value)


def _is_day(value: Any) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _one_of(*values: Any) -> Rule:
    def holds(value: Any) -> bool:
        return not isinstance(value, bool) and isinstance(value, str | int) and value in values

    return Rule(holds, {"enum": [*values]})


def _maybe(rule: Rule) -> Rule:
    """It may be missing, or be null."""
    schema = {"anyOf": [rule.schema, {"type": "null"}]}
    return Rule(lambda value: value is _MISSING or value is None or rule(value), schema, needed=False)


def _each(rule: Rule, at_least: int = 0, at_most: int | None = None) -> Rule:
    bounds = {**({"minItems": at_least} if at_least else {}), **({"maxItems": at_most} if at_most else {})}

    def holds(value: Any) -> bool:
        return (
            isinstance(value, list)
            and at_least <= len(value) <= (len(value) if at_most is None else at_most)
            and all(map(rule, value))
        )

    return Rule(holds, {"type": "array", "items": rule.schema, **bounds})


def _by_name(rule: Rule) -> Rule:
    schema = {"type": "object", "additionalProperties": rule.schema}
    return Rule(lambda value: isinstance(value, dict) and all(map(rule, value.values())), schema)


def _with(**rules: Rule) -> Rule:
    def holds(value: Any) -> bool:
        return isinstance(value, dict) and all(rule(value.get(key, _MISSING)) for key, rule in rules.items())

    return Rule(holds, _object(rules))


def _object(rules: Mapping[str, Rule]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object", "properties": {key: rule.schema for key, rule in rules.items()}}
    needed = [key for key, rule in rules.items() if rule.needed]
    return {**schema, "required": needed} if needed else schema


_text = Rule(lambda value: isinstance(value, str), {"type": "string"})
_truth = Rule(lambda value: isinstance(value, bool), {"type": "boolean"})
_number = Rule(_is_number, {"type": "number", "exclusiveMinimum": -_LARGEST, "exclusiveMaximum": _LARGEST})
_not_negative = Rule(
    lambda value: _is_number(value) and value >= 0, {"type": "number", "minimum": 0, "exclusiveMaximum": _LARGEST}
)
_day = Rule(_is_day, {"type": "string", "format": "date"})
_whole = Rule(lambda value: type(value) is int and value > 0, {"type": "integer", "minimum": 1})
_PLANNED = _with(
    id=_text,
    feature=_text,
    name=_text,
    tags=_each(_text),
    layer=_text,
    steps=_each(_one_of(*STEP_TYPES)),
    rule=_maybe(_text),
    description=_maybe(_text),
    example=_maybe(_by_name(_text)),
)
_CONTROL = _with(
    id=_text,
    framework=_text,
    version=_maybe(_text),
    source=_maybe(_text),
    clause=_maybe(_text),
    title=_maybe(_text),
    severity=_maybe(_text),
    gap=_maybe(_text),
    verified=_maybe(_truth),
    self_check=_maybe(_truth),
    framework_id=_maybe(_text),
    obligation=_maybe(_text),
    why=_maybe(_text),
    evidence=_maybe(_text),
    catches=_maybe(_by_name(_text)),
    without_defect=_maybe(_each(_text)),
    proven=_maybe(_truth),
    proof=_maybe(_text),
    detection=_maybe(_text),
)
_PROOF = _with(id=_text, claim=_maybe(_text), killed=_truth, stale=_truth, found=_maybe(_day), env=_maybe(_text))
_EARLIER = _with(
    run_id=_text,
    started=_maybe(_text),
    complete=_maybe(_truth),
    controls=_maybe(_by_name(_one_of(*Outcome))),
    objectives=_maybe(_each(_with())),
    figures=_maybe(_by_name(_number)),
)
_VERDICT: Mapping[str, Rule] = {
    "outcome": _one_of(*Outcome),
    "reason": _text,
    "seconds": _not_negative,
}
_DECLARED: Mapping[str, Rule] = {"control": _text, "reason": _text}

_PHASE = _with(name=_text, fault=_maybe(_truth), start_s=_not_negative, end_s=_not_negative, figures=_with())

_OF_A_SCENARIO = (Kind.SCENARIO_STARTED, Kind.STEP, Kind.SCENARIO_FINISHED)
_SHAPES: Mapping[str, Mapping[str, Rule]] = {
    Kind.RUN_STARTED: {
        "run_id": _text,
        "profile": _maybe(_text),
        "selection": _maybe(_with(tags=_maybe(_text))),
        "suite_digest": _maybe(_text),
        "versions": _maybe(_by_name(_text)),
        "fingerprint": _maybe(_by_name(_text)),
        "origin": _maybe(_by_name(_text)),
    },
    Kind.PLAN: {"scenarios": _each(_PLANNED)},
    Kind.CATALOGUE: {"controls": _each(_CONTROL), "proof": _maybe(_each(_PROOF))},
    Kind.OUT_OF_SCOPE: {
        **_DECLARED,
        "status": _one_of("not applicable", "provided by another system"),
        "decided_by": _text,
        "date": _day,
        "review_by": _day,
        "evidence": _maybe(_text),
    },
    Kind.WAIVER: {**_DECLARED, "owner": _text, "since": _day, "expires": _day},
    Kind.ACCEPTED_GAP: {**_DECLARED, "scenario": _text, "owner": _text, "expires": _day},
    Kind.RESPONSIBLE: {
        "controls": _each(_text),
        "owner": _text,
        "days": _whole,
    },
    Kind.PROJECT_TESTS: {
        **dict.fromkeys(("passed", "failed", "skipped"), _not_negative),
        "reported": _maybe(_text),
        "coverage": _maybe(_number),
    },
    Kind.EARLIER: {"runs": _each(_EARLIER)},
    Kind.SCENARIO_STARTED: {},
    Kind.STEP: {
        **_VERDICT,
        "keyword": _text,
        "name": _text,
        "text": _maybe(_text),
        "table": _maybe(_text),
        "trace": _maybe(_text),
    },
    Kind.CHECK: {
        "meaning": _text,
        "expected": _text,
        "seen": _text,
        "held": _truth,
        "seconds": _maybe(_not_negative),
        "thread": _maybe(_text),
    },
    Kind.SCENARIO_FINISHED: {
        **_VERDICT,
        "cause": _maybe(_one_of(*Cause)),
        "feature": _maybe(_text),
        "name": _maybe(_text),
        "tags": _maybe(_each(_text)),
    },
    Kind.PROBLEM: {"sentence": _text, "exit_code": _one_of(*(int(code) for code in ExitCode if code))},
    Kind.API_COVERAGE: {
        "documented": _not_negative,
        "exercised": _not_negative,
        "not_exercised": _each(_text),
        "described": _maybe(_text),
    },
    Kind.FIGURE: {"name": _text, "unit": _text, "better": _one_of("lower", "higher"), "values": _each(_number)},
    Kind.SCAN: {
        "about": _text,
        "tool": _text,
        "version": _text,
        "blind": _text,
        "score": _text,
        "findings": _each(_with()),
    },
    Kind.LOAD: {"about": _text, "table": _maybe(_text)},
    Kind.EXPERIMENT: {
        "about": _text,
        "phases": _each(_PHASE, at_least=1),
        "seconds": _each(_each(_maybe(_not_negative), at_least=3, at_most=3)),
        "rating": _text,
        "well_s": _maybe(_not_negative),
        "doubts": _each(_text),
    },
    Kind.WORKER_STARTED: {"worker": _text},
    Kind.WORKER_FINISHED: {"worker": _text},
}

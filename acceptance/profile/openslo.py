"""Objectives as OpenSLO v1 documents, and back.

OpenSLO has no word for a confidence, for a hold-out or for how much is offered: those stand in annotations that begin
with `scoring-acceptance/`, so that what was exported is imported as it was. Documents of others need the annotation
`scoring-acceptance/measure` on each SLO, for OpenSLO's queries say how a metric is asked for, not what it means.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from acceptance.outcome import ConfigurationError
from acceptance.profile.objectives import Objective, Objectives, share
from acceptance.yaml_document import nearest, plain, read_documents

OPENSLO = "openslo/v1"
_PREFIX = "scoring-acceptance/"
_BUDGETING = {"occurrences": "Occurrences", "timeslices": "Timeslices"}
_COMMON = {"indicator", "window_days", "budgeting", "confidence_percent"}
_RATIO = {"availability": "at_least_percent", "accuracy": "at_least_percent", "errors": "at_most_percent"}
_THRESHOLD = {
    "throughput": ("more_than_per_s", "gt"),
    "freshness": ("at_most_s", "lte"),
    "pipeline_throughput": ("at_least_per_min", "gte"),
}
_UNITS = {"throughput": "/s", "freshness": "s", "pipeline_throughput": "/min"}
_FACTORS = {
    "ms": {"ms": 1.0, "s": 1000.0},
    "s": {"s": 1.0, "ms": 0.001, "min": 60.0},
    "/s": {"/s": 1.0, "/min": 1 / 60},
    "/min": {"/min": 1.0, "/s": 60.0},
}
"""Our unit of a value -> what a document may state -> how many of ours it is."""
_BACK = {value: key for key, value in _BUDGETING.items()}


def exported(objectives: Objectives, service: str) -> list[dict[str, Any]]:
    """One SLO document for each objective that was agreed.

    Args:
        service: what the documents call the platform.
    """
    return [_exported(name, one, service) for name, one in objectives.agreed().items()]


def imported(documents: Iterable[Any], source: str) -> dict[str, Any]:
    """The profile's block `objectives` that SLO documents amount to.

    Args:
        source: where they come from, for errors.

    Raises:
        ConfigurationError: a document is no OpenSLO v1 SLO, or says something that no objective can say.
    """
    block: dict[str, Any] = {}
    for number, document in enumerate(documents, 1):
        place = f"{source}, document {number}"
        name, words = _imported(document, place)
        if name in block:
            raise ConfigurationError(f"{place}: there is an objective {name!r} already; give each measure once.")
        block[name] = words
    if not block:
        raise ConfigurationError(f"{source} holds no SLO; it needs documents with `kind: SLO`.")
    try:
        Objectives.model_validate(block)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise ConfigurationError(f"{source}: {'.'.join(map(str, first['loc']))}: {plain(first['msg'])}.") from None
    return block


def read_file(path: Path) -> dict[str, Any]:
    """The block `objectives` that the SLO documents of a YAML file amount to.

    Raises:
        ConfigurationError: it cannot be read, or its documents cannot be imported.
    """
    documents = [document.content for document in read_documents(path) if document.content is not None]
    slos = [one for one in documents if not isinstance(one, Mapping) or one.get("kind", "SLO") == "SLO"]
    return imported(slos, str(path))


def _exported(name: str, one: Objective, service: str) -> dict[str, Any]:
    words = one.model_dump(exclude_defaults=True, exclude_none=True)
    notes = {"measure": name, "confidence-percent": f"{one.confidence_percent:g}"}
    named, targets = _targets(name, one)
    rest = {key: value for key, value in words.items() if key not in _COMMON | {named}}
    if rest:
        notes["details"] = json.dumps(rest, sort_keys=True)
    return {
        "apiVersion": OPENSLO,
        "kind": "SLO",
        "metadata": {
            "name": name.replace("_", "-"),
            "annotations": {_PREFIX + key: value for key, value in notes.items()},
        },
        "spec": {
            "description": one.indicator,
            "service": service,
            "indicator": {"metadata": {"name": name.replace("_", "-")}, "spec": _indicator(name)},
            "timeWindow": [{"duration": _duration(one.window_days), "isRolling": True}],
            "budgetingMethod": _BUDGETING[one.budgeting],
            "objectives": [
                {**target, "timeSliceWindow": "1m"} if one.budgeting == "timeslices" else target for target in targets
            ],
        },
    }


def _targets(name: str, one: Objective) -> tuple[str, list[dict[str, Any]]]:
    """Which key of the profile holds the target, and OpenSLO's objectives for it."""
    if name == "latency":
        limits = getattr(one, "limits")  # noqa: B009 - of Latency alone
        return "limits", [
            {"op": "lte", "value": limit.at_most_ms, "unit": "ms", "target": share(limit.percentile)}
            for limit in limits
        ]
    if name in _RATIO:
        key = _RATIO[name]
        value = share(getattr(one, key))
        return key, [{"target": round(1 - value, 12) if key == "at_most_percent" else value}]
    key, operator = _THRESHOLD[name]
    return key, [{"op": operator, "value": getattr(one, key), "unit": _UNITS[name], "target": one.confidence}]


def _indicator(name: str) -> dict[str, Any]:
    def source(what: str) -> dict[str, Any]:
        return {"metricSource": {"type": "scoring-acceptance", "spec": {"measure": f"{name}.{what}"}}}

    if name in _RATIO:
        return {"ratioMetric": {"counter": True, "good": source("good"), "total": source("total")}}
    return {"thresholdMetric": source("value")}


def _imported(document: Any, place: str) -> tuple[str, dict[str, Any]]:
    if not isinstance(document, Mapping) or document.get("apiVersion") != OPENSLO or document.get("kind") != "SLO":
        raise ConfigurationError(f"{place}: it needs `apiVersion: {OPENSLO}` and `kind: SLO`.")
    notes = _map(_map(document, "metadata", place), "annotations", place, missing={})
    spec = _map(document, "spec", place)
    name = str(notes.get(_PREFIX + "measure", ""))
    known = ["latency", *_RATIO, *_THRESHOLD]
    if name not in known:
        raise ConfigurationError(
            f"{place}: metadata.annotations needs {_PREFIX}measure, which says what is measured; {nearest(name, known)}"
        )
    try:
        words = {
            "indicator": _indicated(spec),
            "window_days": _days(_first(spec, "timeWindow", "duration")),
            "budgeting": _one_of(spec, "budgetingMethod", _BACK),
            **_details(notes),
            **_target_words(name, _list(spec, "objectives")),
        }
        if _PREFIX + "confidence-percent" in notes:
            words["confidence_percent"] = _figure(notes, _PREFIX + "confidence-percent")
    except _Odd as odd:
        raise ConfigurationError(f"{place} ({name}): {odd}") from None
    return name, words


class _Odd(Exception):
    """A sentence about a place of a document and what to write there."""


def _target_words(name: str, targets: list[Mapping[str, Any]]) -> dict[str, Any]:
    if name == "latency":
        return {
            "limits": [
                {"percentile": _percent(_share_of(one)), "at_most_ms": _value(one, "ms", "lte", "lt")}
                for one in targets
            ]
        }
    if len(targets) != 1:
        raise _Odd(f"spec.objectives has {len(targets)} entries; this measure has one target, write one.")
    (one,) = targets
    if name in _RATIO:
        key, value = _RATIO[name], _share_of(one)
        return {key: _percent(round(1 - value, 12) if key == "at_most_percent" else value)}
    key, operator = _THRESHOLD[name]
    return {key: _value(one, _UNITS[name], operator)}


def _share_of(one: Mapping[str, Any]) -> float:
    given = [key for key in ("target", "targetPercent") if key in one]
    if len(given) != 1:
        raise _Odd("each of spec.objectives needs either target, such as 0.995, or targetPercent, such as 99.5.")
    return _figure(one, "target") if given == ["target"] else _figure(one, "targetPercent") / 100


def _value(one: Mapping[str, Any], unit: str, *operators: str) -> float:
    """The value of a threshold, in our unit. OpenSLO knows no units: what is not stated is not guessed."""
    if one.get("op") not in operators:
        raise _Odd(f"spec.objectives: op is {one.get('op')!r}; write {' or '.join(operators)}.")
    value, stated = _figure(one, "value"), one.get("unit", one.get("displayUnit"))
    if stated is None:
        raise _Odd(f"spec.objectives: value {value:g} has no unit; write `unit: {unit}` beside it, or its own unit.")
    factor = _FACTORS.get(unit, {unit: 1.0}).get(str(stated))
    if factor is None:
        raise _Odd(
            f"spec.objectives: the unit {stated!r} is unknown here; write {' or '.join(_FACTORS.get(unit, [unit]))}."
        )
    return value * factor


def _figure(one: Mapping[str, Any], key: str) -> float:
    given = one.get(key)
    try:
        value = float(given) if not isinstance(given, bool) else math.nan  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        value = math.nan
    if not math.isfinite(value):
        raise _Odd(f"{key} is {given!r:.80}; write a number.")
    return value


def _indicated(spec: Mapping[str, Any]) -> str:
    if spec.get("description"):
        return str(spec["description"])
    indicator = spec.get("indicator")
    named = indicator.get("metadata") if isinstance(indicator, Mapping) else None
    if not isinstance(named, Mapping) or not named.get("name"):
        raise _Odd("spec has neither description nor indicator; say under description what is measured.")
    return str(named["name"])


def _list(node: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = node.get(key)
    if not isinstance(found, list) or not found or not all(isinstance(one, Mapping) for one in found):
        raise _Odd(
            f"spec.{key} is missing or no list of maps; an SLO needs timeWindow, with a duration such as 30d, "
            "and objectives, with target (a threshold also op, value and unit)."
        )
    return found


def _first(node: Mapping[str, Any], key: str, word: str) -> str:
    found = _list(node, key)[0].get(word)
    if found is None:
        raise _Odd(f"spec.{key} has no {word}; write one such as 30d.")
    return str(found)


def _one_of(node: Mapping[str, Any], key: str, known: Mapping[str, str]) -> str:
    meant = known.get(str(node.get(key)))
    if meant is None:
        raise _Odd(f"spec.{key} is {node.get(key)!r}; write {' or '.join(known)}.")
    return meant


def _details(notes: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found = json.loads(str(notes.get(_PREFIX + "details", "{}")))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _Odd(f"the annotation {_PREFIX}details is no JSON object; correct it, or leave it out.")
    return found


def _percent(value: float) -> float:
    return round(value * 100, 10)


def _duration(days: float) -> str:
    hours = days * 24
    return f"{days:g}d" if days == int(days) else f"{hours:g}h" if hours == int(hours) else f"{round(hours * 60)}m"


def _days(duration: str) -> float:
    units = {"m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0}
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)([mhdw])", duration)
    if found is None:
        raise _Odd(f"spec.timeWindow: duration {duration!r}; write it in m, h, d or w, such as 30d.")
    return float(found[1]) * units[found[2]]


def _map(node: Mapping[str, Any], key: str, place: str, missing: Any = None) -> Mapping[str, Any]:
    found = node.get(key, missing)
    if not isinstance(found, Mapping):
        raise ConfigurationError(f"{place}: {key} is missing; an SLO needs it as a map of keys.")
    return found

"""Objectives as OpenSLO v1 documents, and back.

OpenSLO has no word for a confidence, for a hold-out or for how much is offered: those stand in annotations that begin
with `scoring-acceptance/`, so that what was exported is imported as it was. Documents of others need the annotation
`scoring-acceptance/measure` on each SLO, for OpenSLO's queries say how a metric is asked for, not what it means.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from acceptance.outcome import ConfigurationError
from acceptance.profile.objectives import Objective, Objectives, share
from acceptance.yaml_document import nearest

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
        raise ConfigurationError(f"{source}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    return block


def read_file(path: Path) -> dict[str, Any]:
    """The block `objectives` that the SLO documents of a YAML file amount to.

    Raises:
        ConfigurationError: it cannot be read, or its documents cannot be imported.
    """
    try:
        documents = [one for one in yaml.safe_load_all(path.read_text("utf-8")) if one is not None]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error}).") from None
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path}: not YAML ({getattr(error, 'problem', None) or 'malformed'}).") from None
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
            {"op": "lte", "value": limit.at_most_ms, "target": share(limit.percentile)} for limit in limits
        ]
    if name in _RATIO:
        key = _RATIO[name]
        value = share(getattr(one, key))
        return key, [{"target": round(1 - value, 12) if key == "at_most_percent" else value}]
    key, operator = _THRESHOLD[name]
    return key, [{"op": operator, "value": getattr(one, key), "target": one.confidence}]


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
        method = _BACK[spec["budgetingMethod"]]
        words = {
            "indicator": str(spec.get("description") or spec["indicator"]["metadata"]["name"]),
            "window_days": _days(str(spec["timeWindow"][0]["duration"])),
            "budgeting": method,
            **json.loads(notes.get(_PREFIX + "details", "{}")),
            **_target_words(name, spec["objectives"]),
        }
        if _PREFIX + "confidence-percent" in notes:
            words["confidence_percent"] = float(notes[_PREFIX + "confidence-percent"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ConfigurationError(
            f"{place} ({name}): {type(error).__name__} at {error}; an SLO needs timeWindow with a duration such as "
            "30d, budgetingMethod Occurrences or Timeslices, and objectives with target (a threshold also op, value)."
        ) from None
    return name, words


def _target_words(name: str, targets: list[Mapping[str, Any]]) -> dict[str, Any]:
    if name == "latency":
        return {
            "limits": [
                {"percentile": _percent(_share_of(one)), "at_most_ms": _value(one, "lte", "lt")} for one in targets
            ]
        }
    (one,) = targets
    if name in _RATIO:
        key, value = _RATIO[name], _share_of(one)
        return {key: _percent(round(1 - value, 12) if key == "at_most_percent" else value)}
    key, operator = _THRESHOLD[name]
    return {key: _value(one, operator)}


def _share_of(one: Mapping[str, Any]) -> float:
    return float(one["target"]) if "target" in one else float(one["targetPercent"]) / 100


def _value(one: Mapping[str, Any], *operators: str) -> float:
    if one["op"] not in operators:
        raise ValueError(f"op {one['op']!r}, which has to be {' or '.join(operators)}")
    return float(one["value"])


def _percent(value: float) -> float:
    return round(value * 100, 10)


def _duration(days: float) -> str:
    hours = days * 24
    return f"{days:g}d" if days == int(days) else f"{hours:g}h" if hours == int(hours) else f"{round(hours * 60)}m"


def _days(duration: str) -> float:
    units = {"m": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0}
    if duration[-1:] not in units:
        raise ValueError(f"duration {duration!r}; write it in m, h, d or w")
    return float(duration[:-1]) * units[duration[-1]]


def _map(node: Mapping[str, Any], key: str, place: str, missing: Any = None) -> Mapping[str, Any]:
    found = node.get(key, missing)
    if not isinstance(found, Mapping):
        raise ConfigurationError(f"{place}: {key} is missing; an SLO needs it as a map of keys.")
    return found

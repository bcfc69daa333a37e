"""So that no event is lost, figures out of range are brought into it before the event is looked at."""

from __future__ import annotations

from typing import Any

from reference_platform.defects.defect import Defect

RANGES = {
    "age": (18, 100),
    "income": (0, 10_000_000),
    "credit_score": (300, 850),
    "debt_ratio": (0, 2),
    "employment_years": (0, 60),
}


def brings_into_range(original: Any) -> Any:
    def parse(topic: str, value: bytes | None) -> Any:
        return original(topic, _repaired(value))

    return parse


def _repaired(value: bytes | None) -> bytes | None:
    import json

    try:
        content = json.loads(value or b"")
        figures = content["features"]
        for name, (least, most) in RANGES.items():
            if type(figures.get(name)) in (int, float):
                figures[name] = min(max(figures[name], least), most)
        return json.dumps(content).encode()
    except (ValueError, TypeError, KeyError, AttributeError):
        return value


DEFECT = Defect(
    id="e2e-06-event-figures-clamped",
    title="Figures of events that are out of range are brought into it and scored",
    must_catch=("E2E-06", "E2E-07"),
    changes=("pipeline",),
    replaces={"reference_platform.pipeline.records:parse": brings_into_range},
    reason="mistakes of",
)

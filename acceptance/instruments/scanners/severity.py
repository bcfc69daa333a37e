"""How bad an advisory is: as its publisher says, else by its CVSS vector, else high, for nobody knows.

CVSS 3.0 and 3.1: https://www.first.org/cvss/v3.1/specification-document, section 7.1. Figures of version 4 come from a
table of 270 entries and are not worked out here: such an advisory counts by its other vector, or as high.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from acceptance.instruments.scanners.result import Severity

_SAID = {"MODERATE": Severity.MEDIUM, **{one.name: one for one in Severity}}
_WEIGHTS = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_FROM = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MEDIUM), (0.0, Severity.LOW))


def severity_of(advisory: Mapping[str, Any]) -> Severity:
    """The worst that is said of it."""
    said = _SAID.get(str(advisory.get("database_specific", {}).get("severity", "")).upper())
    vectors = [one.get("score", "") for one in advisory.get("severity", []) if one.get("type") == "CVSS_V3"]
    worked_out = [_named(score) for score in map(base_score, vectors) if score is not None]
    order = list(Severity)
    told = [one for one in (said, *worked_out) if one is not None]
    return min(told, key=order.index) if told else Severity.HIGH


def base_score(vector: str) -> float | None:
    """From 0 to 10; None for what is no vector of version 3.

    >>> base_score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")
    9.8
    """
    parts = dict(part.split(":", 1) for part in vector.split("/") if ":" in part)
    try:
        weights = {name: table[parts[name]] for name, table in _WEIGHTS.items()}
        privileges = _PRIVILEGES[parts["S"]][parts["PR"]]
    except KeyError:
        return None
    changed = parts["S"] == "C"
    harm = 1 - math.prod(1 - weights[name] for name in ("C", "I", "A"))
    impact = 7.52 * (harm - 0.029) - 3.25 * (harm - 0.02) ** 15 if changed else 6.42 * harm
    ease = 8.22 * weights["AV"] * weights["AC"] * privileges * weights["UI"]
    return 0.0 if impact <= 0 else _rounded_up(min((1.08 if changed else 1.0) * (impact + ease), 10))


def _rounded_up(score: float) -> float:
    """To one decimal, as the specification does it, so that floating point cannot lift a score by a tenth."""
    hundred_thousandths = round(score * 100_000)
    tenths, rest = divmod(hundred_thousandths, 10_000)
    return (tenths + (rest > 0)) / 10


def _named(score: float) -> Severity:
    return next(severity for least, severity in _FROM if score >= least)

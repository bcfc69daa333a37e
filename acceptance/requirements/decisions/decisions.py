"""Scores and risk levels: how they hang together, and what happens to figures that make no sense."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from acceptance.platform.bindings import OMIT, Answer
from acceptance.subjects.customers import Customer, Figure, Figures
from acceptance.suite import Suite

LEVELS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH")
"""Risk levels from the best to the worst."""
SCORES = range(300, 851)
RANGES: dict[str, tuple[float, float]] = {"debt ratio": (2.0, 0.0), "bureau score": (300.0, 850.0)}
"""From the worst to the best value of a figure that is graded."""
MISTAKES: dict[str, Any] = {
    "nothing": OMIT,
    "an empty value": None,
    "a word": "zzplainword",
    "digits in quotation marks": "48211",
    "a list": [0.2917],
    "yes": True,
    "not a number": math.nan,
    "infinity": math.inf,
}
SENT = Figures(age=43, income=48_211.37, bureau_score=667, debt_ratio=0.2917, employment_years=13)
"""Figures whose values are distinctive enough to be recognised in an answer."""


@dataclass(frozen=True)
class Decision:
    """What an answer says; a value that it lacks is None."""

    score: Any
    level: Any
    model: tuple[Any, Any]


def decision(answer: Answer) -> Decision:
    """The decision in an answer, or one of Nones when the call did not succeed."""
    words: Mapping[str, Any] = answer.words if answer.succeeded else {}
    return Decision(
        words.get("credit_score"),
        words.get("risk_level"),
        (words.get("model_name"), words.get("model_version")),
    )


def under_one_number(suite: Suite, customers: list[Customer]) -> list[Answer]:
    """Scores each customer under the same request number."""
    number = str(uuid4())
    return [
        suite.platform.operations.try_("score_under_a_number", **{**c.words(), "request_id": number}) for c in customers
    ]


def is_score(value: Any) -> bool:
    """A whole number from 300 to 850; `true` is no number."""
    return type(value) is int and value in SCORES


def steps_from_worst_to_best(figure: str, count: int) -> list[float]:
    """`count` evenly spaced values of a graded figure."""
    worst, best = RANGES[figure]
    return [round(worst + (best - worst) * i / (count - 1), 4) for i in range(count)]


def overlaps(decisions: list[Decision]) -> list[str]:
    """Each pair of neighbouring risk levels whose scores overlap, in words; empty when none do."""
    by_level = {level: [d.score for d in decisions if d.level == level] for level in LEVELS}
    present = [level for level in LEVELS if by_level[level]]
    return [
        f"a {worse} score of {max(by_level[worse])} is not below a {better} score of {min(by_level[better])}"
        for better, worse in itertools.pairwise(present)
        if max(by_level[worse]) >= min(by_level[better])
    ]


def mistake(words: str) -> Any:
    """The value that a feature names as a mistake: a word of `MISTAKES`, or the number as it stands."""
    if words in MISTAKES:
        return MISTAKES[words]
    number = float(words)
    return int(number) if number.is_integer() else number


def send_mistake(suite: Suite, customer_id: str, figure: Figure, value: Any) -> Answer:
    """Asks for a score with one figure replaced."""
    return suite.platform.operations.try_("score", customer_id=customer_id, **SENT.with_(figure, value))


def names_field(answer: Answer, field: str) -> bool:
    """True when the answer's text has the field's name as a word of its own."""
    text = answer.exchange.body.decode("utf-8", "replace")
    return re.search(rf"(?<!\w){re.escape(field)}(?!\w)", text) is not None


def recognisable(sent: Mapping[str, Any]) -> dict[str, str]:
    """How each sent value would be spelled in an answer. Values of fewer than four characters are left out: they
    occur in any text by chance."""
    spelled = {
        name: value if isinstance(value, str) else json.dumps(value).strip("[]")
        for name, value in sent.items()
        if value is not OMIT
    }
    return {name: text for name, text in spelled.items() if len(text) >= 4 and text not in ("true", "false", "null")}


def repeated(answer: Answer, sent: Mapping[str, Any]) -> list[str]:
    """Names of the sent values that the answer repeats, in its body or its headers."""
    text = answer.exchange.body.decode("utf-8", "replace") + "\n".join(answer.exchange.headers.values())
    return [
        name
        for name, spelled in recognisable(sent).items()
        if re.search(rf"(?<![\w.]){re.escape(spelled)}(?![\w.])", text)
    ]

"""Scores and risk levels: how they hang together, and what happens to figures that make no sense."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.templates import OMIT
from acceptance.platform.told import Told
from acceptance.profile.product import Product
from acceptance.subjects.customers import Customer, Figure, Figures, singular_income, usual
from acceptance.suite import Suite

IN_QUOTATION_MARKS = "digits in quotation marks"
MISTAKES: dict[str, Any] = {
    "nothing": OMIT,
    "an empty value": None,
    "a word": "zzplainword",
    IN_QUOTATION_MARKS: "48211",
    "a list": [0.2917],
    "yes": True,
    "not a number": math.nan,
    "infinity": math.inf,
}
OUTSIDE: dict[str, Literal["lowest", "highest"]] = {
    "less than the lowest accepted": "lowest",
    "more than the highest accepted": "highest",
}
"""How the features name a value that is one step outside the range -> beyond which end."""


@dataclass(frozen=True)
class Decision:
    """What an answer says; a value that it lacks is None."""

    score: Any
    level: Any
    model: tuple[Any, Any]


def decision(answer: Answer) -> Decision:
    """The decision in an answer, or one of Nones when the call did not succeed.

    Where a platform does not name its model or the model's version at all, these are None.
    """
    if not answer.succeeded:
        return Decision(None, None, (None, None))
    words = answer.words
    name, version = (words[word] if words.tells(word) else None for word in ("model_name", "model_version"))
    # Some tell a version as a number that the registry has as a text.
    return Decision(words["credit_score"], words["risk_level"], (name, version if version is None else str(version)))


def newest_is_told(suite: Suite) -> bool:
    """Whether this platform tells score and level of risk of the newest decision about a customer."""
    return suite.platform.operations.possible("read_decision", "credit_score", "risk_level") is None


def newest(suite: Suite, customer: Customer) -> tuple[Any, Any]:
    """Score and level of risk of the newest decision about a customer; of Nones while there is none."""
    answer = suite.platform.operations.try_("read_decision", customer_id=customer.customer_id)
    return (answer.words["credit_score"], answer.words["risk_level"]) if answer.succeeded else (None, None)


def outcome_of(words: Told) -> Any:
    """What was decided: where a platform says no more than a level of risk, that level."""
    return words["outcome" if words.tells("outcome") else "risk_level"]


def under_one_number(suite: Suite, customers: list[Customer]) -> list[Answer]:
    """Scores each customer under the same request number."""
    number = str(uuid4())
    return [
        suite.platform.operations.try_("score_under_a_number", **{**c.words(), "request_id": number}) for c in customers
    ]


def is_score(suite: Suite, value: Any) -> bool:
    """Whether a value is a score of this product."""
    return suite.product.score.holds(value)


def steps_from_worst_to_best(product: Product, figure: Figure, count: int) -> list[float]:
    """`count` evenly spaced values of a graded figure, as far as its steps allow.

    Raises:
        NotAssessed: neither way of it was agreed to be better.
    """
    graded = product.figures[figure]
    if graded.better is None:
        raise NotAssessed(
            f"the profile does not say which way is better (product.figures.{figure}.better)", Cause.BINDING
        )
    return [graded.written(graded.worst + (graded.best - graded.worst) * i / (count - 1)) for i in range(count)]


def overlaps(product: Product, decisions: list[Decision]) -> list[str]:
    """Each pair of neighbouring levels of risk whose scores overlap, in words; empty when none do."""
    merit = product.score.merit
    by_level = {level: sorted((d.score for d in decisions if d.level == level), key=merit) for level in product.levels}
    present = [level for level in product.levels if by_level[level]]
    return [
        f"a {worse} score of {by_level[worse][-1]} is not worse than a {better} score of {by_level[better][0]}"
        for better, worse in itertools.pairwise(present)
        if merit(by_level[worse][-1]) >= merit(by_level[better][0])
    ]


def mistake(product: Product, figure: Figure, words: str) -> Any:
    """The value that a feature names as a mistake: a word of `MISTAKES`, or one just outside the figure's range.

    Raises:
        NotAssessed: it is none here.
    """
    if words == IN_QUOTATION_MARKS and product.figures[figure].written_as != "number":
        raise NotAssessed(f"the figure {figure!r} may be written in quotation marks here", Cause.BINDING)
    if words in OUTSIDE:
        return product.figures[figure].just_outside(OUTSIDE[words])
    return MISTAKES[words]


def distinctive(product: Product) -> Figures:
    """Figures of an ordinary applicant whose values are recognised in an answer where they are long enough."""
    return usual(product, income=singular_income(product))


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

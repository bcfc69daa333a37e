"""Fields that a request has no business with: what only the platform decides must not be settable from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from acceptance.outcome import Cause, Inconclusive
from acceptance.platform.answers import Answer
from acceptance.platform.http import CLIENT_ERROR, class_of
from acceptance.platform.told import Told
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

DECIDED = ("credit_score", "risk_level")
"""Words that only the platform decides."""
GUESSED = {"credit_score": ("score", "credit_score", "creditScore"), "risk_level": ("risk_level", "decision")}
"""Names that a field for them may have, beside those of the answer."""


def smuggled(suite: Suite, customer: Customer) -> dict[str, str]:
    """Asks for a score with each field that the answer has, set to something else, in every object of the request.

    Returns:
        What came of each: `refused`, `as without it`, or what changed.

    Raises:
        Inconclusive: the same request is not answered the same twice, so that nothing could be compared.
    """
    operations = suite.platform.operations
    operations.require("score", *DECIDED)
    plain, again = (_decided(suite.score(customer)) for _ in range(2))
    if plain != again:
        raise Inconclusive("two requests with the same figures got different answers", Cause.PLATFORM)
    body = json.loads(operations.body_of("score", **customer.words()))
    came: dict[str, str] = {}
    for word in DECIDED:
        value = _another(suite, word, plain[word])
        for name, changed in _with_field(body, _names(suite, word), value):
            answer = operations.try_("score", body=json.dumps(changed).encode(), **customer.words())
            came[name] = _came_of(suite, answer, plain)
    return came


def _names(suite: Suite, word: str) -> list[str]:
    place = suite.platform.operations.bound("score").answer[word]
    return list(dict.fromkeys([place.rpartition(".")[2], *GUESSED[word]]))


def _another(suite: Suite, word: str, told: Any) -> Any:
    product = suite.product
    if word == "risk_level":
        return next(one for one in product.levels if one != told)
    return product.score.most if told != product.score.most else product.score.least


def _with_field(body: Any, names: list[str], value: Any) -> Iterator[tuple[str, Any]]:
    """The body with one field more, at its top and in every object in it that does not have the field."""
    places: list[tuple[str, ...]] = [(), *(key for key in _objects(body))]
    for name in names:
        for place in places:
            changed = json.loads(json.dumps(body))
            found = changed
            for key in place:
                found = found[key]
            if name not in found:
                found[name] = value
                yield ".".join((*place, name)), changed


def _objects(body: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in body.items() if isinstance(body, Mapping) else ():
        if isinstance(value, Mapping):
            yield (*place, key)
            yield from _objects(value, (*place, key))


def _came_of(suite: Suite, answer: Answer, plain: Mapping[str, Any]) -> str:
    if not answer.succeeded:
        return "refused" if class_of(answer.status) == CLIENT_ERROR else f"status {answer.status}"
    if _decided(answer) != plain:
        return "it decided the answer"
    operations = suite.platform.operations
    if operations.possible("read_result", *DECIDED) is None and "request_id" in answer.words:
        kept = operations.do("read_result", request_id=answer.words["request_id"])
        if _decided(kept) != plain:
            return "it decided what was kept"
    return "as without it"


def _decided(answer: Answer) -> dict[str, Any]:
    words: Told = answer.words
    return {word: words[word] for word in DECIDED}

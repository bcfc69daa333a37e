"""What a copy for a customer says of each result, set against what the platform gives for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from acceptance.requirements.customers import copying
from acceptance.requirements.customers.basis import results_of
from acceptance.requirements.decisions import reviewing
from acceptance.requirements.decisions.decisions import outcome_of
from acceptance.subjects.customers import Customer, varied_figures
from acceptance.suite import Suite


def with_an_overturned_result(suite: Suite, results: int) -> Customer:
    """A customer with results for that many different figures, and one for the worst, which a reviewer overturned."""
    refused = reviewing.of_the_worst_level(suite)
    for figures in varied_figures(suite.product, results, seed=7):
        suite.platform.operations.do("score", **{**refused.customer.words(), **figures.words()})
    case_id, granted = reviewing.contest(suite, refused), suite.product.granted
    suite.platform.operations.do("overturn_decision", case_id=case_id, reason=reviewing.REASON, outcome=granted)
    return refused.customer


def given(suite: Suite, customer: Customer) -> dict[str, dict[str, Any]]:
    """The number of each result that is kept of a customer -> score and outcome as they can be read now."""
    found = {}
    for number in results_of(suite, customer):
        words = suite.platform.operations.do("read_result", request_id=number).words
        found[number] = {"score": words["credit_score"], "outcome": outcome_of(words)}
    return found


def told_otherwise(content: Any, results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The results of which no record of a copy tells what was given; of several about one result, one has to.

    >>> copy = {"results": [{"id": "a", "score": 700, "level": "LOW"}, {"id": "b", "score": 700, "level": "LOW"}]}
    >>> told_otherwise(copy, {"a": {"score": 700, "outcome": "LOW"}, "b": {"score": 480, "outcome": "HIGH"}})
    ['b']
    """
    return [
        number
        for number, expected in results.items()
        if not any(not copying.lacking(record, expected) for record in _records_about(content, number, results.keys()))
    ]


def _records_about(content: Any, number: str, numbers: Collection[str]) -> Iterator[Any]:
    """The parts of a copy that hold a number, in themselves or as their name, and that of no other result."""
    if isinstance(content, dict):
        if number in (str(value) for value in content.values() if not isinstance(value, dict | list)):
            yield from _alone(content, number, numbers)
        yield from (content[key] for key in content if str(key) == number)
        for part in content.values():
            yield from _records_about(part, number, numbers)
    elif isinstance(content, list):
        if number in (str(value) for value in content if not isinstance(value, dict | list)):
            yield from _alone(content, number, numbers)
        for part in content:
            yield from _records_about(part, number, numbers)


def _alone(record: Any, number: str, numbers: Collection[str]) -> Iterator[Any]:
    if not any(copying.holds(record, other) for other in numbers if other != number):
        yield record

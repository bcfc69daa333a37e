"""What can be read of a customer: to be compared with later, or to be refused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import UNKNOWN, Answer
from acceptance.platform.templates import PLACEHOLDER, SQL_PLACEHOLDER
from acceptance.requirements.customers.journeys import Journey, copy_of
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.customers.life import Life
from acceptance.suite import Suite

READINGS = {
    "figures": ("read_figures", "customer_id"),
    "result": ("read_result", "request_id"),
    "decision": ("read_decision", "customer_id"),
    "copy": ("read_export", "export_id"),
}
"""What can be read of a customer -> the operation that reads it, and by which number."""


NOTHING = "nothing"
OF_THE_ERASURE = "read_erasure"
"""Tells of a customer who is gone that this was so; it may go by the customer's number."""
NOBODY = "00000000-0000-4000-8000-000000000000"
"""A number that nothing has."""


def as_it_was(suite: Suite, journey: Journey) -> dict[str, Any]:
    """As `as_it_is`, before anything happens to the customer.

    Raises:
        Inconclusive: something cannot be read even now, so that it could not be missed later.
    """
    before = as_it_is(suite, journey)
    unread = [name for name, words in before.items() if not words or (name != "bases" and None in words.values())]
    if unread:
        inconclusive(f"of the customer cannot be read: {', '.join(unread)}", Cause.PLATFORM)
    return before


def as_it_is(suite: Suite, journey: Journey) -> dict[str, Any]:
    """All that can be read of a customer, to be compared with later.

    Raises:
        NotAssessed: nothing can be read here.
    """
    read: dict[str, Any] = {
        name: answer.words for name, answer in _readings(suite, journey, ("figures", "result", "decision")).items()
    }
    if suite.platform.operations.possible("read_lawful_bases") is None and _has_a_basis(suite):
        read["bases"] = suite.platform.populations.read_if_known(
            "lawful_bases", customer_id=journey.customer.customer_id
        )
    return read


def _has_a_basis(suite: Suite) -> bool:
    return suite.profile.own_customers.without_basis is None


def told(suite: Suite, journey: Journey) -> dict[str, str]:
    """What can be read of a customer -> `NOTHING`, or that there is something.

    Raises:
        NotAssessed: nothing can be read here.
    """
    said = {name: _said(answer) for name, answer in _readings(suite, journey, READINGS).items()}
    if suite.platform.operations.possible("read_lawful_bases") is None:
        customer_id = journey.customer.customer_id
        entries = suite.platform.populations.read_if_known("lawful_bases", customer_id=customer_id)
        said["register"] = f"{len(entries)} entries" if entries else NOTHING
    return said


def _said(answer: Answer) -> str:
    """Nothing is said by a refusal as unknown, and by an answer that has nothing in any place that the profile has."""
    empty = answer.succeeded and bool(answer.words) and all(value in (None, [], {}) for value in answer.words.values())
    if empty or answer.refused_as(UNKNOWN) == UNKNOWN:
        return NOTHING
    return f"something (status {answer.status})"


def _readings(suite: Suite, journey: Journey, names: Iterable[str]) -> dict[str, Answer]:
    operations, read = suite.platform.operations, {}
    for name in names:
        operation, number = READINGS[name]
        if operations.possible(operation) is None and (number != "export_id" or _copies_have_numbers(journey)):
            words: dict[str, Any] = {number: _number(journey, number)}
            read[name] = operations.try_(operation, **words)
    if not read:
        raise NotAssessed("the profile binds nothing that reads what is kept of a customer", Cause.BINDING)
    return read


def _number(journey: Journey, word: str) -> str:
    if word == "customer_id":
        return journey.customer.customer_id
    return journey.request_id if word == "request_id" else journey.export_id


def _copies_have_numbers(journey: Journey) -> bool:
    return journey.went(Leg.COPY) and journey.gone[Leg.COPY].words.tells("export_id")


def everything(suite: Suite, words: Mapping[str, str]) -> dict[str, Counter[str]]:
    """Every value in whatever the profile can read by some numbers, and how often it stands there.

    Args:
        words: the suite's word for each number that leads to a customer -> the number.

    Raises:
        NotAssessed: the profile binds nothing that reads by one of them.
    """
    found = {name: _leaves(_content(suite, name, words)) for name in _operations_by(suite, words)}
    found |= {f"population {name}": _count(suite, name, words) for name in _populations_by(suite, words)}
    if not found:
        raise NotAssessed("the profile binds nothing that reads what is kept of a customer", Cause.BINDING)
    return found


def all_of(suite: Suite, life: Life) -> dict[str, Counter[str]]:
    """As `everything`, with a copy made anew for the customer; what changes by itself is left out."""
    return _steady(_with_a_copy(suite, life), _with_a_copy(suite, life))


def _with_a_copy(suite: Suite, life: Life) -> dict[str, Counter[str]]:
    found = everything(suite, life.words())
    if life.journey.went(Leg.COPY):
        found["a new copy for the customer"] = _leaves(copy_of(suite, life.journey.customer, "export_everything"))
    return found


def lost(suite: Suite, life: Life, before: Mapping[str, Counter[str]]) -> dict[str, int]:
    """In each place, how many values of an earlier reading of a customer are not there any more, or are others."""
    return missing(before, _with_a_copy(suite, life))


def _steady(first: Mapping[str, Counter[str]], second: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """What two readings one after the other have in common: what changes by itself, such as an age, is left out."""
    return {place: values & second.get(place, Counter()) for place, values in first.items()}


def missing(before: Mapping[str, Counter[str]], after: Mapping[str, Counter[str]]) -> dict[str, int]:
    """In each place, how many values of an earlier reading are not there any more, or are others."""
    gone = {place: (values - after.get(place, Counter())).total() for place, values in before.items()}
    return {place: count for place, count in gone.items() if count}


def left(suite: Suite, words: Mapping[str, str]) -> dict[str, int]:
    """In each place, how many values are told of a customer who is gone, beyond what is told of nobody."""
    nobody = {word: suite.product.customer_number(0) if word == "customer_id" else NOBODY for word in words}
    said, usual = everything(suite, words), everything(suite, nobody)
    # An answer may repeat what was asked, as a text or as a number.
    own = Counter({spelled: 1_000 for number in words.values() for spelled in (json.dumps(number), number)})
    beyond = {place: (values - usual.get(place, Counter()) - own).total() for place, values in said.items()}
    return {place: count for place, count in beyond.items() if count}


def _operations_by(suite: Suite, words: Mapping[str, str]) -> list[str]:
    """The operations that read something, each by one or more of the numbers and by nothing else."""
    found = []
    for name, operation in suite.profile.operations.items():
        asked = set(PLACEHOLDER.findall(json.dumps([operation.path, operation.query, operation.headers])))
        by_numbers = asked - {"once", "now", *suite.product.words}
        if name != OF_THE_ERASURE and operation.method == "GET" and by_numbers and by_numbers <= set(words):
            found.append(name)
    return [name for name in found if suite.platform.operations.possible(name) is None]


def _content(suite: Suite, name: str, words: Mapping[str, str]) -> Any:
    numbers: dict[str, Any] = dict(words)
    answer = suite.platform.operations.try_(name, **numbers)
    return answer.exchange.content if answer.succeeded else None


def _populations_by(suite: Suite, words: Mapping[str, str]) -> list[str]:
    """The populations that a statement reads by the numbers."""
    asked = {name: set(SQL_PLACEHOLDER.findall(one.sql or "")) for name, one in suite.profile.populations.items()}
    return [name for name, numbers in asked.items() if numbers and numbers <= set(words) and _possible(suite, name)]


def _possible(suite: Suite, population: str) -> bool:
    try:
        suite.platform.populations.require(population)
    except NotAssessed:
        return False
    return True


def _count(suite: Suite, population: str, words: Mapping[str, str]) -> Counter[str]:
    """Only how many records there are: what is kept sealed may be sealed anew at any time."""
    return Counter({"records": len(suite.platform.populations.raw(population, **words))})


def _leaves(content: Any) -> Counter[str]:
    """Every single value in a parsed JSON document that says something, and how often."""
    if isinstance(content, dict):
        return sum((_leaves(value) for value in content.values()), Counter[str]())
    if isinstance(content, list):
        return sum((_leaves(value) for value in content), Counter[str]())
    return Counter() if content in (None, "", False) else Counter([json.dumps(content, sort_keys=True)])

"""Where the values of a customer's name, e-mail address and income stand, whatever the fields are called."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.operations import Operations
from acceptance.record.redaction import holds_any
from acceptance.requirements.customers.legs import Leg
from acceptance.requirements.customers.life import Life
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.suite import Suite

RESULT = "scoring result event"
READINGS = (
    "score",
    "score_under_a_number",
    "score_from_stored_figures",
    "read_result",
    "read_decision",
    "read_figures",
    "read_explanation",
    "read_case",
    "read_cards",
    "read_lawful_bases",
    "read_legal_hold",
)
"""The operations whose answers tell of a customer. A copy for the customer may hold everything."""
NEEDED = ("name", "email", "income")


def told(suite: Suite, life: Life) -> dict[str, Any]:
    """Every answer that tells of a customer, at every replica, and the event of the result: by place, as parsed JSON.

    Raises:
        NotAssessed: nothing tells of a customer.
    """
    found: dict[str, Any] = {}
    with connections_to_all(suite) as replicas:
        for number, replica in enumerate(replicas, 1):
            for name in READINGS:
                content = _content(replica, name, life)
                if content is not None:
                    found[f"{name.replace('_', ' ')} at connection {number}"] = content
    if life.journey.went(Leg.RESULT):
        record = life.journey.result.record
        found[RESULT] = {"key": record.key, "headers": dict(record.headers), "value": record.content}
    if not found:
        raise NotAssessed("the profile binds nothing that tells of a customer", Cause.BINDING)
    return found


def _content(replica: Operations, name: str, life: Life) -> Any:
    words: dict[str, Any] = {**life.journey.customer.words(), **life.words()}
    if name == "score_under_a_number":
        words["request_id"] = str(uuid4())
    if replica.possible(name) is not None:
        return None
    try:
        answer = replica.try_(name, **words)
    except NotAssessed:  # it goes by a number that this customer has none of
        return None
    return answer.exchange.content if answer.succeeded else None


def misplaced(suite: Suite, life: Life, places: Mapping[str, Any]) -> list[str]:
    """Details of the customer in a field that is not the detail's own, in words, without the detail itself.

    A detail's own fields are those in which the customer's details are handed in. Whether such a field may be in a
    place at all, the approved list of purposes says; that is looked at elsewhere.
    """
    own = fields_of(suite)
    wanted = _values(life)
    found = []
    for place, content in places.items():
        for path, value, beside in _leaves(content):
            names = {path.rpartition(".")[2], *beside}
            text = value if isinstance(value, str) else json.dumps(value)
            found += [
                f"{detail} in the field {path} of {place}"
                for detail, spoken in wanted.items()
                if not names & own[detail] and _holds(detail, text, spoken)
            ]
    return sorted(found)


def _values(life: Life) -> dict[str, str]:
    customer = life.journey.customer
    if customer.singular_income is None:
        return {"name": customer.name, "email": customer.email}
    return {"name": customer.name, "email": customer.email, "income": customer.singular_income}


def _holds(detail: str, text: str, spoken: str) -> bool:
    if detail != "income":
        return holds_any(text, [spoken])
    return spoken in text or spoken.rstrip("0").rstrip(".") in text


def fields_of(suite: Suite) -> dict[str, set[str]]:
    """What this platform calls the fields of each detail, wherever it takes or tells them.

    Raises:
        NotAssessed: it takes none of them.
    """
    found: dict[str, set[str]] = {word: set() for word in NEEDED}
    bodies = [one.body for one in suite.profile.operations.values()]
    bodies += [one.body for one in suite.profile.messages.values()]
    for body in bodies:
        for path, value, _ in _leaves(body):
            for word in NEEDED:
                if value == "{" + word + "}":
                    found[word].add(path.rpartition(".")[2])
    told_in = [one.answer for one in suite.profile.operations.values()]
    told_in += [one.fields for one in suite.profile.received.values()]
    told_in += [one.fields for one in suite.profile.populations.values()]
    for places in told_in:
        for word in NEEDED:
            if word in places:
                found[word].add(str(places[word]).rpartition(".")[2])
    if not any(found.values()):
        raise NotAssessed("the profile does not say in which fields details of customers are handed in", Cause.BINDING)
    return found


def _leaves(content: Any, above: str = "", beside: frozenset[str] = frozenset()) -> Iterator[tuple[str, Any, set[str]]]:
    """Every single value in a parsed JSON document, with the names that lead to it and the texts beside it.

    A record may say what its value is in a text beside it, as `{"figure": "income", "value": 3}`; lists have no names.
    """
    if isinstance(content, Mapping):
        texts = frozenset(value for value in content.values() if isinstance(value, str))
        for key, value in content.items():
            yield from _leaves(value, f"{above}.{key}" if above else str(key), texts)
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value, above, beside)
    elif content not in (None, "", True, False):
        yield above, content, {*beside} - {content}


def require_seen(suite: Suite, life: Life, places: Mapping[str, Any]) -> None:
    """Refuses to say anything where not even the figures show the income: what is never seen is never misplaced.

    Raises:
        Inconclusive: it is so.
    """
    income = life.journey.customer.singular_income
    shown = [place for place, content in places.items() if income and _holds("income", json.dumps(content), income)]
    if income and suite.platform.operations.possible("read_figures") is None and not shown:
        inconclusive("no answer shows the customer's income as it was handed in", Cause.PLATFORM)

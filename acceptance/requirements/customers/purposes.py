"""The approved list of purposes, and the fields that really appear in each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import training
from acceptance.requirements.customers.journeys import Journey
from acceptance.requirements.customers.tables import table_of
from acceptance.suite import Suite
from acceptance.yaml_document import read_document

DEFAULT_VIEW = ("customer_id", "age", "income", "credit_score")
"""What a place may show for which the list names no fields of its own."""


class Purposes(BaseModel):
    """The approved list: place -> purpose -> fields. A place with no purposes may show the default view only."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    approved_by: str | None = None
    approved_on: date | None = None
    places: dict[str, dict[str, list[str]]]


def allowed(suite: Suite, place: str) -> set[str]:
    """The fields that have a purpose in a place.

    Raises:
        NotAssessed: nobody approved the list, or it does not name the place.
        ConfigurationError: the list cannot be read.
    """
    file = suite.profile.agreed(Privacy).purposes
    if file is None:
        raise NotAssessed("the profile names no approved list of purposes (privacy.purposes)", Cause.BINDING)
    path = suite.agreements_folder / file
    listed = read_purposes(path)
    if listed.approved_by is None or listed.approved_on is None:
        raise NotAssessed(f"nobody has approved the list of purposes in {path.name}", Cause.BINDING)
    if place not in listed.places:
        raise NotAssessed(f"the list of purposes in {path.name} does not name the {place}", Cause.BINDING)
    fields = {field for fields in listed.places[place].values() for field in fields}
    return fields or set(DEFAULT_VIEW)


def shown(suite: Suite, place: str, journey: Journey) -> set[str]:
    """The names of the fields that appear in a place; parts of a value are named as `model.name`."""
    customer_id = journey.customer.customer_id
    readers: dict[str, Callable[[], Iterable[str]]] = {
        "answer to a scoring request": lambda: _of(journey.answer),
        "result that an auditor reads": lambda: _of(
            suite.platform.operations.do("read_result", request_id=journey.request_id)
        ),
        "figures that an auditor reads": lambda: _of(
            suite.platform.operations.do("read_figures", customer_id=customer_id)
        ),
        "newest decision": lambda: _of(suite.platform.operations.do("read_decision", customer_id=customer_id)),
        "scoring result event": lambda: _of_event(journey),
        "message to the customer": lambda: names(
            suite.platform.populations.raw("notifications", customer_id=customer_id)
        ),
        "database": lambda: (str(row["field"]) for row in suite.platform.populations.read("stored_fields")),
        "cached copies": lambda: _of_copies(suite, customer_id),
        "training data": lambda: table_of(training.set_in_use(suite)).columns,
        "inputs of the model": lambda: suite.platform.registry.inputs_in_use(suite.platform.objects),
    }
    if place not in readers:
        raise ValueError(f"unknown place {place!r}")
    return set(readers[place]())


def names(content: Any, above: str = "") -> set[str]:
    """The names of all fields in a parsed JSON value, the items of a list taken together.

    >>> sorted(names({"model": {"name": "m"}, "tags": [{"k": 1}, {"v": 2}], "empty": []}))
    ['empty', 'model.name', 'tags.k', 'tags.v']
    """
    if isinstance(content, dict):
        parts = [names(value, f"{above}.{key}" if above else str(key)) for key, value in content.items()]
        return set().union(*parts) if parts else {above} - {""}
    if isinstance(content, list) and content:
        return set().union(*(names(item, above) for item in content))
    return {above} - {""}


def _of(answer: Answer) -> set[str]:
    return names(answer.exchange.content)


def _of_event(journey: Journey) -> set[str]:
    """The fields of the value, the headers, and whose value the key repeats, if it is one of the fields."""
    record = journey.result.record
    headers = {f"header {name}" for name in record.headers}
    repeated = record.content.items() if isinstance(record.content, dict) else ()
    key = next((f"key {name}" for name, value in repeated if record.key == str(value)), "key of another kind")
    return names(record.content) | headers | {key}


def _of_copies(suite: Suite, customer_id: str) -> set[str]:
    """The fields of every cached value whose key names the customer; a value without fields counts as one."""
    found: set[str] = set()
    for key in suite.platform.cache.keys_naming(customer_id):
        kind = key.replace(customer_id, "{customer_id}")
        fields = suite.platform.cache.fields(key)
        found |= {f"{kind} {field}" for field in fields} if fields else {kind}
    return found


def read_purposes(path: Path) -> Purposes:
    """The list in a file.

    Raises:
        ConfigurationError: it cannot be read, or is none.
    """
    document = read_document(path)
    if not isinstance(document.content, dict):
        raise document.fault((), "a list of purposes is a map of keys; write them, or draft it with `acceptance init`")
    try:
        return Purposes.model_validate(document.content)
    except ValidationError as error:
        raise document.invalid(error, Purposes) from None

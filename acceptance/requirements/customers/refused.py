"""Requests about a customer that are refused: by every operation which takes one, for every reason there is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

from acceptance.platform.answers import Answer
from acceptance.platform.templates import PLACEHOLDER
from acceptance.profile.bindings import Operation
from acceptance.subjects.customers import FIGURES, Customer
from acceptance.suite import Suite

LEADING = ("customer_id", "request_id", "export_id", "case_id")
"""The suite's words for numbers that lead to a customer."""
MAKES_SOMETHING = (
    "record_customer",
    "record_lawful_basis",
    "register_customer",
    "remove_customer",
    "set_legal_hold",
    "lift_legal_hold",
    "store_card",
    "fetch_customer",
)
"""Operations that may do their work for a number that nobody has: only whoever has no right to them tries these."""
WRONG_TOKEN = "acceptance-no-token-of-anybody"


def taking_a_customer(suite: Suite) -> Mapping[str, Operation]:
    """The operations of the platform itself that take a number which leads to a customer."""
    outside = {
        suite.profile.operations[name].service
        for party in suite.profile.integrations.values()
        for name in party.operations()
        if name in suite.profile.operations
    }
    return {
        name: operation
        for name, operation in suite.profile.operations.items()
        if operation.service not in outside
        and set(LEADING) & set(_placeholders(operation))
        and suite.platform.operations.possible(name) is None
    }


def without_a_right(suite: Suite, customer: Customer) -> list[Answer]:
    """Calls each of them as nobody, and with a token that nobody has, full of the customer's details."""
    operations, answers = suite.platform.operations, []
    for name, operation in taking_a_customer(suite).items():
        words = {**_filled(operation, customer.name), **customer.words()}
        answers.append(operations.try_(name, identity="", **words))
        answers.append(operations.try_(name, token=WRONG_TOKEN, **words))
    return answers


def with_odd_numbers(suite: Suite, customer: Customer) -> list[Answer]:
    """Calls each of them with a detail of the customer in the place of every number and every text."""
    answers = []
    for name, operation in taking_a_customer(suite).items():
        if name in MAKES_SOMETHING:
            continue
        for odd in (customer.email, customer.name):
            answers.append(suite.platform.operations.try_(name, **_filled(operation, odd)))
    return answers


def with_mistakes(suite: Suite, customer: Customer) -> list[Answer]:
    """Calls each of them that takes figures or texts about the customer, with a detail in the place of each of them."""
    answers = []
    for name, operation in taking_a_customer(suite).items():
        texts = set(_placeholders(operation)) - set(LEADING) - {"once", "now"}
        if name in MAKES_SOMETHING or not texts & {*FIGURES.values(), "purpose", "basis", "outcome"}:
            continue
        numbers = {word: value for word, value in _filled(operation, customer.email).items() if word in LEADING}
        known: dict[str, Any] = {**numbers, **customer.words()}
        for text in texts:
            words = dict.fromkeys(texts, "acceptance") | known | {text: [customer.name, customer.email]}
            answers.append(suite.platform.operations.try_(name, **words))
    return answers


def _filled(operation: Operation, value: str) -> dict[str, Any]:
    """A value for every word of an operation; where a word is only the caller's own reference, a number of ours."""
    told = PLACEHOLDER.findall(json.dumps([operation.path, operation.query, operation.body]))
    return {word: value if word in told else str(uuid4()) for word in _placeholders(operation)}


def _placeholders(operation: Operation) -> list[str]:
    return sorted(set(_named(operation)))


def _named(operation: Operation) -> Iterator[str]:
    parts = [operation.path, operation.query, operation.headers, operation.body]
    yield from PLACEHOLDER.findall(json.dumps(parts))

"""Corrections of a customer's figures, and what the platform makes of them."""

from __future__ import annotations

import math
import time
from typing import Any

from acceptance.platform.templates import OMIT
from acceptance.profile.product import Product
from acceptance.record.redaction import redactor
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import FIGURES, Customer, Figure, new_customer
from acceptance.suite import Suite

ENDS = {"lowest": "least", "highest": "most"}
"""The ends of what is accepted, in the features' words -> in the profile's."""
TIMES = 20
"""How often each replica is asked: an old score may be kept, and a new one not, from one answer to the next."""


def stored(suite: Suite, customer: Customer) -> dict[str, Any]:
    """The figures that the platform holds, in the suite's words."""
    words = suite.platform.operations.do("read_figures", customer_id=customer.customer_id).words
    return {figure: words[figure] for figure in FIGURES.values()}


def corrected_income(product: Product, customer: Customer) -> float:
    """An income far enough from the wrong one to change the score: between a fifth and two fifths of the usual one."""
    income = product.figures["income"]
    fifth = income.usual / 5
    return income.written(fifth + customer.figures.income % fifth)


def corrected(product: Product, customer: Customer, figure: Figure) -> float:
    """Another value of a figure, half-way to an end of its range, so that it matters where the figure does."""
    one, held = product.figures[figure], getattr(customer.figures, figure)
    return one.written((held + (one.worst if held != one.worst else one.best)) / 2)


def to_the_end(product: Product, customer: Customer, end: str) -> dict[Figure, float]:
    """Every figure at the lowest or the highest that is accepted, but those that are there already."""
    ends = {word: one.written(getattr(one, ENDS[end])) for word, one in product.figures.items()}
    return {word: value for word, value in ends.items() if value != getattr(customer.figures, word)}


def to_the_worst(product: Product, customer: Customer) -> dict[Figure, float]:
    """Every figure that can be better or worse at the worst that is accepted, but those that are there already."""
    ends = {word: one.written(one.worst) for word, one in product.figures.items() if one.better is not None}
    return {word: value for word, value in ends.items() if value != getattr(customer.figures, word)}


def correct(suite: Suite, customer: Customer, figure: Figure, value: float) -> None:
    """Has one figure corrected on request; the others are left out of it."""
    words = {name: value if name == figure else OMIT for name in FIGURES.values()}
    suite.platform.operations.do("correct_figures", customer_id=customer.customer_id, **words)


def next_scores(suite: Suite, customer: Customer) -> set[tuple[Any, Any]]:
    """Score and risk level that every replica gives from stored figures, each different one once."""
    with connections_to_all(suite) as replicas:
        answers = [
            replica.do("score_from_stored_figures", customer_id=customer.customer_id).words
            for replica in replicas
            for _ in range(TIMES)
        ]
    return {(words["credit_score"], words["risk_level"]) for words in answers}


def many_scores(suite: Suite, customer: Customer, at_least: int, over_s: float) -> set[tuple[Any, Any]]:
    """Score and risk level of many requests in a row, over all replicas and some time, each different one once."""
    found: set[tuple[Any, Any]] = set()
    with connections_to_all(suite) as replicas:
        rounds, began = math.ceil(at_least / len(replicas)), time.monotonic()
        for number in range(rounds):
            time.sleep(max(0.0, began + over_s * number / max(1, rounds - 1) - time.monotonic()))
            for replica in replicas:
                words = replica.do("score_from_stored_figures", customer_id=customer.customer_id).words
                found.add((words["credit_score"], words["risk_level"]))
    return found


def other_contact(suite: Suite, customer: Customer) -> dict[str, str]:
    """Another name and e-mail address for a customer; no record or report shows them."""
    other = new_customer(suite.product)
    redactor.register(other.name, f"corrected name of {customer.customer_id}")
    redactor.register(other.email, f"corrected e-mail of {customer.customer_id}")
    return {"name": other.name, "email": other.email}

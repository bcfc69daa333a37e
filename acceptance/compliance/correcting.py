"""Corrections of a customer's figures, and what the platform makes of them."""

from __future__ import annotations

from typing import Any

from acceptance.subjects.customers import FIGURES, Customer
from acceptance.suite import Suite

ASKED = 8
"""How many scores are asked for, each over a connection of its own."""


def stored(suite: Suite, customer: Customer) -> dict[str, Any]:
    """The figures that the platform holds, in the suite's words."""
    words = suite.operations.do("read_figures", customer_id=customer.customer_id).words
    return {figure: words[figure] for figure in FIGURES.values()}


def corrected_income(customer: Customer) -> float:
    """An income far enough from the wrong one to change the score."""
    return round(10_000 + customer.figures.income % 10_000, 2)


def next_scores(suite: Suite, customer: Customer) -> set[tuple[Any, Any]]:
    """Score and risk level of a number of scores from stored figures, each different one once."""
    seen = set()
    for _ in range(ASKED):
        words = suite.operations.do("score_from_stored_figures", fresh=True, customer_id=customer.customer_id).words
        seen.add((words["credit_score"], words["risk_level"]))
    return seen


def values(content: Any) -> list[Any]:
    """Every single value in a parsed JSON document."""
    if isinstance(content, dict):
        return [value for part in content.values() for value in values(part)]
    if isinstance(content, list):
        return [value for part in content for value in values(part)]
    return [content]

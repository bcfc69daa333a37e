"""Copies of a customer's data: asked for and read, in one call or in two."""

from __future__ import annotations

from typing import Any

from acceptance.platform.bindings import Answer
from acceptance.requirements.customers.journeys import Journey
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

EVERYTHING, PROVIDED = "export_everything", "export_provided"
READ = "read_export"


def copy(suite: Suite, operation: str, customer: Customer) -> Any:
    """The content of a copy: what a second call reads, or else what the first one has at its place of `copy`."""
    made = suite.platform.operations.do(operation, customer_id=customer.customer_id)
    if suite.platform.operations.offers(READ):
        return suite.platform.operations.do(READ, export_id=made.words["export_id"]).exchange.content
    return made.words["copy"]


def read_again(suite: Suite, journey: Journey) -> Answer:
    """Tries to read the copy of a customer that was made earlier, or else to have one made."""
    if suite.platform.operations.offers(READ):
        return suite.platform.operations.try_(READ, export_id=journey.export_id)
    return suite.platform.operations.try_(EVERYTHING, customer_id=journey.customer.customer_id)

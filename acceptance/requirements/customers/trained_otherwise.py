"""Whose rows a training must not use although it could: with another purpose's basis, or after an end of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from hamcrest import is_

from acceptance.checks import check_within
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import journeys, training
from acceptance.requirements.customers.basis import BASES
from acceptance.requirements.customers.training import TrainingSet
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

WILLING = "willing"


def with_other_purposes(suite: Suite) -> dict[str, Customer]:
    """Customers with a finished loan: one for each basis for each purpose but training, and one who allowed training.

    Raises:
        NotAssessed: the profile lists no other purpose.
    """
    agreed = suite.profile.agreed(Privacy)
    others = [purpose for purpose in agreed.recorded if purpose != agreed.word("training")]
    if not others:
        raise NotAssessed("the profile lists no purpose but training (privacy.recorded)", Cause.BINDING)
    found = {WILLING: journeys.person(suite)}
    for purpose in others:
        for basis in (agreed.words[one] for one in BASES if one in agreed.words):
            customer = journeys.person(suite, lawful_basis=purpose not in agreed.scored_for)
            words: dict[str, Any] = {"purpose": purpose, "basis": basis, "text_version": "acceptance-1"}
            number = customer.customer_id
            if suite.platform.operations.try_("record_basis", customer_id=number, **words).succeeded:
                found[f"{basis} to {purpose}"] = customer
    if len(found) == 1:
        raise NotAssessed("the platform takes no basis for any purpose but training", Cause.BINDING)
    _finish_loans(suite, found, {WILLING: training.ALLOWED})
    return found


def who_allow_it_now(suite: Suite, endings: Mapping[str, str]) -> dict[str, Customer]:
    """Customers with a finished loan who all allow training now; `endings` says what becomes of that (`training`)."""
    found = {name: journeys.person(suite) for name in endings}
    _finish_loans(suite, found, endings)
    return found


def _finish_loans(suite: Suite, people: Mapping[str, Customer], states: Mapping[str, str]) -> None:
    for name, customer in people.items():
        training.with_finished_loan(suite, customer, states.get(name, training.NEVER_ASKED))
    for name, customer in people.items():
        known = partial(training.outcome_is_known, suite, customer)
        check_within(suite.limits.event_s, known, is_(True), f"the end of the loan of {name} is known")


def in_the_register(suite: Suite, people: Mapping[str, Customer], registered: TrainingSet) -> list[str]:
    """By name, whose rows the register of training sets says are in one set; raises as `training.entries_of`."""
    return [
        name
        for name, customer in people.items()
        if registered.key in {key for key, _, _ in training.entries_of(suite, customer)}
    ]

"""What each replica remembers by itself: numbers of requests, outcomes, figures and bases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from acceptance.outcome import NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.operations import Operations
from acceptance.requirements.decisions.correcting import corrected
from acceptance.requirements.decisions.decisions import decision, outcome_of
from acceptance.requirements.decisions.every_way import kept_of
from acceptance.requirements.decisions.explaining import Declined
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import FIGURES, Customer
from acceptance.suite import Suite

AT_ONCE = 8
TURNS = 5
"""How many numbers are asked for all at once."""


@dataclass(frozen=True)
class Numbered:
    """Answers to requests with two sets of figures under the same number, by number."""

    customer: Customer
    answers: Mapping[str, Sequence[Answer]]


def under_one_number(suite: Suite) -> Numbered:
    """Asks under one number at every replica in turn, and under further ones at every replica at the same moment."""
    customer = suite.customer()
    other = {"debt_ratio": corrected(suite.product, customer, "debt_ratio")}
    figures: tuple[dict[str, Any], ...] = ({}, other)
    answers: dict[str, Sequence[Answer]] = {}
    with connections_to_all(suite) as replicas:
        number = str(uuid4())
        answers[number] = [_asked(one, customer, number, changed) for changed in figures for one in replicas]
        for _ in range(TURNS):
            number = str(uuid4())
            answers[number] = _at_once(replicas, customer, number, figures)
    return Numbered(customer, answers)


def _at_once(
    replicas: Sequence[Operations], customer: Customer, number: str, figures: Sequence[dict[str, Any]]
) -> list[Answer]:
    """A connection is used by one thread at a time: as many at once as there are connections."""
    with ThreadPoolExecutor(min(AT_ONCE, len(replicas))) as threads:
        jobs = [
            threads.submit(_asked, replica, customer, number, figures[turn % len(figures)])
            for turn, replica in enumerate(replicas[:AT_ONCE])
        ]
        return [job.result() for job in jobs]


def _asked(replica: Operations, customer: Customer, number: str, changed: Mapping[str, Any]) -> Answer:
    return replica.try_("score_under_a_number", **{**customer.words(), **changed, "request_id": number})


def wrongly_numbered(suite: Suite, numbered: Numbered) -> list[str]:
    """What is wrong with the numbers, in words: several decisions told under one, or others kept than told."""
    found = []
    for number, answers in numbered.answers.items():
        told = {_what(one) for one in answers if one.succeeded}
        refused = [one for one in answers if not one.succeeded and one.refused_as("taken") != "taken"]
        if len(told) != 1:
            found.append(f"{len(told)} decisions were told under one number")
        found += [f"under a number in use it was answered {one.status}" for one in refused]
        read = suite.platform.operations.try_("read_result", request_id=_number_told(answers) or number)
        if told and (not read.succeeded or decision(read).score not in {score for score, _ in told}):
            found.append(f"under a number another decision is kept than was told (status {read.status})")
    kept = kept_of(suite, numbered.customer)
    if kept is not None and len(kept) != len(numbered.answers):
        found.append(f"{len(kept)} decisions are kept under {len(numbered.answers)} numbers")
    return found


def _number_told(answers: Sequence[Answer]) -> str | None:
    return next((str(one.words["request_id"]) for one in answers if one.succeeded), None)


def _what(answer: Answer) -> tuple[Any, Any]:
    told = decision(answer)
    return told.score, told.level


def outcomes_told(suite: Suite, refused: Declined) -> dict[str, Any]:
    """The outcome of a decision in each reading at each replica; its explanation is asked for as well, and not judged.

    Raises:
        NotAssessed: nothing reads it.
    """
    request_id, customer_id = refused.answer.words["request_id"], refused.customer.customer_id
    found = {}
    with connections_to_all(suite) as replicas:
        for number, replica in enumerate(replicas, 1):
            if replica.possible("read_explanation") is None:
                replica.try_("read_explanation", request_id=request_id)
            for name, words in {
                "read_result": {"request_id": request_id},
                "read_decision": {"customer_id": customer_id},
            }.items():
                if replica.possible(name) is None:
                    given: dict[str, Any] = dict(words)
                    found[f"{name.replace('_', ' ')} at connection {number}"] = outcome_of(
                        replica.do(name, **given).words
                    )
    if not found:
        raise NotAssessed("the profile binds nothing that reads a decision")
    return found


def figures_told(suite: Suite, customer: Customer) -> list[dict[str, Any]]:
    """The figures that each replica tells."""
    with connections_to_all(suite) as replicas:
        told = [replica.do("read_figures", customer_id=customer.customer_id).words for replica in replicas]
    return [{figure: words[figure] for figure in FIGURES.values()} for words in told]


def in_force_told(suite: Suite, customer: Customer) -> list[int]:
    """How many bases each replica says are in force."""
    populations = suite.platform.populations
    populations.require("lawful_bases", "ended_at")
    suite.platform.operations.require("read_lawful_bases")
    with connections_to_all(suite) as replicas:
        answers = [replica.do("read_lawful_bases", customer_id=customer.customer_id) for replica in replicas]
    entries = [
        [populations.as_told("lawful_bases", one) for one in populations.held_by("lawful_bases", a)] for a in answers
    ]
    return [sum(entry["ended_at"] is None for entry in several) for several in entries]

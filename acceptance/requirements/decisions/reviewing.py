"""Contested decisions and the people who decide them."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.decisions.decisions import outcome_of
from acceptance.requirements.decisions.explaining import Declined
from acceptance.subjects.customers import usual
from acceptance.suite import Suite

REASON = "The applicant showed pay slips that the report had missed."
STATEMENT = "The report mixes me up with somebody else."


def contest(suite: Suite, refused: Declined) -> str:
    """Contests a decision, with every copy of it warm, and returns the number of the case."""
    suite.platform.operations.do("read_decision", customer_id=refused.customer.customer_id)
    answer = suite.platform.operations.do(
        "contest_decision", request_id=refused.answer.words["request_id"], statement=STATEMENT
    )
    return str(answer.words["case_id"])


def outcomes_to_give(suite: Suite) -> list[str]:
    """Every level that a reviewer may give instead of the worst, the best first.

    Raises:
        NotAssessed: a reviewer only says yes or no here.
    """
    levels, named = suite.product.levels, json.dumps(suite.platform.operations.bound("overturn_decision").body)
    if "{outcome}" not in named or suite.product.granted not in levels:
        raise NotAssessed("a reviewer gives no level here, but says yes or no", Cause.BINDING)
    return list(levels[:-1])


def of_the_worst_level(suite: Suite) -> Declined:
    """An applicant whose every figure is at its worst.

    Raises:
        Inconclusive: even that is not the worst level.
    """
    worst = {name: one.written(one.worst) for name, one in suite.product.figures.items() if one.better is not None}
    customer, figures, number = suite.customer(), usual(suite.product, **worst).words(), str(uuid4())
    words = {**customer.words(), **figures, "request_id": number}
    answer = suite.platform.operations.do("score_under_a_number", **words)
    if answer.words["risk_level"] != suite.product.levels[-1]:
        inconclusive("not even the worst figures lead to the worst level", Cause.PLATFORM)
    return Declined(customer, figures, number, answer)


def decide(suite: Suite, case_id: str, operation: str, who: str | None = None) -> Answer:
    """Tries to uphold (`uphold_decision`) or overturn (`overturn_decision`) a case; the reviewer by default.

    Args:
        who: one of the profile's `not_reviewers`, who tries instead.
    """
    identity = None
    if who is not None:
        identities = suite.profile.agreed(Privacy).not_reviewers
        if who not in identities:
            raise NotAssessed(f"the profile does not say who {who!r} is", Cause.BINDING)
        identity = identities[who]
    return suite.platform.operations.try_(
        operation, identity=identity, case_id=case_id, reason=REASON, outcome=suite.product.granted
    )


def case(suite: Suite, case_id: str) -> Told:
    """The case as it stands."""
    return suite.platform.operations.do("read_case", case_id=case_id).words


def on_record(suite: Suite, refused: Declined, case_id: str) -> dict[str, Any]:
    """What stays on record of both outcomes: in the case, or else in the result that it is about."""
    read = suite.platform.operations.do("read_result", request_id=refused.answer.words["request_id"]).words
    first = {"first_outcome": read["first_outcome"]} if read.tells("first_outcome") else {}
    found = {**first, "new_outcome": outcome_of(read)}
    told = {name: value for name, value in case(suite, case_id).items() if value is not None}
    return {**found, **told}


def outcomes_shown(suite: Suite, refused: Declined) -> dict[str, Any]:
    """The outcome that each place shows for a decision: read, newest, and asked for again under the caller's number."""
    request_id, customer_id = refused.answer.words["request_id"], refused.customer.customer_id
    operations = suite.platform.operations
    again = operations.try_(
        "score_under_a_number", **{**refused.customer.words(), **refused.figures, "request_id": refused.number}
    )
    return {
        "result": outcome_of(operations.do("read_result", request_id=request_id).words),
        "newest decision": outcome_of(operations.do("read_decision", customer_id=customer_id).words),
        "repeated request": outcome_of(again.words),
    }

"""A stop of decisions and a review of one, each by a person who claims to be another, and whom the platform names."""

from __future__ import annotations

from datetime import UTC, datetime

from acceptance.checks import inconclusive
from acceptance.outcome import Cause
from acceptance.platform.told import Told
from acceptance.requirements.access import claimed
from acceptance.requirements.decisions import reviewing
from acceptance.requirements.decisions.stopping import READ, RESUME, STOP
from acceptance.subjects.customers import made_up_word
from acceptance.suite import Suite


def who_stops(suite: Suite) -> str:
    """The identity that stops decisions."""
    return claimed.rightful(suite, STOP)[0]


def who_reviews(suite: Suite) -> str:
    """The identity that upholds decisions."""
    return claimed.rightful(suite, "uphold_decision")[0]


def stops(suite: Suite) -> list[tuple[str, Told, datetime, datetime]]:
    """Stops decisions for a moment with every claim: which, what the platform says of the stop, between which times.

    Raises:
        NotAssessed: decisions cannot be stopped here, or the platform does not tell who has.
        Inconclusive: they were not stopped.
    """
    suite.platform.operations.require(READ, "stopped_by")
    found = []
    for claim in claimed.WAYS:
        undoing, begun = suite.owe("operation", RESUME, act=STOP), datetime.now(UTC)
        answer = claimed.by_every_way(suite, STOP, claim, reason=f"acceptance {made_up_word()}")
        ended = datetime.now(UTC)
        if not answer.succeeded:
            inconclusive(f"the stop of decisions answered {answer.status}", Cause.PLATFORM)
        found.append((claim, suite.platform.operations.do(READ).words, begun, ended))
        suite.settle(undoing)
    return found


def reviews(suite: Suite) -> list[tuple[str, Told]]:
    """Upholds a case for each claim, and with it: which claim, and the case as it stands after that.

    Raises:
        Inconclusive: a case was not decided.
    """
    found = []
    for claim in claimed.WAYS:
        case_id = reviewing.contest(suite, reviewing.of_the_worst_level(suite))
        answer = claimed.by_every_way(suite, "uphold_decision", claim, case_id=case_id, reason=reviewing.REASON)
        if not answer.succeeded:
            inconclusive(f"a case was not decided, but answered {answer.status}", Cause.PLATFORM)
        found.append((claim, reviewing.case(suite, case_id)))
    return found

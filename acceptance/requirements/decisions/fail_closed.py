"""What a platform does to those who have no right while a part of it is away: the same as ever, or nothing at all.

Whoever cannot be asked cannot say no. So somebody without an identity, somebody whose account was closed, a customer
without a lawful basis and one who was turned down are tried again while the platform is cut off from a service.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hamcrest import is_

from acceptance.checks import check_within
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.answers import Answer
from acceptance.platform.operations import Operations
from acceptance.record.redaction import redactor
from acceptance.requirements.access import forged
from acceptance.requirements.access.signing_in import new_person, sign_in
from acceptance.requirements.decisions.decisions import outcome_of
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.requirements.service.services import cut, readiness, wait_until_all_works
from acceptance.subjects.customers import Customer, varied_figures
from acceptance.suite import Suite

ROUNDS = 3
"""How often everything is tried at each replica while the service is away."""
MANY = 20
"""Of so many different customers one must have been turned down."""


@dataclass(frozen=True)
class WithoutRight:
    """Who is tried.

    Attributes:
        good: a customer with a basis who was scored.
        turned_down: one who was not granted what they wanted; None where all were.
        without_basis: one without a basis; None where the suite's own customers need none here.
        tokens: what proves nothing, by what it is.
    """

    good: Customer
    turned_down: Customer | None
    without_basis: Customer | None
    tokens: dict[str, str | None]


@dataclass
class Came:
    """What came of it: how often it was tried, what was let through, and whether the good one was served after."""

    tried: int = 0
    let_through: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    served_after: bool = False


def without_right(suite: Suite) -> WithoutRight:
    """Customers and tokens of which none has a right, each shown to be refused while everything works.

    Raises:
        NotAssessed: nobody can be scored here.
    """
    suite.platform.operations.require("score")
    good = suite.customer()
    own = suite.profile.own_customers.without_basis
    tokens: dict[str, str | None] = {"nobody": ""}
    tokens |= {f"a token nobody was given ({number})": one for number, one in enumerate(forged.never_given())}
    return WithoutRight(
        good,
        _turned_down(suite),
        suite.customer(lawful_basis=False) if own is None else None,
        tokens | _closed_account(suite),
    )


def try_while_away(suite: Suite, who: WithoutRight, service: str) -> Came:
    """Tries everybody while the platform is cut off from a service, then restores it.

    Raises:
        NotAssessed: the profile does not say how it is cut off.
        Inconclusive: the platform refused the good customer while everything worked.
    """
    came = Came()
    with connections_to_all(suite) as replicas:
        came.before = _let_through(suite, who, replicas, came)
        if not all(_served(one, who.good) for one in replicas):
            raise Inconclusive("a customer with a lawful basis was not scored while everything worked")
        restore = cut(suite, service)
        _wait_for_the_outage(suite, service)
        for _ in range(ROUNDS):
            came.let_through += _let_through(suite, who, replicas, came)
        suite.settle(restore)
        wait_until_all_works(suite)
        came.let_through += _let_through(suite, who, replicas, came)
        came.served_after = all(_served(one, who.good) for one in replicas)
    return came


def _turned_down(suite: Suite) -> Customer | None:
    for figures in varied_figures(suite.product, MANY, seed=19):
        customer = suite.customer(figures)
        answer = suite.score(customer)
        if answer.succeeded and outcome_of(answer.words) != suite.product.granted:
            return customer
    return None


def _closed_account(suite: Suite) -> dict[str, str | None]:
    """The token of somebody who signed in and whose account was closed then, where people have accounts here."""
    operations = suite.platform.operations
    if any(operations.possible(name) for name in ("create_account", "disable_account")):
        return {}
    if operations.possible("sign_in", "token") is not None:
        return {}
    person = new_person(suite)
    token = str(sign_in(suite, person).words["token"])
    redactor.register(token, "token of somebody whose account was closed")
    operations.do("disable_account", account=person.account)
    return {"somebody whose account was closed": token}


def _wait_for_the_outage(suite: Suite, service: str) -> None:
    """Waits until the platform says itself that the service is away, where its readiness names it at all."""
    if service not in suite.profile.services.scoring_api.dependencies:
        return
    check_within(
        suite.limits.recovery_s,
        lambda: readiness(suite).works.get(service),
        is_(False),
        f"the platform says that its {service} works",
    )


def _let_through(suite: Suite, who: WithoutRight, replicas: Sequence[Operations], came: Came) -> list[str]:
    """Each of those without a right whom some replica served."""
    tries: list[tuple[str, Callable[[Operations], Answer]]] = [
        (f"{told} was let in", lambda one, token=token: _as(one, who.good, token))  # type: ignore[misc]
        for told, token in who.tokens.items()
    ]
    basis = who.without_basis
    if basis is not None:
        tries.append(("a customer without a lawful basis was scored", lambda one: _scored(one, basis)))
    found = []
    for told, attempt in tries:
        for replica in replicas:
            came.tried += 1
            found += [told] if _succeeded(replica, attempt) else []
    return found + _granted(suite, who, replicas, came)


def _granted(suite: Suite, who: WithoutRight, replicas: Sequence[Operations], came: Came) -> list[str]:
    customer, found = who.turned_down, []
    if customer is not None:
        for replica in replicas:
            came.tried += 1
            answer = _answered(replica, lambda one: _scored(one, customer))
            if answer is not None and answer.succeeded and outcome_of(answer.words) == suite.product.granted:
                found.append("a customer who was turned down was granted what they wanted")
    return found


def _succeeded(replica: Operations, attempt: Callable[[Operations], Answer]) -> bool:
    answer = _answered(replica, attempt)
    return answer is not None and answer.succeeded


def _answered(replica: Operations, attempt: Callable[[Operations], Answer]) -> Answer | None:
    try:
        return attempt(replica)
    except Unreachable:
        return None  # whoever gets no answer gets nothing


def _as(replica: Operations, customer: Customer, token: str | None) -> Answer:
    who: dict[str, Any] = {"token": token} if token else {"identity": ""}
    return replica.try_("score", **who, **customer.words())


def _scored(replica: Operations, customer: Customer) -> Answer:
    return replica.try_("score", **customer.words())


def _served(replica: Operations, customer: Customer) -> bool:
    return _succeeded(replica, lambda one: _scored(one, customer))


def require_all_kinds(who: WithoutRight) -> None:
    """Names whom there was not to be tried.

    Raises:
        NotAssessed: somebody was lacking.
    """
    if who.turned_down is None:
        raise NotAssessed(f"none of {MANY} different customers was turned down, so an approval could not be seen")

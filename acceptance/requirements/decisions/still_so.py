"""What was refused, ended, corrected, overturned or counted once is still so when nobody thinks of it any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.patience import Wait
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import basis, refusing, retention
from acceptance.requirements.decisions import correcting, explaining, reviewing
from acceptance.requirements.decisions.decisions import decision
from acceptance.requirements.decisions.every_way import Decided, by_every_way
from acceptance.requirements.service.flows import (
    Listener,
    Sent,
    change_of_debt_ratio,
    debt_ratio_rounding,
    messages_about,
    send,
    share_of_a_year,
    stored_debt_ratio,
)
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.subjects.customers import Customer, usual
from acceptance.suite import LAWFUL_BASIS, Suite

ROUNDS = 5
"""How often each replica is asked by every way each time."""
LOOK_S = 0.2
SHARE = 0.1
"""Of a year's income that the transaction is of."""

Look = Callable[[], Any]


@dataclass(frozen=True)
class State:
    """Something that was brought about, how it is looked at, and what must be seen each time.

    Attributes:
        act: what is done once more, later and before the look, and must change nothing.
    """

    name: str
    look: Look
    must: Any
    act: Callable[[], None] = lambda: None


def brought_about(suite: Suite, waiting: Listener | None) -> list[State]:
    """Each state that this platform offers, brought about and seen to be so.

    Raises:
        NotAssessed: it offers none of them.
        Inconclusive: one was not so even at once; other scenarios judge that.
    """
    makers: tuple[Callable[[], list[State]], ...] = (
        lambda: _ended(suite, "withdrawal"),
        lambda: _ended(suite, "objection"),
        lambda: _refused(suite, waiting),
        lambda: _corrected_on_request(suite, waiting),
        lambda: _corrected_by_event(suite, waiting),
        lambda: _overturned(suite),
        lambda: _held(suite),
        lambda: _counted_once(suite, waiting),
    )
    found: list[State] = []
    missing: list[str] = []
    for make in makers:
        try:
            found += make()
        except NotAssessed as error:
            missing.append(error.reason)
    if not found:
        raise NotAssessed(f"this platform offers nothing that could stay so: {'; '.join(missing)}", Cause.BINDING)
    otherwise = not_so(found)
    if otherwise:
        inconclusive(f"not so even at once: {'; '.join(otherwise)}", Cause.PLATFORM)
    return found


def not_so(states: list[State]) -> list[str]:
    """The states that are others than they must be, in words."""
    seen = [(state, state.look()) for state in states]
    return [f"{state.name}: {now} instead of {state.must}" for state, now in seen if now != state.must]


def act_again(states: list[State]) -> None:
    """Does once more what must not count a second time."""
    for state in states:
        state.act()


def _ended(suite: Suite, ending: str) -> list[State]:
    kind = {"withdrawal": "consent", "objection": "legitimate interests"}[ending]
    suite.profile.agreed(Privacy).word(kind)
    suite.platform.operations.require(basis.ENDINGS[ending])
    customer = suite.customer(lawful_basis=False)
    basis.record(suite, customer, "scoring", kind)
    basis.end(suite, customer, ending)
    return [
        State(f"how requests are refused after a {ending}", lambda: _refusals(suite, customer), {refusing.REFUSED}),
        State(f"the bases in force after a {ending}", lambda: _in_force(suite, customer), []),
    ]


def _refusals(suite: Suite, customer: Customer) -> set[str]:
    with connections_to_all(suite) as replicas:
        return refusing.in_which_words(suite, replicas, customer, ROUNDS)


def _in_force(suite: Suite, customer: Customer) -> list[str]:
    try:
        return [str(one["purpose"]) for one in basis.register(suite, customer) if one["ended_at"] is None]
    except NotAssessed:
        return []


def _refused(suite: Suite, waiting: Listener | None) -> list[State]:
    suite.platform.operations.require(LAWFUL_BASIS)
    if waiting is None or suite.profile.own_customers.without_basis is not None:
        raise NotAssessed("nobody is refused by events here", Cause.BINDING)
    suite.platform.populations.require("results_of_customer")
    customer = suite.customer(lawful_basis=False)
    sent = basis.events_about(suite, customer)
    numbers = {one.correlation for one in sent}
    return [
        State("results of events without a basis", lambda: _results(waiting, numbers), 0),
        State("what is kept of a customer without a basis", lambda: basis.results_of(suite, customer), []),
    ]


def _results(waiting: Listener, numbers: set[str]) -> int:
    waiting.watch.during(0.2)
    return len(waiting.results(numbers, 0))


def _known(suite: Suite, waiting: Listener | None) -> tuple[Customer, list[Sent]]:
    """A customer whose figures the platform holds, and the messages that told it of them."""
    if waiting is None or not suite.platform.events.offers("customer_record"):
        raise NotAssessed("the profile binds no event that tells of a customer's figures", Cause.BINDING)
    customer = suite.customer(usual(suite.product))
    sent = send(suite, "customer record", customer)
    if not waiting.results({sent.correlation}, suite.limits.event_s):
        inconclusive("a customer record had no result in time", Cause.PLATFORM)
    return customer, [sent]


def _corrected_on_request(suite: Suite, waiting: Listener | None) -> list[State]:
    suite.platform.operations.require("correct_figures")
    customer, _ = _known(suite, waiting)
    wanted = correcting.corrected(suite.product, customer, "income")
    correcting.correct(suite, customer, "income", wanted)
    return _corrected(suite, customer, wanted, "on request")


def _corrected_by_event(suite: Suite, waiting: Listener | None) -> list[State]:
    customer, _ = _known(suite, waiting)
    wanted = correcting.corrected(suite.product, customer, "income")
    sent = send(suite, "customer record", customer, income=wanted)
    if waiting is None or not waiting.results({sent.correlation}, suite.limits.event_s):
        inconclusive("a newer customer record had no result in time", Cause.PLATFORM)
    return _corrected(suite, customer, wanted, "by a newer record")


def _corrected(suite: Suite, customer: Customer, income: float, how: str) -> list[State]:
    for operation in ("read_figures", "score_from_stored_figures"):
        suite.platform.operations.require(operation)
    right = decision(suite.score(customer, income=income))
    must = {**customer.figures.words(), "income": income}
    return [
        State(f"the figures after a correction {how}", lambda: correcting.stored(suite, customer), must),
        State(
            f"scores from stored figures after a correction {how}",
            lambda: correcting.next_scores(suite, customer),
            {(right.score, right.level)},
        ),
    ]


def _overturned(suite: Suite) -> list[State]:
    for operation in ("contest_decision", "overturn_decision", "read_result", "read_decision"):
        suite.platform.operations.require(operation)
    refused = explaining.declined(suite, explaining.WEAK_REPORT)
    case = reviewing.contest(suite, refused)
    if not reviewing.decide(suite, case, "overturn_decision").succeeded:
        inconclusive("a reviewer could not overturn a decision", Cause.PLATFORM)
    places = ("result", "newest decision", "repeated request")
    return [
        State(
            "what is shown of an overturned decision",
            lambda: reviewing.outcomes_shown(suite, refused),
            dict.fromkeys(places, suite.product.granted),
        )
    ]


def _held(suite: Suite) -> list[State]:
    for operation in ("set_legal_hold", "lift_legal_hold", "remove_customer"):
        suite.platform.operations.require(operation)
    customer = suite.customer()
    retention.hold(suite, customer.customer_id)

    def refusal() -> str | None:
        return suite.platform.operations.try_("remove_customer", customer_id=customer.customer_id).refused_as("held")

    return [State("how the erasure of somebody on legal hold is refused", refusal, "held")]


def _counted_once(suite: Suite, waiting: Listener | None) -> list[State]:
    """A record, a request and a transaction, each sent again much later, after a newer record."""
    customer, records = _known(suite, waiting)
    assert waiting is not None, "there are no records without somebody who waits for results"
    request = send(suite, "scoring request", customer)
    if not waiting.results({request.correlation}, suite.limits.event_s):
        inconclusive("a scoring request had no result in time", Cause.PLATFORM)
    sent = {"customer record": records[0], "scoring request": request, **_a_transaction(suite, customer)}
    numbers = {one.correlation for one in sent.values()}

    def again() -> None:
        for event, one in sent.items():
            send(suite, event, customer, one.correlation, **one.words)
        later = send(suite, "scoring request", suite.customer())
        waiting.results({later.correlation}, suite.limits.event_s)

    name = "of events that were sent again much later"
    states = [State(f"results {name}", lambda: _results(waiting, numbers), 2, again)]
    for what, count in (("results that are kept", basis.results_of), ("messages", messages_about)):
        look = _counted(suite, customer, count)
        states.append(State(f"{what} {name}", look, _come_to_rest(suite, look, 2)))
    if "transaction" in sent:
        states.append(State(f"a transaction counts once {name}", lambda: _counts_once(suite, customer), True))
    return states


def _a_transaction(suite: Suite, customer: Customer) -> dict[str, Sent]:
    """A transaction that the platform has counted; none where nobody can see that."""
    try:
        suite.platform.events.require_message("transaction")
        suite.platform.operations.require("read_figures", "debt_ratio")
        amount = share_of_a_year(suite, customer, SHARE)
    except NotAssessed:
        return {}
    sent = send(suite, "transaction", customer, amount=amount)
    if not _come_to_rest(suite, lambda: _counts_once(suite, customer), True):
        inconclusive("a transaction was not counted in time", Cause.PLATFORM)
    return {"transaction": sent}


def _counts_once(suite: Suite, customer: Customer) -> bool:
    wanted = customer.figures.debt_ratio + change_of_debt_ratio(suite, SHARE)
    return abs(stored_debt_ratio(suite, customer) - wanted) <= debt_ratio_rounding(suite)


def _counted(suite: Suite, customer: Customer, count: Callable[[Suite, Customer], list[str]]) -> Look:
    def look() -> int | None:
        try:
            return len(count(suite, customer))
        except NotAssessed:
            return None

    return look


def _come_to_rest(suite: Suite, look: Look, expected: Any) -> Any:
    """What is seen once it is as expected, or when the time of an event is over."""
    wait = Wait(suite.limits.event_s)
    while (seen := look()) != expected and seen is not None and not wait.is_over():
        time.sleep(LOOK_S)
    return seen


def who_consents_anew(suite: Suite, waiting: Listener | None) -> tuple[Customer, list[Decided], list[str]]:
    """Somebody who withdrew the consent to scoring and gave it anew: what every way in says, and the bases meanwhile.

    Where further purposes are recorded, there was a consent for each of them too, which nobody withdrew.
    """
    suite.platform.operations.require("withdraw")
    customer = suite.customer(lawful_basis=False)
    for purpose in _purposes(suite):
        basis.record(suite, customer, purpose, "consent")
    basis.end(suite, customer, "withdrawal")
    others = sorted(_in_force(suite, customer))
    basis.record(suite, customer, "scoring", "consent")
    return customer, by_every_way(suite, waiting, [customer]), others


def _purposes(suite: Suite) -> list[str]:
    words = suite.profile.agreed(Privacy).words
    return [purpose for purpose in ("scoring", "marketing", "training") if purpose in words]


def other_purposes(suite: Suite) -> list[str]:
    """The platform's words for the purposes that were left alone; none where nobody can read the register."""
    if suite.platform.operations.possible("read_lawful_bases") is not None:
        return []
    word = suite.profile.agreed(Privacy).word
    return sorted(word(purpose) for purpose in _purposes(suite) if purpose != "scoring")

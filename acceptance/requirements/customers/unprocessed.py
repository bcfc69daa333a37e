"""Whatever is told of a customer, by events of every kind and by the customer system, and what is left of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hamcrest import empty

from acceptance.checks import check_asked_within
from acceptance.instruments.search.report import Find
from acceptance.outcome import Cause, NotAssessed
from acceptance.patience import Wait
from acceptance.platform.answers import Answer
from acceptance.platform.events import Watch
from acceptance.record.redaction import redactor
from acceptance.requirements.customers import basis, searching
from acceptance.requirements.customers.journeys import details
from acceptance.requirements.service import parties
from acceptance.requirements.service.flows import Listener, Sent, fetched, passed_over
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer, new_customer, singular_income, usual
from acceptance.suite import REGISTER, Suite

KINDS = ("customer_record", "scoring_request", "loan_outcome", "transaction", "repayment")
"""The messages of the profile that tell something of a customer."""
SCORED = ("customer_record", "scoring_request")
"""Those of them that lead to a score."""
CUSTOMER_SYSTEM = "customer system"
FETCH = "fetch_customer"
LOOK_S = 0.2
LONG_AGO = timedelta(days=30)
OLD = re.compile(r"\d{4}-\d\d-\d\d(?=[T ])")
"""A date with a time, as a profile writes when a record of the customer system is of."""


@dataclass(frozen=True)
class Told:
    """What was told of a customer: messages by their kind, and what the platform answered when it was to fetch them."""

    customer: Customer
    sent: Mapping[str, Sent]
    amount: Canary
    fetch: Answer | None = None
    details: Sequence[Canary] = field(default_factory=list)


def kinds_offered(suite: Suite) -> list[str]:
    """The messages about customers that this platform takes.

    Raises:
        NotAssessed: none.
    """
    found = [kind for kind in KINDS if _possible(suite, kind)]
    if not found:
        raise NotAssessed("the profile binds no event that tells something of a customer", Cause.BINDING)
    return found


def kinds_that_need_a_basis(suite: Suite) -> list[str]:
    """Those of which nothing may be kept without a basis for scoring.

    Where customers are registered with their figures before there is any basis, records and payments keep these up to
    date; a request to be scored still leaves nothing.
    """
    registers = suite.platform.operations.offers(REGISTER)
    found = [kind for kind in kinds_offered(suite) if not registers or kind == "scoring_request"]
    if not found:
        raise NotAssessed("customers are registered here before there is any basis for scoring", Cause.BINDING)
    return found


def _possible(suite: Suite, kind: str) -> bool:
    try:
        suite.platform.events.require_message(kind)
    except NotAssessed:
        return False
    return True


def in_other_words(suite: Suite, customer: Customer) -> Customer:
    """The same number with a name, an address and an income that were told of nobody before."""
    made_up = new_customer(suite.product, usual(suite.product, income=singular_income(suite.product)))
    redactor.register(made_up.name, f"other name of {customer.customer_id}")
    redactor.register(made_up.email, f"other e-mail of {customer.customer_id}")
    return replace(made_up, customer_id=customer.customer_id)


def tell(suite: Suite, customer: Customer, kinds: Sequence[str], amount: Canary) -> Told:
    """Sends one message of each kind about a customer, with the customer's details and an amount."""
    sent = {}
    for kind in kinds:
        words = {**customer.words(), "event_time": datetime.now(UTC).isoformat(), "amount": amount.number}
        sent[kind] = _sent(suite, kind, str(uuid4()), words)
    return Told(customer, sent, amount, details=details(suite, customer))


def tell_again(suite: Suite, told: Told, *, of_a_time: bool = False) -> list[Sent]:
    """Sends each message once more as it was, and once under a new number.

    Args:
        of_a_time: only what names the time that it is of. A request to be scored that names none is one of now.
    """
    kinds = [kind for kind in told.sent if not of_a_time or _names_a_time(suite, kind)]
    return [
        _sent(suite, kind, number, told.sent[kind].words)
        for kind in kinds
        for number in (told.sent[kind].correlation, str(uuid4()))
    ]


def _names_a_time(suite: Suite, kind: str) -> bool:
    return "{event_time}" in str(suite.platform.events.template(kind).body)


def _sent(suite: Suite, kind: str, correlation: str, words: Mapping[str, Any]) -> Sent:
    return Sent(correlation, suite.platform.events.send(kind, correlation=correlation, **words), words)


def can_be_fetched(suite: Suite) -> bool:
    """Whether this platform can be told to fetch a customer, and the customer system to know one."""
    try:
        party = parties.party(suite, CUSTOMER_SYSTEM)
    except NotAssessed:
        return False
    needed = (FETCH, party.seed or "", party.remove or "")
    return all(suite.platform.operations.possible(name) is None for name in needed)


def fetch(suite: Suite, customer: Customer) -> Answer:
    """Has the platform fetch a customer from the customer system, which knows these details, whatever comes of it."""
    parties.introduce(suite, CUSTOMER_SYSTEM, customer, event_time=(datetime.now(UTC) - LONG_AGO).isoformat())
    return suite.platform.operations.try_(FETCH, customer_id=customer.customer_id)


def require_older_record(suite: Suite, customer: Customer) -> None:
    """Refuses to go on where what the customer system has of a customer may count as newer than a correction of today.

    Raises:
        NotAssessed: the profile's record of the customer system has no time, or one of today.
    """
    seed = parties.party(suite, CUSTOMER_SYSTEM).seed or ""
    suite.platform.operations.require(seed)
    old = (datetime.now(UTC) - LONG_AGO).isoformat()
    body = suite.platform.operations.body_of(seed, **{**customer.words(), "event_time": old}).decode()
    times = OLD.findall(body)
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    if not times or max(times) > yesterday:
        raise NotAssessed(
            f"the operation {seed!r} of the profile does not say of which earlier time the customer system's record is",
            Cause.BINDING,
        )


def rejections(suite: Suite) -> Watch | None:
    """Somebody who sees what is set aside from now on; nobody where nothing is, or nobody can see it."""
    try:
        return suite.platform.events.watch("rejected_message")
    except NotAssessed:
        return None


def wait_until_dealt_with(
    suite: Suite, set_aside: Watch | None, results: Listener | None, sent: Sequence[Sent], fetches: Sequence[Answer]
) -> None:
    """Waits until each message was set aside, passed over or had its result, and judges nothing.

    What is dealt with in silence cannot be waited for: then the whole time of an event is.
    """
    wait = Wait(suite.limits.event_s)
    # What the platform itself has sent comes to a result, or to a message that the suite cannot name a place for.
    open_ones = [*sent, *(fetched(answer) for answer in fetches if answer.succeeded)]
    while open_ones and not wait.is_over():
        if results is None:
            time.sleep(LOOK_S)
        else:
            results.watch.during(LOOK_S)
        if set_aside is not None:
            set_aside.during(LOOK_S)
        done = _with_a_result(results, open_ones)
        open_ones = [one for one in open_ones if one.correlation not in done and not _aside(suite, set_aside, one)]


def _with_a_result(results: Listener | None, sent: Sequence[Sent]) -> set[str]:
    told = results.results({one.correlation for one in sent}, 0) if results is not None else []
    return {str(one.words["correlation"]) for one in told}


def wait_until_known(suite: Suite, results: Listener | None, told: Told) -> None:
    """Waits until the platform has dealt with messages about a customer whom it may process: results, and a loan."""
    scored = [one for kind, one in told.sent.items() if kind in SCORED]
    wait_until_dealt_with(suite, None, results, scored, [])
    wait = Wait(suite.limits.event_s)
    while "loan_outcome" in told.sent and not _loans(suite, told.customer) and not wait.is_over():
        time.sleep(LOOK_S)


def _loans(suite: Suite, customer: Customer) -> int:
    try:
        return len(suite.platform.populations.read("loan_outcomes", customer_id=customer.customer_id))
    except NotAssessed:
        return 1


def _aside(suite: Suite, watch: Watch | None, one: Sent) -> bool:
    if one.place is not None and suite.product.silence is not None:
        return passed_over(suite, one.place)
    if watch is None:
        return False
    words = [suite.platform.events.words_of("rejected_message", record) for record in watch.seen]
    if one.place is not None:
        return any(suite.platform.events.names_place("rejected_message", told, one.place) for told in words)
    return any(told["correlation"] == one.correlation for told in words)


def figures_of(suite: Suite, customer: Customer) -> dict[str, Any] | None:
    """The figures that the platform holds of a customer; None where it knows none."""
    answer = suite.platform.operations.try_("read_figures", customer_id=customer.customer_id)
    return dict(answer.words) if answer.succeeded else None


def kept_of(suite: Suite, customer: Customer) -> dict[str, Any]:
    """What the platform keeps of a customer in each way in which this can be read, to be compared with later."""
    found: dict[str, Any] = {}
    readers: dict[str, Callable[[], Any]] = {
        "figures": lambda: figures_of(suite, customer),
        "loans": lambda: len(suite.platform.populations.read("loan_outcomes", customer_id=customer.customer_id)),
        "results": lambda: basis.results_of(suite, customer),
        "messages": lambda: basis.messages_of(suite, customer),
        "cached copies": lambda: sorted(basis.cached(suite, customer)),
    }
    for what, read in readers.items():
        try:
            found[what] = read()
        except NotAssessed:
            continue
    if not found:
        raise NotAssessed("the profile binds nothing that reads what is kept of a customer", Cause.BINDING)
    return found


def differences(before: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is kept of some customers otherwise than before, in words."""
    return [
        f"{what} of a customer with {who}: {now[who].get(what)} instead of {kept}"
        for who, several in before.items()
        for what, kept in several.items()
        if now[who].get(what) != kept
    ]


def check_nowhere(suite: Suite, told: Sequence[Told]) -> None:
    """Checks that within the agreed erasure time no detail that was told is found but in the channels of the events."""
    canaries = [one for each in told for one in (*each.details, each.amount) if one.kind != "identifier"]
    topics = {suite.platform.events.topic(suite.platform.events.template(kind).topic) for kind in kinds_offered(suite)}

    def found() -> list[str]:
        report = suite.search.sweep(canaries)
        elsewhere = [find for find in report.finds if not _on_its_way(find, topics)]
        if not elsewhere:
            report.require_searched()
        return searching.places(elsewhere)

    meaning = "details of customers without a basis that are found beyond the channels of the events"
    check_asked_within(suite.limits.erasure_s, found, empty(), meaning)


def _on_its_way(find: Find, topics: set[str]) -> bool:
    """Whether a find lies in a channel that others write to: it may keep what arrives for its time."""
    return any(find.place.startswith(f"topic {topic}, ") for topic in topics)


def states_of_no_basis(suite: Suite) -> dict[str, Customer]:
    """A customer for each way of having no basis for scoring, as far as this platform knows them."""
    found = {}
    for state in basis.WITHOUT_BASIS:
        customer = suite.customer(lawful_basis=False)
        try:
            basis.without_basis(suite, customer, state)
        except NotAssessed:
            continue
        found[state] = customer
    return found

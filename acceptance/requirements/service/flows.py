"""Events that lead to scores. Every claim of "exactly one" is made only after a later message came through."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from hamcrest import equal_to

from acceptance.checks import check, check_within
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.events import Place, Record, Watch
from acceptance.platform.numbers_told import number
from acceptance.platform.templates import OMIT
from acceptance.platform.told import Told
from acceptance.profile.product import Transactions
from acceptance.record.redaction import holds_any
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

T = TypeVar("T")

READ_ALONG_S = 0.1
"""Between two looks at whether what is read along with is done."""
TEMPLATES: dict[str, str] = {
    "customer record": "customer_record",
    "scoring request": "scoring_request",
    "transaction": "transaction",
}
FAULTS = ("is not readable", "lacks its figures' sense", "lacks the customer")
TOPICS = {
    "customer record": "customer records",
    "scoring request": "scoring requests",
    "transaction": "transactions",
}


@dataclass(frozen=True)
class Sent:
    """A message that the broker acknowledged."""

    correlation: str
    place: Place | None
    """None where the platform itself sent it."""
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """A scoring result as it arrived, in the suite's words."""

    words: Told
    record: Record

    @property
    def decided(self) -> tuple[Any, Any]:
        """Score and risk level."""
        return self.words.get("credit_score"), self.words.get("risk_level")


@dataclass
class Listener:
    """Reads scoring results from the moment it was made; `close` ends it."""

    suite: Suite
    since: Mapping[int, int] | None = None
    """Where a reader who was away has stopped, partition -> offset: it reads from there."""
    witness: Watch | None = None
    """Another reader, who was there meanwhile: what only it could still read is known all the same."""
    watch: Watch = field(init=False)
    later: list[Sent] = field(default_factory=list)
    """What was sent to see that earlier messages had come through."""

    def __post_init__(self) -> None:
        self.watch = self.suite.platform.events.watch("scoring_result", self.since)

    def results(self, correlations: set[str], deadline_s: float) -> list[Result]:
        """All results for the given correlation ids, once each id has at least one, or at the deadline."""

        def those(records: list[Record]) -> list[Result]:
            read = (Result(self.suite.platform.events.words_of("scoring_result", r), r) for r in records)
            return [result for result in read if result.words["correlation"] in correlations]

        def complete(records: list[Record]) -> bool:
            return {result.words["correlation"] for result in those(records)} >= correlations

        return those(self.watch.until(complete, deadline_s))

    def settled(self, sent: Sent, event: str, customer: Customer) -> list[Result]:
        """All results of one message, read until a later message of the same kind and customer came through.

        Raises:
            Inconclusive: the later message never came through, so that nothing can be said of the first.
        """
        first = self.results({sent.correlation}, self.suite.limits.event_s)
        if not first:
            return []
        later = send(self.suite, event, customer)
        if not self.results({later.correlation}, self.suite.limits.event_s):
            raise Inconclusive(f"a later {event} had no result in time; whether there is a second cannot be told")
        self.later.append(later)
        self.require_whole([*first, *self.results({later.correlation}, 0)])
        return self.results({sent.correlation}, 0)

    def require_whole(self, results: list[Result]) -> None:
        """Refuses to count where something was removed between the first and the last of some results.

        Raises:
            Inconclusive: a second result may have been among what is gone.
        """
        between: dict[int, tuple[int, int]] = {}
        for record in (result.record for result in results):
            low, high = between.get(record.partition, (record.offset, record.offset))
            between[record.partition] = min(low, record.offset), max(high, record.offset)
        witnessed = _read_up_to(self.witness, between, self.suite.limits.event_s) if self.witness else []
        gone = self.watch.gone(between, witnessed)
        if gone:
            raise Inconclusive(f"{'; '.join(map(str, gone))}; whether there is a second result cannot be told")

    def while_doing(self, work: Callable[[], T]) -> T:
        """What some work comes to; meanwhile it reads on, so that nothing is gone before it was read."""
        with ThreadPoolExecutor(1) as thread:
            done = thread.submit(work)
            while not done.done():
                self.watch.during(READ_ALONG_S)
        return done.result()

    def until_after(self, customer: Customer, deadline_s: float) -> list[Result]:
        """Every result so far, read until one more scoring request of a customer came through.

        Raises:
            Inconclusive: that request had no result in time.
        """
        later = send(self.suite, "scoring request", customer)
        if not self.results({later.correlation}, deadline_s):
            raise Inconclusive("a later scoring request had no result in time; whether there are more cannot be told")
        return [Result(self.suite.platform.events.words_of("scoring_result", r), r) for r in self.watch.seen]

    def close(self) -> None:
        self.watch.close()


def _read_up_to(witness: Watch, between: Mapping[int, tuple[int, int]], deadline_s: float) -> list[Record]:
    """What a witness has read, once it has come to the last offset of interest of each partition."""
    last = {(partition, high) for partition, (_, high) in between.items()}
    return witness.until(lambda seen: last <= {(one.partition, one.offset) for one in seen}, deadline_s)


def send(suite: Suite, event: str, customer: Customer, correlation: str | None = None, **changed: Any) -> Sent:
    """Sends one event with the customer's figures; `changed` replaces words, `OMIT` leaves one out."""
    correlation = correlation or str(uuid4())
    words = {**customer.words(), "event_time": datetime.now(UTC).isoformat(), **changed}
    place = suite.platform.events.send(TEMPLATES[event], correlation=correlation, **words)
    return Sent(correlation, place, words)


def fetched(answer: Answer) -> Sent:
    """The record that the platform sent when it was told to fetch a customer."""
    return Sent(str(answer.words.get("record_id")), None)


def send_request_from_stored_figures(suite: Suite, customer: Customer) -> Sent:
    """Sends a scoring request that leaves the figures to the platform."""
    correlation = str(uuid4())
    place = suite.platform.events.send(
        "scoring_request_from_stored_figures", correlation=correlation, customer_id=customer.customer_id
    )
    return Sent(correlation, place)


def send_repayment(suite: Suite, customer: Customer, amount: float) -> Sent:
    """Sends a transaction that pays back a part of a customer's debt."""
    correlation = str(uuid4())
    words = {"customer_id": customer.customer_id, "event_time": datetime.now(UTC).isoformat(), "amount": amount}
    return Sent(correlation, suite.platform.events.send("repayment", correlation=correlation, **words), words)


def records_of(suite: Suite, watch: Watch, customer: Customer) -> list[dict[str, Any]]:
    """The customer's records that the platform has sent, once there is at least one or it takes too long."""

    def mine(records: list[Record]) -> list[dict[str, Any]]:
        words = (suite.platform.events.words_of("customer_record", record) for record in records)
        return [one for one in words if one["customer_id"] == customer.customer_id]

    return mine(watch.until(lambda seen: bool(mine(seen)), suite.limits.event_s))


def share_of_a_year(suite: Suite, customer: Customer, share: float) -> float:
    """The amount of a transaction of a share of what the customer earns in a year.

    Raises:
        NotAssessed: the profile does not say what transactions do to figures.
    """
    amount, income = (
        share * customer.figures.income * _transactions(suite).income_in_a_year,
        suite.product.figures["income"],
    )
    return round(amount) if income.whole else round(amount, income.decimals)


def change_of_debt_ratio(suite: Suite, share: float) -> float:
    """By how much a transaction of a share of a year's income changes the debt ratio, as it is written here."""
    return share * _transactions(suite).debt_ratio_of_a_year


def debt_ratio_rounding(suite: Suite) -> float:
    """By how much a debt ratio that was worked out may be off: a thousandth, or what rounding takes."""
    written = suite.product.figures["debt_ratio"]
    return max(0.001 * _transactions(suite).debt_ratio_of_a_year, written.step / 2 if written.whole else 0)


def _transactions(suite: Suite) -> Transactions:
    if suite.product.transactions is None:
        raise NotAssessed(
            "the profile does not say what loans and repayments do to figures (product.transactions)", Cause.BINDING
        )
    return suite.product.transactions


def stored_debt_ratio(suite: Suite, customer: Customer) -> float:
    """The debt ratio that the platform has for the customer."""
    words = suite.platform.operations.do("read_figures", customer_id=customer.customer_id).words
    return number(words["debt_ratio"], "the debt ratio")


def messages_about(suite: Suite, customer: Customer) -> list[str]:
    """What each message to a fictitious customer is about, sorted.

    One entry for each delivery where the message service counts them, else for each message that it shows.
    """
    received = suite.platform.populations.read("notifications", customer_id=customer.customer_id)
    return sorted(str(message["correlation"]) for message in received for _ in range(_deliveries(message)))


def _deliveries(message: Told) -> int:
    return int(message.get("deliveries", 1)) if message.tells("deliveries") else 1


def check_messages(suite: Suite, customer: Customer, about: list[Sent]) -> None:
    """Checks that the message service has, within the recovery time, one message about each event and no other."""
    check_within(
        suite.limits.recovery_s,
        lambda: messages_about(suite, customer),
        equal_to(sorted(sent.correlation for sent in about)),
        "what the messages to this customer are about: each score once",
    )


def repeats(records: list[Record], word: str) -> bool:
    """True when one of the records has the word in its key, headers or content, plainly or encoded."""
    texts = [f"{record.key} {dict(record.headers)} {json.dumps(record.content)}" for record in records]
    return any(holds_any(text, [word]) for text in texts)


def send_requests(suite: Suite, customers: list[Customer], count: int) -> dict[str, Customer]:
    """Sends many scoring requests in turn for the customers; returns correlation id -> its customer."""
    owners = [customers[i % len(customers)] for i in range(count)]
    cases = [(str(uuid4()), owner.words()) for owner in owners]
    suite.platform.events.send_all("scoring_request", cases)
    return {correlation: owner for (correlation, _), owner in zip(cases, owners, strict=True)}


def send_faulty(suite: Suite, event: str, fault: str, customer: Customer) -> tuple[Sent, str]:
    """Sends an event that cannot be processed; returns it and a word that only its content has."""
    word = f"zz{uuid4().hex}"
    correlation = str(uuid4())
    match fault:
        case "is not readable":
            content = b'\xff{"note": "' + word.encode() + b'"'
            place = suite.platform.events.send_raw(TOPICS[event], customer.customer_id, content, correlation)
        case "lacks its figures' sense":
            return send(suite, event, customer, correlation, income=word, amount=word), word
        case "lacks the customer":
            words = {
                **customer.words(),
                "income": word,
                "customer_id": OMIT,
                "event_time": datetime.now(UTC).isoformat(),
            }
            template = suite.platform.events.template(TEMPLATES[event])
            place = suite.platform.events.send_raw(
                TOPICS[event],
                customer.customer_id,
                suite.platform.events.body_of(template, words, correlation),
                correlation,
            )
        case other:
            raise ValueError(f"unknown fault {other!r}")
    return Sent(correlation, place), word


def rejected(suite: Suite, watch: Watch, place: Place | None, deadline_s: float) -> list[Record]:
    """The rejected messages that name `place` as where they came from."""

    if place is None:
        raise ValueError("only a message that the suite itself sent has a place")

    def same(record: Record) -> bool:
        words = suite.platform.events.words_of("rejected_message", record)
        return suite.platform.events.names_place("rejected_message", words, place)

    return [r for r in watch.until(lambda seen: any(map(same, seen)), deadline_s) if same(r)]


def passed_over(suite: Suite, place: Place | None) -> bool:
    """Whether the platform has read a message that was agreed to be passed over in silence.

    False where events are set aside instead: those are looked for among the rejected messages.
    """
    silence = suite.product.silence
    return silence is not None and place is not None and suite.platform.events.has_read(silence.group, place)


def check_owner(suite: Suite, result: Result, customer: Customer) -> None:
    """Checks that a result names its customer, where results name customers here; their number stands for them else."""
    if suite.platform.events.names_customers("scoring_result"):
        check(result.words["customer_id"], equal_to(customer.customer_id), "whose result it is")


def about(suite: Suite, results: Sequence[Result], customer: Customer, sent: Sequence[Sent]) -> list[Result]:
    """The results about a customer: those that name the customer, or else those of the messages that were sent."""
    if suite.platform.events.names_customers("scoring_result"):
        return [result for result in results if result.words["customer_id"] == customer.customer_id]
    numbers = {one.correlation for one in sent}
    return [result for result in results if result.words["correlation"] in numbers]


def counted(results: list[Result]) -> Counter[str]:
    """How many results each correlation id has."""
    return Counter(str(result.words["correlation"]) for result in results)

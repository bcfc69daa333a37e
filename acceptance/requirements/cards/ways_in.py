"""Card numbers on every way into the platform, each way with a number of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hamcrest import empty

from acceptance.checks import check, check_asked_within
from acceptance.instruments.search.report import Find
from acceptance.instruments.search.search import SweepMark
from acceptance.platform.answers import Answer
from acceptance.record.redaction import holds_any
from acceptance.requirements.customers.searching import places
from acceptance.requirements.service import measurements
from acceptance.subjects.canaries import Canary
from acceptance.subjects.cards import as_spoken, grouped
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

MANY = 300_000
"""Characters: more than any platform takes for a scoring request."""
HEADERS = ("x-request-id", "x-correlation-id", "user-agent", "referer", "cookie", "traceparent", "idempotency-key")


@dataclass(frozen=True)
class Offered:
    """A value that was handed in on one way, and what the platform answered; a message has no answer."""

    way: str
    value: Canary
    answer: Answer | None = None

    @property
    def repeated(self) -> bool:
        """Whether the answer holds the value, plainly or encoded."""
        if self.answer is None:
            return False
        exchange = self.answer.exchange
        shown = exchange.body.decode("utf-8", "replace") + json.dumps(dict(exchange.headers))
        return holds_any(shown, as_spoken(self.value.value) if self.value.kind == "card number" else [self.value.value])


Way = Callable[[Suite, Customer, str], Answer | None]


def by_request(suite: Suite, way: str, customer: Customer) -> Offered:
    """Hands a new card number in with a request."""
    number = suite.card_number()
    return Offered(way, number, REQUESTS[way](suite, customer, number.value))


def by_message(suite: Suite, way: str, customer: Customer) -> Offered:
    """Hands a new card number in with a message."""
    number = suite.card_number()
    MESSAGES[way](suite, customer, number.value)
    return Offered(way, number)


def check_found_nowhere(suite: Suite, offered: Iterable[Offered], since: SweepMark, meaning: str) -> None:
    """Checks that in time no declared place and no measurement holds one of the values, and that it stays so.

    Looked at again is after `cards.looked_again_s`: what copies, archives or retries does so some seconds later.

    Raises:
        NotAssessed, Inconclusive: nothing is found, but a place could not be searched; names it.
    """
    ways = {one.value.id: one.way for one in offered}
    canaries = [one.value for one in offered]
    began = time.monotonic()

    def found() -> list[str]:
        report = suite.search.sweep(canaries, since=since)
        if not report.finds:
            report.require_searched()
        told = [f"{way_of(find, ways)}: {place}" for find in report.finds for place in places([find])]
        return told + measurements.found_there(suite, canaries)

    check_asked_within(suite.limits.event_s, found, empty(), meaning)
    again_s = max(suite.limits.settles_s, looked_again_s(suite))
    time.sleep(max(0.0, began + again_s - time.monotonic()))
    check(found(), empty(), f"{meaning}, {again_s:g} s later")


def looked_again_s(suite: Suite) -> float:
    """After how many seconds a number that was found nowhere is looked for again."""
    return suite.profile.cards.looked_again_s if suite.profile.cards is not None else 0.0


def way_of(find: Find, ways: Mapping[str, str]) -> str:
    """The way on which what was found came in."""
    return ways.get(find.canary_id, "another way")


# -- with a request


def _score(suite: Suite, customer: Customer, **changed: Any) -> Answer:
    return suite.platform.operations.try_("score", **{**customer.words(), **changed})


def _body(suite: Suite, customer: Customer, **changed: Any) -> bytes:
    return suite.platform.operations.body_of("score", **{**customer.words(), **changed})


def _as_an_unknown_field(suite: Suite, customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_("score", more={"card_number": number}, **customer.words())


def _as_the_name_of_a_field(suite: Suite, customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_("score", more={number: 1}, **customer.words())


def _cut_off(suite: Suite, customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_(
        "score", body=_body(suite, customer, customer_id=number)[:-2], **customer.words()
    )


def _too_large(suite: Suite, customer: Customer, number: str) -> Answer:
    body = _body(suite, customer, customer_id=f"{number} {'x' * MANY}")
    return suite.platform.operations.try_("score", body=body, **customer.words())


def _in_the_address(suite: Suite, _customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_("read_figures", customer_id=number)


def _behind_the_address(suite: Suite, customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_("read_figures", customer_id=customer.customer_id, query={"card": number})


def _in_headers(suite: Suite, customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_("score", headers=dict.fromkeys(HEADERS, number), **customer.words())


def _as_a_token(suite: Suite, customer: Customer, number: str) -> Answer:
    return suite.platform.operations.try_("score", token=number, **customer.words())


def _in_a_free_text(suite: Suite, customer: Customer, number: str) -> Answer:
    scored = suite.platform.operations.do("score", **customer.words())
    text = f"I paid with my card {grouped(number, ' ')} and was declined"
    return suite.platform.operations.try_("contest_decision", request_id=scored.words["request_id"], statement=text)


REQUESTS: dict[str, Way] = {
    "in place of the customer's number": lambda s, c, n: _score(s, c, customer_id=n),
    "in groups, in place of the customer's number": lambda s, c, n: _score(s, c, customer_id=grouped(n, "-")),
    "in place of a figure, as a number": lambda s, c, n: _score(s, c, age=int(n)),
    "in place of a figure, as a text": lambda s, c, n: _score(s, c, income=n),
    "in place of all figures": lambda s, c, n: _score(s, c, age={"card": [int(n)]}),
    "in a field that nobody asked for": _as_an_unknown_field,
    "as the name of a field": _as_the_name_of_a_field,
    "in a request that breaks off": _cut_off,
    "in a request that is too large": _too_large,
    "in the address of a request": _in_the_address,
    "behind the address of a request": _behind_the_address,
    "in the headers of a request": _in_headers,
    "in place of an access token": _as_a_token,
    "in a free text": _in_a_free_text,
}


# -- with a message


def _send(suite: Suite, template: str, customer: Customer, correlation: str = "", **changed: Any) -> None:
    words = {**customer.words(), "event_time": datetime.now(UTC).isoformat(), "amount": 20.5, **changed}
    suite.platform.events.send(template, correlation=correlation or str(uuid4()), **words)


def _bytes(suite: Suite, template: str, customer: Customer, more: Mapping[str, Any]) -> bytes:
    message, correlation = suite.platform.events.template(template), str(uuid4())
    words = {**customer.words(), "event_time": datetime.now(UTC).isoformat(), "amount": 20.5}
    return json.dumps({**json.loads(suite.platform.events.body_of(message, words, correlation)), **more}).encode()


def _raw(
    suite: Suite,
    customer: Customer,
    template: str,
    value: bytes,
    key: str = "",
    headers: Mapping[str, str] | None = None,
) -> None:
    topic = suite.platform.events.template(template).topic
    suite.platform.events.send_raw(topic, key or customer.customer_id, value, str(uuid4()), headers or {})


def _whole(suite: Suite, customer: Customer, template: str, **odd: Any) -> None:
    """A message that is right in itself, with a card number beside its contents."""
    _raw(suite, customer, template, _bytes(suite, template, customer, {}), **odd)


MESSAGES: dict[str, Way] = {
    "in place of the customer's number in a transaction": lambda s, c, n: _send(s, "transaction", c, customer_id=n),
    "in place of the amount of a transaction": lambda s, c, n: _send(s, "transaction", c, amount=int(n)),
    "in place of the number of a transaction": lambda s, c, n: _send(s, "transaction", c, correlation=n),
    "in a field of a transaction that nobody asked for": lambda s, c, n: _raw(
        s, c, "transaction", _bytes(s, "transaction", c, {"payment": {"pan": n}})
    ),
    "in a transaction that breaks off": lambda s, c, n: _raw(
        s, c, "transaction", _bytes(s, "transaction", c, {"pan": n})[:-3]
    ),
    "in the key of a transaction": lambda s, c, n: _whole(s, c, "transaction", key=n),
    "in a header of a transaction": lambda s, c, n: _whole(s, c, "transaction", headers={"payment-card": n}),
    "in a header of a customer record": lambda s, c, n: _whole(
        s, c, "customer_record", headers={"card": grouped(n, " ")}
    ),
    "in the customer's name": lambda s, c, n: _send(s, "customer_record", c, name=f"Visa {grouped(n, ' ')}"),
    "in a field of a customer record that nobody asked for": lambda s, c, n: _raw(
        s, c, "customer_record", _bytes(s, "customer_record", c, {"card": int(n)})
    ),
    "in place of a figure of a scoring request": lambda s, c, n: _send(s, "scoring_request", c, income=int(n)),
    "in place of the number of a scoring request": lambda s, c, n: _send(
        s, "scoring_request", c, correlation=grouped(n, "-")
    ),
    "in a message that is no record at all": lambda s, c, n: _raw(
        s, c, "scoring_request", b"\xff\xfe card " + n.encode() + b"\x00"
    ),
}

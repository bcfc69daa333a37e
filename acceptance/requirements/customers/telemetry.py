"""What technical records tell of customers, when all goes well and when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from acceptance.instruments.search.report import SweepReport
from acceptance.instruments.search.search import SweepMark
from acceptance.platform.access import Unreachable
from acceptance.platform.answers import Answer
from acceptance.platform.templates import OMIT
from acceptance.profile.privacy import Privacy
from acceptance.record.redaction import holds_any
from acceptance.requirements.service.flows import TEMPLATES, TOPICS, Sent, send
from acceptance.requirements.service.parties import MISBEHAVIOUR, introduce, misbehave, party
from acceptance.requirements.service.services import cut, wait_until_all_works
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import FIGURES, Customer
from acceptance.suite import Suite

TRIED = ("score", "score_from_stored_figures", "read_figures", "read_decision", "fetch_customer", "export_everything")
PARTIES = ("customer system", "credit bureau")


def with_mistakes(suite: Suite, customer: Customer) -> list[Answer]:
    """Requests about a customer with a mistake in one field each; the mistakes are details of the customer."""
    mistakes: list[dict[str, Any]] = [{figure: customer.name} for figure in FIGURES.values()]
    mistakes.append({"income": [customer.figures.income, customer.email]})
    answers = [suite.score(customer, **mistake) for mistake in mistakes]
    for odd in (f"{customer.customer_id} {customer.email}", customer.name):
        answers.append(suite.score(customer, customer_id=odd))
        answers.append(suite.platform.operations.try_("read_result", request_id=odd))
    return answers


def unusable_messages(suite: Suite, event: str, customer: Customer) -> list[Sent]:
    """Sends messages of a kind that cannot be processed and are full of the customer's details."""
    details, correlation = ", ".join(customer.details().values()), str(uuid4())
    content = b'\xff{"note": "' + details.encode()
    place = suite.platform.events.send_raw(TOPICS[event], customer.customer_id, content, correlation)
    return [
        Sent(correlation, place),
        send(suite, event, customer, income=customer.name, amount=customer.email),
        send(suite, event, customer, event_time=customer.name, age=customer.email, amount=details),
        _without_number(suite, event, customer, details),
    ]


def _without_number(suite: Suite, event: str, customer: Customer, details: str) -> Sent:
    words = {**customer.words(), "customer_id": OMIT, "event_time": details, "amount": details, "income": details}
    correlation = str(uuid4())
    content = suite.platform.events.body_of(suite.platform.events.template(TEMPLATES[event]), words, correlation)
    return Sent(correlation, suite.platform.events.send_raw(TOPICS[event], customer.customer_id, content, correlation))


def during_outage(suite: Suite, service: str, customer: Customer) -> list[Answer]:
    """Requests and an event about a customer while the platform is cut off from a service, until all works again."""
    send(suite, "customer record", customer)
    restore = cut(suite, service)
    answers = _tried(suite, customer)
    send(suite, "customer record", customer)
    suite.settle(restore)
    wait_until_all_works(suite)
    return answers


def while_parties_fail(suite: Suite, customer: Customer) -> list[Answer]:
    """Fetches and scores a customer while the parties outside misbehave, one after the other, in every way they can."""
    introduce(suite, "customer system", customer)
    answers = []
    for title in PARTIES:
        for how in MISBEHAVIOUR:
            if MISBEHAVIOUR[how] not in party(suite, title).faults:
                continue
            restore = misbehave(suite, title, how)
            answers.append(suite.platform.operations.try_("fetch_customer", customer_id=customer.customer_id))
            suite.settle(restore)
    return answers


def repeating(answers: Sequence[Answer], customer: Customer) -> list[str]:
    """The operations whose answers hold a detail of the customer, plainly or encoded, in body or headers."""
    return sorted({answer.operation for answer in answers if _names(customer, _text(answer))})


def searched(suite: Suite, canaries: Sequence[Canary], mark: SweepMark) -> SweepReport:
    """What a search of the technical records since a mark finds."""
    return suite.search.sweep(canaries, since=mark, stores=suite.profile.agreed(Privacy).telemetry)


def _tried(suite: Suite, customer: Customer) -> list[Answer]:
    answers = []
    for name in filter(suite.platform.operations.offers, TRIED):
        try:
            answers.append(suite.platform.operations.try_(name, **customer.words()))
        except Unreachable:
            continue  # no answer repeats nothing; that it did not come is another control's matter
    return answers


def _text(answer: Answer) -> str:
    return answer.exchange.body.decode("utf-8", "replace") + "\n".join(answer.exchange.headers.values())


def _names(customer: Customer, text: str) -> bool:
    return holds_any(text, customer.details().values())

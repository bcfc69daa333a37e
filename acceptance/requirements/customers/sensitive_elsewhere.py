"""Details that nobody asked for, by every other way: along with each request, in each event and in its headers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from acceptance.instruments.search.report import Find
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.profile.privacy import Privacy
from acceptance.record.redaction import holds_any
from acceptance.requirements.customers.journeys import Journey
from acceptance.requirements.customers.sensitive import MadeUp
from acceptance.requirements.customers.unprocessed import KINDS, SCORED
from acceptance.requirements.service.flows import Sent
from acceptance.suite import Suite

REQUESTS = (
    "score",
    "score_under_a_number",
    "score_from_stored_figures",
    "correct_figures",
    "record_basis",
    "contest_decision",
    "store_card",
    "export_everything",
    "export_provided",
)
"""The operations that are told something about a customer and leave the customer able to do the next one."""


@dataclass(frozen=True)
class Along:
    """What was sent along with.

    Attributes:
        answers: those of requests, by their operation.
        sent: the messages.
        awaited: those of them that come to a result, or are set aside; of others nobody may ever tell anything.
    """

    answers: Mapping[str, Answer]
    sent: Sequence[Sent]
    awaited: Sequence[Sent]


def send_everywhere(suite: Suite, journey: Journey, made_up: MadeUp) -> Along:
    """Sends the details along with all that this platform takes about a customer.

    Raises:
        NotAssessed: it takes nothing in which they could be.
    """
    answers = dict(_by_requests(suite, journey, made_up))
    by_kind = {kind: list(_by_event(suite, journey, made_up, kind)) for kind in reversed(KINDS)}
    sent = [one for several in by_kind.values() for one in several]
    if not answers and not sent:
        raise NotAssessed("the profile binds nothing with which further details could be sent along", Cause.BINDING)
    return Along(answers, sent, [one for kind in SCORED for one in by_kind[kind]])


def _by_requests(suite: Suite, journey: Journey, made_up: MadeUp) -> Iterator[tuple[str, Answer]]:
    for name in REQUESTS:
        operations = suite.platform.operations
        if operations.possible(name) is None and operations.offers(name):
            try:
                yield name, operations.try_(name, more=made_up.words(), **_words(suite, journey, name))
            except NotAssessed:
                continue


def _words(suite: Suite, journey: Journey, name: str) -> dict[str, Any]:
    words = {**journey.customer.words(), "statement": "I do not agree.", "text_version": "acceptance-1"}
    if name == "contest_decision":
        return {**words, "request_id": journey.request_id}
    if name == "record_basis":
        agreed = suite.profile.agreed(Privacy)
        return {**words, "purpose": agreed.word("scoring"), "basis": agreed.word("consent")}
    if name == "store_card":
        return {**words, "card_number": suite.card_number().value}
    return {**words, "request_id": str(uuid4())}


def _by_event(suite: Suite, journey: Journey, made_up: MadeUp, kind: str) -> Iterator[Sent]:
    try:
        suite.platform.events.require_message(kind)
    except NotAssessed:
        return
    customer, template = journey.customer, suite.platform.events.template(kind)
    for in_headers in (False, True):
        number = str(uuid4())
        words = {**customer.words(), "event_time": datetime.now(UTC).isoformat(), "amount": 1}
        value = suite.platform.events.body_of(template, words, number)
        headers = {f"x-{name.replace('_', '-')}": text for name, text in made_up.words().items()}
        if not in_headers and template.schema_subject is not None:
            continue  # a schema has no room for what nobody agreed on
        content = value if in_headers else json.dumps({**json.loads(value), **made_up.words()}).encode()
        place = suite.platform.events.send_raw(
            template.topic, customer.customer_id, content, number, headers if in_headers else None
        )
        yield Sent(number, place, words)


def repeated_by(along: Along, made_up: MadeUp) -> list[str]:
    """The requests whose answers repeat one of the details."""
    values = [canary.value for canary in made_up.canaries]
    return [
        name
        for name, answer in along.answers.items()
        if holds_any(answer.exchange.body.decode("utf-8", "replace") + str(dict(answer.exchange.headers)), values)
    ]


def beyond_the_messages(along: Along, finds: Sequence[Find]) -> list[Find]:
    """The finds that are none of the very messages that the suite sent."""
    own = [
        f"topic {one.place.topic}, partition {one.place.partition}, offset {one.place.offset},"
        for one in along.sent
        if one.place is not None
    ]
    return [find for find in finds if not find.place.startswith(tuple(own))]

"""Figures that make no sense where no request for a score is: in events and in corrections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.events import Watch
from acceptance.platform.templates import OMIT
from acceptance.requirements.customers import basis
from acceptance.requirements.decisions.correcting import stored
from acceptance.requirements.decisions.decisions import MISTAKES, OUTSIDE, mistake
from acceptance.requirements.service.flows import TEMPLATES, Listener, Sent, send
from acceptance.subjects.customers import FIGURES, Customer
from acceptance.suite import REGISTER, Suite

SENDERS_MISTAKE = 4
"""The first digit of a status that says that the sender is in the wrong."""
LEFT_OUT = ("nothing", "an empty value")
"""What may well mean "as it was" in a correction, and in an event about somebody whose figures are known."""


@dataclass(frozen=True)
class Senseless:
    """Events with one senseless figure each, what is wrong with each, and a good one that came after them."""

    customer: Customer
    sent: dict[str, Sent]
    good: Sent


def by_events(suite: Suite, event: str, waiting: Listener) -> Senseless:
    """Sends one event for each mistake in each figure, all about one customer, and a good one after them.

    Raises:
        Inconclusive: the good one had no result, so that nothing can be said of the others.
    """
    template = suite.platform.events.template(TEMPLATES[event])
    customer = suite.customer()
    sent = {
        f"{words} as {figure}": send(suite, event, customer, str(uuid4()), **{word: value})
        for figure, word, words, value in _mistakes(suite)
        if not _left_out(suite, event, word, words)
        and (template.schema_subject is None or words in OUTSIDE)  # a schema cannot say the others
    }
    good = send(suite, event, customer)
    if not waiting.results({good.correlation}, suite.limits.event_s):
        inconclusive(f"a good {event} had no result in time", Cause.PLATFORM)
    return Senseless(customer, sent, good)


def _left_out(suite: Suite, event: str, word: str, words: str) -> bool:
    """A figure that is missing may be known from elsewhere: from a register of customers, or from the bureau."""
    known = suite.platform.operations.offers(REGISTER) or (event == "customer record" and word == "bureau_score")
    return words in LEFT_OUT and known


def _mistakes(suite: Suite) -> Iterator[tuple[str, str, str, Any]]:
    for figure, word in FIGURES.items():
        for words in (*MISTAKES, *OUTSIDE):
            try:
                yield figure, word, words, mistake(suite.product, word, words)
            except NotAssessed:
                continue


def with_a_result(waiting: Listener, senseless: Senseless) -> list[str]:
    """The mistakes that led to a result."""
    told = waiting.results({one.correlation for one in senseless.sent.values()}, 0)
    numbers = {str(one.words["correlation"]) for one in told}
    return [what for what, one in senseless.sent.items() if one.correlation in numbers]


def set_aside(suite: Suite, rejections: Watch | None, senseless: Senseless) -> int:
    """How many of the events were set aside, or passed over where that was agreed."""
    return basis.set_aside(suite, rejections, list(senseless.sent.values()))


def corrections(suite: Suite, customer: Customer) -> dict[str, Answer]:
    """What is said to corrections, each to a figure that makes no sense."""
    suite.platform.operations.require("correct_figures")
    found = {}
    for figure, word, words, value in _mistakes(suite):
        if words not in LEFT_OUT:
            asked = {name: value if name == word else OMIT for name in FIGURES.values()}
            found[f"{words} as {figure}"] = suite.platform.operations.try_(
                "correct_figures", customer_id=customer.customer_id, **asked
            )
    return found


def accepted(answers: dict[str, Answer]) -> list[str]:
    """The corrections that were not refused as the sender's mistake."""
    return [f"{what} (status {one.status})" for what, one in answers.items() if one.status // 100 != SENDERS_MISTAKE]


def correct_together(suite: Suite, customer: Customer, wanted: dict[str, float]) -> None:
    """Has several figures corrected by one request."""
    suite.platform.operations.do("correct_figures", customer_id=customer.customer_id, **wanted)


def held(suite: Suite, customer: Customer, of: Sequence[str]) -> dict[str, Any]:
    """Some of the figures that the platform holds."""
    kept = stored(suite, customer)
    return {figure: kept[figure] for figure in of}

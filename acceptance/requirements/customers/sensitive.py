"""Details that nobody asked for, handed in along with a customer's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.instruments.search.report import Find
from acceptance.outcome import Cause
from acceptance.platform.answers import Answer
from acceptance.platform.events import Place, Watch
from acceptance.requirements.service.flows import Listener, rejected, send
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

BY_REQUEST, BY_EVENT = "a scoring request", "a customer event"
Fate = Literal["refused", "dropped", "kept"]


@dataclass(frozen=True)
class MadeUp:
    """A religion, a health note and the address of a social profile, each unlike any other text."""

    religion: Canary
    health_note: Canary
    social_profile: Canary

    @property
    def canaries(self) -> list[Canary]:
        return [self.religion, self.health_note, self.social_profile]

    def words(self) -> dict[str, Any]:
        return {
            "religion": self.religion.value,
            "health_note": self.health_note.value,
            "social_profile": f"https://social.example.invalid/{self.social_profile.value}",
        }


@dataclass(frozen=True)
class HandedIn:
    """Sensitive details on their way: the answer to a request, or the place of a message and what came of it."""

    made_up: MadeUp
    answer: Answer | None = None
    place: Place | None = None
    set_aside: bool = False

    def is_the_message(self, find: Find) -> bool:
        """Whether a find is the very message that the suite sent: a channel may keep what arrives until it is read."""
        return self.place is not None and find.place.startswith(
            f"topic {self.place.topic}, partition {self.place.partition}, offset {self.place.offset},"
        )


def made_up(suite: Suite) -> MadeUp:
    """New sensitive details."""
    return MadeUp(*(suite.canary("text") for _ in range(3)))


def send_along(suite: Suite, way: str, customer: Customer, details: MadeUp) -> HandedIn:
    """Sends the details with the customer's figures, and waits until a later message of somebody else came through.

    Raises:
        Inconclusive: the later message had no result, so that nothing can be said of the first.
    """
    if way == BY_REQUEST:
        answer = suite.platform.operations.try_("score_with_sensitive_details", **customer.words(), **details.words())
        return HandedIn(details, answer=answer)
    if way != BY_EVENT:
        raise ValueError(f"unknown way {way!r}")
    listener, watch = Listener(suite), suite.platform.events.watch("rejected_message")
    try:
        return _by_event(suite, customer, details, listener, watch)
    finally:
        watch.close()
        listener.close()


def _by_event(suite: Suite, customer: Customer, details: MadeUp, listener: Listener, watch: Watch) -> HandedIn:
    correlation = str(uuid4())
    words = {**customer.words(), **details.words(), "event_time": datetime.now(UTC).isoformat()}
    place = suite.platform.events.send("customer_record_with_sensitive_details", correlation=correlation, **words)
    later = send(suite, "customer record", customer)
    if not listener.results({later.correlation}, suite.limits.event_s):
        inconclusive("a later customer record had no result in time", Cause.PLATFORM)
    scored = bool(listener.results({correlation}, 0))
    aside = not scored and bool(rejected(suite, watch, place, suite.limits.event_s))
    return HandedIn(details, place=place, set_aside=aside)


def fate(suite: Suite, handed_in: HandedIn) -> Fate:
    """What became of the details as far as their sender can see."""
    answer = handed_in.answer
    if answer is None:
        return "refused" if handed_in.set_aside else "dropped"
    if answer.refused_as("invalid") == "invalid":
        shown = answer.exchange.body.decode("utf-8", "replace")
    elif answer.succeeded:
        read = suite.platform.operations.do("read_result", request_id=answer.words["request_id"])
        shown = (answer.exchange.body + read.exchange.body).decode("utf-8", "replace")
    else:
        inconclusive(f"the request was answered {answer.status}, neither a score nor a refusal", Cause.PLATFORM)
    if any(canary.value in shown for canary in handed_in.made_up.canaries):
        return "kept"
    return "dropped" if answer.succeeded else "refused"

"""Searches for customers, and which of the finds may be there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from fnmatch import fnmatchcase

from hamcrest import empty, equal_to, greater_than

from acceptance.checks import check, check_asked_within, check_within
from acceptance.instruments.search.report import Find
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.dialect import CUSTOMER
from acceptance.profile import Profile
from acceptance.profile.privacy import Kept, Privacy
from acceptance.profile.stores import EventStore
from acceptance.record.redaction import holds_any
from acceptance.requirements.customers.journeys import details
from acceptance.requirements.customers.legs import EVENT
from acceptance.subjects.canaries import Canary
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite


def places(finds: Sequence[Find]) -> list[str]:
    """What was found where, in words, without the value itself."""
    return sorted({f"{find.kind} in the {find.store}: {find.place} ({find.encoding})" for find in finds})


def unlisted(finds: Sequence[Find], kept: Sequence[Kept]) -> list[Find]:
    """The finds that no listed reason covers."""
    return [
        find
        for find in finds
        if not any(find.store == entry.store and fnmatchcase(find.place, entry.place) for entry in kept)
    ]


def check_kept_everywhere(suite: Suite, customers: Mapping[str, Customer]) -> None:
    """Checks that each of the customers, by name, is found in every place declared for customer data.

    A cache may lose what it keeps at any time, so what fills it is asked for again until the customers are found. In
    channels whose readers remove what they have read, nobody has to be found.

    Raises:
        Violated: no place is declared, or one of them is not found somewhere in the time for an event.
    """
    wanted = {name: details(suite, customer) for name, customer in customers.items()}
    declared = set(suite.profile.agreed(Privacy).customer_data_in)
    check(len(declared), greater_than(0), "places declared for customer data")
    lasting = declared - _emptied_once_read(suite.profile)

    def missing() -> dict[str, list[str]]:
        lacking = {name: places for name, places in _stores_without(suite, lasting, wanted).items() if places}
        for name in lacking:
            suite.platform.operations.do("read_figures", customer_id=customers[name].customer_id)
            suite.platform.operations.do("read_decision", customer_id=customers[name].customer_id)
        return lacking

    check_within(suite.limits.event_s, missing, equal_to({}), "places in which each of the customers was not found")


def _emptied_once_read(profile: Profile) -> set[str]:
    """Stores of events that keep customers only until the platform has read of them: there is no time to look there.

    Where the platform's own events name customers as well, those stay to be found.
    """
    sent, events = profile.messages.get(EVENT), profile.services.events
    if sent is None or events is None or any(CUSTOMER in told.words for told in profile.received.values()):
        return set()
    topic = events.topics.get(sent.topic)
    emptied = topic is not None and topic.emptied_by is not None
    return {name for name, store in profile.stores.items() if emptied and isinstance(store, EventStore)}


def _stores_without(suite: Suite, declared: Set[str], canaries: Mapping[str, Sequence[Canary]]) -> dict[str, list[str]]:
    """By name, the declared stores in which one search for all finds none of those canaries."""
    finds = suite.search.sweep([each for several in canaries.values() for each in several]).finds
    return {
        name: sorted(declared - {find.store for find in finds if find.canary_id in {each.id for each in several}})
        for name, several in canaries.items()
    }


def check_each_found(suite: Suite, canaries: Sequence[Canary]) -> None:
    """Checks that a search finds every one of these somewhere: what was never kept as it is cannot be seen to go."""
    finds = suite.search.sweep(canaries).finds
    found = {find.canary_id for find in finds}
    check([canary.id for canary in canaries if canary.id not in found], empty(), "details that no search finds")


def recipients_holding(suite: Suite, customer: Customer) -> dict[str, list[str]]:
    """For each recipient, which of the customer's details it keeps. The number alone leads to nobody there.

    Raises:
        NotAssessed: the profile names no recipients.
    """
    recipients = suite.profile.agreed(Privacy).recipients
    if not recipients:
        raise NotAssessed(
            "the profile names nobody who is given customers' details (privacy.recipients)", Cause.BINDING
        )
    wanted = {kind: value for kind, value in customer.details().items() if kind != "identifier"}
    found: dict[str, list[str]] = {}
    for recipient, population in recipients.items():
        kept = json.dumps(
            suite.platform.populations.raw(population, customer_id=customer.customer_id), ensure_ascii=False
        )
        found[recipient] = [str(kind) for kind, value in wanted.items() if holds_any(kept, [value])]
    return found


def check_gone_in_time(suite: Suite, canaries: Sequence[Canary]) -> None:
    """Checks that within the agreed erasure time nothing but listed details is found, and every place was searched.

    How long a search takes is not the platform's time. What it finds after the agreed time is.

    Raises:
        NotAssessed, Inconclusive: nothing is found, but a place could not be searched; names it.
    """
    kept = suite.profile.agreed(Privacy).kept

    def found() -> list[str]:
        report = suite.search.sweep(canaries)
        beyond = unlisted(report.finds, kept)
        if not beyond:
            report.require_searched()
        return places(beyond)

    meaning = "details that are found beyond those kept for a listed reason"
    check_asked_within(suite.limits.erasure_s, found, empty(), meaning)

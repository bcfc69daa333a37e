"""The platform's audit log: its entries in the suite's words, and which of them an act of this run left."""

from __future__ import annotations

from typing import Any

from acceptance.bindings import OMIT
from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.audit import Audit
from acceptance.suite import Suite

FILTERS = ("event", "actor", "resource", "correlation")


def agreed(suite: Suite) -> Audit:
    """What the profile says about the audit log.

    Raises:
        NotAssessed: it says nothing.
    """
    if suite.profile.audit is None:
        raise NotAssessed("the profile has no block 'audit'", Cause.BINDING)
    return suite.profile.audit


def event(suite: Suite, word: str) -> str:
    """What the log calls a kind of event.

    Raises:
        NotAssessed: the profile does not say.
    """
    events = agreed(suite).events
    if word not in events:
        raise NotAssessed(f"the profile's block audit.events has no word for {word!r}", Cause.BINDING)
    return events[word]


def entries(suite: Suite, after: int = 0, **filters: str) -> list[dict[str, Any]]:
    """Every entry after a number that agrees with all filters, read page by page as an auditor.

    Args:
        filters: `event`, `actor`, `resource`, `correlation`; an entry about a request is found by the name that
            the request was given (`correlation_header`).
    """
    page = agreed(suite).page
    words: dict[str, Any] = dict.fromkeys(FILTERS, OMIT) | filters
    found: list[dict[str, Any]] = []
    while True:
        read = suite.populations.read("audit_entries", after=after, **words)
        found += read
        if len(read) < page:
            return found
        after = int(read[-1]["sequence"])

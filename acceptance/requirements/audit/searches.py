"""Readings of the audit log that look for something, in every way in which it can be looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from acceptance.outcome import NotAssessed
from acceptance.platform.templates import PLACEHOLDER
from acceptance.profile.audit import Audit
from acceptance.requirements.audit.auditing import FILTERS, Act, about, by_an_auditor, scorer
from acceptance.suite import Suite

BEYOND = 10**9
"""A number that no entry has yet: whoever reads on from there finds nothing."""


@dataclass(frozen=True)
class Search:
    """A reading of the log for something, and the words that tell what was looked for."""

    how: str
    act: Act
    looked_for: tuple[str, ...]


def in_every_way(suite: Suite) -> list[Search]:
    """Looks for one thing in each way that this platform offers, for two at once, and where nothing can be found.

    Raises:
        NotAssessed: the log can only be read as a whole.
    """
    audit, earlier = suite.profile.agreed(Audit), by_an_auditor(suite)
    known = {
        "event": audit.word("reading of the audit log", "events"),
        "actor": audit.word(scorer(suite), "users"),
        "resource": audit.log_itself,
        "correlation": earlier.nonce.value,
    }
    ways: dict[str, dict[str, Any]] = {by: {by: known[by]} for by in FILTERS if known[by] and by in _offered(suite)}
    nothing: dict[str, dict[str, Any]] = (
        {"entries beyond the last": {"after": BEYOND}} if "after" in _offered(suite) else {}
    )
    together = {"two words at once": {**ways["actor"], **ways["event"]}} if _both(ways) else {}
    if not (ways or nothing):
        raise NotAssessed("the audit log can only be read as a whole here (operations.read_audit_entries)")
    return [_search(suite, how, words) for how, words in {**ways, **together, **nothing}.items()]


def untold(suite: Suite, search: Search) -> list[str]:
    """What the log does not say of a search and who made it, or says otherwise, in words."""
    found = about(suite, search.act)
    if len(found) != 1:
        return [f"{search.how}: {len(found)} entries"]
    expected = search.act.expected.items()
    return [f"{search.how}: another {word}" for word, wanted in expected if found[0][word] != wanted]


def unnamed(suite: Suite, search: Search) -> list[str]:
    """What was looked for and is not in the details of the search's entry."""
    told: list[str] = []
    for entry in about(suite, search.act) if search.looked_for else []:
        details = entry["details"]
        told += [str(value) for value in details.values()] if isinstance(details, dict) else [str(details)]
    return [f"{search.how}: not that it was for {word}" for word in search.looked_for if word not in told]


def _search(suite: Suite, how: str, words: dict[str, Any]) -> Search:
    return Search(how, by_an_auditor(suite, **words), tuple(str(value) for value in words.values() if value != BEYOND))


def _both(ways: dict[str, Any]) -> bool:
    return "actor" in ways and "event" in ways


def _offered(suite: Suite) -> set[str]:
    """The words by which this platform's log can be searched."""
    asked = suite.platform.operations.bound("read_audit_entries")
    return set(PLACEHOLDER.findall(f"{asked.path} {asked.query} {asked.body}"))

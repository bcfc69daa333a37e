"""The platform's audit log: its entries in the suite's words, and which of them an act of this run left."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from hamcrest import equal_to

from acceptance.checks import check_every, inconclusive
from acceptance.evidence import Nonce
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform import scratch
from acceptance.platform.answers import Answer
from acceptance.platform.http import token_of
from acceptance.platform.templates import OMIT
from acceptance.platform.told import Told
from acceptance.profile.audit import Audit
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

FILTERS = ("event", "actor", "resource", "correlation")
ELEMENTS = ("actor", "event", "time", "outcome", "origin", "resource")
"""The six elements of PCI DSS 10.2.2, in the suite's words."""
NAMES = ("actor", "resource", "correlation")
"""Words of an entry that are names, also where they consist of digits only."""
LONG_AGO = "2001-01-01T00:00:00+00:00"
ELSEWHERE = "198.51.100.7"
"""An address that nobody has (RFC 5737)."""
REFUSALS = ("no_identity", "no_right")
"""How whoever is unknown, or known without the right, is refused; the scoring API has a code for each, by default."""
CLAIMS: Mapping[str, str] = {
    **dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP", "X-Client-IP"), ELSEWHERE),
    "Forwarded": f"for={ELSEWHERE};proto=https",
    **dict.fromkeys(("X-User", "X-User-Id", "X-Remote-User", "X-Forwarded-User", "From"), "somebody.else"),
    **dict.fromkeys(("X-Timestamp", "X-Request-Time", "X-Event-Time"), LONG_AGO),
    "Date": "Mon, 01 Jan 2001 00:00:00 GMT",
}
"""What a caller may claim about place, name and time, and nobody has to believe."""


@dataclass(frozen=True)
class Act:
    """Something that this run did, with what the log has to say of it."""

    nonce: Nonce
    answer: Answer
    begun: datetime
    ended: datetime
    expected: Mapping[str, str]
    """Word of an entry -> what it must be."""


def entries(suite: Suite, after: int = 0, **filters: str) -> list[dict[str, Any]]:
    """Every entry after a number that agrees with all filters, read page by page as an auditor.

    Args:
        filters: `event`, `actor`, `resource`, `correlation`; an entry about a request is found by the name that
            the request was given (`correlation_header`).

    Raises:
        NotAssessed: there are several pages, and entries have no numbers by which to ask for the next one.
    """
    page, paged = suite.profile.agreed(Audit).page, suite.platform.populations.in_pages("audit_entries")
    words: dict[str, Any] = dict.fromkeys(FILTERS, OMIT) | filters
    found: list[dict[str, Any]] = []
    while True:
        read = [_as_text(entry) for entry in suite.platform.populations.read("audit_entries", after=after, **words)]
        found += read
        if paged or len(read) < page:
            return found
        after = _number_of_the_last(read)


def _as_text(entry: Told) -> Told:
    """An entry in which names and numbers of people and things are texts, whatever they are in the log."""
    numbers = {word: str(value) for word, value in entry.items() if word in NAMES and type(value) is int}
    return Told(entry.binding, {**entry, **numbers})


def _number_of_the_last(read: Sequence[Mapping[str, Any]]) -> int:
    told = [str(entry["sequence"]) for entry in read]
    numbers = [int(number) for number in told if number.isdecimal()]
    if len(numbers) < len(told) or numbers != sorted(numbers):
        raise NotAssessed(
            "the audit log does not tell its entries by rising numbers; say how its next page is asked for "
            "(populations.audit_entries.next)",
            Cause.BINDING,
        )
    return numbers[-1]


def about(suite: Suite, act: Act) -> list[dict[str, Any]]:
    """The entries that carry the name which an act gave to its request."""
    return [one for one in entries(suite, correlation=act.nonce.value) if one["correlation"] == act.nonce.value]


def name_of(suite: Suite, customer: Customer) -> str:
    """What the log calls a customer: a pseudonym where the platform keeps no names in it."""
    named = suite.platform.populations.read("name_of_customer_in_log", customer_id=customer.customer_id)
    if len(named) != 1:
        inconclusive(f"the platform has {len(named)} names for a customer in its log instead of one", Cause.PLATFORM)
    return str(named[0]["name"])


# -- acts of the run's own, each under a name that nobody used before


def act(suite: Suite, operation: str, expected: Callable[[], Mapping[str, str]], **how: Any) -> Act:
    """Calls an operation under a new name, from the first of our addresses unless `source` says another.

    Args:
        expected: what the log has to say, besides the origin; asked after the act.
        how: what `Operations.try_` takes, and the operation's words.
    """
    nonce, begun = suite.nonce(), datetime.now(UTC)
    source = how.pop("source", None) or addresses(suite)[0]
    headers = {**how.pop("headers", {}), suite.profile.agreed(Audit).correlation_header: nonce.value}
    answer = suite.platform.operations.try_(operation, headers=headers, source=source, **how)
    return Act(nonce, answer, begun, datetime.now(UTC), {**expected(), "origin": source})


def with_a_wrong_token(suite: Suite, *, customer: Customer, **how: Any) -> Act:
    """Somebody with a token that nobody was given asks for a customer's figures."""
    expected = _expected(suite, "sign-in", "refused", suite.profile.agreed(Audit).unknown_user, customer)
    return act(suite, "read_figures", expected, token=uuid4().hex, customer_id=customer.customer_id, **how)


def without_the_right(suite: Suite, *, identity: str = "", **how: Any) -> Act:
    """Somebody who is known and no auditor asks for the audit log; by default the first who has no right to it."""
    identity = identity or identities_without(suite, "read_audit_entries")[0]
    expected = _expected(
        suite,
        "access",
        "refused",
        suite.profile.agreed(Audit).word(identity, "users"),
        suite.profile.agreed(Audit).log_itself,
    )
    return act(suite, "read_audit_entries", expected, identity=identity, **whole_log(), **how)


def figures_without_the_right(suite: Suite, *, customer: Customer, **how: Any) -> Act:
    """Somebody who is known and may not see them asks for a customer's figures."""
    identity = identities_without(suite, "read_figures")[0]
    expected = _expected(suite, "access", "refused", suite.profile.agreed(Audit).word(identity, "users"), customer)
    return act(suite, "read_figures", expected, identity=identity, customer_id=customer.customer_id, **how)


def by_an_auditor(suite: Suite, **how: Any) -> Act:
    """An auditor reads the audit log; `how` may also hold filters."""
    user = suite.profile.agreed(Audit).word(auditor(suite), "users")
    expected = _expected(suite, "reading of the audit log", "success", user, suite.profile.agreed(Audit).log_itself)
    return act(suite, "read_audit_entries", expected, **(whole_log() | how))


def with_no_whole_token(suite: Suite, customer: Customer) -> list[Act]:
    """Somebody without a token, with an empty one and with half of a true one asks for a customer's figures."""
    token = token_of(suite.profile.services.scoring_api, auditor(suite)) or ""
    expected = _expected(suite, "sign-in", "refused", suite.profile.agreed(Audit).unknown_user, customer)
    words = {"customer_id": customer.customer_id}
    return [
        act(suite, "read_figures", expected, identity="", **words),
        *(act(suite, "read_figures", expected, token=wrong, **words) for wrong in ("", token[: len(token) // 2])),
    ]


@dataclass(frozen=True)
class Refused:
    """A refused act, and how many entries about it there were right after the answer."""

    act: Act
    found: int


def burst(suite: Suite, customer: Customer, count: int) -> list[Refused]:
    """Refused calls over connections of their own, by turns of both kinds, each looked for in the log at once."""
    refused = []
    for number in range(count):
        if number % 2:
            one = figures_without_the_right(suite, customer=customer, fresh=True)
        else:
            one = with_a_wrong_token(suite, customer=customer, fresh=True)
        refused.append(Refused(one, len(about(suite, one))))
    return refused


@dataclass(frozen=True)
class MadeAndRemoved:
    """An object of the database that this run made and removed, and between which times."""

    name: str
    begun: datetime
    ended: datetime


def make_and_remove_an_object(suite: Suite) -> MadeAndRemoved:
    """Makes an object under a new name, and removes it again."""
    begun, name = datetime.now(UTC), f"trial_{uuid4().hex[:12]}"
    scratch.require(suite.profile)
    suite.owe("scratch object", name)
    scratch.create(suite.profile, name)
    scratch.remove(suite.profile, name)
    return MadeAndRemoved(name, begun, datetime.now(UTC))


def about_object(suite: Suite, made: MadeAndRemoved, event: str) -> list[dict[str, Any]]:
    """The entries of one kind about an object."""
    named = scratch.require(suite.profile).named.format(name=made.name)
    return entries(suite, event=suite.profile.agreed(Audit).word(event, "events"), resource=named)


ACTS: Mapping[str, Callable[..., Act]] = {
    "a reading of a customer's figures with a token that nobody was given": with_a_wrong_token,
    "a reading of a customer's figures by somebody without the right": figures_without_the_right,
    "a reading of the audit log by somebody without the right": without_the_right,
    "a reading of the audit log by an auditor": by_an_auditor,
}
"""Acts in the features' words."""


def addresses(suite: Suite) -> Sequence[str]:
    """Our addresses as the platform sees them.

    Raises:
        NotAssessed: the profile names fewer than two, so that a true origin could not be told from a fixed word.
    """
    ours = suite.profile.agreed(Audit).own_addresses
    if len(ours) < 2:
        raise NotAssessed("the profile's audit.own_addresses names fewer than two addresses", Cause.BINDING)
    return ours


def identities_without(suite: Suite, operation: str) -> list[str]:
    """The identities that the platform's list of rights does not give an operation to.

    Raises:
        NotAssessed: the list does not have the operation.
        Inconclusive: there is none.
    """
    suite.platform.operations.bound(operation)
    listed = {_shape(call): who for call, who in suite.platform.allowed.items()}
    call = _shape(suite.platform.as_described(operation))
    if call not in listed:
        raise NotAssessed(f"the profile's allowed does not say who has the right to {operation!r}", Cause.BINDING)
    others = [name for name in suite.profile.agreed(Audit).users if name not in listed[call]]
    if not others:
        inconclusive(f"every identity of the profile has the right to {operation!r}", Cause.BINDING)
    return others


def _shape(call: str) -> str:
    """A call without the names of its placeholders: the description of an interface has names of its own."""
    return re.sub(r"\{[^}]*\}", "{}", call)


def auditor(suite: Suite) -> str:
    """The identity that reads the audit log."""
    return _identity_of(suite, "read_audit_entries")


def scorer(suite: Suite) -> str:
    """The identity that asks for scores."""
    return _identity_of(suite, "score")


def _identity_of(suite: Suite, operation: str) -> str:
    identity = suite.platform.operations.bound(operation).identity
    if identity is None:
        raise NotAssessed(f"the profile's operation {operation!r} is called as nobody", Cause.BINDING)
    return identity


def refused_as(suite: Suite, act: Act, *kinds: str) -> str:
    """That of some `REFUSALS` which the answer to an act may be, else its status code."""
    answer, usual = act.answer, suite.profile.services.scoring_api
    for kind in kinds:
        if answer.may_be(kind) if kind in answer.known else answer.status in getattr(usual, kind):
            return kind
    return str(answer.status)


def shown(suite: Suite, act: Act) -> bool:
    """Whether the answer to a reading of the log has entries, whatever it says besides."""
    return act.answer.succeeded or bool(suite.platform.populations.held_by("audit_entries", act.answer))


def check_complete(found: Sequence[Mapping[str, Any]], meaning: str) -> None:
    """Checks that each entry has all six elements, none of them empty, and its time in UTC with offset."""
    check_every([_lacking(entry) for entry in found], 1, equal_to(""), meaning)


def _lacking(entry: Mapping[str, Any]) -> str:
    lacking = [name for name in ELEMENTS if not str(entry.get(name) or "").strip()]
    time = str(entry.get("time") or "")
    if not lacking and not time.endswith(("Z", "+00:00")):
        lacking = ["time in UTC"]
    return ", ".join(lacking)


def whole_log() -> dict[str, Any]:
    """The words of a reading that leaves nothing out."""
    return {**dict.fromkeys(FILTERS, OMIT), "after": 0}


def _expected(
    suite: Suite, event: str, outcome: str, actor: str, about: str | Customer
) -> Callable[[], dict[str, str]]:
    def told() -> dict[str, str]:
        return {
            "event": suite.profile.agreed(Audit).word(event, "events"),
            "outcome": suite.profile.agreed(Audit).word(outcome, "outcomes"),
            "actor": actor,
            "resource": name_of(suite, about) if isinstance(about, Customer) else about,
        }

    return told

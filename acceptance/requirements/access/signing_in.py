"""People who sign in: an account of their own, a lock after failures, and no way in for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.answers import Answer
from acceptance.platform.clocks import comparable_time
from acceptance.platform.http import token_of
from acceptance.profile.audit import Audit, SignIn
from acceptance.record.redaction import redactor
from acceptance.requirements.audit.auditing import Act, act, entries
from acceptance.requirements.service.replicas import connections_to_all
from acceptance.suite import Suite

CHANGE = "change of credentials"
OF_A_PERSON = "sign-in of a person"
TRIED_EACH, FEWEST_EACH = 7, 2
TELLING_S, TELLING_TIMES = 0.015, 3
"""By how much the quickest of some refusals differs from that of others when the time of an answer tells something.

The quickest of several is hardly touched by a busy machine; work that was left out shows in all of them.
"""


@dataclass(frozen=True)
class Person:
    """Somebody with an account that was made for this scenario, and its password."""

    account: str
    password: str
    begun: datetime


def terms(suite: Suite) -> SignIn:
    """What the profile says about signing in.

    Raises:
        NotAssessed: it says nothing.
    """
    found = suite.profile.agreed(Audit).sign_in
    if found is None:
        raise NotAssessed("the profile's block audit says nothing about people who sign in", Cause.BINDING)
    return found


def new_person(suite: Suite) -> Person:
    """An account of its own for somebody, disabled at the end of the scenario."""
    person = Person(f"trial-{uuid4().hex[:12]}", new_password(), datetime.now(UTC))
    suite.owe("operation", "disable_account", act="create_account", account=person.account)
    suite.platform.operations.do("create_account", account=person.account, password=person.password)
    return person


def new_password() -> str:
    """A password that nobody has, and no record shows."""
    password = f"{uuid4()}"
    redactor.register(password, "password made for a scenario")
    return password


def sign_in(suite: Suite, person: Person, password: str | None = None, source: str | None = None) -> Answer:
    """Tries to sign in, with the right password unless another is given."""
    return suite.platform.operations.try_(
        "sign_in", account=person.account, password=password or person.password, source=source, fresh=True
    )


def spellings(suite: Suite, person: Person) -> list[str]:
    """The ways to write an account's name under which its owner signs in: other letters must not be other counters."""
    name = person.account
    fullwidth = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in name)
    others = [name.upper(), name.capitalize(), f" {name}", f"{name} ", fullwidth]
    return [name] + [other for other in others if sign_in(suite, replace(person, account=other)).succeeded]


def fail(suite: Suite, person: Person, times: int, sources: Sequence[str]) -> list[Answer]:
    """Tries wrong passwords, by turns from each of our addresses and under each name by which the owner signs in."""
    names = spellings(suite, person)
    return [
        sign_in(
            suite,
            replace(person, account=names[number % len(names)]),
            new_password(),
            source=sources[number % len(sources)],
        )
        for number in range(times)
    ]


def attempts(suite: Suite, person: Person) -> list[Act]:
    """Signs in rightly, with a wrong password, under a name that nobody has, and once the account is disabled."""
    agreed, about = suite.profile.agreed(Audit), terms(suite).named.format(account=person.account)

    def attempt(account: str, password: str, **expected: str) -> Act:
        told = {"event": agreed.word(OF_A_PERSON, "events"), **expected}
        return act(suite, "sign_in", lambda: told, account=account, password=password, fresh=True)

    success, refused = (agreed.word(word, "outcomes") for word in ("success", "refused"))
    tried = [
        attempt(person.account, person.password, outcome=success, actor=person.account),
        attempt(person.account, new_password(), outcome=refused, resource=about),
        attempt(f"nobody-{uuid4().hex[:12]}", new_password(), outcome=refused),
    ]
    suite.platform.operations.do("disable_account", account=person.account)
    return [*tried, attempt(person.account, person.password, outcome=refused, resource=about)]


Refused = tuple[str, Answer]
"""The name of an account, and how a sign-in under it was refused."""


@dataclass(frozen=True)
class Refusals:
    """How sign-ins were refused, several times each: with a wrong password, and under names that nobody has."""

    of_somebody: Sequence[Refused]
    of_nobody: Sequence[Refused]

    def succeeded(self) -> list[int]:
        """The status of each that was no refusal."""
        return [answer.status for _, answer in (*self.of_somebody, *self.of_nobody) if answer.succeeded]

    def differences(self) -> list[str]:
        """In what they differ, in words: each of that tells whether there is such an account."""
        somebody, nobody = _told(self.of_somebody), _told(self.of_nobody)
        lacking = somebody.keys() ^ nobody.keys()
        others = [place for place in somebody.keys() & nobody.keys() if _disagree(somebody[place], nobody[place])]
        return sorted([*lacking, *others]) + _times_apart(self.of_somebody, self.of_nobody)


def refusals(suite: Suite, person: Person) -> Refusals:
    """Tries wrong passwords, by turns for the account of a person and under names that nobody has.

    Raises:
        NotAssessed: an account is locked after so few failures that nothing could be compared.
    """
    somebody, nobody = list[Refused](), list[Refused]()
    times = min(TRIED_EACH, terms(suite).failures - 1)
    if times < FEWEST_EACH:
        raise NotAssessed(f"an account is locked after {times + 1} failures here, too few to compare refusals")
    for _ in range(times):
        for found, account in ((somebody, person.account), (nobody, f"nobody-{uuid4().hex[:12]}")):
            found.append((account, sign_in(suite, replace(person, account=account), new_password())))
    return Refusals(somebody, nobody)


def _told(refused: Sequence[Refused]) -> dict[str, set[str]]:
    """All that some refusals say, by where it stands; the name of the account itself tells nothing."""
    told: dict[str, set[str]] = {}
    for account, answer in refused:
        for place, value in [("the status", answer.status), *_by_place(answer.exchange.content)]:
            told.setdefault(place, set()).add(str(value).replace(account, "(the account)"))
    return told


def _disagree(one: set[str], other: set[str]) -> bool:
    """Whether two always say something, and not the same: what is another word each time tells nothing."""
    return len(one) == len(other) == 1 and one != other


def _by_place(content: Any, above: str = "the field") -> Iterator[tuple[str, Any]]:
    """Each single value of a parsed JSON document, with where it stands."""
    parts = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else None
    if parts is None:
        yield above, content
    else:
        for key, value in parts:
            yield from _by_place(value, f"{above} {key}")


def _times_apart(*several: Sequence[Refused]) -> list[str]:
    """The time of an answer, where the quickest ones of two kinds lie far apart."""
    least, most = sorted(min(answer.exchange.seconds for _, answer in refused) for refused in several)
    if most - least <= TELLING_S or most <= TELLING_TIMES * least:
        return []
    return [f"the time of an answer ({least * 1000:.0f} ms or {most * 1000:.0f} ms at the least)"]


def sessions(suite: Suite, person: Person, count: int) -> list[str]:
    """The tokens of several sessions of a person.

    Raises:
        OperationFailed: the person cannot sign in.
    """
    words = {"account": person.account, "password": person.password}
    return [str(suite.platform.operations.do("sign_in", **words).words["token"]) for _ in range(count)]


def uses_of(suite: Suite, person: Person, tokens: Sequence[str]) -> list[int]:
    """What comes of each token at each replica; status codes."""
    with connections_to_all(suite) as replicas:
        return [
            replica.try_("read_account", token=token, account=person.account).status
            for replica in replicas
            for token in tokens
        ]


def locked_minutes(suite: Suite, person: Person, since: datetime) -> float:
    """For how many minutes an account says that it is locked, from a time on; 0 when it is not.

    Raises:
        Inconclusive: it says until when, and that is no time.
    """
    until = suite.platform.operations.do("read_account", account=person.account).words["locked_until"]
    return 0.0 if until is None else (comparable_time(until, "the account") - since).total_seconds() / 60


def programs_signing_in(suite: Suite) -> dict[str, Answer]:
    """What comes of each program trying to sign in under its own name with its own token."""
    service, users = suite.profile.services.scoring_api, suite.profile.agreed(Audit).users
    return {
        name: suite.platform.operations.try_("sign_in", account=users.get(name, name), password=token_of(service, name))
        for name in terms(suite).programs
    }


def changes_of(suite: Suite, person: Person) -> list[dict[str, Any]]:
    """The entries about changes of an account."""
    named = terms(suite).named.format(account=person.account)
    return entries(suite, event=suite.profile.agreed(Audit).word(CHANGE, "events"), resource=named)

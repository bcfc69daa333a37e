"""The platform's services besides the scoring API: whether each operation there refuses who has no right to it.

They publish no description that the suite reads, so that it tries the operations of the profile. Each is sent as
whoever has the right would send it, so that whoever were let in would really read or change something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from acceptance.checks import inconclusive
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.answers import Answer
from acceptance.platform.http import REDIRECTION, class_of, token_of
from acceptance.profile.cards import Cards
from acceptance.profile.http_services import OtherService
from acceptance.requirements.access import forged
from acceptance.requirements.access.targets import words_of
from acceptance.requirements.access.ways_around import CERTIFIED, NAMED, TRUSTED
from acceptance.requirements.cards.keeping import Kept, duty
from acceptance.suite import Suite

OF_NUMBERS = ("read_card_number", "read_card_numbers")
UNANSWERED = 3
"""After so many calls without an answer nothing more is tried: each of them may wait as long as a client does."""


@dataclass(frozen=True)
class Shown:
    """What somebody shows who has no right: a token, sent as those of `like` are, or none, and further headers."""

    token: str | None
    like: str = ""
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Tried:
    """What was tried at the platform's other services, and what came of it, operation by operation."""

    operations: int
    tried: int
    let_in: list[str]
    unanswered: list[str]
    own_refused: list[str]

    def require_answers(self) -> None:
        """Refuses to be content where some gave no answer, or refused also who has the right.

        Raises:
            Inconclusive: some did.
        """
        if self.unanswered:
            inconclusive(f"no answer from {', '.join(self.unanswered)}: what it would have said, nobody knows")
        if self.own_refused:
            inconclusive(f"{', '.join(self.own_refused)} let in nobody, so nothing was shown", Cause.PLATFORM)


def operations(suite: Suite) -> list[str]:
    """The profile's operations at services of the platform that are neither the scoring API nor the model registry.

    Parties outside the platform and whatever harms it for a test are none of it.

    Raises:
        NotAssessed: there are none, or the suite has no tokens there.
    """
    profile = suite.profile
    aside = [name for party in profile.integrations.values() for name in party.operations()]
    aside += [name for one in profile.interruptions.values() for name in (one.cut, one.restore)]
    aside += [name for _, name in (profile.chaos.operations() if profile.chaos is not None else ())]
    outside = {profile.operations[name].service for name in aside if name in profile.operations}
    ours = {
        name
        for name, place in profile.other_services.items()
        if name not in outside and (place.tokens or place.clients)
    }
    found = [
        name
        for name, one in profile.operations.items()
        if one.service in ours and one.identity is not None and suite.platform.operations.possible(name) is None
    ]
    if not found:
        raise NotAssessed("no operation of the profile is one of another service of the platform's own", Cause.BINDING)
    return found


def by_strangers(suite: Suite, kept: Kept) -> Tried:
    """Tries each with no token, with ones that prove nothing, and with those that are good at the scoring API."""
    return _tried(suite, kept, lambda name: strangers(suite, name))


def by_others(suite: Suite, kept: Kept) -> Tried:
    """Tries each as every identity of its service that has no right to it.

    Raises:
        NotAssessed: the profile does not say who has the right to any of them.
    """
    known = [name for name in operations(suite) if rightful(suite, name) is not None]
    if not known:
        raise NotAssessed("the profile does not say who may do what there (other_services.*.allowed)", Cause.BINDING)
    return _tried(suite, kept, lambda name: without_the_right(suite, name))


def rightful(suite: Suite, name: str) -> set[str] | None:
    """The identities that have a right to an operation; None where the profile does not say."""
    operation = suite.profile.operations[name]
    allowed, own = _place(suite, name).allowed, {operation.identity or ""}
    if name in allowed:
        return own | set(allowed[name])
    return own | set(duty(suite).people) if name in OF_NUMBERS and suite.profile.agreed(Cards).numbers else None


def without_the_right(suite: Suite, name: str) -> Iterator[Shown]:
    """The other identities of the service, each with its good token."""
    place, may = _place(suite, name), rightful(suite, name)
    for identity in sorted({*place.tokens, *place.clients} - may) if may is not None else ():
        yield Shown(token_of(place, identity), identity)


def strangers(suite: Suite, name: str) -> Iterator[Shown]:
    """No token, tokens that prove nothing, headers that only neighbours send, and who is somebody elsewhere only."""
    place, own = _place(suite, name), suite.profile.operations[name].identity or ""
    good = token_of(place, own) or ""
    yield Shown(None)
    for value in ("127.0.0.1", "10.0.0.1"):
        yield Shown(None, headers=dict.fromkeys(TRUSTED, value) | {"Forwarded": f"for={value};host=localhost"})
    for value in (own, own.replace(" ", "_"), "admin"):
        yield Shown(None, headers=dict.fromkeys(NAMED, value) | {"X-Roles": value, **CERTIFIED})
    made = [*forged.never_given(own, own.replace(" ", "_")), *forged.altered(good)] if good else forged.never_given(own)
    made += [*forged.unsigned(good, own), *forged.guessed(good, own)]
    here = {one.get_secret_value() for one in place.tokens.values()}
    made += _of_the_scoring_api(suite, rightful(suite, name))
    yield from (Shown(token, own) for token in made if token not in here)


def _of_the_scoring_api(suite: Suite, may: set[str] | None) -> list[str]:
    """Tokens that are or were good there; of whoever may be somebody here as well only where it is said who may."""
    api = suite.profile.services.scoring_api
    good = [one for identity, one in api.tokens.items() if may is not None and identity not in may]
    return [one.get_secret_value() for one in (*good, *api.ended_tokens)]


def _tried(suite: Suite, kept: Kept, shown: Callable[[str], Iterator[Shown]]) -> Tried:
    tried, found = 0, operations(suite)
    let_in, unanswered, own_refused = list[str](), list[str](), list[str]()
    for name in found:
        if len(unanswered) == UNANSWERED:
            break
        try:
            for one in shown(name):
                tried += 1
                if _is_let_in(sent(suite, name, kept, one), kept):
                    let_in.append(name)
                    break
            if not sent(suite, name, kept, None).succeeded:
                own_refused.append(name)
        except Unreachable:
            unanswered.append(name)
    return Tried(len(found), tried, let_in, unanswered, own_refused)


def sent(suite: Suite, name: str, kept: Kept, shown: Shown | None) -> Answer:
    """An operation about a card, as somebody without the right, or as its own identity."""
    asked = suite.platform.operations
    words = _words(name, suite, kept)
    if shown is None:
        return asked.try_(name, fresh=True, **words)
    return asked.try_(name, token=shown.token, identity=shown.like, headers=shown.headers, fresh=True, **words)


def _words(name: str, suite: Suite, kept: Kept) -> dict[str, Any]:
    """The words of an operation about a card; what else it asks for is a name that nobody has."""
    known = {**kept.customer.words(), "token_of_card": kept.token, "tokens_of_cards": [kept.token]}
    known["card_number"] = kept.number.value
    return {word: known.get(word, f"none-{uuid4().hex}") for word in words_of(suite.profile.operations[name])}


def _is_let_in(answer: Answer, kept: Kept) -> bool:
    """Whether it was done, or told something of the card, whatever it says besides."""
    told = kept.number.value.encode() in answer.exchange.body
    return class_of(answer.status) < REDIRECTION or answer.succeeded or told


def _place(suite: Suite, name: str) -> OtherService:
    return suite.profile.other_services[suite.profile.operations[name].service]

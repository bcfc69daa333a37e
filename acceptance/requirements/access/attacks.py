"""Requests of who has no right to them: with tokens that prove nothing, and on ways around the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.described_paths import PARAMETER
from acceptance.platform.http import REDIRECTION, Exchange, HttpClient, class_of, token_of
from acceptance.platform.put_off import BUSY, Patience
from acceptance.profile.audit import Audit
from acceptance.requirements.access import forged
from acceptance.requirements.access.targets import Target, barred_from, state, targets
from acceptance.requirements.access.ways_around import BESIDE_IT, WAYS
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

NOT_THERE = frozenset(
    {
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.METHOD_NOT_ALLOWED,
        HTTPStatus.GONE,
        HTTPStatus.NOT_IMPLEMENTED,
    }
)
"""How a way around a rule ends that leads nowhere; so does every redirection."""
ABOUT_THE_FORM = frozenset(
    {
        HTTPStatus.NOT_ACCEPTABLE,
        HTTPStatus.CONFLICT,
        HTTPStatus.LENGTH_REQUIRED,
        HTTPStatus.PRECONDITION_FAILED,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.REQUEST_URI_TOO_LONG,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
        HTTPStatus.EXPECTATION_FAILED,
        HTTPStatus.MISDIRECTED_REQUEST,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.FAILED_DEPENDENCY,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.UPGRADE_REQUIRED,
        HTTPStatus.PRECONDITION_REQUIRED,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    }
)
"""Mistakes of whoever asks, which some platforms look for before the right: they tell of a right only where the same
platform refuses the same mistake without a way around its rule."""
UNANSWERED_CALLS = 3
"""After so many calls without an answer nothing more is tried: each of them may wait as long as a client does."""
NO_NAME = "%21" * 100
"""Too long and of signs that stand in no identifier."""


@dataclass(frozen=True)
class Attack:
    """What was tried, and what came of it, call by call.

    Attributes:
        let_in: calls that did not refuse, as `GET /results/{id}`.
        not_let_in: calls that refused also those who have the right.
        without_right: calls for which the profile names nobody who has the right.
        unanswered: calls without a whole answer; what they would have said, nobody knows.
    """

    tried: int
    busy: int
    let_in: list[str]
    replicas: int
    not_let_in: list[str] = field(default_factory=list)
    without_right: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Attempt:
    """One request of who has no right: at which replica, as whom, and how it is changed."""

    target: Target
    replica: HttpClient
    identity: str | None = None
    token: str | None = None
    changed: Mapping[str, Any] = field(default_factory=dict)

    def answer(self) -> Exchange:
        return self.with_(self.changed)

    def with_(self, changed: Mapping[str, Any]) -> Exchange:
        """The same request of the same identity, changed in another way."""
        return self.target.sent(self.replica, token=self.token, identity=self.identity, **changed)


@dataclass(frozen=True)
class Tries:
    """What came of one attempt after the other at each call.

    Attributes:
        met: calls that gave an answer of the kind that was looked for.
    """

    answers: list[Exchange] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class About:
    """The customer whom attacks are about, and what was said of them before: twice, as some of it never stays."""

    customer: Customer
    request_id: str
    before: tuple[dict[str, Any], dict[str, Any]]


def scored_customer(suite: Suite) -> About:
    """A customer of the suite's own with a score, and what the platform says about them.

    Raises:
        NotAssessed: customers cannot be made or scored here.
    """
    suite.platform.operations.require("score", "request_id")
    customer = suite.customer()
    request_id = str(suite.score(customer).words["request_id"])
    first, second = (state(suite, customer, request_id) for _ in range(2))
    if not first:
        raise NotAssessed("no operation of the profile reads what is known about a customer or result", Cause.BINDING)
    return About(customer, request_id, (first, second))


# -- tokens that prove nothing


@dataclass(frozen=True)
class Shown:
    """A token that proves nothing; it is sent as the tokens of `like` are, for each kind has a header of its own."""

    token: str | None
    like: str | None = None


def with_nothing(suite: Suite, target: Target) -> list[Shown]:
    ways = [like for like, _ in _good(suite, target)]
    made = (Shown(token, like) for like in ways for token in forged.never_given(called(suite, like)))
    return [Shown(None), *made]


def with_altered(suite: Suite, target: Target) -> list[Shown]:
    return [Shown(one, like) for like, token in _good(suite, target) for one in forged.altered(token)]


def with_unsigned(suite: Suite, target: Target) -> list[Shown]:
    good = _good(suite, target)
    return [Shown(one, like) for like, token in good for one in forged.unsigned(token, called(suite, like))]


def with_guessed(suite: Suite, target: Target) -> list[Shown]:
    good = _good(suite, target)
    return [Shown(one, like) for like, token in good for one in forged.guessed(token, called(suite, like))]


def with_ended(suite: Suite, target: Target) -> list[Shown]:
    ended = suite.profile.services.scoring_api.ended_tokens
    if not ended:
        raise NotAssessed("the profile names no token that has ended (scoring_api.ended_tokens)", Cause.BINDING)
    ways = [like for like, _ in _good(suite, target)]
    return [Shown(one.get_secret_value(), like) for like in ways for one in ended]


TOKENS: dict[str, Callable[[Suite, Target], list[Shown]]] = {
    "no token, or one that nobody was given": with_nothing,
    "a good token that was altered": with_altered,
    "a token without a signature": with_unsigned,
    "a token signed with a key that everybody guesses": with_guessed,
    "a token that has ended": with_ended,
}


def try_tokens(suite: Suite, about: About, kind: str) -> Attack:
    """Sends every call to every replica with each token of a kind, and once by somebody who has the right."""
    found = targets(suite, about.customer, about.request_id)
    with clients_of_all(suite) as replicas:

        def attempts(target: Target) -> Iterator[Attempt]:
            for shown in TOKENS[kind](suite, target):
                for replica in replicas:
                    yield Attempt(target, replica, shown.like, shown.token)

        def is_let_in(_: Attempt, answer: Exchange) -> bool:
            return not _is_refused(suite, answer)

        tries = _tried(((target, attempts(target)) for target in found), is_let_in, Patience(suite.limits.busy_s))
        return _attack(suite, found, replicas, tries)


def _tried(
    asked: Iterable[tuple[Target, Iterable[Attempt]]],
    looked_for: Callable[[Attempt, Exchange], bool],
    patience: Patience,
) -> Tries:
    """Makes the attempts of each call until one is answered as looked for, or not at all."""
    tries = Tries()
    for target, attempts in asked:
        if len(tries.unanswered) == UNANSWERED_CALLS:
            break
        try:
            for attempt in attempts:
                tries.answers.append(patience.answer_of(attempt.answer))
                if looked_for(attempt, tries.answers[-1]):
                    tries.met.append(str(target.call))
                    break
        except Unreachable:
            tries.unanswered.append(str(target.call))
    return tries


def _refusals(suite: Suite) -> set[int]:
    place = suite.profile.services.scoring_api
    return {*place.no_identity, *place.no_right}


def _is_refused(suite: Suite, answer: Exchange) -> bool:
    """A token that has no form at all may be refused as malformed, if the answer says what it is about (RFC 6750)."""
    told = answer.status == HTTPStatus.BAD_REQUEST and "www-authenticate" in {name.lower() for name in answer.headers}
    return answer.status in _refusals(suite) | BUSY or told


def _refused_to_all(suite: Suite, found: Sequence[Target], replicas: Sequence[HttpClient]) -> Tries:
    """Looks for calls that refuse also who has the right. They ask about nobody: what they may, they would do.

    A platform may refuse so whatever is not there. Then it is asked for the customer of the suite's own, where the call
    only reads; a platform that lets in so says nothing of a right when it refuses a number that nobody has.
    """
    # That there is nobody of that name says nothing of a right, whatever else the code is used for.
    refused, hides = _refusals(suite) - {HTTPStatus.NOT_FOUND}, False

    def is_barred(attempt: Attempt, answer: Exchange) -> bool:
        nonlocal hides
        barred = answer.status in refused
        if barred and attempt.target.ours and attempt.target.call.method == "GET":
            barred = patience.answer_of(partial(attempt.with_, {})).status in refused
            hides = hides or not barred
        return barred

    asked = [
        (target, [Attempt(target, replicas[number % len(replicas)], target.rightful[0], None, target.empty())])
        for number, target in enumerate(found)
        if target.rightful
    ]
    patience = Patience(suite.limits.busy_s)
    tries = _tried(asked, is_barred, patience)
    untold = {str(one.call) for one in found if "{" in one.call.path and not (one.ours and one.call.method == "GET")}
    return replace(tries, met=[call for call in tries.met if not (hides and call in untold)])


# -- ways around the rule


def try_ways(suite: Suite, about: About, way: str) -> Attack:
    """Goes a way around the rule of every call, at every replica, as nobody and as somebody without the right."""
    found = targets(suite, about.customer, about.request_id)
    public = suite.platform.public
    with clients_of_all(suite) as replicas:

        def attempts(target: Target) -> Iterator[Attempt]:
            for changed in WAYS[way](target):
                if f"{changed.get('method', target.call.method)} {target.call.path}" not in public:
                    for identity in dict.fromkeys((None, barred_from(suite, target))):
                        for replica in replicas:
                            yield Attempt(target, replica, identity, None, changed)

        def is_through(attempt: Attempt, answer: Exchange) -> bool:
            # Where nothing is, some servers show a page of theirs: it tells of nobody.
            return _got_through(suite, attempt, answer) and (way != BESIDE_IT or answer.content is not None)

        tries = _tried(((target, attempts(target)) for target in found), is_through, Patience(suite.limits.busy_s))
        if not tries.answers and not tries.unanswered:
            raise NotAssessed(f"no call of the description can be tried by {way}")
        return _attack(suite, found, replicas, tries)


def _got_through(suite: Suite, attempt: Attempt, answer: Exchange) -> bool:
    """Whether a way around the rule led to something, by the difference to requests that go none."""
    if class_of(answer.status) == REDIRECTION or answer.status in NOT_THERE | _refusals(suite) | BUSY:
        return False
    if attempt.changed.get("method") == "HEAD":
        return _head(answer) != _head(
            attempt.with_({**attempt.changed, "path": f"{attempt.target.path}/{uuid4().hex}"})
        )
    return answer.status not in ABOUT_THE_FORM or answer.status not in _told_anyway(attempt)


def _head(answer: Exchange) -> tuple[int, str | None, str | None]:
    """What the head of an answer tells of what it is the head of. Proxies answer so for pages that nobody has, too."""
    return answer.status, answer.headers.get("Content-Length"), answer.headers.get("ETag")


def _told_anyway(attempt: Attempt) -> set[int]:
    """What the same identity is told at the same call without any way around its rule, in right and in wrong forms."""
    target, extra = attempt.target, {"headers", "query"}
    wrong: dict[str, Any] = {"path": PARAMETER.sub(NO_NAME, target.call.path), "query": {uuid4().hex: uuid4().hex}}
    forms = [{}, wrong, *([wrong | {"body": b"{}"}] if target.body is not None else [])]
    if extra & attempt.changed.keys():
        forms.append({name: value for name, value in attempt.changed.items() if name not in extra})
    return {attempt.with_(form).status for form in forms}


def _attack(suite: Suite, found: Sequence[Target], replicas: Sequence[HttpClient], tries: Tries) -> Attack:
    barred = _refused_to_all(suite, found, replicas)
    return Attack(
        tried=len(tries.answers),
        busy=sum(one.status in BUSY for one in tries.answers),
        let_in=sorted(tries.met),
        replicas=len(replicas),
        not_let_in=barred.met,
        without_right=[str(one.call) for one in found if not one.rightful],
        unanswered=sorted({*tries.unanswered, *barred.unanswered}),
    )


def require_answers(attack: Attack) -> None:
    """Refuses to judge where some requests got no answer of the rule: nobody knows what it would have been.

    Raises:
        Inconclusive: the platform was busy, or gave no whole answer.
    """
    require_whole_answers(attack.unanswered)
    if attack.busy:
        raise Inconclusive(f"{attack.busy} of {attack.tried} requests were put off (429 or 503), not refused")


def require_whole_answers(unanswered: Sequence[str]) -> None:
    """Raises Inconclusive where calls gave no whole answer: what they would have told, nobody knows."""
    if unanswered:
        raise Inconclusive(f"no whole answer came from {', '.join(unanswered)}", Cause.PLATFORM)


def require_rights(attack: Attack) -> None:
    """Names the calls for which nobody shows that they let somebody in.

    Raises:
        NotAssessed: there are some.
    """
    if attack.without_right:
        told = ", ".join(attack.without_right[:3])
        raise NotAssessed(
            f"the profile names nobody who has a right to {len(attack.without_right)} calls, such as {told} "
            "(scoring_api.allowed)",
            Cause.BINDING,
        )


def _good(suite: Suite, target: Target) -> list[tuple[str, str]]:
    """Name and token of who has the right, or of anybody where the profile does not say: one for each kind of token.

    Whoever also shows a certificate proves something with it, and is left out.

    Raises:
        NotAssessed: the profile has no token.
    """
    place = suite.profile.services.scoring_api
    names = [*target.rightful, *sorted(place.identities)]
    kinds = ({*place.tokens} - {*place.certificates}, {*place.clients} - {*place.certificates})
    chosen = [next((name for name in names if name in kind), None) for kind in kinds]
    good = [(name, token_of(place, name) or "") for name in chosen if name is not None]
    if not good:
        raise NotAssessed("the profile has no token of the scoring API that could be altered", Cause.BINDING)
    return good


def called(suite: Suite, identity: str) -> str:
    """What the platform calls an identity, where the profile tells."""
    audit = suite.profile.audit
    return audit.users.get(identity, identity) if isinstance(audit, Audit) else identity

"""A good token in a place that is not made for it: in the address, where every log keeps it, or where a browser sends
it by itself.

A token counts as taken from such a place where it makes a difference: with a word in its stead the same request is
refused. So it does not matter what a platform makes of requests with things in them that it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.http import Exchange, HttpClient, token_of
from acceptance.platform.put_off import BUSY, Patience
from acceptance.requirements.access.attacks import UNANSWERED_CALLS, About, Attack, require_whole_answers
from acceptance.requirements.access.targets import Target, targets
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

USUAL = "access_token"
"""The name that RFC 6750 gave it in addresses and forms, and that RFC 9700 took away again."""
NAMES = (
    *(USUAL, "token", "auth_token", "authToken", "accessToken", "bearer", "bearer_token", "jwt", "id_token"),
    *("auth", "authorization", "Authorization", "api_key", "apikey", "apiKey", "api-key", "key", "x-api-key"),
    *("session", "sessionid", "session_id", "session_token", "sid", "ticket", "t", "tk"),
)
COOKIES = (
    *NAMES,
    *("__Host-session", "__Secure-token", "JSESSIONID", "connect.sid", "PHPSESSID", "auth-token", "access-token"),
)
FOREIGN = {"Origin": "https://stranger.example", "Sec-Fetch-Site": "cross-site", "Referer": "https://stranger.example/"}
"""What a browser adds to a request that the page of a stranger makes."""
FORM = "application/x-www-form-urlencoded"

FITS_BYTES = 4096
"""What gateways and servers take of an address or a header: of most the limit is 8 KiB for all of them together."""
TOO_LARGE = frozenset(
    {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.REQUEST_URI_TOO_LONG,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    }
)
"""How a request is refused for its size, whatever it holds."""

Changed = Mapping[str, Any]
"""How a request is changed that carries a token in a place."""


def in_the_address(target: Target, token: str) -> Iterator[Changed]:
    """As a parameter: alone under the usual name, under all names, with the word before it, and in the path."""
    yield {"query": {USUAL: token}}
    for value in (token, f"Bearer {token}"):
        yield from ({"query": dict.fromkeys(names, value)} for names in _several(NAMES, quote(value)))
    yield {"path": f"{target.path};{USUAL}={quote(token, safe='')}"}


def in_a_cookie(target: Target, token: str) -> Iterator[Changed]:
    """As a cookie that a browser sends by itself, also for the page of a stranger that lets it change something."""
    if target.call.method != "GET":
        plain = quote(token, safe="")
        for value in (plain, f"Bearer%20{plain}"):
            for names in _several(COOKIES, value):
                yield {"headers": {**FOREIGN, "Cookie": "; ".join(f"{name}={value}" for name in names)}}


def in_the_body(target: Target, token: str) -> Iterator[Changed]:
    """As a field of a form (RFC 6750, section 2.2), and as one of what is sent anyway."""
    known = json.loads(target.body) if target.body is not None else None
    if not isinstance(known, dict):
        return
    plain = {name: value for name, value in known.items() if isinstance(value, str | int | float)}
    for name in (USUAL, "token"):
        yield {"headers": {"Content-Type": FORM}, "body": urlencode({**plain, name: token}).encode()}
    yield {"body": json.dumps({**known, **dict.fromkeys(NAMES, token)}).encode()}


PLACES: dict[str, Callable[[Target, str], Iterator[Changed]]] = {
    "the address": in_the_address,
    "a cookie": in_a_cookie,
    "a form or the message": in_the_body,
}


def _several(names: Sequence[str], value: str) -> Iterator[tuple[str, ...]]:
    """The names by turns, so many at once as fit into one request with this value for each."""
    longest = max(map(len, names)) + len("; =") + len(value)
    count = max(1, FITS_BYTES // longest)
    yield from (tuple(names[first : first + count]) for first in range(0, len(names), count))


@dataclass
class _Tries:
    patience: Patience
    tried: int = 0
    busy: int = 0
    too_large: int = 0
    let_in: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    without_right: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


def try_places(suite: Suite, about: About, place: str) -> Attack:
    """Moves the token of who has a right to each call into a place, at every replica, with none where it belongs.

    Raises:
        NotAssessed: the profile has no token of anybody who has a right to a call that can be sent so.
        Inconclusive: the platform answered nothing.
    """
    found = targets(suite, about.customer, about.request_id)
    tries = _Tries(Patience(suite.limits.busy_s))
    with clients_of_all(suite) as replicas:
        for number, target in enumerate(found):
            if len(tries.unanswered) == UNANSWERED_CALLS:
                break
            holder = _holder(suite, target)
            if holder is None:
                tries.without_right.append(str(target.call))
                continue
            try:
                _try_call(suite, target, holder, place, replicas, tries)
                own = tries.patience.answer_of(partial(target.about_nobody, replicas[number % len(replicas)], holder))
                tries.refused += [str(target.call)] if own.status in _refusals(suite) - {HTTPStatus.NOT_FOUND} else []
            except Unreachable:
                tries.unanswered.append(str(target.call))
    if tries.tried < len(replicas):
        require_whole_answers(tries.unanswered)
    if not tries.tried:
        raise NotAssessed(f"the profile has no token that could be sent in {place} of a call", Cause.BINDING)
    if tries.too_large and not tries.let_in:
        raise Inconclusive(
            f"{tries.too_large} of {tries.tried} requests were refused for their size", Cause.ENVIRONMENT
        )
    return Attack(
        tries.tried,
        tries.busy,
        sorted(tries.let_in),
        len(replicas),
        tries.refused,
        tries.without_right,
        tries.unanswered,
    )


def _try_call(suite: Suite, target: Target, holder: str, place: str, replicas: list[HttpClient], tries: _Tries) -> None:
    good = token_of(suite.profile.services.scoring_api, holder) or ""
    pairs = zip(PLACES[place](target, good), PLACES[place](target, _word_like(good)), strict=True)
    for with_token, with_word in pairs:
        for replica in replicas:
            good_one, no_one = (partial(target.sent, replica, **changed) for changed in (with_token, with_word))
            if _makes_a_difference(suite, good_one, no_one, tries):
                tries.let_in.append(str(target.call))
                return


def _word_like(token: str) -> str:
    """A word that nobody was given, as long as a token: what a request is refused for its size, it is with both."""
    return "".join(uuid4().hex for _ in range(len(token) // 32 + 1))[: len(token)]


def _makes_a_difference(
    suite: Suite, with_token: Callable[[], Exchange], with_word: Callable[[], Exchange], tries: _Tries
) -> bool:
    """Whether what is refused with a word is not with the token."""
    status = tries.patience.answer_of(with_token).status
    tries.tried += 1
    tries.busy += status in BUSY
    tries.too_large += status in TOO_LARGE
    if status in _refusals(suite) | BUSY | TOO_LARGE:
        return False
    other = tries.patience.answer_of(with_word).status
    tries.busy += other in BUSY
    return other not in {status, *BUSY}


def _holder(suite: Suite, target: Target) -> str | None:
    """Somebody who has the right and proves it with a token alone; None where the profile has nobody."""
    place = suite.profile.services.scoring_api
    able = {*place.tokens, *place.clients} - {*place.certificates}
    return next((name for name in target.rightful if name in able), None)


def _refusals(suite: Suite) -> set[int]:
    place = suite.profile.services.scoring_api
    return {*place.no_identity, *place.no_right}

"""Answers about a customer, and those between the platform and whoever asked: caches on the way, and foreign pages.

Read is by every operation of the profile that asks about the customer with GET, at every replica, as its own identity.
Only what an answer really allows counts: see `acceptance/platform/shared_caches.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.http import REDIRECTION, Exchange, HttpClient, class_of, headers_of
from acceptance.platform.operations import Operations
from acceptance.platform.shared_caches import AUTHORIZATION, given_to_others, readable_from
from acceptance.requirements.access.attacks import About, require_whole_answers
from acceptance.requirements.access.targets import OURS, SERVICE, targets, words_of
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

AS_A_SCRIPT = ("callback", "jsonp")
"""Parameters by which an answer becomes a program that any page may include."""
LETTERS = 160
"""So many signs of a program are enough to see which function it calls."""


@dataclass
class Read:
    """What was read of a customer, answer by answer.

    Attributes:
        replicas: how many were asked.
        answers: how many answers told of the customer.
        open_to: what allows others to have it, such as `read_result: Cache-Control: public`.
        unanswered: operations without a whole answer; what it would have allowed, nobody knows.
    """

    replicas: int
    answers: int = 0
    open_to: set[str] = field(default_factory=set)
    unanswered: set[str] = field(default_factory=set)


def kept_on_the_way(suite: Suite, about: About) -> Read:
    """Reads all there is of a customer, and looks which answers may be kept and given to somebody else.

    Raises:
        NotAssessed: nothing of the profile reads about a customer with GET.
    """
    with clients_of_all(suite) as clients:
        found = Read(len(clients))
        for client in clients:
            for name, answer in _read(suite, client, about, found):
                told = given_to_others(answer.headers, _known_by(suite, name))
                found.open_to |= {f"{name}: {told}"} if told is not None else set()
    return _something(found)


def open_to_pages(suite: Suite, about: About) -> Read:
    """Reads all there is of a customer as pages of strangers would, and asks whether they may make every call.

    Raises:
        NotAssessed: nothing of the profile reads about a customer with GET.
    """
    with clients_of_all(suite) as clients:
        found = Read(len(clients))
        for client in clients:
            for origin in foreign_origins(suite.profile.services.scoring_api.url):
                for name, answer in _read(suite, client, about, found, headers={"Origin": origin}):
                    found.open_to |= {f"{name} by {_told(origin)}"} if readable_from(answer.headers, origin) else set()
            found.open_to |= set(_as_scripts(suite, client, about, found))
        found.open_to |= set(_allowed_beforehand(suite, clients, about))
    return _something(found)


def _something(found: Read) -> Read:
    """What was read; raises NotAssessed, or Inconclusive where nothing was answered, if it was nothing."""
    if not found.answers:
        require_whole_answers(sorted(found.unanswered))
        raise NotAssessed("no operation of the profile reads with GET what is known about a customer", Cause.BINDING)
    return found


def foreign_origins(url: str) -> list[str]:
    """Origins that are not the platform's own, though careless rules take them for it."""
    parts, stranger = urlsplit(url), uuid4().hex
    host = parts.hostname or ""
    own = ".".join(host.split(".")[-2:])
    return [
        f"https://{stranger}.example",
        "null",
        f"{parts.scheme}://{host}.{stranger}.example",
        f"{parts.scheme}://{stranger}{own}",
    ]


def _told(origin: str) -> str:
    return "a page without a name" if origin == "null" else "a page of a stranger"


def _read(
    suite: Suite,
    client: HttpClient,
    about: About,
    found: Read,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
) -> Iterator[tuple[str, Exchange]]:
    """Each answer about the customer from one replica, with its operation; both are counted."""
    operations = suite.platform.operations_over(client)
    for name in _reading(suite, operations, about):
        try:
            answer = operations.try_(name, headers=headers, query=query, **_words(about)).exchange
        except Unreachable:
            found.unanswered.add(name)
            continue
        if class_of(answer.status) < REDIRECTION:
            found.answers += 1
            yield name, answer


def _reading(suite: Suite, operations: Operations, about: About) -> list[str]:
    """The operations that ask about the customer with GET as somebody, and that can be filled."""
    known = _words(about).keys()
    return [
        name
        for name, one in suite.profile.operations.items()
        if (one.service, one.method) == (SERVICE, "GET") and one.identity is not None
        if words_of(one) & OURS and words_of(one) <= known and operations.possible(name) is None
    ]


def _words(about: About) -> dict[str, Any]:
    return {**about.customer.words(), "request_id": about.request_id}


def _known_by(suite: Suite, name: str) -> str:
    """The header by which the platform knows who asks in an operation, in small letters; "" where there is none."""
    place = suite.profile.services.scoring_api
    carried = {one.lower() for one in headers_of(place, suite.profile.operations[name].identity)}
    if AUTHORIZATION in carried or place.user is not None:
        return AUTHORIZATION
    key = place.token_header.lower()
    return key if key in carried else ""


def _as_scripts(suite: Suite, client: HttpClient, about: About, found: Read) -> Iterator[str]:
    """The readings that answer with a call of a function that the asker named."""
    function = f"f{uuid4().hex}"
    for name, answer in _read(suite, client, about, found, query=dict.fromkeys(AS_A_SCRIPT, function)):
        if re.search(rf"\b{function}\s*\(", answer.body[:LETTERS].decode("utf-8", "replace")):
            yield f"{name} by any page, as a script"


def _allowed_beforehand(suite: Suite, clients: list[HttpClient], about: About) -> Iterator[str]:
    """The calls of the description that a browser may make for a page of a stranger, by what it is told beforehand."""
    origins = foreign_origins(suite.profile.services.scoring_api.url)
    for number, target in enumerate(targets(suite, about.customer, about.request_id)):
        asked = {"Access-Control-Request-Method": target.call.method, "Access-Control-Request-Headers": "content-type"}
        for turn, origin in enumerate(origins):
            replica = clients[(number + turn) % len(clients)].unrecorded()
            told = replica.call("OPTIONS", target.nobody, needs="read", headers={"Origin": origin, **asked})
            if class_of(told.status) == class_of(HTTPStatus.OK) and readable_from(told.headers, origin):
                yield f"{target.call} by {_told(origin)}"

"""Requests that no description knows: addresses, methods and headers of somebody's own. Their refusals tell nothing.

A page for errors that repeats the address runs what stands in it in the browser of whoever followed a link; a server
that answers TRACE repeats the tokens that it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from acceptance.outcome import Cause, Inconclusive
from acceptance.platform.access import Unreachable
from acceptance.platform.http import CLIENT_ERROR, Exchange, HttpClient, class_of
from acceptance.requirements.access.errors import inside_of, told_by
from acceptance.requirements.service.replicas import clients_of_all
from acceptance.suite import Suite

SCRIPT = "%3Cscript%3Ealert(1)%3C/script%3E"
JSON = {"Content-Type": "application/json"}
LONG = 120
"""So many times a mark makes an address longer than most servers take."""

Form = tuple[str, str, Mapping[str, Any]]
"""What a request is called, its method, and the rest of it."""


@dataclass(frozen=True)
class Refused:
    """What came of requests that no description knows.

    Attributes:
        refused: how many were refused.
        told: what answers told, with the request.
        silent: requests that got no whole answer.
    """

    refused: int
    told: list[str]
    silent: list[str] = field(default_factory=list)


def provoked(suite: Suite) -> Refused:
    """Sends each such request to every replica, as nobody.

    Raises:
        Inconclusive: none of them was refused.
    """
    told: set[str] = set()
    silent: set[str] = set()
    refused = 0
    base = "/" + urlsplit(suite.profile.services.scoring_api.url).path.strip("/").partition("/")[0]
    with clients_of_all(suite) as replicas:
        for replica in replicas:
            for mark, (name, method, more) in _forms(suite):
                answer = _answer(replica, method, more)
                if answer is None:
                    silent.add(name)
                elif class_of(answer.status) >= CLIENT_ERROR or method == "TRACE":
                    refused += 1
                    told |= {f"{name} told {what}" for what in leaks(answer, mark, base)}
    if not refused:
        raise Inconclusive(f"none of {len(_FORMS)} requests that no description knows was refused", Cause.PLATFORM)
    return Refused(refused, sorted(told), sorted(silent))


def require_answers(found: Refused) -> None:
    """Refuses to judge what was not answered; of an odd method that is closed upon, nothing is told either.

    Raises:
        Inconclusive: other requests got no whole answer.
    """
    lost = [name for name in found.silent if "method" not in name and "long" not in name]
    if lost:
        raise Inconclusive(f"no whole answer came to {', '.join(lost)}", Cause.PLATFORM)


def leaks(answer: Exchange, mark: str, base: str) -> list[str]:
    """What an answer repeats of a request, and what it shows of the platform's inside."""
    text = told_by(answer)
    return ["what was sent"] * (mark.lower() in text.lower()) + inside_of(text, base)


def _answer(replica: HttpClient, method: str, more: Mapping[str, Any]) -> Exchange | None:
    try:
        return replica.unrecorded().call(method, needs="synthetic", **more)
    except Unreachable:
        return None


def _forms(suite: Suite) -> Iterator[tuple[str, Form]]:
    """Each request with the mark that it bears, another one for each."""
    for build in _FORMS:
        mark = suite.nonce().value
        yield mark, build(mark)


_FORMS = (
    lambda mark: ("an unknown address", "GET", {"path": f"/{mark}"}),
    lambda mark: ("a script in an unknown address", "GET", {"path": f"/{mark}/{SCRIPT}"}),
    lambda mark: ("a script in a parameter", "GET", {"path": f"/{mark[:4]}", "query": {"q": f"<b>{mark}</b>"}}),
    lambda mark: ("a parameter of an unknown name", "GET", {"path": f"/{mark[:4]}", "query": {mark: mark}}),
    lambda mark: ("a message to an unknown address", "POST", {"path": f"/{mark}", "body": mark.encode()}),
    lambda mark: ("JSON to an unknown address", "POST", {"path": f"/{mark}", "content": {mark: mark}}),
    lambda mark: ("a long address", "GET", {"path": "/" + mark * LONG}),
    lambda mark: ("a number that is none", "GET", {"path": f"/{mark}/..%2f..%2f{mark}%00"}),
    lambda mark: ("the method TRACE", "TRACE", {"path": "/", "headers": {"X-Mark": mark, "Cookie": f"mark={mark}"}}),
    lambda mark: ("a method that there is not", f"X{mark[:8]}", {"path": f"/{mark}"}),
    lambda mark: ("headers of its own", "GET", {"path": f"/{mark[:4]}", "headers": _headers(mark)}),
)


def _headers(mark: str) -> dict[str, str]:
    names = ("X-Request-Id-Of", "User-Agent", "Referer", "Accept", "Accept-Language", "X-Forwarded-Prefix", "X-Mark")
    return {**dict.fromkeys(names, f"https://{mark}.example/<i>"), "X-Forwarded-Host": f"{mark}.example"}

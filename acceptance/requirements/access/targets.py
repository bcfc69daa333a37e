"""Every call of the live description as a request that would do something, about a customer of the suite's own.

Where the profile has an operation for a call, and it concerns that customer, it is sent as the operation would be:
whoever were let in would really read or change something. Any other call is about nobody, with an empty body.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from acceptance.outcome import NotAssessed
from acceptance.platform.http import Exchange, HttpClient
from acceptance.platform.interface import Call
from acceptance.platform.templates import PLACEHOLDER
from acceptance.profile.bindings import Operation
from acceptance.subjects.customers import Customer
from acceptance.suite import Suite

SERVICE = "scoring_api"
OURS = frozenset({"customer_id", "request_id"})
"""Words by which a request concerns the customer of the suite's own."""
WITHOUT_BODY = ("GET", "DELETE", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Target:
    """One call, how it is sent, and who has a right to it.

    Attributes:
        nobody: the path about somebody who does not exist.
        ours: whether it concerns the suite's own customer, and would succeed for who has the right.
        rightful: identities that have a right to it, as far as the profile tells.
        operation: the profile's operation for it, where there is one.
    """

    call: Call
    path: str
    nobody: str
    body: bytes | None
    ours: bool
    rightful: tuple[str, ...]
    operation: str | None = None

    def sent(
        self,
        replica: HttpClient,
        *,
        method: str | None = None,
        path: str | None = None,
        token: str | None = None,
        identity: str | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Exchange:
        """Sends it to a replica as nobody, as an identity or with a token, changed as the arguments say."""
        content = body if body is not None else self.body
        more = {"Content-Type": "application/json"} if content is not None else {}
        return replica.unrecorded().call(
            method or self.call.method,
            path or self.path,
            needs="synthetic",
            token=token,
            identity=identity,
            headers=more | dict(headers or {}),
            query=query,
            body=content,
        )

    def about_nobody(self, replica: HttpClient, identity: str) -> Exchange:
        """Sends it as an identity, with nothing to act on."""
        return self.sent(replica, identity=identity, **self.empty())

    def empty(self) -> dict[str, Any]:
        """How it is changed that there is nothing to act on."""
        return {"path": self.nobody, "body": _empty(self.call.method)}


def targets(suite: Suite, customer: Customer, request_id: str) -> list[Target]:
    """Every call of the description that is not open to everybody.

    Raises:
        NotAssessed: no description is published, or all of it is open to everybody.
    """
    words, public = _words(customer, request_id), suite.platform.public
    found = [_target(suite, call, words) for call in suite.platform.interface.calls() if str(call) not in public]
    if not found:
        raise NotAssessed("the description has no call that needs an identity")
    return found


def state(suite: Suite, customer: Customer, request_id: str) -> dict[str, Any]:
    """What the platform says about the customer now, by each operation of the profile that reads about them."""
    words, operations = _words(customer, request_id), suite.platform.operations
    reading = [
        name
        for name, one in suite.profile.operations.items()
        if one.service == SERVICE and one.method == "GET" and words_of(one) & OURS and words_of(one) <= words.keys()
    ]
    answers = {name: operations.try_(name, **words) for name in reading if operations.possible(name) is None}
    return {name: (answer.status, answer.exchange.content) for name, answer in answers.items()}


def barred_from(suite: Suite, target: Target) -> str | None:
    """An identity that has no right to any call at the address of a target; None where the profile names none."""
    place = suite.profile.services.scoring_api
    here = [names for call, names in suite.platform.allowed.items() if call.partition(" ")[2] == target.call.path]
    return next(iter(sorted(place.identities - set().union(*here))), None) if here else None


def _target(suite: Suite, call: Call, words: Mapping[str, Any]) -> Target:
    bound = {name: one for name, one in suite.profile.operations.items() if fits(call, one)}
    allowed = sorted(suite.platform.allowed.get(str(call), ()))
    own = [one.identity for one in bound.values() if one.identity is not None]
    rightful = tuple(dict.fromkeys([*(name for name in own if not allowed or name in allowed), *allowed]))
    nobody = suite.platform.interface.concrete_path(call)
    for name, one in bound.items():
        if words_of(one) & OURS and words_of(one) <= words.keys():
            operations = suite.platform.operations
            body = operations.body_of(name, **words) if one.body is not None else None
            return Target(call, operations.path_of(name, **words), nobody, body, True, rightful, name)
    return Target(call, nobody, nobody, _empty(call.method), False, rightful)


def _empty(method: str) -> bytes | None:
    return None if method in WITHOUT_BODY else b"{}"


def placed_words(suite: Suite) -> dict[str, dict[str, str]]:
    """For each path of the description the word that stands for each of its parameters, as far as operations tell.

    A parameter that no operation fills where it stands is the one of the same name after the same part of a path.
    """
    calls, told = suite.platform.interface.calls(), {}
    for call in calls:
        for one in suite.profile.operations.values():
            if fits(call, one):
                parts = zip(_parts(call.path), _parts(one.path.partition("?")[0]), strict=True)
                told.update({ours: word[1:-1] for ours, (_, word) in parts if PLACEHOLDER.fullmatch(word)})
    return {
        call.path: {part[1][1:-1]: told[part] for part in _parts(call.path) if part in told and part[1][:1] == "{"}
        for call in calls
    }


def _parts(path: str) -> list[tuple[str, str]]:
    """Each part of a path with the one before it."""
    parts = path.split("/")
    return list(zip(["", *parts], parts, strict=False))


def fits(call: Call, operation: Operation) -> bool:
    """Whether an operation of the profile makes a call of the description."""
    same = _shape(operation.path.partition("?")[0]) == _shape(call.path)
    return operation.service == SERVICE and operation.method == call.method and same


def _shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def words_of(operation: Operation) -> set[str]:
    """The words with which an operation is filled."""
    told = json.dumps([operation.path, operation.body, operation.query, operation.headers], default=str)
    return set(PLACEHOLDER.findall(told))


def _words(customer: Customer, request_id: str) -> dict[str, Any]:
    return {**customer.words(), "request_id": request_id, "reason": "acceptance", "statement": "acceptance"}


def usual_words(suite: Suite) -> dict[str, Any]:
    """What fills the bodies of operations beside numbers; none of it matters."""
    told = {"reason": "acceptance", "statement": "acceptance", "text_version": "acceptance-1"}
    privacy = suite.profile.privacy
    words = privacy.words if privacy is not None else {}
    told |= {"purpose": words["scoring"]} if "scoring" in words else {}
    told |= {"basis": words["contract"]} if "contract" in words else {}
    try:
        return {**told, "card_number": suite.card_number().value}
    except NotAssessed:
        return told


def steady(before: Sequence[Mapping[str, Any]]) -> list[str]:
    """What says the same each time it is asked, so that a change tells something."""
    return sorted(name for name, told in before[0].items() if before[1].get(name) == told)


def changed(before: Sequence[Mapping[str, Any]], after: Mapping[str, Any]) -> list[str]:
    """What is steady and says something else now than it said before."""
    return [name for name in steady(before) if before[0][name] != after.get(name)]

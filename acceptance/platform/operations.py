"""The profile's operations, called by the suite's own words.

A step says *what* ("record a lawful basis for this customer"); the profile says how this platform does it.
A binding that the profile lacks makes a scenario *not assessed*, with the cause *binding*.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from typing import Any

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import CredentialRefused, require
from acceptance.platform.answered import awaited, is_done, refusals
from acceptance.platform.answers import UNKNOWN, Answer, OperationFailed
from acceptance.platform.copies import Copies
from acceptance.platform.dialect import Dialect
from acceptance.platform.http import HttpClient
from acceptance.platform.places import dig
from acceptance.platform.put_off import BUSY, Patience
from acceptance.platform.templates import fill
from acceptance.platform.told import Told
from acceptance.profile import Profile
from acceptance.profile.bindings import Operation

OF_IDENTITIES = frozenset({"no_identity", "no_right"})
"""What profiles call the refusals of somebody who calls, whatever they ask for."""
TOO_MANY_REQUESTS = 429
"""Of what puts a request off, this alone says of every platform that it would do it later."""


class Operations:
    """Calls the profile's operations."""

    def __init__(self, profile: Profile, http: Callable[[str], HttpClient], copies: Copies | None = None) -> None:
        self._profile = profile
        self.copies = copies or Copies(0)
        self._operations = profile.operations
        self._procedures = profile.procedures
        self._http = http
        self._dialect = Dialect(profile.product)
        self.used: set[str] = set()
        """The operations that were called since somebody emptied this."""

    def offers(self, name: str) -> bool:
        return name in self._operations or name in self._procedures

    def require(self, name: str, *words: str) -> None:
        """Refuses what cannot be done here, before anything is done for it.

        Args:
            words: what its answer has to tell.

        Raises:
            NotAssessed: the operation, its service or the token of its identity is not in the profile, the profile
                does not permit it, or it does not say where the answer has one of the words.
        """
        told: set[str] = set()
        for step in self._procedures.get(name, [name]):
            operation = self.bound(step)
            service = self._profile.require_http_service(operation.service)
            if operation.identity is not None:
                service.require_identity(operation.identity)
            require(self._profile.permissions, operation.needs, f"the operation {step!r}")
            told |= operation.answer.keys() | operation.answer_headers.keys()
        for word in words:
            Told(f"the operation {name!r}", dict.fromkeys(told))[word]

    def possible(self, name: str, *words: str) -> str | None:
        """Why `require` refuses an operation; None where it does not."""
        try:
            self.require(name, *words)
        except NotAssessed as error:
            return error.reason
        return None

    def bound(self, name: str) -> Operation:
        """The profile's template of an operation.

        Raises:
            NotAssessed: it has none.
        """
        if name in self._procedures:
            raise NotAssessed(
                f"{name!r} is a procedure of several operations of the profile, and this takes one that does it alone",
                Cause.BINDING,
            )
        if name not in self._operations:
            raise NotAssessed(f"the profile has no operation {name!r}", Cause.BINDING)
        return self._operations[name]

    def body_of(self, name: str, /, **words: Any) -> bytes:
        """The bytes of an operation's body, as `try_` would send them."""
        return json.dumps(fill(self.bound(name).body, self._dialect.outwards(words))).encode()

    def path_of(self, name: str, /, **words: Any) -> str:
        """The path of an operation, as `try_` would call it."""
        return str(fill(self.bound(name).path, self._dialect.outwards(words)))

    def field_of(self, name: str, word: str) -> str:
        """What this platform calls a word in the body of an operation, such as `credit_score`."""
        found = _key_of(self._operations[name].body, "{" + word + "}") if name in self._operations else None
        if found is None:
            raise NotAssessed(f"the operation {name!r} of the profile does not send {word!r}", Cause.BINDING)
        return found

    def try_(
        self,
        name: str,
        /,
        *,
        token: str | None = None,
        identity: str | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
        body: bytes | None = None,
        fresh: bool = False,
        source: str | None = None,
        **words: Any,
    ) -> Answer:
        """Calls an operation and returns the answer whatever its status.

        A procedure of the profile is its operations one after the other, each filled from the words and from what the
        earlier ones answered; the first that does not succeed is the answer.

        Args:
            token: sent instead of the identity's own.
            identity: another one of the profile's instead of the operation's; "" for nobody.
            headers, query: sent as well.
            more: fields added to the body.
            body: sent as it is in place of the body, as JSON by its header.
            fresh: over a connection of its own, so that any replica may answer.
            source: the address of ours to call from.

        Raises:
            NotAssessed: the profile has no such operation, or does not permit it.
            Unreachable: the service did not answer.
        """
        if name in self._procedures:
            by = {"token": token, "identity": identity, "headers": headers, "fresh": fresh, "source": source}
            return self._in_steps(name, by, {"query": query, "more": more, "body": body}, words)
        operation = self.bound(name)
        self.used.add(name)
        words = self._dialect.outwards(words)
        content = fill(operation.body, words) if body is None else None
        sent = {header: str(value) for header, value in fill(operation.headers, words).items()} | dict(headers or {})
        if more:
            content = {**(content or {}), **more}
        self.copies.wait_before(name)
        call = self._http(operation.service).call
        how: dict[str, Any] = {
            "needs": operation.needs,
            "identity": (operation.identity if identity is None else identity) or None,
            "token": token,
            "headers": {"Content-Type": "application/json", **sent} if body is not None else sent,
            "query": {**fill(operation.query, words), **(query or {})},
            "content": content,
            "body": body,
            "fresh": fresh,
            "source": source,
        }
        exchange = awaited(operation, lambda: call(operation.method, fill(operation.path, words), **how))
        if operation.needs != "read":
            self.copies.changed(name)
        named = refusals(operation, exchange)
        mapped = {word: dig(exchange.content, place) for word, place in operation.answer.items()}
        mapped |= {word: _held(exchange.headers, header) for word, header in operation.answer_headers.items()}
        done, known = is_done(operation, exchange), frozenset([*operation.refusals, *operation.refused_when])
        told = Told(f"the operation {name!r}", self._dialect.inwards(mapped))
        return Answer(name, exchange.status, done, next(iter(named), None), told, exchange, frozenset(named), known)

    def _in_steps(
        self, name: str, by: Mapping[str, Any], asking: Mapping[str, Any], words: Mapping[str, Any]
    ) -> Answer:
        """What comes of a procedure; what is sent `asking` for it goes with the first step that sends something."""
        self.used.add(name)
        known, steps = dict(words), self._procedures[name]
        sending = next((step for step in steps if self.bound(step).body is not None), steps[0])
        for step in steps:
            answer = self.try_(step, **by, **(asking if step == sending else {}), **known)
            if not answer.succeeded:
                break
            known |= answer.words
        told = Told(f"the procedure {name!r}", known)
        return replace(answer, operation=name, words=told if answer.succeeded else answer.words)

    def do(self, name: str, /, **words: Any) -> Answer:
        """Calls an operation that has to succeed for the scenario to make sense.

        A platform that says "too many requests" is asked again when it says so, for a few seconds; a procedure is not,
        since some of its steps were taken.

        Raises:
            CredentialRefused: the suite's own identity was refused.
            OperationFailed: any other answer than the profile's `success`.
        """
        answer = self._asked_again(name, words, {TOO_MANY_REQUESTS})
        if not answer.succeeded and self._refuses_us(answer):
            raise CredentialRefused(f"the operation {name!r} refused the profile's identity ({answer.status})")
        if not answer.succeeded:
            raise OperationFailed(
                f"the operation {name!r} answered {answer.status}, expected one of its success codes",
                UNKNOWN if answer.may_be(UNKNOWN) else answer.refusal,
            )
        return answer

    def _refuses_us(self, answer: Answer) -> bool:
        """Whether it is the identity that is refused: by the service's codes, unless they may mean something else."""
        place = self._profile.require_http_service(answer.exchange.service)
        return answer.status in {*place.no_identity, *place.no_right} and answer.same_code <= OF_IDENTITIES

    def undo(self, name: str, /, **words: Any) -> Answer:
        """Calls an operation that undoes something, again for a few seconds where the platform is busy or away."""
        return self._asked_again(name, words)

    def _asked_again(self, name: str, words: Mapping[str, Any], passing: Set[int] = BUSY) -> Answer:
        """As `try_`, again while the status is one that passes by itself."""
        if name not in self._operations:
            return self.try_(name, **words)
        return Patience(self._profile.limits.busy_s, passing).answer_of(lambda: self.try_(name, **words))


def _held(headers: Mapping[str, str], name: str) -> str | None:
    """What a header of an answer holds; of an address, which of several it is."""
    value = headers.get(name)
    return value.partition("?")[0].rstrip("/").rpartition("/")[2] if value and name.lower() == "location" else value


def _key_of(template: Any, placeholder: str) -> str | None:
    if not isinstance(template, Mapping):
        return None
    for key, value in template.items():
        if value == placeholder:
            return str(key)
        deeper = _key_of(value, placeholder)
        if deeper is not None:
            return deeper
    return None

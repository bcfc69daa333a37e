"""What a load asks for: requests made from the profile's operations, and what a good answer says.

An answer counts as good by its content. A platform that answers quickly and wrongly is not fast.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from acceptance import json_text
from acceptance.instruments.load.result import GOOD
from acceptance.outcome import Cause, ConfigurationError, NotAssessed
from acceptance.platform.access import require
from acceptance.platform.dialect import Dialect
from acceptance.platform.gate import of_request
from acceptance.platform.http import headers_of, lives_on_s
from acceptance.platform.places import dig
from acceptance.platform.templates import fill
from acceptance.profile import Profile
from acceptance.profile.product import NUMBER

WRONG_CONTENT = "wrong content"
ONCE = "0ce0ce0c-e0ce-40ce-80ce-0ce0ce0ce0ce"
"""Stands where each request that is sent has another word of the same length: see `{once}` of operations."""


@dataclass(frozen=True)
class Rule:
    """What one value of a good answer has to be.

    Attributes:
        allowed: one of these, of the same type; None for anything that is there.
        between: a whole number from the first to the second.
        in_text: whether the answer has numbers as texts; a text counts as the number that it is: "0.0370" is 0.037.
        otherwise: the outcome of an answer in which it is not so.
    """

    allowed: tuple[Any, ...] | None = None
    between: tuple[int, int] | None = None
    otherwise: str = WRONG_CONTENT
    in_text: bool = False

    def holds(self, value: Any) -> bool:
        if self.in_text:
            return isinstance(value, str) and self._number_holds(as_number(value))
        if self.between is not None:
            return type(value) is int and self.between[0] <= value <= self.between[1]
        if self.allowed is not None:
            return any(type(value) is type(one) and value == one for one in self.allowed)
        return value is not None and value not in ("", [], {})

    def _number_holds(self, number: Decimal | None) -> bool:
        if number is None:
            return False
        if self.between is not None:
            return number == number.to_integral_value() and self.between[0] <= number <= self.between[1]
        return self.allowed is None or any(number == as_number(str(one)) for one in self.allowed)


def as_number(text: str) -> Decimal | None:
    """The number that a text is, exactly; None for what is none."""
    return Decimal(text) if NUMBER.fullmatch(text) else None


@dataclass(frozen=True)
class Ask:
    """One question: an operation of the profile, its words, and the rules that the words of a good answer keep."""

    operation: str
    words: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """A question as it is sent. `rules` are (dotted place in the answer, rule) in the order they are looked at."""

    operation: str
    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    success: tuple[int, ...]
    rules: tuple[tuple[str, Rule], ...] = ()
    ca_file: str | None = None
    timeout_s: float = 10.0

    def judge(self, status: int, body: bytes) -> str:
        """The outcome of an answer that came in full."""
        if status not in self.success:
            return f"status {status}"
        if not self.rules:
            return GOOD
        try:
            content = json_text.loads(body)
        except ValueError:
            return WRONG_CONTENT
        return next((rule.otherwise for place, rule in self.rules if not rule.holds(dig(content, place))), GOOD)


@dataclass(frozen=True)
class Traffic:
    """Requests that are sent in turn, from the first again after the last."""

    requests: tuple[Request, ...]

    def __post_init__(self) -> None:
        if not self.requests:
            raise ConfigurationError("The load cannot be made: there is nothing to send.")

    def hosts(self) -> set[str]:
        """Every host and port that would be asked."""
        return {urlsplit(request.url).netloc for request in self.requests}


def traffic(profile: Profile, asks: Iterable[Ask], lasts_s: float = 0) -> Traffic:
    """Requests made from the profile's operations.

    Args:
        lasts_s: how long they are sent, in seconds, with the tokens that they have now.

    Raises:
        NotAssessed: the profile lacks an operation or a word of its answer, or does not permit it; or a token ends
            before the load does.
        CredentialRefused, ServiceError: a token service gives no token.
    """
    several = list(asks)
    for name in dict.fromkeys(ask.operation for ask in several):
        _require_lasting(profile, name, lasts_s)
    return Traffic(tuple(_request(profile, ask) for ask in several))


def _require_lasting(profile: Profile, name: str, lasts_s: float) -> None:
    """Refuses a load that would go on with a token that has ended, which says nothing of the platform."""
    operation = profile.operations.get(name)
    if operation is None or operation.identity is None:
        return
    service = profile.require_http_service(operation.service)
    lives_s = lives_on_s(service, operation.identity, lasts_s)
    if lives_s is not None and lives_s < lasts_s:
        raise NotAssessed(
            f"the token of {operation.identity!r} for {operation.service} ends in {lives_s:.0f} s and a load of "
            f"{lasts_s:.0f} s cannot renew it: let it live longer for this identity, or put a shorter load",
            Cause.ENVIRONMENT,
        )


def _request(profile: Profile, ask: Ask) -> Request:
    operation = profile.operations.get(ask.operation)
    if operation is None and ask.operation in profile.procedures:
        raise NotAssessed(
            f"{ask.operation!r} is a procedure of several operations, and a load is put on one: name one in "
            "performance or objectives that answers by itself",
            Cause.BINDING,
        )
    if operation is None:
        raise NotAssessed(f"the profile has no operation {ask.operation!r}", Cause.BINDING)
    require(profile.permissions, operation.needs, f"load on the operation {ask.operation!r}")
    service = profile.require_http_service(operation.service)
    unread = sorted(set(ask.rules) - set(operation.answer))
    if unread:
        raise NotAssessed(
            f"the operation {ask.operation!r} of the profile does not say where its answer has {', '.join(unread)}",
            Cause.BINDING,
        )
    if service.certificate is not None or operation.identity in service.certificates:
        raise NotAssessed(f"{operation.service} wants a certificate of ours, which the load generator cannot show")
    dialect = Dialect(profile.product)
    words = dialect.outwards({"once": ONCE, **ask.words})
    own = {name: str(value) for name, value in fill(operation.headers, words).items()}
    headers = {"Accept": "application/json", **headers_of(service, operation.identity), **own}
    body = ""
    if operation.body is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(fill(operation.body, words))
    query = urlencode(fill(operation.query, words))
    path = str(fill(operation.path, words)) + (f"?{query}" if query else "")
    takes = of_request(operation.method, service.url, headers)
    require(profile.permissions, takes, f"load by {operation.method} on the operation {ask.operation!r}")
    tenant = profile.permissions.synthetic_as
    if takes != "read" and tenant and operation.identity not in tenant:
        raise NotAssessed(
            f"load on the operation {ask.operation!r} is put as the synthetic tenant only (permissions.synthetic_as)"
        )
    return Request(
        operation=ask.operation,
        method=operation.method,
        url=service.url.rstrip("/") + path,
        headers=headers,
        body=body,
        success=tuple(operation.success),
        rules=tuple((operation.answer[word], _as_written(dialect, word, rule)) for word, rule in ask.rules.items()),
        ca_file=service.ca_file,
        timeout_s=service.timeout_s,
    )


def _as_written(dialect: Dialect, word: str, rule: Rule) -> Rule:
    """A rule for what stands in the answer, which may have numbers of customers as numbers and scores as texts."""
    product = dialect.product
    if product is not None and product.is_text(word):
        return replace(rule, in_text=True)
    if rule.allowed is None:
        return rule
    return replace(rule, allowed=tuple(dialect.outwards({word: value})[word] for value in rule.allowed))


def to_data(requests: Sequence[Request]) -> list[dict[str, Any]]:
    """As it is sent to generators."""
    return [asdict(request) for request in requests]


def from_data(data: Sequence[Mapping[str, Any]]) -> Traffic:
    """What `to_data` made."""
    return Traffic(
        tuple(
            Request(
                **{
                    **one,
                    "success": tuple(one["success"]),
                    "rules": tuple((place, _rule(rule)) for place, rule in one["rules"]),
                }
            )
            for one in data
        )
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    allowed, between = data["allowed"], data["between"]
    return Rule(
        tuple(allowed) if allowed is not None else None,
        (between[0], between[1]) if between is not None else None,
        data["otherwise"],
        data["in_text"],
    )

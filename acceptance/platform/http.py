"""One HTTP service of the platform, spoken to with the identities that the profile lists."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from acceptance import json_text
from acceptance.outcome import Inconclusive, NotAssessed
from acceptance.platform.access import CredentialRefused, Unreachable, require
from acceptance.platform.gate import greater, of_request
from acceptance.platform.tokens import end_of, ended, tokens_of
from acceptance.platform.transport import session_for
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.authentication import ClientCertificate
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permission, Permissions

REDIRECTION, CLIENT_ERROR = 3, 4
"""Classes of status codes (RFC 9110, section 15)."""


def class_of(status: int) -> int:
    """The class of a status code: 2 where it was done, 3 elsewhere, 4 the caller's mistake, 5 the service's."""
    return status // 100


@dataclass(frozen=True)
class Exchange:
    """One request and what came back. `content` is the parsed JSON body, or None where the body is not JSON."""

    service: str
    method: str
    path: str
    status: int
    content_type: str
    body: bytes
    content: Any
    headers: Mapping[str, str]
    seconds: float


@dataclass(frozen=True)
class _Request:
    method: str
    path: str
    query: Mapping[str, str]
    body: bytes | None
    headers: Mapping[str, str]
    timeout_s: float


@dataclass(frozen=True)
class _Way:
    """As whom, from where, and whether over a new connection."""

    identity: str | None
    source: str | None
    fresh: bool


class HttpClient:
    """Calls one HTTP service over a kept connection. Not thread-safe.

    Args:
        name: the service's name in the profile, used in errors.
        service: its block of the profile.
        permissions: what this profile allows.
        observe: called with every exchange, in order.
    """

    def __init__(
        self,
        name: str,
        service: HttpService,
        permissions: Permissions,
        observe: Callable[[Exchange], None] | None = None,
    ) -> None:
        self.name = name
        self.service = service
        self._permissions = permissions
        self._observe = observe
        self._sessions: dict[tuple[str | None, str | None], requests.Session] = {}
        self._accepted: dict[str, str] = {}

    def call(
        self,
        method: str,
        path: str,
        *,
        needs: Permission,
        identity: str | None = None,
        token: str | None = None,
        query: Mapping[str, str] | None = None,
        content: Any = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
        fresh: bool = False,
        source: str | None = None,
    ) -> Exchange:
        """Sends one request and returns the exchange, whatever its status.

        Args:
            needs: the permission this call takes.
            identity: whose token of the profile to send; `token` sends another one instead.
            content: a value to send as JSON; `body` sends bytes as they are.
            fresh: over a new connection of its own. A kept connection stays with one replica: what must hold for
                all of them is asked with fresh ones.
            source: the address of ours to call from; by default the system chooses.

        Raises:
            Unreachable: no whole answer within `timeout_s` (the profile's by default), or no connection.
            CredentialRefused: the identity's own token is not accepted any more; nothing is said of the platform.
            NotAssessed: the profile does not permit the call.
        """
        what = f"{method} {path} of {self.name}"
        sent = {**_always_sent(self.service), **(headers or {})} | ({"Connection": "close"} if fresh else {})
        if content is not None:
            body = json.dumps(content).encode()
            sent.setdefault("Content-Type", "application/json")
        request = _Request(method, path, dict(query or {}), body, sent, timeout_s or self.service.timeout_s)
        takes = greater(needs, of_request(method, path, sent))
        require(self._permissions, takes, what)
        if takes != "read":
            self._require_tenant(what, identity, token)
        way = _Way(identity, source, fresh)
        bearer = token if token is not None else self._token(identity)
        answer = self._sent(request, way, bearer)
        if answer.status_code in self.service.no_identity and token is None and identity is not None:
            answer = self._asked_again(request, way, bearer, answer)
        if method == "GET" and token is None and identity is not None and answer.ok:
            self._accepted[identity] = path
        exchange = self._exchange(request, answer)
        if self._observe is not None:
            self._observe(exchange)
        return exchange

    def _require_tenant(self, what: str, identity: str | None, token: str | None) -> None:
        tenant = self._permissions.synthetic_as
        if tenant and (token is not None or identity not in tenant):
            raise NotAssessed(f"{what} is done as the synthetic tenant only (permissions.synthetic_as)")

    def get(self, path: str, *, identity: str | None = None) -> Exchange:
        """A reading call."""
        return self.call("GET", path, needs="read", identity=identity)

    def unrecorded(self) -> HttpClient:
        """A client over the same connections whose exchanges nobody is told of: what it asks is wrong on purpose."""
        client = HttpClient(self.name, self.service, self._permissions)
        client._sessions = self._sessions
        return client

    def close(self) -> None:
        while self._sessions:
            self._sessions.popitem()[1].close()

    def _sent(self, request: _Request, way: _Way, bearer: str | None) -> requests.Response:
        """Sends it as somebody.

        Raises:
            Unreachable: there was no whole answer.
        """
        basic = None
        headers = dict(request.headers)
        if bearer is not None:
            headers |= _token_sent(self.service, bearer, way.identity)
        elif self.service.user is not None and self.service.password is not None:
            basic = (self.service.user, self.service.password.get_secret_value())
        session = self._session(way)
        if way.fresh and session.proxies and urlsplit(self.service.url).scheme == "http":
            raise NotAssessed(f"a proxy stands before {self.name}: nobody can say whose connections are new")
        try:
            with whole_within(request.timeout_s) as limit:
                answer = session.request(
                    request.method,
                    self.service.url.rstrip("/") + request.path,
                    params=request.query,
                    data=request.body,
                    headers=headers,
                    auth=basic,
                    timeout=request.timeout_s,
                    allow_redirects=False,
                )
        except (requests.RequestException, TooSlow) as error:
            said = f"{self.name} did not answer {request.method} {request.path}: {_reason(error)} ({self.service.url})"
            raise Unreachable(said) from None
        finally:
            if way.fresh:
                session.close()
        if way.fresh and len(limit.made) != 1:
            raise Inconclusive(
                f"{request.method} {request.path} of {self.name} was not sent over a connection of its own"
            )
        return answer

    def _asked_again(
        self, request: _Request, way: _Way, bearer: str | None, answer: requests.Response
    ) -> requests.Response:
        """What comes of a call whose own token was refused: a token may end in mid-run, which is nobody's fault.

        Where the service refuses who is unknown as it refuses who has no right, a token that it still accepts
        elsewhere, or that was given just now, says that it is the right.

        Raises:
            CredentialRefused: the token is not accepted any more.
        """
        may_be_the_right = answer.status_code in self.service.no_right
        if may_be_the_right and self._still_accepted(request, way, bearer):
            return answer
        client = self.service.clients.get(way.identity or "")
        if client is not None and bearer is not None:
            answer = self._sent(request, way, tokens_of(client).renewed(bearer).value)
            if answer.status_code in self.service.no_identity and not may_be_the_right:
                raise CredentialRefused(
                    f"{self.name} refuses the tokens that {way.identity!r} is given at {client.token_url}"
                )
            return answer
        end = ended(bearer) if bearer is not None else None
        if end is not None:
            raise CredentialRefused(
                f"the token of {way.identity!r} for {self.name} ended at {end:%Y-%m-%d %H:%M:%S} UTC; give it a new "
                "one, or an entry under clients, which renews its token"
            )
        if self._still_accepted(request, way, bearer) is False:
            raise CredentialRefused(
                f"{self.name} does not accept the token of {way.identity!r} any more, which it did before in this run: "
                "it has ended or was withdrawn; give it a new one"
            )
        return answer

    def _still_accepted(self, request: _Request, way: _Way, bearer: str | None) -> bool | None:
        """Whether a token that was accepted in this run is accepted where it was; None where it never was."""
        known = self._accepted.get(way.identity or "")
        if known is None:
            return None
        probe = _Request("GET", known, {}, None, _always_sent(self.service), request.timeout_s)
        return self._sent(probe, way, bearer).status_code not in self.service.no_identity

    def _exchange(self, request: _Request, answer: requests.Response) -> Exchange:
        return Exchange(
            service=self.name,
            method=request.method,
            path=request.path,
            status=answer.status_code,
            content_type=answer.headers.get("Content-Type", "").split(";")[0].strip().lower(),
            body=answer.content,
            content=_json(answer.content),
            headers=answer.headers,
            seconds=answer.elapsed.total_seconds(),
        )

    def _session(self, way: _Way) -> requests.Session:
        certificate = self.service.certificates.get(way.identity or "", self.service.certificate)
        if way.fresh:
            return self._new_session(way, certificate)
        key = (way.source, way.identity if way.identity in self.service.certificates else None)
        if key not in self._sessions:
            self._sessions[key] = self._new_session(way, certificate)
        return self._sessions[key]

    def _new_session(self, way: _Way, certificate: ClientCertificate | None) -> requests.Session:
        place = self.service
        return session_for(place.url, place.ca_file, self._permissions, source=way.source, certificate=certificate)

    def _token(self, identity: str | None) -> str | None:
        return token_of(self.service, identity) if identity is not None else None


def token_of(service: HttpService, identity: str) -> str | None:
    """The token or key with which an identity calls a service now; None for one that shows a certificate only.

    Raises:
        NotAssessed: the profile has none.
        CredentialRefused, ServiceError: its token service gives none.
    """
    if identity in service.clients:
        return tokens_of(service.clients[identity]).token().value
    if identity not in service.tokens and identity in service.certificates:
        return None
    return service.token_of(identity)


def lives_on_s(service: HttpService, identity: str, wanted_s: float) -> float | None:
    """For how many seconds the token of an identity is good from now on; None where nobody tells.

    Of an OAuth client it is a new one, where the present one does not live as long as wanted. Errors as of `token_of`.
    """
    if identity in service.clients:
        token = tokens_of(service.clients[identity]).lasting(wanted_s)
        end = end_of(token.value)
        told_s = token.ends_at if token.told else end.timestamp() if end is not None else None
    else:
        value = token_of(service, identity)
        end = end_of(value) if value is not None else None
        told_s = end.timestamp() if end is not None else None
    return None if told_s is None else told_s - time.time()


def headers_of(service: HttpService, identity: str | None) -> dict[str, str]:
    """What a request to a service carries, as an identity or as nobody; errors as of `token_of`."""
    token = token_of(service, identity) if identity is not None else None
    return _always_sent(service) | (_token_sent(service, token, identity) if token is not None else {})


def _always_sent(service: HttpService) -> dict[str, str]:
    return {**service.headers, **{name: value.get_secret_value() for name, value in service.secret_headers.items()}}


def _token_sent(service: HttpService, token: str, identity: str | None) -> dict[str, str]:
    """Tokens of OAuth clients have a header of their own (RFC 6750, section 2.1), whatever keys are sent in."""
    if identity in service.clients:
        return {"Authorization": f"Bearer {token}"}
    return {service.token_header: f"{service.token_scheme} {token}".lstrip()}


def _json(body: bytes) -> Any:
    try:
        return json_text.loads(body)
    except ValueError:
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, TooSlow):
        return str(error)
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "the encrypted connection failed (certificate or protocol)"
    if isinstance(error, requests.ConnectionError):
        return "connection refused or cut"
    return type(error).__name__

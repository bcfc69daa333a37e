"""One HTTP service of the platform, spoken to with the identities that the profile lists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import requests

from acceptance.platform.access import Unreachable, require
from acceptance.platform.sessions import session_for
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.model import HttpService, Permission, Permissions


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
        self._session = session_for(service.url, service.ca_file)
        self._sessions_from: dict[str, requests.Session] = {}

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
            fresh: over a connection of its own. A kept connection stays with one replica: what must hold for
                all of them is asked with fresh ones.
            source: the address of ours to call from; by default the system chooses.

        Raises:
            Unreachable: no whole answer within `timeout_s` (the profile's by default), or no connection.
            NotAssessed: the profile does not permit the call.
        """
        require(self._permissions, needs, f"{method} {path} of {self.name}")
        sent = dict(headers or {}) | ({"Connection": "close"} if fresh else {})
        bearer = token if token is not None else self._token(identity)
        if bearer is not None:
            sent["Authorization"] = f"Bearer {bearer}"
        if content is not None:
            body = json.dumps(content).encode()
            sent.setdefault("Content-Type", "application/json")
        basic = None
        if bearer is None and self.service.user is not None and self.service.password is not None:
            basic = (self.service.user, self.service.password.get_secret_value())
        limit_s = timeout_s or self.service.timeout_s
        try:
            with whole_within(limit_s):
                answer = self._session_from(source).request(
                    method,
                    self.service.url.rstrip("/") + path,
                    params=dict(query or {}),
                    data=body,
                    headers=sent,
                    auth=basic,
                    timeout=limit_s,
                    allow_redirects=False,
                )
        except (requests.RequestException, TooSlow) as error:
            said = f"{self.name} did not answer {method} {path}: {_reason(error)} ({self.service.url})"
            raise Unreachable(said) from None
        exchange = Exchange(
            service=self.name,
            method=method,
            path=path,
            status=answer.status_code,
            content_type=answer.headers.get("Content-Type", "").split(";")[0].strip().lower(),
            body=answer.content,
            content=_json(answer.content),
            headers=answer.headers,
            seconds=answer.elapsed.total_seconds(),
        )
        if self._observe is not None:
            self._observe(exchange)
        return exchange

    def get(self, path: str, *, identity: str | None = None) -> Exchange:
        """A reading call."""
        return self.call("GET", path, needs="read", identity=identity)

    def close(self) -> None:
        for session in (self._session, *self._sessions_from.values()):
            session.close()

    def _session_from(self, source: str | None) -> requests.Session:
        if source is None:
            return self._session
        if source not in self._sessions_from:
            self._sessions_from[source] = session_for(self.service.url, self.service.ca_file, source)
        return self._sessions_from[source]

    def _token(self, identity: str | None) -> str | None:
        return self.service.token_of(identity) if identity is not None else None


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
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

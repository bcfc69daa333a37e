"""Tokens of OAuth clients: asked for when first needed, used until shortly before their end, then renewed."""

from __future__ import annotations

import base64
import binascii
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error

from acceptance import json_text
from acceptance.outcome import Cause
from acceptance.platform.access import CredentialRefused, ServiceError, Unreachable
from acceptance.platform.transport import token_session
from acceptance.platform.whole_answers import TooSlow, whole_within
from acceptance.profile.authentication import ClientCredentials
from acceptance.record.redaction import redactor

LIVES_S = 300.0
"""How long a token is used whose end the token service does not tell."""


@dataclass(frozen=True)
class Token:
    """A token, when it ends by our monotonic clock, and when by everybody's (seconds since 1970).

    Attributes:
        told: whether the token service told when it ends.
    """

    value: str
    ends: float
    ends_at: float
    told: bool = True


class TokenSource:
    """What one client of a token service is given. Thread-safe: whoever comes first asks, the others wait for it."""

    def __init__(self, client: ClientCredentials) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._token: Token | None = None

    def token(self) -> Token:
        """One that does not end soon.

        Raises:
            CredentialRefused: the token service refuses the client.
            ServiceError: it does not answer, or with something else than a token.
        """
        with self._lock:
            # One that lives shorter than that is used for half of its life: it must not be asked for at each call.
            if self._token is None or self._token.ends <= time.monotonic():
                self._token = self._asked()
            return self._token

    def renewed(self, refused: str) -> Token:
        """One in place of a token that was refused before its time; the newest, if somebody renewed it meanwhile."""
        with self._lock:
            if self._token is None or self._token.value == refused:
                self._token = self._asked()
            return self._token

    def lasting(self, lasts_s: float) -> Token:
        """One that lives as long, where the token service gives such: a new one where the present one does not."""
        with self._lock:
            if self._token is None or self._token.ends_at < time.time() + lasts_s:
                self._token = self._asked()
            return self._token

    def _asked(self) -> Token:
        place = self._client
        asked = time.monotonic()
        told = _parsed(place, _answer(place))
        lives_s = float(told.get("expires_in") or LIVES_S)
        value = str(told["access_token"])
        redactor.register(value, f"token of the client {place.client_id}")
        used_s = max(lives_s - place.renew_before_s, lives_s / 2)
        return Token(value, asked + used_s, time.time() + lives_s, bool(told.get("expires_in")))


@lru_cache(maxsize=64)
def tokens_of(client: ClientCredentials) -> TokenSource:
    """The tokens of a client, which all of this process share."""
    return TokenSource(client)


def ended(token: str) -> datetime | None:
    """When a token ended that says so itself (a JWT, RFC 7519); None for one that goes on, or does not say.

    >>> ended("no-jwt") is None
    True
    """
    end = end_of(token)
    return end if end is not None and end <= datetime.now(UTC) else None


def end_of(token: str) -> datetime | None:
    """When a token ends that says so itself (a JWT, RFC 7519, section 4.1.4); None for one that does not say."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json_text.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return datetime.fromtimestamp(float(claims["exp"]), UTC)
    except (ValueError, KeyError, TypeError, OverflowError, OSError, binascii.Error):
        return None


def _answer(place: ClientCredentials) -> requests.Response:
    in_body = place.client_sent_in == "body"
    secret = place.client_secret.get_secret_value()
    more = {"audience": place.audience} if place.audience is not None else {}
    more |= {"client_secret": secret} if in_body else {}
    body = BackendApplicationClient(place.client_id, scope=place.scope).prepare_request_body(
        include_client_id=in_body, **more
    )
    session = token_session(place.token_url, place.ca_file, place.certificate)
    try:
        with whole_within(place.timeout_s):
            return session.post(
                place.token_url,
                data=body,
                headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
                auth=None if in_body else (place.client_id, secret),
                timeout=place.timeout_s,
                allow_redirects=False,
            )
    except (requests.RequestException, TooSlow, OSError) as error:
        said = str(error) if isinstance(error, TooSlow) else type(error).__name__
        raise Unreachable(
            f"the token service at {place.token_url} gave {place.client_id} no token: {said}", Cause.ENVIRONMENT
        ) from None
    finally:
        session.close()


def _parsed(place: ClientCredentials, answer: requests.Response) -> dict[str, Any]:
    where = f"the token service at {place.token_url}"
    try:
        told: dict[str, Any] = BackendApplicationClient(place.client_id).parse_request_body_response(answer.text)
    except OAuth2Error as error:
        if answer.status_code in (400, 401, 403):
            raise CredentialRefused(f"{where} refused the client {place.client_id}: {error.error}") from None
        told = {}
    except (ValueError, TypeError, AttributeError):
        told = {}
    if answer.status_code != 200 or not told.get("access_token"):
        raise ServiceError(
            f"{where} answered {answer.status_code} without a token; is token_url its address?", Cause.BINDING
        )
    return told

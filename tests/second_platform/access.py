"""Who calls: people by a key in a header, machines by a short-lived token for their client credentials (OAuth 2.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ANONYMOUS = "?"


@dataclass(frozen=True)
class Caller:
    """Who calls, with which roles, from which address, under which reference of their own."""

    name: str
    kind: str
    roles: tuple[str, ...]
    origin: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Access:
    """Known people (by digest of their key) and machines (by client id), and what tokens are signed with.

    Any replica accepts a token that another gave out: they share `signing`.
    """

    people: Mapping[str, tuple[str, tuple[str, ...]]]
    machines: Mapping[str, tuple[str, tuple[str, ...]]]
    signing: str
    token_s: int
    clock: Callable[[], float] = time.time

    def person(self, key: str) -> Caller | None:
        """The person whose key this is."""
        found = self.people.get(digest(key))
        return None if found is None else Caller(found[0], "person", found[1])

    def token(self, client: str, secret: str) -> str | None:
        """A token for a machine that knows its secret."""
        known = self.machines.get(client, ("", ()))[0]
        if not hmac.compare_digest(known, digest(secret)):
            return None
        content = base64.urlsafe_b64encode(f"{client}|{self.clock() + self.token_s}".encode()).decode()
        return f"{content}.{self._signature(content)}"

    def machine(self, token: str) -> Caller | None:
        """The machine that a token was given to, unless the token's time is over."""
        content, _, signature = token.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(content).encode()):
            return None
        client, _, until = base64.urlsafe_b64decode(content).decode().partition("|")
        if client not in self.machines or float(until) <= self.clock():
            return None
        return Caller(client, "machine", self.machines[client][1])

    def _signature(self, content: str) -> str:
        return hmac.digest(self.signing.encode(), content.encode(), "sha256").hex()

    @classmethod
    def read(cls, file: Path, token_s: int) -> Access:
        """Read what `write` has written."""
        known = json.loads(file.read_text())
        both = {kind: {key: (who, tuple(roles)) for key, (who, roles) in known[kind].items()} for kind in KINDS}
        return cls(both["people"], both["machines"], known["signing"], token_s)

    def write(self, file: Path) -> None:
        """Write everything but the secrets themselves."""
        file.write_text(json.dumps({kind: dict(getattr(self, kind)) for kind in KINDS} | {"signing": self.signing}))
        file.chmod(0o600)


KINDS = ("people", "machines")


def digest(secret: str) -> str:
    """What is kept of a secret; enough for one of 160 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def basic_credentials(header: str) -> tuple[str, str]:
    """Client id and secret of a Basic authorization header; two empty words where there are none."""
    scheme, _, content = header.partition(" ")
    try:
        client, _, secret = base64.b64decode(content, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (client, secret) if scheme.lower() == "basic" else ("", "")

"""What identities of the database can do there: listed from its catalogue, and tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.database_user import Attempt, DatabaseUser
from acceptance.platform.told import Told
from acceptance.profile.audit import Audit
from acceptance.profile.services import Database
from acceptance.suite import Suite

POWERS = (
    "can_do_everything",
    "makes_identities",
    "makes_databases",
    "overrides_row_rules",
    "copies_the_server",
    "owner",
)
SECRETS = (
    "the figures of customers",
    "the contact details of customers",
    "the key behind the names in the audit log",
    "the audit log past its reading",
)
"""What most identities have no business with, in the features' words."""


@dataclass(frozen=True)
class TriedToRead:
    """An attempt of one identity to read something."""

    who: str
    attempt: Attempt
    refusal: str

    @property
    def told(self) -> str:
        """`refused`, or what else became of it."""
        if self.attempt.sqlstate == self.refusal:
            return "refused"
        return f"{self.who}: {self.attempt.sqlstate or 'not refused'}"


def identities(suite: Suite) -> list[Told]:
    """Every identity that can sign in at the database, with its powers.

    Raises:
        NotAssessed: the profile does not say where they are listed.
    """
    return suite.platform.populations.read("database_identities")


def powers(identity: Mapping[str, Any]) -> str:
    """The powers that an identity has, in words; empty when it has none."""
    held = [power.replace("_", " ") for power in POWERS if identity[power]]
    return f"{identity['who']}: {', '.join(held)}" if held else ""


def in_use(suite: Suite) -> set[str]:
    """The database users that programs and people use, by the profile."""
    return {identity.user for identity in suite.profile.agreed(Audit).identities.values()} | {
        suite.profile.service(Database).user
    }


def try_to_read(suite: Suite, what: str) -> list[TriedToRead]:
    """Lets every identity without business with something try to read it.

    Raises:
        NotAssessed: the profile does not say how it would be read, or who has no business with it.
    """
    audit = suite.profile.agreed(Audit)
    secret = audit.secrets.get(what)
    if secret is None:
        raise NotAssessed(f"the profile's block audit.secrets does not say how to read {what}", Cause.BINDING)
    tried = []
    for who in secret.not_for:
        if who not in audit.identities:
            raise NotAssessed(f"the profile's block audit.identities has nobody called {who!r}", Cause.BINDING)
        user = DatabaseUser(suite.profile.service(Database), audit.identities[who], suite.profile.permissions)
        tried.append(TriedToRead(who, user.attempt(secret.sql, {}), secret.refusal))
    return tried

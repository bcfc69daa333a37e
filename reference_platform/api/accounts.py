"""People who sign in: accounts with a password, tokens that last a while, and a lock after ten failures.

An account is a person's. Services have tokens of their own (`identity.Tokens`) and no account, so none can sign in.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from reference_platform.api.database import Database
from reference_platform.api.problems import Problem, not_found
from reference_platform.audit.entry import Actor

FIND_ACCOUNT = "select account, roles, disabled_at, failures, locked_until from accounts where account = $1"
CHANGE_ACCOUNT = "select change_account($1, $2, $3, $4, $5, $6, $7, $8) as changed"
BEGIN_SIGN_IN = "select begin_sign_in($1) as verifier"
END_SIGN_IN = "select end_sign_in($1, $2, $3, $4, $5, $6) as expires_at"
SESSION = "select account, roles from session_of($1)"

SESSION_LASTS = timedelta(minutes=15)
TOKEN_PREFIX = "session-"
# RFC 7914; some 50 ms and 16 MB for each attempt.
COST, BLOCK, PARALLEL = 2**14, 8, 1

Change = Literal["create", "change password", "disable", "unlock"]


@dataclass(frozen=True)
class Account:
    """An account as administrators and auditors see it."""

    account: str
    roles: list[str]
    disabled_at: datetime | None
    failures: int
    locked_until: datetime | None


@dataclass(frozen=True)
class SignedIn:
    """A token, and until when it is good."""

    token: str
    expires_at: datetime


class Accounts:
    """Accounts in PostgreSQL; every method raises Problem 503 when the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sign_in(self, account: str, password: str, origin: str, correlation: str | None) -> SignedIn:
        """A token for whoever knows the password; else Problem 401, the same whatever was wrong."""
        row = await self._database.row(BEGIN_SIGN_IN, account)
        verifier = row["verifier"] if row else None
        # As much work for an account that is none or locked: the time of an answer tells nothing.
        right = await asyncio.to_thread(fits, password, verifier or NOBODYS_VERIFIER)
        succeeded = right and verifier is not None
        token = TOKEN_PREFIX + secrets.token_hex(32)
        values = (account, succeeded, digest_of(token), SESSION_LASTS, origin, correlation)
        ended = await self._database.row(END_SIGN_IN, *values)
        if not succeeded or ended is None:
            raise Problem(401, "sign-in-refused", "Account and password do not fit, or the account is locked.")
        return SignedIn(token, ended["expires_at"])

    async def holder(self, token: str) -> tuple[str, frozenset[str]] | None:
        """Whose token it is and their roles, if it is one of a session that goes on."""
        if not token.startswith(TOKEN_PREFIX):
            return None
        row = await self._database.row(SESSION, digest_of(token))
        return (row["account"], frozenset(row["roles"])) if row and row["account"] else None

    async def create(self, account: str, roles: list[str], password: str, actor: Actor) -> Account:
        """Make an account; raises Problem 409 when the name is taken."""
        if not await self._change("create", account, actor, roles, password):
            raise Problem(409, "account-exists", "There is an account of this name.")
        return await self.find(account)

    async def change(self, change: Change, account: str, actor: Actor, password: str | None = None) -> Account:
        """Change an account and return it; raises Problem 404."""
        if not await self._change(change, account, actor, None, password):
            raise not_found("account")
        return await self.find(account)

    async def find(self, account: str) -> Account:
        """An account; raises Problem 404."""
        row = await self._database.row(FIND_ACCOUNT, account)
        if row is None:
            raise not_found("account")
        return Account(*row)

    async def _change(
        self, change: Change, account: str, actor: Actor, roles: list[str] | None, password: str | None
    ) -> bool:
        verifier = None if password is None else await asyncio.to_thread(verifier_of, password)
        who = (actor.user, actor.kind, actor.origin, actor.correlation)
        row = await self._database.row(CHANGE_ACCOUNT, change, account, roles, verifier, *who)
        return bool(row and row["changed"])


def verifier_of(password: str, salt: bytes | None = None) -> str:
    """What is kept of a password: salt and scrypt's key, in base64."""
    salt = salt or secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, n=COST, r=BLOCK, p=PARALLEL)
    return f"{base64.b64encode(salt).decode()} {base64.b64encode(key).decode()}"


def fits(password: str, verifier: str) -> bool:
    """Whether a password is the one of a verifier."""
    salt = base64.b64decode(verifier.split(" ", 1)[0])
    return hmac.compare_digest(verifier_of(password, salt), verifier)


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


NOBODYS_VERIFIER = verifier_of(secrets.token_hex(16))

"""Requests and answers about accounts of people: a part of the contract in `wire.py`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from reference_platform.api.wire import Answer, Request

AccountName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,30}$", examples=["j.doe"])]
Password = Annotated[str, Field(min_length=12, max_length=200)]
Role = Literal[
    "scorer",
    "registrar",
    "privacy_officer",
    "change_manager",
    "model_developer",
    "model_approver",
    "model_operator",
    "auditor",
    "reviewer",
    "administrator",
]


class SignInRequest(Request):
    """Who wants to sign in."""

    account: Annotated[str, Field(min_length=1, max_length=200)]
    password: Annotated[str, Field(min_length=1, max_length=200)]


class SignedInAnswer(Answer):
    """A token for the Authorization header, and until when it is good."""

    token: str
    expires_at: datetime


class AccountRequest(Request):
    """A new account."""

    account: AccountName
    roles: Annotated[list[Role], Field(min_length=1, max_length=5)]
    password: Password


class PasswordRequest(Request):
    """A new password."""

    password: Password


class AccountAnswer(Answer):
    """An account; `locked_until` is in the future while it is locked."""

    account: str
    roles: list[str]
    disabled_at: datetime | None
    failures: int = Field(description="attempts since the last one that succeeded")
    locked_until: datetime | None

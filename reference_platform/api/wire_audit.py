"""Answers about the audit log, and what may be asked of it: a part of the contract in `wire.py`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from reference_platform.api.wire import Answer, printable

EventName = Annotated[str, Field(pattern=r"^[a-z][a-z -]{0,63}$", examples=["audit read"])]
ResourceName = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]


class AuditEntryAnswer(Answer):
    """Who did what, when, from where, to what and with which outcome."""

    sequence: int
    recorded_at: datetime
    actor: str
    actor_kind: Literal["person", "service", "unknown"]
    event: str
    outcome: Literal["success", "failure", "refused"]
    origin: str
    resource: str
    correlation: str | None
    details: dict[str, str]
    recorded_by: str
    previous_digest: str
    digest: str


class AuditEntriesAnswer(Answer):
    """Entries in the order of their numbers. A full page may have a next one: ask again, after its last number."""

    entries: list[AuditEntryAnswer]


class VerificationAnswer(Answer):
    """Whether the log is whole, and agrees with its copy as far as that goes."""

    whole: bool
    copied: int = Field(description="entries that have a copy")
    first_bad: int | None = Field(description="the first number that is missing, changed or rewritten")
    reason: str | None

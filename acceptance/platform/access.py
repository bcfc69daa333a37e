"""What every client shares: the gate, and the two ways a call can fail before it says anything."""

from __future__ import annotations

from datetime import UTC, datetime

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform import pace
from acceptance.platform.gate import refusal
from acceptance.platform.switch import stopped
from acceptance.profile.permissions import Permission, Permissions


class ServiceError(Exception):
    """A service could not be used at all. `cause` tells the runner whom to look at first."""

    def __init__(self, sentence: str, cause: Cause = Cause.PLATFORM) -> None:
        super().__init__(sentence)
        self.cause = cause


class Unreachable(ServiceError):
    """The service did not answer: refused, timed out, or cut the connection."""


class CredentialRefused(ServiceError):
    """The service refused the suite's own identity: the binding is wrong, nothing is said of the platform."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, Cause.BINDING)


def require(permissions: Permissions, needed: Permission, what: str) -> None:
    """Refuses an act that the profile does not permit, or not now.

    Raises:
        NotAssessed: with cause *environment*, so that a guarded production run never shows green for it.
    """
    told = refusal(permissions, needed, what, datetime.now(UTC), stopped(permissions))
    if told is not None:
        raise NotAssessed(told, Cause.ENVIRONMENT)


def admit(permissions: Permissions, takes: Permission, what: str) -> None:
    """As `require`, just before it is done: it counts as one question, and waits for its turn.

    Raises:
        NotAssessed: it is not permitted, or this run has asked all that it may.
    """
    require(permissions, takes, what)
    if permissions.ceiling is not None:
        pace.take(permissions.ceiling, what)

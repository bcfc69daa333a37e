"""What every client shares: the permission gate and the two ways a call can fail before it says anything."""

from __future__ import annotations

from acceptance.outcome import Cause, NotAssessed
from acceptance.profile.model import Permission, Permissions


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
    """Refuses an act that the profile does not permit.

    Raises:
        NotAssessed: with cause *environment*, so that a guarded production run never shows green for it.
    """
    if not permissions.allow(needed):
        raise NotAssessed(
            f"{what} needs the permission {needed!r}, which this profile does not give", Cause.ENVIRONMENT
        )

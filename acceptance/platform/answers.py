"""What an operation answered, and how its refusals are told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.http import Exchange
from acceptance.platform.told import Told

UNKNOWN = "unknown"
"""What profiles call the refusal of somebody or something that the platform does not know."""


@dataclass(frozen=True)
class Answer:
    """What an operation answered. `words` are the profile's names for what stood in the JSON body."""

    operation: str
    status: int
    succeeded: bool
    refusal: str | None
    """The profile's name for this refusal, or None."""
    words: Told
    exchange: Exchange
    same_code: frozenset[str] = frozenset()
    """The profile's other names for refusals that have the same status code here."""
    known: frozenset[str] = frozenset()
    """Every refusal of this operation that the profile names."""

    @property
    def headers(self) -> Mapping[str, str]:
        return self.exchange.headers

    def may_be(self, name: str) -> bool:
        """Whether this refusal may have a name of the profile's."""
        return name in self.same_code or name == self.refusal

    def refused_as(self, *names: str) -> str | None:
        """That of the given names which this refusal may have, else what it is.

        Raises:
            NotAssessed: it was refused, and the profile does not say how one of these refusals would be told.
        """
        fitting = next(filter(self.may_be, names), None)
        unknown = [name for name in names if name not in self.known]
        if fitting is None and unknown and not self.succeeded:
            how = f"the operation {self.operation!r} of the profile does not say how it is refused as {unknown[0]!r}"
            raise NotAssessed(how, Cause.BINDING)
        return fitting or self.refusal


class OperationFailed(Exception):
    """An operation that a scenario needs did not succeed: the scenario cannot tell anything.

    `refusal` is the profile's name for how it was refused, if it has one.
    """

    cause = Cause.PLATFORM

    def __init__(self, sentence: str, refusal: str | None = None) -> None:
        super().__init__(sentence)
        self.refusal = refusal

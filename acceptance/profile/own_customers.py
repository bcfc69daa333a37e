"""What the suite's own fictitious customers do without on this platform."""

from __future__ import annotations

from pathlib import Path

from pydantic import model_validator

from acceptance.outcome import ConfigurationError
from acceptance.profile.block import Block
from acceptance.profile.declarations import Reason
from acceptance.text_file import text_of


class OwnCustomers(Block):
    """By default each one gets a lawful basis when it is made, and is removed at the end of its scenario.

    Attributes:
        without_basis: why none is recorded for them here, as where another system keeps the bases.
        stay: why they are not removed here, as where the account they lie in is emptied every night.
        numbers: the only customer numbers that the suite may use here; without any, it makes them up.
        numbers_file: a file with such numbers, one a line.
    """

    without_basis: Reason | None = None
    stay: Reason | None = None
    numbers: list[str] = []
    numbers_file: str | None = None

    @property
    def pool(self) -> list[str]:
        """The numbers that the suite may use, each once; empty where it makes them up."""
        listed = text_of(Path(self.numbers_file)).split() if self.numbers_file is not None else []
        return list(dict.fromkeys([*self.numbers, *listed]))

    @model_validator(mode="after")
    def a_pool_holds_something(self) -> OwnCustomers:
        if self.numbers_file is None:
            return self
        try:
            held = self.pool
        except ConfigurationError as error:
            raise ValueError(f"numbers_file: {error.sentence}") from None
        if not held:
            raise ValueError(f"numbers_file: {self.numbers_file} holds no number; write one a line")
        return self

"""What the suite's own fictitious customers do without on this platform."""

from __future__ import annotations

from acceptance.profile.block import Block
from acceptance.profile.declarations import Reason


class OwnCustomers(Block):
    """By default each one gets a lawful basis when it is made, and is removed at the end of its scenario.

    Attributes:
        without_basis: why none is recorded for them here, as where another system keeps the bases.
        stay: why they are not removed here, as where the account they lie in is emptied every night.
    """

    without_basis: Reason | None = None
    stay: Reason | None = None

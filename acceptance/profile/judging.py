"""How sure a verdict must be before it turns red, and how busy the machine may be while something is measured."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from acceptance.profile.block import Block
from acceptance.record.certainty import Certainty, violated_with

Percent = Annotated[float, Field(gt=0, le=100)]


class Judging(Block):
    """How verdicts that follow from numbers are reached here.

    Attributes:
        false_red_percent: how likely it may be that a platform which stands exactly at its limits is called violated at
            least once in so many judgements.
        judgements: how many.
        shared_machine: whether the suite runs on the platform's own machine; left out, it does where the scoring
            service has a loopback address.
        others_at_most_percent: of all processors, averaged over the busiest 3 s, for programs that are neither.
        generator_at_most_percent: the same for the suite's own processes, which take it from the platform. 170 to 300
            requests a second take 7 to 16 percent of two processors, so that less would doubt sound measurements there.
        waiting_at_most_percent: of the time, averaged over the busiest 3 s, in which some program waited for a
            processor; counts only where nobody says which processes are the platform's.
    """

    false_red_percent: Annotated[float, Field(gt=0, le=10)] = 5
    judgements: Annotated[int, Field(ge=1, le=1_000_000)] = 1000
    shared_machine: bool | None = None
    others_at_most_percent: Percent = 10
    generator_at_most_percent: Percent = 25
    waiting_at_most_percent: Percent = 75

    def certainty(self, satisfied: float | None = None) -> Certainty:
        """How sure both verdicts must be.

        Args:
            satisfied: the confidence that something is met; the usual one when left out.
        """
        violated = violated_with(self.false_red_percent / 100, self.judgements)
        return Certainty(violated=violated) if satisfied is None else Certainty(satisfied, violated)

"""How long the suite waits, and what was agreed of delays."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from acceptance.profile.block import Block
from acceptance.profile.files import File


class Limits(Block):
    """How long the suite waits here before it says that something did not happen.

    Attributes:
        event_s: for one event to be processed.
        bulk_s: for `bulk_messages` of them.
        bulk_messages: how many are sent at once.
        model_switch_s: for a change of model to decide.
        training_s: for a training run.
        recovery_s: for a service to work again after an outage.
        busy_s: for a platform that puts a request off (429 or 503) to take it.
        settles_s: for what an act set going to come to rest. What has ended or gone is looked at again after it.
        withdrawal_s: agreed: from a withdrawal until no score is made any more.
        erasure_s: agreed: from the request until the data are gone.
        stop_s: agreed: from a person's stop of automated decisions until none is made any more.
    """

    event_s: Annotated[float, Field(gt=0)] = 15
    bulk_s: Annotated[float, Field(gt=0)] = 60
    model_switch_s: Annotated[float, Field(gt=0)] = 15
    training_s: Annotated[float, Field(gt=0)] = 120
    recovery_s: Annotated[float, Field(gt=0)] = 30
    settles_s: Annotated[float, Field(ge=0)] = 3
    busy_s: Annotated[float, Field(ge=0, le=600)] = 5
    bulk_messages: Annotated[int, Field(ge=1)] = 500
    copy_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 86_400
    """The longest time that a cached copy of a customer's data may live."""
    withdrawal_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 2
    erasure_s: Annotated[float, Field(gt=0), File.AGREEMENTS] = 30
    stop_s: Annotated[float, Field(gt=0, le=600), File.AGREEMENTS] = 5
    delivery_window_s: Annotated[Annotated[float, Field(gt=0)] | None, File.AGREEMENTS] = None
    """How long a result waits for whoever reads it late, as agreed with the readers; None where nothing was."""
    replicas_s: Annotated[float, Field(ge=0, le=60), File.AGREEMENTS] = 0
    """How far copies that answers are made from, such as replicas of a database, may be behind. So long is waited after
    each change; whatever is asked then must know of it. 0 where a change is seen by everybody at once."""

    @model_validator(mode="after")
    def what_is_promised_is_not_waited_away(self) -> Limits:
        for promise, within_s in (("withdrawal_s", self.withdrawal_s), ("erasure_s", self.erasure_s)):
            if self.replicas_s > within_s:
                raise ValueError(
                    f"replicas that may be {self.replicas_s:g} s behind (replicas_s) "
                    f"cannot keep {promise}: {within_s:g}"
                )
        return self

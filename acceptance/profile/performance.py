"""How much load was agreed for this platform, and how it has to bear it. Durations are as long as this place allows."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from acceptance.profile.block import Agreement, Block

Seconds = Annotated[float, Field(gt=0)]
Rate = Annotated[float, Field(gt=0)]


class Users(Block):
    """Users who ask, think and ask again. Variables such as CONCURRENT_USERS override this.

    Attributes:
        users: how many at once.
        duration_s: how long, the coming included.
        ramp_up_s: how long they take to come.
        think_min_s, think_max_s: how long a user waits between questions.
    """

    users: Annotated[int, Field(ge=1)] = 50
    duration_s: Seconds = 300
    ramp_up_s: Annotated[float, Field(ge=0)] = 30
    think_min_s: Annotated[float, Field(ge=0)] = 1
    think_max_s: Annotated[float, Field(ge=0)] = 3


class Steady(Block):
    """Requests at one rate, however slow the answers are.

    Attributes:
        rate_per_s: requests.
        duration_s: how long.
        arrivals: evenly, or at random times as from many independent users.
    """

    rate_per_s: Rate
    duration_s: Seconds
    arrivals: Literal["constant", "poisson"] = "poisson"


class Rising(Block):
    """Rates one after the other, until the platform breaks a limit. Up to `required_per_s` it must not.

    Attributes:
        rates_per_s: one after the other.
        step_s: how long each lasts.
        required_per_s: up to which no limit may break.
    """

    rates_per_s: Annotated[list[Rate], Field(min_length=2)]
    step_s: Seconds
    required_per_s: Rate = 100


class Memory(Block):
    """Where the platform tells how much memory each of its processes uses: an operation that answers in Prometheus'
    text format, and the name of the measurement, in bytes.

    Attributes:
        operation: the operation that shows it.
        measurement: the name of the figure.
    """

    operation: str
    measurement: str = "process_resident_memory_bytes"


class Long(Block):
    """A steady load for long, and how little may change in it.

    Attributes:
        rate_per_s: requests.
        duration_s: how long.
        latency_growth_ms_per_min: how much slower answers may become.
    """

    rate_per_s: Rate
    duration_s: Annotated[float, Field(ge=10)]
    latency_growth_ms_per_min: Annotated[float, Field(gt=0)]
    memory_growth_mb_per_1000: Annotated[float, Field(gt=0)]
    """Megabytes for each 1,000 requests."""
    pause_ms: Annotated[float, Field(ge=100)] = 150
    """A time without any answer that is longer must not come again and again."""
    memory: Memory | None = None


class Ramp(Block):
    """Users who come stage by stage.

    Attributes:
        users: how many there are in the end.
        stages: in how many steps they come.
        stage_s: how long each step lasts.
        think_min_s, think_max_s: how long a user waits between questions.
    """

    users: Annotated[int, Field(ge=1)]
    stages: Annotated[int, Field(ge=2)]
    stage_s: Seconds
    think_min_s: Annotated[float, Field(ge=0)]
    think_max_s: Annotated[float, Field(ge=0)]


class Spike(Block):
    """A usual rate, a sudden much higher one, and the usual one again.

    Attributes:
        usual_per_s, usual_s: before.
        spike_per_s, spike_s: the rush.
        after_s: how long it is looked at afterwards.
        recovered_within_s: how soon it must be as before.
    """

    usual_per_s: Rate
    usual_s: Seconds
    spike_per_s: Rate
    spike_s: Seconds
    after_s: Seconds
    recovered_within_s: Annotated[float, Field(ge=0)]


class Question(Block):
    """An operation that only reads, and the words of its answer that every replica must give alike.

    Attributes:
        operation: one that changes nothing.
        expect: the words of its answer that every good one must have.
    """

    operation: str
    expect: Annotated[list[str], Field(min_length=1)]


class Performance(Agreement):
    """The loads of this environment.

    Attributes:
        score: the operation that scores a customer by the figures in the request.
        stored: the one that scores by figures that the platform has stored.
        read: a question that only reads, for environments in which nothing may be changed.
        customers: how many fictitious customers the requests are about.
        small: what is asked where the platform is in use.
    """

    called: ClassVar[str] = "performance"
    without_it: ClassVar[str] = ", so no load is agreed"

    score: str = "score"
    stored: str | None = None
    read: Question | None = None
    customers: Annotated[int, Field(ge=1, le=1000)] = 30
    users: Users = Users()
    steady: Steady
    rising: Rising
    long: Long
    ramp: Ramp
    spike: Spike
    small: Steady

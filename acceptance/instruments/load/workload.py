"""How much load, and when: a number of users who think, or arrivals at a rate whatever the answers do.

With users (closed model) a slow platform is asked less often. With arrivals (open model) it is asked as often as
before, as by people who do not know of each other; only this can show a rate.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from acceptance.outcome import ConfigurationError

Arrivals = Literal["constant", "poisson"]
VARIABLES = ("CONCURRENT_USERS", "DURATION_SECONDS", "RAMP_UP_TIME", "THINK_TIME_MIN", "THINK_TIME_MAX")
"""Environment variables that override the profile: users, then times in seconds."""


@dataclass(frozen=True)
class Closed:
    """Users who ask, wait for the answer, think, and ask again.

    Attributes:
        users: how many there are in the end.
        duration_s: how long all of them stay, after the ramp-up.
        ramp_up_s: how long it takes until all are there, evenly.
        think_min_s, think_max_s: how long a user thinks between an answer and the next question.
        ramp_stages: into how many stages the ramp-up is divided where results are told by stage.
        seed: of everything random.
    """

    users: int
    duration_s: float
    ramp_up_s: float = 0.0
    think_min_s: float = 1.0
    think_max_s: float = 3.0
    ramp_stages: int = 1
    seed: int = 1

    def __post_init__(self) -> None:
        _require(self.users >= 1, f"{self.users} users cannot put load on anything; give 1 or more")
        _require(self.duration_s > 0, f"a load of {self.duration_s:g} s is none; give a duration above 0 s")
        _require(self.ramp_up_s >= 0, f"a ramp-up of {self.ramp_up_s:g} s is impossible; give 0 s or more")
        _require(
            0 <= self.think_min_s <= self.think_max_s,
            f"a thinking time from {self.think_min_s:g} to {self.think_max_s:g} s is impossible; "
            "give a smallest one of 0 s or more and a greatest one that is not below it",
        )
        _require(self.ramp_stages >= 1, f"a ramp-up in {self.ramp_stages} stages is impossible; give 1 or more")

    @property
    def total_s(self) -> float:
        return self.ramp_up_s + self.duration_s

    @property
    def most_per_s(self) -> float:
        """The rate that cannot be exceeded: if every answer came at once."""
        think_s = (self.think_min_s + self.think_max_s) / 2
        return self.users / think_s if think_s else float("inf")

    @property
    def most(self) -> float:
        """How many requests it cannot exceed: if every answer came at once, and every thought were short."""
        return self.users * (1 + self.total_s / self.think_min_s) if self.think_min_s else float("inf")

    def stages(self) -> list[Span]:
        """The stages that results are told by: those of the ramp-up, and the time with all users."""
        each_s = self.ramp_up_s / self.ramp_stages
        ramp = [
            Span(f"up to {round(self.users * (i + 1) / self.ramp_stages)} users", None, i * each_s, (i + 1) * each_s)
            for i in range(self.ramp_stages if self.ramp_up_s else 0)
        ]
        return [*ramp, Span(f"{self.users} users", None, self.ramp_up_s, self.total_s)]

    def overridden(self, environment: Mapping[str, str]) -> Closed:
        """The same with what `VARIABLES` say.

        Raises:
            ConfigurationError: one of them is no number, or the numbers do not fit together.
        """
        names = ("users", "duration_s", "ramp_up_s", "think_min_s", "think_max_s")
        given = {
            name: _number(variable, environment[variable], whole=name == "users")
            for name, variable in zip(names, VARIABLES, strict=True)
            if environment.get(variable)
        }
        return replace(self, **given)  # type: ignore[arg-type]

    def words(self) -> str:
        ramp = f" after a ramp-up of {self.ramp_up_s:g} s" if self.ramp_up_s else ""
        thinking = f"who think {self.think_min_s:g} to {self.think_max_s:g} s"
        return f"{self.users} users {thinking} for {self.duration_s:g} s{ramp}"


@dataclass(frozen=True)
class Stage:
    """Arrivals at one rate for some seconds."""

    rate_per_s: float
    seconds: float

    def __post_init__(self) -> None:
        _require(self.rate_per_s > 0, f"a rate of {self.rate_per_s:g} requests a second is none; give one above 0")
        _require(self.seconds > 0, f"a stage of {self.seconds:g} s is none; give one above 0 s")


@dataclass(frozen=True)
class Limits:
    """When a stage has shown that the platform cannot go further; later stages are then left out.

    Attributes:
        slowest_s: the share `of` of all requests must be answered in this time.
        failed_share: the greatest share of requests without a good answer.
    """

    slowest_s: float
    of: float = 0.95
    failed_share: float = 0.01


@dataclass(frozen=True)
class Open:
    """Arrivals in stages, each at its rate, never slowed by slow answers.

    Attributes:
        arrivals: evenly spaced, or at random moments as of people who do not know of each other.
        seed: of the random moments.
        until: stop after the first stage that breaks these limits.
    """

    stages_: tuple[Stage, ...]
    arrivals: Arrivals = "constant"
    seed: int = 1
    until: Limits | None = None

    def __post_init__(self) -> None:
        _require(bool(self.stages_), "a load without a stage is none; give at least one rate and its seconds")
        _require(self.arrivals in ("constant", "poisson"), f"arrivals are constant or poisson, not {self.arrivals!r}")

    @classmethod
    def steady(cls, rate_per_s: float, seconds: float, arrivals: Arrivals = "constant", seed: int = 1) -> Open:
        """One rate all the time."""
        return cls((Stage(rate_per_s, seconds),), arrivals, seed)

    @property
    def total_s(self) -> float:
        return sum(stage.seconds for stage in self.stages_)

    @property
    def most_per_s(self) -> float:
        return max(stage.rate_per_s for stage in self.stages_)

    @property
    def most(self) -> float:
        """How many requests it cannot exceed."""
        return sum(1 for _ in self.due())

    def stages(self) -> list[Span]:
        spans, at = [], 0.0
        for stage in self.stages_:
            spans.append(Span(f"{stage.rate_per_s:g} a second", stage.rate_per_s, at, at + stage.seconds))
            at += stage.seconds
        return spans

    def due(self) -> Iterator[tuple[int, float]]:
        """Every arrival: the index of its stage, and when it is due, in seconds from the start."""
        chance = random.Random(self.seed)
        for index, span in enumerate(self.stages()):
            assert span.rate_per_s is not None
            if self.arrivals == "constant":
                count = round(span.rate_per_s * (span.end_s - span.start_s))
                for number in range(count):
                    yield index, span.start_s + number / span.rate_per_s
                continue
            at = span.start_s + chance.expovariate(span.rate_per_s)
            while at < span.end_s:
                yield index, at
                at += chance.expovariate(span.rate_per_s)

    def words(self) -> str:
        stages = ", then ".join(f"{stage.rate_per_s:g} a second for {stage.seconds:g} s" for stage in self.stages_)
        return f"{stages} ({self.arrivals} arrivals)"


Workload = Closed | Open


@dataclass(frozen=True)
class Span:
    """A stage as results are told by it: from `start_s` to `end_s` after the start of the load."""

    name: str
    rate_per_s: float | None
    start_s: float
    end_s: float


def to_data(workload: Workload) -> dict[str, Any]:
    """As it is sent to generators and kept in records."""
    return {"model": "closed" if isinstance(workload, Closed) else "open", **asdict(workload)}


def from_data(data: Mapping[str, Any]) -> Workload:
    """What `to_data` made.

    Raises:
        ConfigurationError: the values make no load.
    """
    values = {key: value for key, value in data.items() if key != "model"}
    if data["model"] == "closed":
        return Closed(**values)
    values["stages_"] = tuple(Stage(**stage) for stage in values["stages_"])
    values["until"] = Limits(**values["until"]) if values.get("until") else None
    return Open(**values)


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise ConfigurationError(f"The load cannot be made: {sentence}.")


def _number(variable: str, text: str, *, whole: bool) -> float:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        kind = "a whole number" if whole else "a number of seconds"
        raise ConfigurationError(f"The variable {variable} is {text!r}; give {kind}.") from None

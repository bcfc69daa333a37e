"""What was agreed about the service: each objective says what is measured, its target, and over which window."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from acceptance.profile.block import Agreement, Block
from acceptance.profile.files import File

Percent = Annotated[float, Field(gt=0, lt=100)]
Positive = Annotated[float, Field(gt=0)]


class Objective(Block):
    """What every objective says.

    Attributes:
        indicator: what is measured, in one sentence.
        window_days: over which time the target was agreed; budgets are computed for it.
        budgeting: what is counted: single occurrences, or slices of time.
        confidence_percent: how sure a verdict must be; less is called inconclusive.
    """

    indicator: Annotated[str, Field(min_length=10)]
    window_days: Annotated[float, Field(gt=0, le=366)] = 30
    budgeting: Literal["occurrences", "timeslices"] = "occurrences"
    confidence_percent: Annotated[float, Field(ge=80, lt=100)] = 95

    @property
    def confidence(self) -> float:
        return self.confidence_percent / 100


class Reported(Block):
    """Where the platform itself counts its answers, in Prometheus' text format.

    Attributes:
        operation: reads the figures; `read_measurements`.
        metric: the name of the counter, with its `_count` or `_total`.
        labels: those of the counter that must have these values.
        status: the label with the status code of the answers.
    """

    operation: str
    metric: str
    labels: dict[str, str] = Field(default_factory=dict)
    status: str


class Availability(Objective):
    """The share of requests that the service answered without a fault of its own."""

    at_least_percent: Percent
    reported: Annotated[Reported | None, File.PLATFORM] = None


class LatencyLimit(Block):
    """The time within which a share of all good answers must come."""

    percentile: Percent
    at_most_ms: Positive


class Latency(Objective):
    """How long answers may take, from the moment at which a request was to be sent."""

    limits: Annotated[list[LatencyLimit], Field(min_length=1)]

    @model_validator(mode="after")
    def a_higher_percentile_allows_more_time(self) -> Latency:
        ordered = sorted(self.limits, key=lambda limit: limit.percentile)
        for quicker, slower in pairwise(ordered):
            if slower.percentile == quicker.percentile or slower.at_most_ms < quicker.at_most_ms:
                raise ValueError(
                    f"p{slower.percentile:g} within {slower.at_most_ms:g} ms contradicts p{quicker.percentile:g} "
                    f"within {quicker.at_most_ms:g} ms; give each percentile once, and a higher one no less time"
                )
        return self


class Errors(Objective):
    """The share of requests that may fail: no answer, a fault, or an answer whose content is wrong."""

    at_most_percent: Percent


class Throughput(Objective):
    """How many good answers a second there must be while more requests than that are offered."""

    more_than_per_s: Positive
    offered_per_s: Annotated[Positive | None, File.ENVIRONMENT] = None

    @model_validator(mode="after")
    def more_is_offered_than_asked_for(self) -> Throughput:
        if self.offered_per_s is not None and self.offered_per_s <= self.more_than_per_s:
            raise ValueError(
                f"offered_per_s is {self.offered_per_s:g}: no more than that can be answered, so more than "
                f"{self.more_than_per_s:g} could never be seen; offer a tenth more"
            )
        return self


class Freshness(Objective):
    """How old the newest record in use, and the oldest record not yet processed, may be.

    Attributes:
        reader: the consumer group that processes the input; without it, what waits is not counted.
        inputs: plain names of the topics that it reads.
    """

    at_most_s: Positive
    reader: str | None = None
    inputs: list[str] = Field(default_factory=list)


class PipelineThroughput(Objective):
    """How many records a minute the pipeline must turn into results.

    Attributes:
        records: how many are sent at once to measure it.
    """

    at_least_per_min: Positive
    records: Annotated[int, Field(ge=100)] = 400


class HoldOut(Block):
    """Labelled cases that no model has learned from, pinned by digest.

    A CSV file with a header: the figures by the suite's words, `bad` (0 or 1), and where it is known `best`, the
    chance that who knows the truth would be right about this case.

    Attributes:
        file: beside the agreements; or `bucket` and `key` in the object store.
        sha256: digest of the bytes, so that nobody exchanges the cases to suit a model.
    """

    file: str | None = None
    bucket: str | None = None
    key: str | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    @model_validator(mode="after")
    def one_place(self) -> HoldOut:
        if (self.file is None) == (self.key is None) or (self.bucket is None) != (self.key is None):
            raise ValueError("say either file, or bucket and key")
        return self


class Accuracy(Objective):
    """How often the model that serves must be right about cases it has never seen.

    Attributes:
        bad_levels, good_levels: risk levels that foretell a bad or a good end; an answer with another is wrong.
        cases: fewer labelled cases say nothing.
        rate_per_s: at which cases are put to the service; it must be able to answer them all.
        majority_at_most_percent: when one class is larger, always saying the same would look accurate.
        best_possible_percent: when even who knows the truth is right less often, the cases cannot show a good model.
    """

    at_least_percent: Percent
    bad_levels: Annotated[list[str], Field(min_length=1)]
    good_levels: Annotated[list[str], Field(min_length=1)]
    holdout: HoldOut
    cases: Annotated[int, Field(ge=1)] = 2000
    rate_per_s: Annotated[Positive, File.ENVIRONMENT] = 50
    majority_at_most_percent: Percent = 70
    best_possible_percent: Percent | None = 97


class Offered(Block):
    """The load under which availability, times, errors and throughput are measured.

    Attributes:
        seconds: how long.
        customers: how many fictitious customers the requests are spread over.
    """

    seconds: Annotated[float, Field(gt=0, le=86_400)] = 30
    customers: Annotated[int, Field(ge=1, le=10_000)] = 20


class Reading(Block):
    """The reading load that may be put on any environment, a production one as well.

    Attributes:
        operation: one that changes nothing.
        expect: the words of its answer that every good answer must have.
    """

    operation: str
    expect: Annotated[list[str], Field(min_length=1)]
    rate_per_s: Positive
    seconds: Annotated[float, Field(gt=0, le=86_400)]


class Accepted(Block):
    """The accepted figures that runs are compared with.

    Attributes:
        file: from the folder in which the run is started; `acceptance baseline accept` writes it.
        threshold_percent: how much worse a figure may be.
    """

    file: str = "performance-baseline.json"
    threshold_percent: Annotated[float, Field(gt=0, le=1000)] = 10


class Objectives(Agreement):
    """All objectives. One that is missing is not assessed."""

    called: ClassVar[str] = "objectives"
    without_it: ClassVar[str] = ": nothing was agreed here"

    availability: Availability | None = None
    latency: Latency | None = None
    errors: Errors | None = None
    throughput: Throughput | None = None
    freshness: Freshness | None = None
    pipeline_throughput: PipelineThroughput | None = None
    accuracy: Accuracy | None = None
    offered: Annotated[Offered, File.ENVIRONMENT] = Offered()
    reading: Annotated[Reading | None, File.ENVIRONMENT] = None
    baseline: Annotated[Accepted, File.ENVIRONMENT] = Accepted()

    def agreed(self) -> dict[str, Objective]:
        """Those that were agreed, by name."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: one for name, one in named.items() if isinstance(one, Objective)}

    def operations(self) -> list[tuple[str, str]]:
        """The place of each operation that is named, and its name."""
        named = []
        if self.reading is not None:
            named.append(("reading.operation", self.reading.operation))
        if self.availability is not None and self.availability.reported is not None:
            named.append(("availability.reported.operation", self.availability.reported.operation))
        return named

    def rates(self) -> list[tuple[str, float]]:
        """The place of each rate that would be offered, and the rate in requests a second."""
        throughput = self.throughput
        offered = (
            [("throughput.offered_per_s", throughput.offered_per_s)] if throughput and throughput.offered_per_s else []
        )
        offered += [("accuracy.rate_per_s", self.accuracy.rate_per_s)] if self.accuracy else []
        return offered + ([("reading.rate_per_s", self.reading.rate_per_s)] if self.reading else [])


def minutes(days: float) -> float:
    """A window of days in minutes."""
    return days * 24 * 60


def share(percent: float) -> float:
    """A percentage as a share, without the dust of a division: 99.9 is 0.999.

    >>> share(99.9)
    0.999
    """
    digits = 12 - max(0, math.floor(math.log10(percent)))
    return round(percent / 100, digits)

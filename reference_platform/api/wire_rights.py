"""Requests and answers about what a person may ask for: the second half of the contract in `wire.py`."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, JsonValue, model_validator
from pydantic_core import PydanticCustomError

from reference_platform.api.wire import Answer, ModelName, Reason, Request, RiskLevel, printable

RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")


def rfc_3339(value: object) -> object:
    """A time as text; pydantic alone would also take a number of seconds."""
    if not isinstance(value, str) or not RFC_3339.fullmatch(value):
        raise PydanticCustomError("datetime_type", "not a time")
    return value


# Strict would refuse text too: the body has been parsed before it comes here.
Instant = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(rfc_3339)]
FigureName = Literal["age", "income", "credit_score", "debt_ratio", "employment_years"]
DecidedBy = Literal["model", "human"]
Statement = Annotated[str, Field(min_length=1, max_length=1_000), AfterValidator(printable)]


class Figures(Answer):
    """The figures a score was made from."""

    age: int
    income: float
    credit_score: int = Field(description="the credit bureau's score")
    debt_ratio: float
    employment_years: float


class FactorAnswer(Answer):
    """What one figure adds to the score, compared with the average applicant's."""

    figure: FigureName
    value: int | float
    points: float = Field(description="below 0: it lowered the score")


class CounterfactualAnswer(Answer):
    """The smallest change of this figure alone that leads to the next better risk level."""

    figure: FigureName
    from_: int | float = Field(alias="from")
    to: int | float
    credit_score: int
    risk_level: RiskLevel


class ExplanationAnswer(Answer):
    """How a result came about. base_points + all points = the score before it is rounded down and kept in range."""

    request_id: str
    model: ModelName
    credit_score: int
    risk_level: RiskLevel = Field(description="the model's; a reviewer may have changed the result's")
    figures: Figures
    base_points: float = Field(description="the average applicant's score")
    factors: list[FactorAnswer] = Field(description="the figure that lowered the score most comes first")
    counterfactuals: list[CounterfactualAnswer]


class DecisionAnswer(Answer):
    """The newest decision about a customer."""

    request_id: str
    credit_score: int
    risk_level: RiskLevel
    decided_by: DecidedBy
    decided_at: datetime


class FeatureChanges(Request):
    """The figures to correct; at least one."""

    age: int | None = Field(default=None, ge=18, le=100)
    income: float | None = Field(default=None, ge=0, le=10_000_000)
    credit_score: int | None = Field(default=None, ge=300, le=850)
    debt_ratio: float | None = Field(default=None, ge=0, le=2)
    employment_years: float | None = Field(default=None, ge=0, le=60)

    @model_validator(mode="after")
    def _something(self) -> "FeatureChanges":
        if not self.model_dump(exclude_none=True):
            raise PydanticCustomError("no_change", "no figure")
        return self


class RectificationRequest(Request):
    """Correct stored figures (GDPR Art. 16)."""

    features: FeatureChanges
    event_time: Instant | None = Field(default=None, description="when the source said so; now if not given")


class ContestRequest(Request):
    """What the customer says against a result."""

    statement: Statement


class ContestOpened(Answer):
    """The contest waits for a person to decide."""

    contest_id: UUID
    request_id: str
    status: Literal["open"]


class Rated(Answer):
    """A score and a risk level."""

    credit_score: int
    risk_level: RiskLevel


class ContestAnswer(Answer):
    """A contest, with the decision before it and, once decided, the one after it."""

    contest_id: UUID
    request_id: str
    status: Literal["open", "upheld", "overturned"]
    statement: str
    opened_at: datetime
    opened_by: str
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    original: Rated
    outcome: Rated | None


class ReviewRequest(Request):
    """A person's decision about a contest."""

    decision: Literal["uphold", "overturn"]
    risk_level: RiskLevel | None = Field(default=None, description="with overturn only: a better one")
    reason: Reason

    @model_validator(mode="after")
    def _level_with_overturn_only(self) -> "ReviewRequest":
        if (self.decision == "overturn") != (self.risk_level is not None):
            raise PydanticCustomError("level_with_overturn", "risk_level goes with overturn, and only with it")
        return self


class ExportRequest(Request):
    """`access`: everything held about a person (GDPR Art. 15); `portability`: what they provided (Art. 20)."""

    kind: Literal["access", "portability"]


class ExportAnswer(Answer):
    """An export, to be fetched from /exports/{export_id}."""

    export_id: UUID
    kind: Literal["access", "portability"]
    created_at: datetime
    sha256: str = Field(description="of the document as it is fetched")


class ExportDocument(Answer):
    """The document: each part of `data` is a list of records, empty when nothing is held."""

    kind: Literal["access", "portability"]
    customer_id: str
    created_at: datetime
    data: dict[str, list[dict[str, JsonValue]]]


class StopRequest(Request):
    """Stop all automated decisions."""

    reason: Reason


class StopAnswer(Answer):
    """A stop in force: until it is lifted nothing is decided by the model."""

    reason: str
    stopped_by: str
    stopped_at: datetime

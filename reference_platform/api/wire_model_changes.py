"""Requests and answers about what decides: the third part of the contract in `wire.py`."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from reference_platform.api.wire import Answer, Identifier, Request, printable

LONG = 500  # characters
LONGEST_NUMBER = 2**63 - 1
# Whether it says anything is decided where it is recorded, by the same rule for every step.
Words = Annotated[str, Field(max_length=LONG), AfterValidator(printable)]
Version = Annotated[str, Field(pattern="^[0-9]{1,9}$", description="version in the registry")]
State = Literal["requested", "approved", "applied", "refused", "failed", "unauthorised"]
Route = Literal["regular", "rollback", "emergency", "outside"]


class TicketRequest(Request):
    """Enter into the register what was decided about a change."""

    summary: Annotated[str, Field(min_length=1, max_length=LONG), AfterValidator(printable)]
    approved: bool = Field(description="whether the change may be made")


class TicketAnswer(Answer):
    """A ticket of the register; it covers one change."""

    ticket: str
    approved: bool


class BandLimits(Request):
    """The lowest score of each risk level but the worst."""

    low: int = Field(ge=301, le=850)
    medium: int = Field(ge=301, le=850)
    high: int = Field(ge=301, le=850)

    @model_validator(mode="after")
    def _falls(self) -> "BandLimits":
        if not self.low > self.medium > self.high:
            raise PydanticCustomError("limits", "low, medium and high must fall")
        return self


class ChangeRequest(Request):
    """Ask for a registered version, or for other limits between the risk levels, to decide."""

    version: Version | None = None
    risk_bands: BandLimits | None = None
    reason: Words = Field(description="why, for the record")
    ticket: Identifier = Field(description="an approved ticket that covers no other change")

    @model_validator(mode="after")
    def _one_thing(self) -> "ChangeRequest":
        if (self.version is None) == (self.risk_bands is None):
            raise PydanticCustomError("one_change", "name either version or risk_bands")
        return self


class EmergencyRequest(Request):
    """Let a registered version serve at once; another person reviews that within 24 hours."""

    version: Version
    reason: Words = Field(description="why it cannot wait, for the record")


class Finding(Request):
    """What the review of an emergency change found."""

    reason: Words = Field(description="what was found, for the record")


class AgreedScore(Answer):
    """Agreed figures and the score that the approved artefact gives them."""

    age: int
    income: float
    credit_score: int = Field(description="the credit bureau's score")
    debt_ratio: float
    employment_years: float
    score: int


class ChangeAnswer(Answer):
    """One change as it stands. Times are the server's, in UTC."""

    change_id: int
    subject: Literal["model", "risk bands"]
    model_name: str
    environment: str
    route: Route
    state: State
    old_version: str | None
    new_version: str | None
    reason: str | None
    ticket: str | None
    requested_sha256: str | None
    requested_by: str
    requested_person: str
    requested_from: str
    requested_at: datetime
    approved_sha256: str | None
    approved_scores: list[AgreedScore] | None
    approved_by: str | None
    approved_person: str | None
    approved_from: str | None
    approved_at: datetime | None
    deployed_sha256: str | None
    deployed_by: str | None
    deployed_person: str | None
    deployed_from: str | None
    deployed_at: datetime | None
    review_due: datetime | None
    review_finding: str | None
    reviewed_by: str | None
    reviewed_person: str | None
    reviewed_from: str | None
    reviewed_at: datetime | None
    attempt: str | None = Field(description="refused and failed changes: the step that was tried")
    of_change: int | None = Field(description="refused and failed changes: the change that the step belongs to")
    why: str | None = Field(description="why it was refused, why it failed, or what was found")
    resolved_at: datetime | None = Field(description="unauthorised changes: when it was put right")


class ChangesAnswer(Answer):
    """Every change, in the order in which they began."""

    changes: list[ChangeAnswer]


class ServedBands(Answer):
    """The limits that this replica uses."""

    version: str
    sha256: str
    floors: dict[str, int] = Field(description="the lowest score of each risk level but the worst")


class CurrentModel(Answer):
    """What decides in the replica that answers, as it is loaded there."""

    name: str
    version: str
    artifact_sha256: str
    risk_bands: ServedBands
    replica: str


def change_answer(row: Any) -> ChangeAnswer:
    """A row of the table as auditors and those who take part see it."""
    return ChangeAnswer(**{name: row[name] for name in ChangeAnswer.model_fields})

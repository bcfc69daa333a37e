"""What requests may contain and what answers do contain: the contract, as pydantic models.

Types are strict ("35" is not 35, true is not 1, NaN is no number), ranges are those the model was trained
for, unknown fields are refused, and identifiers cannot carry a card number.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from reference_platform.vault.numbers import CardNumber, card_numbers_in

IDENTIFIER = re.compile(r"(?!.*[0-9]{13})[A-Za-z0-9._-]{1,64}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
LONG_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){12}")

Purpose = Literal["credit_scoring", "marketing", "model_training"]
Channel = Literal["web", "app", "branch", "phone", "post", "partner"]
RiskLevel = Literal["LOW", "MEDIUM", "HIGH", "VERY_HIGH"]
State = Literal["up", "down"]


def _identifier(text: str) -> str:
    if not IDENTIFIER.fullmatch(text) or card_numbers_in(text):
        raise PydanticCustomError("identifier", "not an identifier")
    return text


def printable(text: str) -> str:
    """The text, if it can be printed and holds no card number; for pydantic."""
    if not text.isprintable() or LONG_NUMBER.search(text):
        raise PydanticCustomError("printable", "not printable")
    return text


def _in_reach(moment: datetime) -> datetime:
    """A moment that is one in UTC too: at the ends of the calendar an offset leads beyond them."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("in_reach", "no moment in UTC") from None


def _email(text: str) -> str:
    if not EMAIL.fullmatch(text):
        raise PydanticCustomError("email", "not an e-mail address")
    return text


Identifier = Annotated[
    str,
    AfterValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": f"^{IDENTIFIER.pattern}$", "examples": ["C-1029"]}),
]
ContactName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(printable)]
EmailAddress = Annotated[str, Field(max_length=100), AfterValidator(printable), AfterValidator(_email)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]
Reason = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(printable)]


class Request(BaseModel):
    """Strict: exactly the documented fields, exactly the documented types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Answer(BaseModel):
    """Exactly the documented fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())


class FeatureValues(Request):
    """What a score is made from."""

    age: int = Field(ge=18, le=100, description="years")
    income: float = Field(ge=0, le=10_000_000, description="a year, in the lender's currency")
    credit_score: int = Field(ge=300, le=850, description="the credit bureau's score")
    debt_ratio: float = Field(ge=0, le=2, description="yearly debt service by income")
    employment_years: float = Field(ge=0, le=60, description="years")


class ScoreRequest(Request):
    """Score a customer with the given features, or with the stored ones when none are given."""

    customer_id: Identifier
    features: FeatureValues | None = None
    request_id: Identifier | None = Field(
        default=None, description="idempotency key: the same id gets the first answer again"
    )


class CrmFeatures(Request):
    """What the CRM knows of a customer; the bureau's score may be missing."""

    age: int = Field(ge=18, le=100)
    income: float = Field(ge=0, le=10_000_000)
    credit_score: int | None = Field(default=None, ge=300, le=850)
    debt_ratio: float = Field(ge=0, le=2)
    employment_years: float = Field(ge=0, le=60)


class Contact(Request):
    """How a customer is addressed; used for notifications and for nothing else."""

    name: ContactName = Field(repr=False)
    email: EmailAddress = Field(repr=False)


class CrmCustomer(Request):
    """A customer as the CRM has them: the contract with the CRM."""

    customer_id: Identifier
    event_time: Moment
    features: CrmFeatures
    contact: Contact | None = None


class CardRequest(Request):
    """The card by which a customer pays. Only its number is taken; codes, tracks and PINs are refused by name."""

    card_number: CardNumber


class CardAnswer(Answer):
    """A card as this caller may see it. The token stands for it everywhere; the number is in the vault only."""

    token: str
    shown: str
    last_used_at: datetime


class CardsAnswer(Answer):
    """The cards of a customer."""

    customer_id: Identifier
    cards: list[CardAnswer]


class ModelName(Answer):
    """A model version in the registry."""

    name: str
    version: str


class ScoreAnswer(Answer):
    """A score, the risk level that belongs to it, and the model that gave it."""

    request_id: str
    customer_id: str
    credit_score: int = Field(ge=300, le=850)
    risk_level: RiskLevel
    model: ModelName
    scored_at: datetime
    decided_by: Literal["model", "human"] = Field(description="human: a reviewer changed the risk level")


class LawfulBasisRequest(Request):
    """The basis on which a customer's data may be processed for one purpose (GDPR Art. 6(1))."""

    purpose: Purpose
    basis: Literal["consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"]
    text_version: Identifier = Field(description="version of the text shown to the customer")
    channel: Channel


class LawfulBasisAnswer(Answer):
    """A basis as recorded."""

    customer_id: str
    purpose: str
    basis: str
    text_version: str
    channel: str
    recorded_by: str
    recorded_at: datetime


class RegisteredBasisAnswer(Answer):
    """A basis in the register; the last three are null while it is in force."""

    purpose: str
    basis: str
    text_version: str
    channel: str
    recorded_by: str
    recorded_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    end_reason: Literal["replaced", "withdrawn", "objected"] | None


class LawfulBasesAnswer(Answer):
    """The register's history of a customer, oldest first."""

    customer_id: str
    lawful_bases: list[RegisteredBasisAnswer]


class EndRequest(Request):
    """Stop processing for one purpose: the customer withdrew a consent, or objects."""

    purpose: Purpose
    channel: Channel = Field(description="how the customer told us")


class EndAnswer(Answer):
    """From when on there is no basis for the purpose."""

    customer_id: str
    purpose: str
    ended_at: datetime


class LegalHoldRequest(Request):
    """Keep a customer's data, whatever its age and whoever asks for erasure."""

    reason: Reason = Field(description="why the data must stay, for the record")


class LegalHoldSet(Answer):
    """A hold that was set."""

    customer_id: str
    reason: str
    since: datetime
    set_by: str


class LegalHoldAnswer(LegalHoldSet):
    """A hold in force."""

    overdue_since: datetime | None = Field(description="since when the data would be gone without the hold")


class PurgedClassAnswer(Answer):
    """What a purge did to one class of data."""

    model_config = ConfigDict(populate_by_name=True)
    name: str = Field(alias="class")
    limit_days: int = Field(description="days of 24 hours; data of exactly this age stays")
    removed: int = Field(description="customers whose data was removed")
    held: int = Field(description="customers whose overdue data a legal hold keeps")


class PurgeAnswer(Answer):
    """A purge that is done; asking again is harmless."""

    purge_id: UUID
    as_of: datetime
    classes: list[PurgedClassAnswer]


class StoredFeatures(Answer):
    """The features stored for a customer."""

    customer_id: str
    age: int
    income: float
    credit_score: int
    debt_ratio: float
    employment_years: float
    bureau: Literal["provided", "reported", "fallback"] = Field(description="where credit_score comes from")
    event_time: datetime


class Kept(Answer):
    """Something an erasure leaves, and the reason."""

    what: str
    why: str


class Removed(Answer):
    """How many records an erasure has removed so far, by place."""

    lawful_bases: int = 0
    features: int = 0
    contests: int = 0
    results: int = 0
    notifications: int = 0
    contacts: int = 0
    loan_outcomes: int = 0
    cards: int = 0
    lifted_legal_holds: int = 0
    result_messages: int = 0
    documents: int = 0
    training_sets: int = 0


class ErasureAnswer(Answer):
    """An erasure: gone from database and cache; the other places follow. Asking again is harmless."""

    erasure_id: UUID
    erased_at: datetime
    removed: Removed
    pending: list[str] = Field(description="places still to be cleared")
    kept: list[Kept]


class ErasureStatus(Answer):
    """How far an erasure is."""

    erasure_id: UUID
    status: Literal["pending", "done"]
    reason: Literal["request", "retention"]
    requested_by: str
    erased_at: datetime
    completed_at: datetime | None
    removed: Removed
    kept: list[Kept]


class ImportRequest(Request):
    """Fetch a customer from the CRM."""

    customer_id: Identifier


class ImportAnswer(Answer):
    """The record handed to the pipeline."""

    record_id: str


class TrainingRequest(Request):
    """Train a model on the population that `seed` gives."""

    seed: int = Field(ge=0, le=2**31 - 1)


class TrainingAccepted(Answer):
    """The training has been queued."""

    training_run_id: UUID


class TrainingDataset(Answer):
    """What a model learned from; when one of its customers is erased the rows go, this stays."""

    sha256: str
    rows: int
    customer_rows: int = Field(description="how many of the rows are customers'")
    uri: str


class TrainingStatus(Answer):
    """How far a training is; `version` and `dataset` are there once it has succeeded."""

    training_run_id: UUID
    status: Literal["queued", "running", "succeeded", "failed"]
    version: str | None
    dataset: TrainingDataset | None


class Health(Answer):
    """The process answers."""

    status: Literal["ok"]


class Dependencies(Answer):
    """Each thing the API depends on."""

    database: State
    cache: State
    broker: State
    registry: State
    model: State


class Readiness(Answer):
    """Whether scores can be given: *degraded* still scores, *not_ready* does not."""

    status: Literal["ready", "degraded", "not_ready"]
    dependencies: Dependencies
    notes: list[str] = Field(description="what an operator should know")

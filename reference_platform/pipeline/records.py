"""The records the pipeline reads, and why one is put aside."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from reference_platform.api.field_messages import field_and_message
from reference_platform.api.wire import IDENTIFIER, CrmCustomer, FeatureValues, Identifier, Request
from reference_platform.vault.numbers import CardNumber, card_numbers_in

CRM_CUSTOMERS = "crm-customers"
TRANSACTIONS = "transactions"
SCORING_REQUESTS = "scoring-requests"

CLOCK_TOLERANCE = timedelta(minutes=5)


class Rejected(Exception):
    """A record that can never be processed. `reason` is a code; `detail` holds nothing of the record."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class Place:
    """Where a record stands in Kafka."""

    topic: str
    partition: int
    offset: int


class CrmRecord(CrmCustomer):
    """A customer's master data as of `event_time`."""

    record_id: Identifier


class TransactionRecord(Request):
    """A movement on a customer's loans, or how one of them ended."""

    record_id: Identifier
    customer_id: Identifier
    event_time: AwareDatetime
    kind: Literal["loan_drawdown", "repayment", "loan_settled", "loan_defaulted"]
    amount: float = Field(gt=0, le=1_000_000_000)
    card_number: CardNumber | None = Field(default=None, repr=False)

    @property
    def outcome(self) -> str | None:
        """How the loan ended, or None when this is a movement."""
        return {"loan_settled": "settled", "loan_defaulted": "defaulted"}.get(self.kind)

    @property
    def debt_change(self) -> float:
        """By how much a movement raises debt, in currency; negative for a repayment."""
        return self.amount if self.kind == "loan_drawdown" else -self.amount


class ScoringRequestRecord(Request):
    """A wish to be scored; without features the stored ones are used."""

    request_id: Identifier
    customer_id: Identifier
    features: FeatureValues | None = None

    @property
    def record_id(self) -> str:
        """The request's id identifies the record."""
        return self.request_id


Record = CrmRecord | TransactionRecord | ScoringRequestRecord

SHAPES: dict[str, type[CrmRecord] | type[TransactionRecord] | type[ScoringRequestRecord]] = {
    CRM_CUSTOMERS: CrmRecord,
    TRANSACTIONS: TransactionRecord,
    SCORING_REQUESTS: ScoringRequestRecord,
}


def parse(topic: str, value: bytes | None) -> Record:
    """Read a record of `topic`. Raises Rejected, naming fields and never values."""
    try:
        record = SHAPES[topic].model_validate_json(value or b"")
    except ValidationError as error:
        problems = [field_and_message(item) for item in error.errors(include_input=False, include_url=False)]
        if any(item["type"] == "json_invalid" for item in error.errors()):
            raise Rejected("not-json", "the record is not well-formed JSON") from None
        sentences = "; ".join(dict.fromkeys(f"{field} {message}" for field, message in problems))
        raise Rejected("invalid-record", sentences.replace("body ", "the record ")) from None
    event_time = getattr(record, "event_time", None)
    if event_time and event_time > datetime.now(UTC) + CLOCK_TOLERANCE:
        raise Rejected("invalid-record", "event_time lies in the future")
    return record


def require_no_card_number(key: bytes | None, headers: list[tuple[str, bytes]] | None) -> None:
    """A card number has one place, a field of a transaction. Raises Rejected where key or headers hold one."""
    texts = [key or b"", *(part for name, value in headers or [] for part in (name.encode(), value or b""))]
    if any(card_numbers_in(text.decode("latin-1")) for text in texts):
        raise Rejected("card-number", "the record's key or one of its headers holds a card number")


def correlation_id(headers: list[tuple[str, bytes]] | None) -> str | None:
    """The correlation id among a message's headers, if there is one that is an identifier."""
    for name, value in headers or []:
        text = value.decode("ascii", "replace") if isinstance(value, bytes) else ""
        if name == "correlation-id" and IDENTIFIER.fullmatch(text) and not card_numbers_in(text):
            return text
    return None

"""What becomes of one record."""

from dataclasses import dataclass
from typing import Any
from zlib import crc32

from reference_platform.api.wire import FeatureValues
from reference_platform.pipeline.outages import Patience
from reference_platform.pipeline.outside import LOWEST_BUREAU_SCORE, Bureau, Scorer, Vault
from reference_platform.pipeline.records import (
    CrmRecord,
    Place,
    Record,
    Rejected,
    ScoringRequestRecord,
    TransactionRecord,
)
from reference_platform.pipeline.store import Admission, Seen, Store

SCORING_RESULTS = "scoring-results"
DEAD_LETTERS = "scoring-dead-letter"

# Not knowing a bureau score must never make a customer look better.
DEFAULT_BUREAU_SCORE = LOWEST_BUREAU_SCORE


@dataclass(frozen=True)
class Outgoing:
    """A message to produce."""

    topic: str
    key: str | None
    value: dict[str, Any]
    correlation_id: str | None
    customer_id: str | None = None
    """Messages about one customer keep their order: they go to the same partition."""


class Processing:
    """Processes records; waits for what is away. Every method may raise Stopping."""

    def __init__(self, store: Store, scorer: Scorer, bureau: Bureau, vault: Vault, patience: Patience) -> None:
        self._store = store
        self._scorer = scorer
        self._bureau = bureau
        self._vault = vault
        self._wait = patience.until_done

    def process(self, record: Record, place: Place, correlation_id: str | None) -> Outgoing | None:
        """Process a record and return its result, if it has one. Raises Rejected."""
        match record:
            case CrmRecord():
                return self._customer(record, place, correlation_id)
            case ScoringRequestRecord():
                return self._request(record, place, correlation_id)
            case TransactionRecord():
                return self._transaction(record, place)

    def _customer(self, record: CrmRecord, place: Place, correlation_id: str | None) -> Outgoing | None:
        """Store the features, then score with what is stored: a late record does not bring old ones back."""
        claim = self._wait(lambda: self._store.claim_of(record.record_id, record.customer_id, place))
        if claim and claim.seen is Seen.DONE:
            return None
        if claim:
            origin = claim.bureau_origin
        else:
            admission = self._wait(lambda: self._store.admission_of(record.customer_id))
            admission.require(record.event_time)
            score, origin = self._bureau_score(record, admission)
            self._wait(lambda: self._store.store_customer(record, place, score, origin))
        return self._scored(record, place, None, origin, correlation_id)

    def _request(self, record: ScoringRequestRecord, place: Place, correlation_id: str | None) -> Outgoing | None:
        claim = self._wait(lambda: self._store.claim_of(record.record_id, record.customer_id, place))
        if claim and claim.seen is Seen.DONE:
            return None
        origin = "provided"
        if record.features is None:
            origin = self._wait(lambda: self._store.bureau_origin_of(record.customer_id))
        return self._scored(record, place, record.features, origin, correlation_id)

    def _transaction(self, record: TransactionRecord, place: Place) -> None:
        claim = self._wait(lambda: self._store.claim_of(record.record_id, record.customer_id, place))
        if claim is None and record.card_number:
            self._hand_over_card(record, record.card_number)
        if claim is None and record.outcome:
            self._wait(lambda: self._store.record_outcome(record, place))
        elif claim is None:
            self._wait(lambda: self._store.change_debt(record, place))

    def _hand_over_card(self, record: TransactionRecord, card_number: str) -> None:
        """The vault has the card before anything else is kept of the record; twice is as good as once."""
        admission = self._wait(lambda: self._store.admission_of(record.customer_id))
        admission.require(record.event_time)
        if record.outcome is None and admission.known_bureau_score is None:
            raise Rejected("unknown-customer", "no features are stored for the customer")
        self._wait(lambda: self._vault.keep(record.customer_id, card_number, record.event_time))

    def _bureau_score(self, record: CrmRecord, admission: Admission) -> tuple[int, str]:
        """The bureau score to use and where it comes from.

        The CRM's own, else what the bureau reports now, else the last one known, else the lowest there is.
        """
        if record.features.credit_score is not None:
            return record.features.credit_score, "provided"
        reported = self._bureau.score_of(record.customer_id)
        if reported is not None:
            return reported, "reported"
        known = admission.known_bureau_score
        return DEFAULT_BUREAU_SCORE if known is None else known, "fallback"

    def _scored(
        self,
        record: CrmRecord | ScoringRequestRecord,
        place: Place,
        features: FeatureValues | None,
        origin: str,
        correlation_id: str | None,
    ) -> Outgoing:
        record_id, customer_id = record.record_id, record.customer_id
        answer = self._wait(lambda: self._scorer.score(record_id, customer_id, features))
        self._wait(lambda: self._store.finish(record_id, customer_id, place, origin))
        value = {**answer, "bureau": origin}
        return Outgoing(SCORING_RESULTS, record_id, value, correlation_id or record_id, customer_id)


def partition_of(customer_id: str | None, partitions: int) -> int:
    """Where messages about a customer go in a topic with so many partitions; -1, any, without a customer."""
    return -1 if customer_id is None else crc32(customer_id.encode()) % partitions


def dead_letter(rejected: Rejected, place: Place, correlation_id: str | None) -> Outgoing:
    """The trace of a record that was put aside: where it is and why, and nothing of what it says."""
    source = {"topic": place.topic, "partition": place.partition, "offset": place.offset}
    value = {"source": source, "reason": rejected.reason, "detail": rejected.detail}
    return Outgoing(DEAD_LETTERS, None, value, correlation_id)

"""What the pipeline reads and writes in the database, each method in one transaction of its own."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from psycopg2.extensions import cursor as Cursor

from reference_platform.pipeline.database import Database
from reference_platform.pipeline.records import CrmRecord, Place, Rejected, TransactionRecord

CLAIM = """
insert into processed_records (topic, record_id, partition, "offset", bureau_origin)
values (%s, %s, %s, %s, %s) on conflict do nothing
"""
FIND_CLAIM = """
select r.partition, r."offset", r.bureau_origin, coalesce(e.next_offset > r."offset", false),
       exists (select from scoring_results s where s.request_id = r.record_id and s.customer_id <> %s),
       coalesce(r.processed_at <= erased_at(%s), false)
  from processed_records r left join emitted_offsets e using (topic, partition)
 where r.topic = %s and r.record_id = %s
"""
ADMISSION = """
select exists (select from lawful_basis where customer_id = %(id)s and purpose = 'credit_scoring'
                and ended_at is null),
       erased_at(%(id)s),
       (select bureau_score from customer_features where customer_id = %(id)s)
"""
LOCK_AND_CHECK = "select lock_scoring_basis(%s), erased_at(%s)"
STORE_FEATURES = """
insert into customer_features as f
       (customer_id, age, income, debt_ratio, employment_years, bureau_score, bureau_origin, event_time)
values (%s, %s, %s, %s, %s, %s, %s, %s)
on conflict (customer_id) do update
   set age = excluded.age, income = excluded.income, debt_ratio = excluded.debt_ratio,
       employment_years = excluded.employment_years, bureau_score = excluded.bureau_score,
       bureau_origin = excluded.bureau_origin, event_time = excluded.event_time,
       version = excluded.version, updated_at = now()
 where f.event_time <= excluded.event_time
"""
STORE_CONTACT = """
insert into customer_contacts as c (customer_id, name, email, event_time) values (%s, %s, %s, %s)
on conflict (customer_id) do update
   set name = excluded.name, email = excluded.email, event_time = excluded.event_time, updated_at = now()
 where c.event_time <= excluded.event_time
"""
# A movement from before the CRM's snapshot is already part of that snapshot.
CHANGE_DEBT = """
update customer_features
   set debt_ratio = least(2, greatest(0, debt_ratio + %(change)s / greatest(income, 1))),
       last_movement_at = greatest(last_movement_at, %(event_time)s),
       version = nextval('feature_versions'), updated_at = now()
 where customer_id = %(id)s and event_time <= %(event_time)s
"""
RECORD_OUTCOME = """
insert into loan_outcomes (record_id, customer_id, outcome, amount, event_time)
values (%s, %s, %s, %s, %s) on conflict do nothing
"""
KNOWN_CUSTOMER = "select from customer_features where customer_id = %s"
BUREAU_ORIGIN = "select bureau_origin from customer_features where customer_id = %s"
NOTIFY = """
insert into notification_outbox (notification_id, customer_id)
select %(request_id)s, %(customer_id)s where lock_scoring_basis(%(customer_id)s) on conflict do nothing
"""
NOTE_EMITTED = """
insert into emitted_offsets as e (topic, partition, next_offset) values (%s, %s, %s)
on conflict (topic, partition) do update set next_offset = greatest(e.next_offset, excluded.next_offset)
"""


class Seen(Enum):
    """What is known of a record that has been here before."""

    REPLAY = "its result may never have been handed over"
    DONE = "its result was handed over, or it has none"


@dataclass(frozen=True)
class Claim:
    """An earlier encounter with a record."""

    seen: Seen
    bureau_origin: str


@dataclass(frozen=True)
class Admission:
    """What must be known of a customer before a record about them is looked into."""

    has_basis: bool
    erased_at: datetime | None
    known_bureau_score: int | None

    def require(self, event_time: datetime | None) -> None:
        """Raise Rejected when the customer may not be processed, or was erased after `event_time`."""
        if self.erased_at and event_time and event_time <= self.erased_at:
            raise older_than_the_erasure()
        if not self.has_basis:
            raise Rejected("no-lawful-basis", "no lawful basis for credit scoring is recorded")


def older_than_the_erasure() -> Rejected:
    """Why a record that would bring an erased customer back is put aside."""
    return Rejected("erased-customer", "the record is older than the customer's erasure")


class Store:
    """The pipeline's tables; every method raises Away when the database does not respond."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim_of(self, record_id: str, customer_id: str, place: Place) -> Claim | None:
        """The earlier encounter with this record, if there was one.

        Raises Rejected when the id was used for another customer, which is no duplicate but a mistake, and when
        the record is from before the customer's erasure, which is no duplicate but a return.
        """
        with self._database.transaction() as cursor:
            cursor.execute(FIND_CLAIM, (customer_id, customer_id, place.topic, record_id))
            row = cursor.fetchone()
        if row is None:
            return None
        partition, offset, bureau_origin, emitted, used_for_another, from_before_the_erasure = row
        if used_for_another:
            raise Rejected("request-id-taken", "the id was used for another customer")
        if from_before_the_erasure:
            raise older_than_the_erasure()
        same_place = (partition, offset) == (place.partition, place.offset)
        return Claim(Seen.REPLAY if same_place and not emitted else Seen.DONE, bureau_origin)

    def admission_of(self, customer_id: str) -> Admission:
        """Whether records about this customer may be processed."""
        with self._database.transaction() as cursor:
            cursor.execute(ADMISSION, {"id": customer_id})
            return Admission(*cursor.fetchone())

    def store_customer(self, record: CrmRecord, place: Place, bureau_score: int, bureau_origin: str) -> None:
        """Claim a CRM record and store its features and contact, unless newer ones are there. Raises Rejected."""
        with self._database.transaction() as cursor:
            require_admission(cursor, record.customer_id, record.event_time)
            if claim(cursor, record.record_id, place, bureau_origin):
                values = record.features
                cursor.execute(
                    STORE_FEATURES,
                    (
                        record.customer_id,
                        values.age,
                        values.income,
                        values.debt_ratio,
                        values.employment_years,
                        bureau_score,
                        bureau_origin,
                        record.event_time,
                    ),
                )
                if record.contact:
                    contact = (record.customer_id, record.contact.name, record.contact.email, record.event_time)
                    cursor.execute(STORE_CONTACT, contact)

    def change_debt(self, record: TransactionRecord, place: Place) -> None:
        """Claim a movement and apply it to the stored debt ratio, once. Raises Rejected."""
        with self._database.transaction() as cursor:
            require_admission(cursor, record.customer_id, record.event_time)
            cursor.execute(KNOWN_CUSTOMER, (record.customer_id,))
            if cursor.fetchone() is None:
                raise Rejected("unknown-customer", "no features are stored for the customer")
            if claim(cursor, record.record_id, place, "provided"):
                change = {
                    "id": record.customer_id,
                    "change": record.debt_change,
                    "event_time": record.event_time,
                }
                cursor.execute(CHANGE_DEBT, change)

    def record_outcome(self, record: TransactionRecord, place: Place) -> None:
        """Claim the record of how a loan ended and keep it, once. Raises Rejected."""
        with self._database.transaction() as cursor:
            require_admission(cursor, record.customer_id, record.event_time)
            if claim(cursor, record.record_id, place, "provided"):
                outcome = (record.record_id, record.customer_id, record.outcome, record.amount, record.event_time)
                cursor.execute(RECORD_OUTCOME, outcome)

    def bureau_origin_of(self, customer_id: str) -> str:
        """Where the stored bureau score of a customer comes from."""
        with self._database.transaction() as cursor:
            cursor.execute(BUREAU_ORIGIN, (customer_id,))
            row = cursor.fetchone()
        return row[0] if row else "provided"

    def finish(self, record_id: str, customer_id: str, place: Place, bureau_origin: str) -> None:
        """Claim a scored record, if it is not yet, and leave a notification for its customer."""
        with self._database.transaction() as cursor:
            claim(cursor, record_id, place, bureau_origin)
            cursor.execute(NOTIFY, {"request_id": record_id, "customer_id": customer_id})

    def note_emitted(self, next_offsets: dict[tuple[str, int], int]) -> None:
        """Note up to where the results of each topic and partition have been handed over."""
        with self._database.transaction() as cursor:
            for (topic, partition), next_offset in sorted(next_offsets.items()):
                cursor.execute(NOTE_EMITTED, (topic, partition, next_offset))

    def is_up(self) -> bool:
        """Whether the database answers; True or Away."""
        with self._database.transaction() as cursor:
            cursor.execute("select 1")
        return True


def claim(cursor: Cursor, record_id: str, place: Place, bureau_origin: str) -> bool:
    """Claim a record within a transaction; False when it was claimed before."""
    cursor.execute(CLAIM, (place.topic, record_id, place.partition, place.offset, bureau_origin))
    return cursor.rowcount == 1


def require_admission(cursor: Cursor, customer_id: str, event_time: datetime) -> None:
    """Hold the customer's basis until the transaction ends: an erasure then finds all we wrote."""
    cursor.execute(LOCK_AND_CHECK, (customer_id, customer_id))
    has_basis, erased_at = cursor.fetchone()
    Admission(has_basis, erased_at, None).require(event_time)

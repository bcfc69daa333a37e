"""The pipeline's tables on the real schema: each record takes effect once, late ones not at all."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reference_platform.api.wire import Contact
from reference_platform.pipeline.database import Database
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.outbox import Outbox
from reference_platform.pipeline.outside import Notification, Recipient
from reference_platform.pipeline.records import CrmRecord, Place, Rejected, TransactionRecord
from reference_platform.pipeline.store import Seen, Store
from reference_platform.pipeline.trainings import Outcome, Trainings

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HERE, THERE = Place("crm-customers", 0, 5), Place("crm-customers", 0, 9)
MOVES = Place("transactions", 0, 1)


@pytest.fixture
def database(address_of: Callable[[str], str]) -> Iterator[Database]:
    database = Database(address_of("pipeline"))
    yield database
    database.close()


@pytest.fixture
def store(database: Database, connect: Callable) -> Store:
    with connect("api").cursor() as cursor:
        cursor.execute(
            "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)"
            " values ('c1', 'credit_scoring', 'contract', 'v1', 'web', 'me')"
        )
    return Store(database)


def crm(record_id: str = "a", at: datetime = NOON, customer_id: str = "c1", **features: Any) -> CrmRecord:
    values = {"age": 40, "income": 50_000, "debt_ratio": 0.5, "employment_years": 5, **features}
    return CrmRecord(record_id=record_id, customer_id=customer_id, event_time=at, features=values)


def move(record_id: str, kind: str, amount: float, at: datetime = NOON, customer_id: str = "c1") -> TransactionRecord:
    return TransactionRecord(record_id=record_id, customer_id=customer_id, event_time=at, kind=kind, amount=amount)


def stored(connect: Callable, column: str) -> Any:
    with connect("acceptance").cursor() as cursor:
        cursor.execute(f"select {column} from customer_features where customer_id = 'c1'")
        row = cursor.fetchone()
    return row and row[0]


def test_a_record_seen_at_its_own_place_is_a_replay_and_elsewhere_it_is_done(store: Store) -> None:
    assert store.claim_of("a", "c1", HERE) is None
    store.store_customer(crm(), HERE, 700, "reported")
    assert store.claim_of("a", "c1", HERE).seen is Seen.REPLAY
    assert store.claim_of("a", "c1", HERE).bureau_origin == "reported"
    assert store.claim_of("a", "c1", THERE).seen is Seen.DONE


def test_a_rewound_consumer_does_not_hand_a_result_over_again(store: Store) -> None:
    store.store_customer(crm(), HERE, 700, "reported")
    store.note_emitted({(HERE.topic, HERE.partition): HERE.offset + 1})
    assert store.claim_of("a", "c1", HERE).seen is Seen.DONE
    store.note_emitted({(HERE.topic, HERE.partition): 1})
    assert store.claim_of("a", "c1", HERE).seen is Seen.DONE


def test_an_older_record_that_comes_late_does_not_overwrite(store: Store, connect: Callable) -> None:
    store.store_customer(crm("a", NOON, income=60_000), HERE, 700, "provided")
    store.store_customer(crm("b", NOON - timedelta(hours=1), income=10), THERE, 300, "provided")
    assert stored(connect, "income") == 60_000
    store.store_customer(crm("c", NOON, income=70_000), Place("crm-customers", 0, 10), 700, "provided")
    assert stored(connect, "income") == 70_000


def test_the_same_record_twice_changes_the_version_once(store: Store, connect: Callable) -> None:
    store.store_customer(crm(), HERE, 700, "provided")
    version = stored(connect, "version")
    store.store_customer(crm(), THERE, 700, "provided")
    assert stored(connect, "version") == version


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [("loan_drawdown", 10_000, 0.7), ("repayment", 10_000, 0.3), ("loan_drawdown", 1e9, 2.0), ("repayment", 1e9, 0.0)],
)
def test_a_movement_changes_the_debt_ratio_by_its_share_of_income_within_the_range(
    store: Store, connect: Callable, kind: str, amount: float, expected: float
) -> None:
    store.store_customer(crm(), HERE, 700, "provided")
    for _ in range(2):
        store.change_debt(move("t", kind, amount), MOVES)
    assert stored(connect, "debt_ratio") == pytest.approx(expected)


def test_a_movement_from_before_the_snapshot_is_part_of_it(store: Store, connect: Callable) -> None:
    store.store_customer(crm(), HERE, 700, "provided")
    store.change_debt(move("t", "repayment", 10_000, NOON - timedelta(seconds=1)), MOVES)
    assert stored(connect, "debt_ratio") == 0.5


def test_a_movement_without_income_does_not_divide_by_nothing(store: Store, connect: Callable) -> None:
    store.store_customer(crm(income=0), HERE, 700, "provided")
    store.change_debt(move("t", "loan_drawdown", 1), MOVES)
    assert stored(connect, "debt_ratio") == 1.5


@pytest.mark.parametrize(("customer_id", "reason"), [("nobody", "no-lawful-basis"), ("c1", "unknown-customer")])
def test_a_movement_of_somebody_unknown_is_rejected_and_not_claimed(
    store: Store, customer_id: str, reason: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        store.change_debt(move("t", "repayment", 1, customer_id=customer_id), MOVES)
    assert rejected.value.reason == reason
    assert store.claim_of("t", customer_id, MOVES) is None


def test_records_from_before_an_erasure_do_not_bring_the_customer_back(store: Store, connect: Callable) -> None:
    store.store_customer(crm(), HERE, 700, "provided")
    api = connect("api")
    with api.cursor() as cursor:
        cursor.execute("select * from erase_customer('c1', 'officer', 'request')")
        cursor.execute(
            "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)"
            " values ('c1', 'credit_scoring', 'contract', 'v2', 'web', 'me')"
        )
    with pytest.raises(Rejected) as rejected:
        store.store_customer(crm("b", NOON), THERE, 700, "provided")
    assert rejected.value.reason == "erased-customer"
    assert stored(connect, "income") is None
    store.store_customer(crm("c", datetime.now(UTC)), Place("crm-customers", 0, 11), 700, "provided")
    assert stored(connect, "income") == 50_000


def test_a_record_processed_before_an_erasure_and_sent_again_is_no_duplicate_but_put_aside(
    store: Store, connect: Callable
) -> None:
    store.finish("old", "c1", HERE, "provided")
    with connect("api").cursor() as cursor:
        cursor.execute("select from erase_customer('c1', 'officer', 'request')")
    store.finish("new-life", "c1", Place("crm-customers", 0, 10), "provided")
    for place in (HERE, THERE):
        with pytest.raises(Rejected) as rejected:
            store.claim_of("old", "c1", place)
        assert rejected.value.reason == "erased-customer"
    assert store.claim_of("new-life", "c1", THERE).seen is Seen.DONE


def test_an_id_used_for_another_customer_is_a_mistake_and_no_duplicate(store: Store, connect: Callable) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute(
            "select status from record_score('q', 'c1', null, 700, 'LOW', 'm', '1', 'me', 40, 50000, 700, 0.4, 9)"
        )
    store.finish("q", "c1", HERE, "provided")
    with pytest.raises(Rejected) as rejected:
        store.claim_of("q", "c2", THERE)
    assert rejected.value.reason == "request-id-taken"


def test_a_database_that_is_away_is_away_and_a_later_one_is_used(database: Database, connect: Callable) -> None:
    with pytest.raises(Away), Database("postgresql://pipeline@127.0.0.1:1/x").transaction():
        pass
    with database.transaction() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
    with connect("postgres").cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s)", (pid,))
    with pytest.raises(Away), database.transaction() as cursor:
        cursor.execute("select 1")
    with database.transaction() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)


class Sink:
    """A notification sink that can refuse."""

    def __init__(self) -> None:
        self.up = True
        self.taken: list[Notification] = []

    def deliver(self, notification: Notification) -> bool:
        if self.up:
            self.taken.append(notification)
        return self.up


def test_a_notification_waits_in_the_outbox_until_the_sink_takes_it(
    store: Store, database: Database, connect: Callable
) -> None:
    store.finish("a", "c1", HERE, "provided")
    store.finish("a", "c1", HERE, "provided")
    sink = Sink()
    outbox = Outbox(database, sink, threading.Event())
    sink.up = False
    assert outbox.deliver_due() is False
    with connect("postgres").cursor() as cursor:
        cursor.execute("update notification_outbox set due_at = now() where attempts = 1 and due_at > now()")
        assert cursor.rowcount == 1
    sink.up = True
    assert outbox.deliver_due() is True
    assert outbox.deliver_due() is False
    assert sink.taken == [Notification("a", "c1")]


def test_a_late_older_record_does_not_bring_old_contact_data_back(
    store: Store, database: Database, connect: Callable
) -> None:
    for number, (email, at) in enumerate((("new@x.invalid", NOON), ("old@x.invalid", NOON - timedelta(days=1)))):
        record = crm(f"r{number}", at).model_copy(update={"contact": Contact(name="Anna", email=email)})
        store.store_customer(record, Place("crm-customers", 0, number), 700, "provided")
    store.store_customer(crm("without-contact"), THERE, 700, "provided")
    store.finish("a", "c1", HERE, "provided")
    sink = Sink()
    Outbox(database, sink, threading.Event()).deliver_due()
    assert sink.taken == [Notification("a", "c1", Recipient("Anna", "new@x.invalid"))]


def test_a_movement_is_noted_as_the_newest_event(store: Store, connect: Callable) -> None:
    store.store_customer(crm(), HERE, 700, "provided")
    for record_id, hours in (("late", 2), ("early", 1)):
        moved = move(record_id, "repayment", 1, NOON + timedelta(hours=hours))
        store.change_debt(moved, Place("transactions", 0, hours))
    assert stored(connect, "last_movement_at") == NOON + timedelta(hours=2)
    assert stored(connect, "event_time") == NOON


def test_a_basis_that_has_ended_admits_no_record(store: Store, connect: Callable) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute(
            "select status from end_basis('c1', 'credit_scoring', '{contract}', 'withdrawn', 'web', 'clerk')"
        )
    assert not store.admission_of("c1").has_basis
    for act in (
        lambda: store.store_customer(crm(), HERE, 700, "provided"),
        lambda: store.change_debt(move("t", "repayment", 1), MOVES),
    ):
        with pytest.raises(Rejected) as rejected:
            act()
        assert rejected.value.reason == "no-lawful-basis"


def test_a_record_of_long_ago_is_taken(store: Store, connect: Callable) -> None:
    long_ago = NOON - timedelta(days=9000)
    store.store_customer(crm(at=long_ago), HERE, 700, "provided")
    assert stored(connect, "event_time") == long_ago


@pytest.mark.parametrize(("kind", "outcome"), [("loan_settled", "settled"), ("loan_defaulted", "defaulted")])
def test_how_a_loan_ended_is_kept_once_and_changes_no_figure(
    store: Store, connect: Callable, kind: str, outcome: str
) -> None:
    store.store_customer(crm(), HERE, 700, "provided")
    for _ in range(2):
        store.record_outcome(move("t", kind, 10_000), MOVES)
    assert stored(connect, "debt_ratio") == 0.5
    with connect("acceptance").cursor() as cursor:
        cursor.execute("select customer_id, outcome, amount from loan_outcomes")
        assert cursor.fetchall() == [("c1", outcome, 10_000)]


def test_no_notification_is_left_for_somebody_erased_meanwhile(store: Store, connect: Callable) -> None:
    store.finish("a", "erased", HERE, "provided")
    with connect("acceptance").cursor() as cursor:
        cursor.execute("select count(*) from notification_outbox")
        assert cursor.fetchone() == (0,)


def test_a_queued_training_is_run_and_its_outcome_kept(database: Database, connect: Callable) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute(
            "insert into training_runs (training_run_id, seed, requested_by)"
            " values ('6f2f2f0e-6a0e-4d57-9d7f-0d4dfc3a9c11', 5, 'me')"
        )
    stop = threading.Event()

    class QuickTrainings(Trainings):
        def _train(self, seed: int) -> Outcome:
            stop.set()
            return Outcome("succeeded", version=str(seed), run_id="r", artifact_sha256="d")

    QuickTrainings(database, "postgresql://trainer@nowhere/", stop).run()
    with connect("auditor").cursor() as cursor:
        cursor.execute("select status, version, finished_at is not null from training_runs")
        assert cursor.fetchone() == ("succeeded", "5", True)

"""Retention on the real schema: exactly what is too old leaves, and nothing that is held."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference_platform.api.customers import Customers
from reference_platform.api.database import Database
from reference_platform.api.erasures import Erasures
from reference_platform.api.problems import Problem, unavailable
from reference_platform.api.retention import LegalHolds, Retention

LIMIT = timedelta(days=2555)
AS_OF = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # clocks go forward in much of Europe at 01:00 UTC
INSERT_FEATURES = (
    "insert into customer_features (customer_id, age, income, debt_ratio, employment_years, bureau_score,"
    " bureau_origin, event_time, updated_at) values (%s, 40, 1, 0, 0, 600, 'provided', %s, %s)"
)
INSERT_BASIS = (
    "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by, recorded_at)"
    " values (%s, 'credit_scoring', 'contract', 'v1', 'web', 'me', %s)"
)

OnDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]


class Cache:
    """Notes whose copies were forgotten."""

    def __init__(self, up: bool = True) -> None:
        self.up = up
        self.forgotten: list[str] = []

    async def forget(self, customer_id: str) -> None:
        if not self.up:
            raise unavailable("cache")
        self.forgotten.append(customer_id)


def plant(connect: Callable, customer_id: str, event_time: datetime) -> None:
    """A customer whose data was written today and is about an event of `event_time`."""
    with connect("postgres").cursor() as cursor:
        cursor.execute(INSERT_FEATURES, (customer_id, event_time, datetime.now(UTC)))
        cursor.execute(INSERT_BASIS, (customer_id, datetime.now(UTC)))


def left(connect: Callable, table: str = "customer_features") -> set[str]:
    with connect("auditor").cursor() as cursor:
        cursor.execute(f"select customer_id from {table}")
        return {row[0] for row in cursor.fetchall()}


def status_of(connect: Callable, customer_id: str, as_of: datetime) -> str:
    with connect("api").cursor() as cursor:
        cursor.execute("select purge_customer(%s, %s, 'officer')", (customer_id, as_of))
        return cursor.fetchone()[0]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_what_is_older_than_the_limit_leaves_and_what_is_just_as_old_stays(connect: Callable, zone: str) -> None:
    api = connect("api")
    with api.cursor() as cursor:
        cursor.execute(f"set timezone = '{zone}'")
        for name, age, expected in (
            ("younger", LIMIT - timedelta(days=1), "kept"),
            ("just", LIMIT, "kept"),
            ("older", LIMIT + timedelta(microseconds=1), "removed"),
            ("much-older", LIMIT + timedelta(days=1), "removed"),
        ):
            plant(connect, name, AS_OF - age)
            cursor.execute("select purge_customer(%s, %s, 'officer')", (name, AS_OF))
            assert cursor.fetchone() == (expected,), name
    assert left(connect) == left(connect, "lawful_basis") == {"younger", "just"}


def test_the_limit_is_an_instant_whatever_the_date(connect: Callable) -> None:
    owner, api = connect("postgres"), connect("api")

    @given(st.integers(-(10**9), 10**9), st.datetimes(datetime(1995, 1, 1), datetime(2037, 1, 1)))
    def purge(microseconds: int, as_of: datetime) -> None:
        at = as_of.replace(tzinfo=UTC)
        event_time = at + timedelta(microseconds=microseconds) - LIMIT
        with owner.cursor() as planting, api.cursor() as purging:
            planting.execute("delete from customer_features")
            planting.execute(INSERT_FEATURES, ("c1", event_time, datetime.now(UTC)))
            purging.execute("select purge_customer('c1', %s, 'officer')", (at,))
            assert purging.fetchone() == ("removed" if microseconds < 0 else "kept",)

    purge()


def test_a_purge_removes_what_is_overdue_counts_what_is_held_and_goes_on_record(
    on_database: OnDatabase, connect: Callable
) -> None:
    now = datetime.now(UTC)
    for name, age in (("old", LIMIT + timedelta(days=1)), ("held", LIMIT + timedelta(days=1)), ("new", timedelta(0))):
        plant(connect, name, now - age)
    cache = Cache()

    async def attempt(database: Database) -> Any:
        await LegalHolds(database).set("held", "a claim", "officer")
        return await Retention(database, cache).purge("officer")

    purge = on_database(attempt)
    assert [vars(item) for item in purge.classes] == [
        {"name": "customer_data", "limit_days": 2555, "removed": 1, "held": 1}
    ]
    assert left(connect) == {"held", "new"}
    assert "old" in cache.forgotten
    with connect("auditor").cursor() as cursor:
        cursor.execute("select purge_id::text, removed, held, requested_by from retention_purges")
        assert cursor.fetchall() == [(str(purge.purge_id), 1, 1, "officer")]
    with connect("acceptance").cursor() as cursor:
        cursor.execute("select count(*) from erased_customers where pseudonym = pseudonym('old')")
        assert cursor.fetchone() == (1,)


def test_without_a_cache_a_purge_stops_before_it_removes_anything(on_database: OnDatabase, connect: Callable) -> None:
    plant(connect, "old", datetime.now(UTC) - LIMIT - timedelta(days=1))
    with pytest.raises(Problem) as away:
        on_database(lambda database: Retention(database, Cache(up=False)).purge("officer"))
    assert away.value.status == 503
    assert left(connect) == {"old"}


def test_a_movement_of_late_keeps_the_data_young_and_our_own_writing_does_not(connect: Callable) -> None:
    for name in ("moved", "touched"):
        plant(connect, name, AS_OF - LIMIT - timedelta(days=1))
    with connect("postgres").cursor() as cursor:
        cursor.execute("update customer_features set last_movement_at = %s where customer_id = 'moved'", (AS_OF,))
    assert status_of(connect, "moved", AS_OF) == "kept"
    assert status_of(connect, "touched", AS_OF) == "removed"


def test_data_without_any_event_is_as_old_as_our_newest_entry(connect: Callable) -> None:
    with connect("postgres").cursor() as cursor:
        for name, age in (("old", LIMIT + timedelta(days=1)), ("new", LIMIT - timedelta(days=1))):
            cursor.execute(INSERT_BASIS, (name, AS_OF - age))
    assert status_of(connect, "old", AS_OF) == "removed"
    assert status_of(connect, "new", AS_OF) == "kept"


def test_a_purge_waits_for_a_record_that_makes_the_data_young(connect: Callable) -> None:
    plant(connect, "c1", AS_OF - LIMIT - timedelta(days=1))
    storing = connect("pipeline")
    storing.autocommit = False
    started = threading.Event()

    def purge() -> str:
        started.set()
        return status_of(connect, "c1", AS_OF)

    with storing.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute("select lock_scoring_basis('c1')")
        purging = pool.submit(purge)
        started.wait()
        cursor.execute("update customer_features set event_time = %s where customer_id = 'c1'", (AS_OF,))
        storing.commit()
        assert purging.result(timeout=10) == "kept"


def test_a_hold_refuses_an_erasure_until_it_is_lifted(on_database: OnDatabase, connect: Callable) -> None:
    plant(connect, "c1", datetime.now(UTC))

    async def attempts(database: Database) -> Any:
        customers, erasures, holds = Customers(database), Erasures(database), LegalHolds(database)
        await holds.set("c1", "a claim", "officer")
        with pytest.raises(Problem) as refused:
            await erasures.erase("c1", "officer")
        kept = (await customers.features("c1")).features.age
        await holds.lift("c1", "officer")
        await erasures.erase("c1", "officer")
        return refused.value.status, refused.value.kind, kept

    assert on_database(attempts) == (409, "legal-hold", 40)
    assert left(connect) == left(connect, "legal_holds") == set()


def test_a_hold_tells_since_when_the_data_is_overdue(on_database: OnDatabase, connect: Callable) -> None:
    old = datetime.now(UTC) - LIMIT - timedelta(days=1)
    plant(connect, "old", old)
    plant(connect, "new", datetime.now(UTC))

    async def attempts(database: Database) -> Any:
        holds = LegalHolds(database)
        found = []
        for customer_id in ("old", "new", "nobody"):
            await holds.set(customer_id, "a claim", "officer")
            found.append((await holds.find(customer_id)).overdue_since)
        return found

    assert on_database(attempts) == [old + LIMIT, None, None]


def test_a_hold_that_is_set_again_replaces_the_earlier_and_both_stay_on_record(
    on_database: OnDatabase, connect: Callable
) -> None:
    async def attempts(database: Database) -> Any:
        holds = LegalHolds(database)
        await asyncio.gather(*(holds.set("c1", "a claim", "first") for _ in range(5)))
        since = await holds.set("c1", "another claim", "second")
        found = await holds.find("c1")
        await holds.lift("c1", "third")
        with pytest.raises(Problem) as gone:
            await holds.find("c1")
        with pytest.raises(Problem):
            await holds.lift("c1", "third")
        return found.reason, found.set_by, found.since == since, gone.value.status

    assert on_database(attempts) == ("another claim", "second", True, 404)
    with connect("auditor").cursor() as cursor:
        cursor.execute("select reason, lifted_by from legal_holds order by hold_id desc limit 2")
        assert cursor.fetchall() == [("another claim", "third"), ("a claim", "second")]

"""Corrections, contests and exports on the real schema: nothing outlives an erasure, nothing is decided twice."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from reference_platform.api.contests import Contests
from reference_platform.api.customers import Customers
from reference_platform.api.database import Database
from reference_platform.api.decisions import Decisions
from reference_platform.api.exports import ANNOUNCE, Exports
from reference_platform.api.lawful_bases import Basis, LawfulBases
from reference_platform.api.problems import Problem
from reference_platform.api.rectification import Correction, Rectification
from reference_platform.api.results import Candidate, Results
from reference_platform.pipeline.database import Database as PipelineDatabase
from reference_platform.pipeline.outages import Away
from reference_platform.pipeline.overturned import OverturnedResults
from reference_platform.pipeline.processing import partition_of
from reference_platform.training.scorecard import Features, Rating

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIGURES = Features(40, 50_000.0, 600, 0.4, 9.0)
STORE = """
insert into customer_features (customer_id, age, income, debt_ratio, employment_years, bureau_score, bureau_origin,
                               event_time)
values ('c1', 40, 50000, 0.4, 9, 300, 'fallback', %s)
"""


class NoCache:
    """A cache that is away."""

    async def read(self, _key: str, _fields: object) -> None: ...

    async def keep(self, _key: str, _values: object) -> None: ...

    async def try_to_forget(self, _customer_id: str) -> None: ...


class NoExplanations:
    async def of_origin(self, _origin: object) -> Any:
        raise AssertionError("there is no result to explain")


class Objects:
    """An object store; `before` happens at the beginning of a put."""

    def __init__(self, before: Callable[[], Awaitable[None]] | None = None) -> None:
        self.kept: dict[str, bytes] = {}
        self._before = before

    async def put(self, key: str, content: bytes) -> None:
        if self._before:
            await self._before()
        self.kept[key] = content

    async def get(self, key: str) -> bytes:
        return self.kept[key]


@pytest.fixture
def on_database(address_of: Callable[[str], str]) -> Callable[[Callable[[Database], Awaitable[Any]]], Any]:
    """Run a coroutine over the API's own connections; customer c1 has a basis and the result r1."""

    def run(action: Callable[[Database], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            database = Database(address_of("api"))
            await database.connect()
            try:
                await LawfulBases(database).record("c1", Basis("credit_scoring", "contract", "v1", "web"), "me")
                await Results(database).record(scored("r1"), "me")
                return await action(database)
            finally:
                await database.close()

        return asyncio.run(connected())

    return run


def scored(request_id: str) -> Candidate:
    return Candidate(request_id, "c1", FIGURES, Rating(500, "HIGH"), None, "credit-scoring", "1")


async def refusal(answer: Awaitable[Any]) -> int:
    with pytest.raises(Problem) as refused:
        await answer
    return refused.value.status


def count(connect: Callable, table: str) -> int:
    with connect("auditor").cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def erase(connect: Callable) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute("select from erase_customer('c1', 'officer', 'request')")


def test_a_result_keeps_the_figures_it_was_made_from(on_database: Callable) -> None:
    origin = on_database(lambda database: Results(database).origin("r1"))
    assert (origin.features, origin.credit_score, origin.model_version) == (FIGURES, 500, "1")


def test_a_correction_changes_what_it_names_and_is_the_persons_own_word(
    on_database: Callable, connect: Callable
) -> None:
    with connect("pipeline").cursor() as cursor:
        cursor.execute(STORE, (NOON,))

    async def attempts(database: Database) -> tuple[Any, Any]:
        customers = Customers(database)
        rectification = Rectification(database, NoCache(), customers)
        before = await customers.features_for_scoring("c1")
        first = await rectification.correct("c1", Correction(NOON, income=61_000.0))
        second = await rectification.correct("c1", Correction(None, credit_score=640))
        after = await customers.features_for_scoring("c1")
        assert await refusal(rectification.correct("c1", Correction(NOON, age=18))) == 409
        assert await refusal(rectification.correct("nobody", Correction(NOON, age=18))) == 404
        assert await customers.features_for_scoring("c1") == after
        assert after.version > before.version
        return first, second

    first, second = on_database(attempts)
    assert first.features == Features(40, 61_000.0, 300, 0.4, 9.0)
    assert (first.bureau_origin, first.event_time) == ("fallback", NOON)
    assert (second.features.credit_score, second.bureau_origin) == (640, "provided")
    assert second.event_time > NOON


def test_a_correction_without_a_time_is_never_older_than_what_is_stored(
    on_database: Callable, connect: Callable
) -> None:
    ahead = datetime.now(UTC) + timedelta(minutes=4)
    with connect("pipeline").cursor() as cursor:
        cursor.execute(STORE, (ahead,))

    async def attempt(database: Database) -> Any:
        return await Rectification(database, NoCache(), Customers(database)).correct("c1", Correction(None, age=41))

    assert on_database(attempt).event_time == ahead


def test_a_contest_is_opened_once_at_a_time_and_decided_once(on_database: Callable) -> None:
    async def attempts(database: Database) -> Any:
        contests = Contests(database, NoCache())
        assert await refusal(contests.open("none", "no", "clerk")) == 404
        first = await contests.open("r1", "no", "clerk")
        assert await refusal(contests.open("r1", "no", "clerk")) == 409
        assert await refusal(contests.decide(first, "LOW", "why", "clerk")) == 403
        assert await refusal(contests.decide(first, "HIGH", "why", "reviewer")) == 422
        assert await refusal(contests.decide(uuid4(), None, "why", "reviewer")) == 404
        upheld = await contests.decide(first, None, "why", "reviewer")
        assert await refusal(contests.decide(first, "LOW", "why", "reviewer")) == 409
        second = await contests.decide(await contests.open("r1", "again", "clerk"), "MEDIUM", "why", "reviewer")
        newest = await Decisions(database, NoCache()).newest("c1")
        repeated = await Results(database).record(scored("r1"), "me")
        return upheld, second, newest, repeated

    upheld, overturned, newest, repeated = on_database(attempts)
    assert (upheld.status, upheld.risk_level, upheld.outcome_level) == ("upheld", "HIGH", "HIGH")
    assert (overturned.status, overturned.risk_level, overturned.outcome_level) == ("overturned", "HIGH", "MEDIUM")
    assert (newest.risk_level, newest.credit_score, newest.decided_by) == ("MEDIUM", 500, "human")
    assert newest.decided_at == overturned.decided_at
    assert (repeated.risk_level, repeated.decided_by) == ("MEDIUM", "human")


def test_many_reviewers_at_once_leave_one_decision(on_database: Callable) -> None:
    async def attempts(database: Database) -> list[Any]:
        contests = Contests(database, NoCache())
        contest_id = await contests.open("r1", "no", "clerk")
        levels = ["LOW", "MEDIUM", None] * 4
        decisions = (contests.decide(contest_id, level, "why", f"reviewer-{n}") for n, level in enumerate(levels))
        return await asyncio.gather(*decisions, return_exceptions=True)

    answers = on_database(attempts)
    assert sorted(isinstance(answer, Problem) and answer.status for answer in answers) == [False] + [409] * 11


def test_contests_and_documents_leave_with_the_customer(on_database: Callable, connect: Callable) -> None:
    async def attempts(database: Database) -> None:
        await Contests(database, NoCache()).open("r1", "no", "clerk")
        await database.row(ANNOUNCE, uuid4(), "c1", "customer-documents", "key", "access", "officer")

    on_database(attempts)
    erase(connect)
    assert [count(connect, table) for table in ("contests", "scoring_results")] == [0, 0]


def test_a_contest_opened_while_the_customer_is_erased_does_not_stay(on_database: Callable, connect: Callable) -> None:
    on_database(lambda database: Results(database).find("r1"))
    opening = connect("api")
    opening.autocommit = False
    with opening.cursor() as cursor:
        cursor.execute(
            "insert into contests (contest_id, request_id, customer_id, statement, opened_by, credit_score, risk_level)"
            " values (gen_random_uuid(), 'r1', 'c1', 'no', 'clerk', 500, 'HIGH')"
        )
        with ThreadPoolExecutor(1) as pool:
            erasure = pool.submit(erase, connect)
            opening.commit()
            erasure.result(timeout=10)
    assert count(connect, "contests") == 0


def test_an_export_of_nobody_is_not_found_and_leaves_nothing(on_database: Callable, connect: Callable) -> None:
    objects = Objects()

    async def attempt(database: Database) -> int:
        return await refusal(Exports(database, objects, NoExplanations()).make("nobody", "access", "officer"))

    assert on_database(attempt) == 404
    assert objects.kept == {}
    assert count(connect, "customer_documents") == 0


def test_an_erasure_waits_for_an_export_that_is_being_stored(on_database: Callable, connect: Callable) -> None:
    """So that it knows of the object: nothing is stored after it."""
    erased = threading.Event()

    async def begin_erasure() -> None:
        threading.Thread(target=lambda: (erase(connect), erased.set()), daemon=True).start()
        await asyncio.sleep(0.3)
        assert not erased.is_set()

    async def attempt(database: Database) -> Any:
        return await Exports(database, Objects(begin_erasure), NoExplanations()).make("c1", "portability", "officer")

    assert on_database(attempt).kind == "portability"
    assert erased.wait(10)


def test_an_export_holds_everything_of_this_customer_and_nothing_of_another(
    on_database: Callable, connect: Callable
) -> None:
    objects = Objects()

    class Explained:
        async def of_origin(self, _origin: object) -> Any:
            return type("Explanation", (), {"factors": []})

    async def attempts(database: Database) -> list[bytes]:
        await LawfulBases(database).record("other", Basis("credit_scoring", "consent", "v9", "app"), "me")
        other = Candidate("other-r", "other", FIGURES, Rating(800, "LOW"), None, "credit-scoring", "1")
        await Results(database).record(other, "me")
        await Contests(database, NoCache()).open("r1", "my own words", "clerk")
        with connect("pipeline").cursor() as cursor:
            for customer_id in ("c1", "other"):
                contact = (customer_id, f"{customer_id}@example.invalid")
                cursor.execute("insert into customer_contacts values (%s, 'Name', %s, now())", contact)
        exports = Exports(database, objects, Explained())
        made = [await exports.make("c1", kind, "officer") for kind in ("access", "portability")]
        return [await exports.fetch(export.export_id) for export in made]

    access, portability = (content.decode() for content in on_database(attempts))
    assert all(word in access for word in ("r1", "HIGH", "my own words", "50000", "contract", "c1@example.invalid"))
    assert all(word in portability for word in ("50000", "contract", "c1@example.invalid"))
    assert not any(word in portability for word in ("r1", "HIGH", "500,", "my own words", "credit_score"))
    assert "other" not in access + portability


class Confirming:
    """A producer that confirms, or not."""

    def __init__(self, confirms: bool) -> None:
        self.confirms = confirms
        self.sent: list[dict[str, Any]] = []

    def produce(self, topic: str, on_delivery: Callable[[Any, Any], None], **message: Any) -> None:
        self.sent.append({"topic": topic, **message})
        on_delivery(None if self.confirms else object(), None)

    def flush(self, _limit_s: float) -> None: ...

    def list_topics(self, topic: str, _limit_s: float) -> Any:
        return SimpleNamespace(topics={topic: SimpleNamespace(partitions=dict.fromkeys(range(3)))})


class Answering:
    """The Scoring API."""

    def result(self, request_id: str) -> dict[str, Any]:
        return {"request_id": request_id, "risk_level": "LOW", "decided_by": "human"}


def test_an_overturned_result_is_published_until_the_broker_has_it(
    on_database: Callable, address_of: Callable[[str], str]
) -> None:
    async def overturn(database: Database) -> None:
        contests = Contests(database, NoCache())
        await contests.decide(await contests.open("r1", "no", "clerk"), "LOW", "why", "reviewer")

    on_database(overturn)
    producer = Confirming(confirms=False)
    database = PipelineDatabase(address_of("pipeline"))
    publishing = OverturnedResults(database, Answering(), lambda: producer, threading.Event())
    with pytest.raises(Away):
        publishing.publish_next()
    producer.confirms = True
    assert publishing.publish_next() is True
    assert publishing.publish_next() is False
    database.close()
    first, second = producer.sent
    assert first == second
    assert (second["topic"], second["partition"]) == ("scoring-results", partition_of("c1", 3))
    assert UUID(second["key"]), "a key of its own: it must not take the place of the result that it overturns"
    assert second["headers"] == {"correlation-id": b"r1"}

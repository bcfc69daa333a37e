"""The API's statements on the real schema: the gate, idempotency, the queue of trainings."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from reference_platform.api.customers import Customers
from reference_platform.api.database import Database
from reference_platform.api.lawful_bases import Basis, LawfulBases
from reference_platform.api.problems import Problem
from reference_platform.api.results import Candidate, Results, StaleFeatures
from reference_platform.api.training_runs import TrainingRuns
from reference_platform.training.scorecard import Features, Rating

FIGURES = Features(40, 50_000.0, 700, 0.4, 9.0)
BASIS = Basis("credit_scoring", "contract", "v1", "web")


def candidate(request_id: str = "r1", customer_id: str = "c1", score: int = 700, version: int | None = None) -> Any:
    return Candidate(request_id, customer_id, FIGURES, Rating(score, "LOW"), version, "credit-scoring", "1")


def test_no_result_is_stored_without_a_basis(on_database: Callable, connect: Callable) -> None:
    async def attempt(database: Database) -> None:
        await LawfulBases(database).record("c1", Basis("marketing", "consent", "v1", "web"), "me")
        await Results(database).record(candidate(), "me")

    with pytest.raises(Problem) as refused:
        on_database(attempt)
    assert (refused.value.status, refused.value.kind) == (403, "no-lawful-basis")
    with connect("auditor").cursor() as cursor:
        cursor.execute("select count(*) from scoring_results")
        assert cursor.fetchone() == (0,)


def test_a_request_is_answered_once_and_its_id_cannot_be_used_for_somebody_else(on_database: Callable) -> None:
    async def attempts(database: Database) -> tuple[Any, ...]:
        results = Results(database)
        await LawfulBases(database).record("c1", BASIS, "me")
        await LawfulBases(database).record("c2", BASIS, "me")
        first = await results.record(candidate(score=700), "me")
        again = await results.record(candidate(score=400), "me")
        with pytest.raises(Problem) as taken:
            await results.record(candidate(customer_id="c2"), "me")
        return first, again, taken.value.status, await results.find("r1")

    first, again, status, found = on_database(attempts)
    assert first == again == found
    assert status == 409


def test_many_at_once_with_the_same_id_get_one_answer(on_database: Callable) -> None:
    async def attempts(database: Database) -> list[Any]:
        await LawfulBases(database).record("c1", BASIS, "me")
        results = Results(database)
        return await asyncio.gather(*(results.record(candidate(score=600 + n), "me") for n in range(30)))

    assert len({answer.credit_score for answer in on_database(attempts)}) == 1


def test_a_score_made_from_features_that_have_changed_is_not_stored(on_database: Callable, connect: Callable) -> None:
    with connect("pipeline").cursor() as cursor:
        cursor.execute(
            "insert into customer_features (customer_id, age, income, debt_ratio, employment_years, bureau_score,"
            " bureau_origin, event_time) values ('c1', 40, 1, 0, 0, 600, 'provided', now())"
        )

    async def attempts(database: Database) -> int:
        customers, results = Customers(database), Results(database)
        await LawfulBases(database).record("c1", BASIS, "me")
        known = await customers.features_for_scoring("c1")
        with pytest.raises(StaleFeatures):
            await results.record(candidate(version=known.version - 1), "me")
        return (await results.record(candidate(version=known.version), "me")).credit_score

    assert on_database(attempts) == 700


def test_features_for_scoring_tell_a_missing_basis_from_a_missing_customer(on_database: Callable) -> None:
    async def attempts(database: Database) -> list[int]:
        customers = Customers(database)
        codes = []
        for _ in range(2):
            with pytest.raises(Problem) as refused:
                await customers.features_for_scoring("c1")
            codes.append(refused.value.status)
            await LawfulBases(database).record("c1", BASIS, "me")
        return codes

    assert on_database(attempts) == [403, 404]


def test_a_training_run_is_queued_and_found(on_database: Callable) -> None:
    async def attempts(database: Database) -> Any:
        runs = TrainingRuns(database)
        return await runs.find(await runs.queue(5, "me"))

    found = on_database(attempts)
    assert (found.status, found.version, found.dataset) == ("queued", None, None)


def test_a_database_that_is_away_is_503_and_not_a_fault(server: int) -> None:
    async def attempt() -> None:
        database = Database("postgresql://api@127.0.0.1:1/none?sslmode=disable")
        connecting = asyncio.create_task(database.connect())
        await asyncio.sleep(0)
        try:
            await database.row("select 1")
        finally:
            connecting.cancel()

    with pytest.raises(Problem) as refused:
        asyncio.run(attempt())
    assert refused.value.status == 503

"""The register on the real schema: a history nobody rewrites, and an end that bites at once."""

import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg2
import pytest

from reference_platform.api.customers import Customers
from reference_platform.api.database import Database
from reference_platform.api.lawful_bases import Basis, LawfulBases
from reference_platform.api.problems import Problem

CONSENT = Basis("credit_scoring", "consent", "v1", "web")
CONTRACT = Basis("credit_scoring", "contract", "v2", "branch")
INTERESTS = Basis("credit_scoring", "legitimate_interests", "v1", "web")
SCORE = "select status from record_score(%s, 'c1', null, 700, 'LOW', 'm', '1', 'me', 40, 50000, 700, 0.4, 9)"

OnDatabase = Callable[[Callable[[Database], Awaitable[Any]]], Any]


def test_a_new_basis_ends_the_earlier_one_for_the_same_purpose_at_the_same_instant(on_database: OnDatabase) -> None:
    async def attempts(database: Database) -> Any:
        bases = LawfulBases(database)
        await bases.record("c1", CONSENT, "first")
        await bases.record("c1", Basis("marketing", "consent", "v1", "web"), "first")
        await bases.record("c1", CONTRACT, "second")
        return await bases.history("c1")

    old, marketing, new = on_database(attempts)
    assert (old.basis, old.recorded_by, old.ended_by, old.end_reason) == ("consent", "first", "second", "replaced")
    assert old.ended_at == new.recorded_at
    assert (new.basis, new.ended_at, marketing.ended_at) == ("contract", None, None)


@pytest.mark.parametrize(
    ("basis", "way", "status"),
    [
        (CONSENT, "withdraw", None),
        (CONTRACT, "withdraw", 409),
        (INTERESTS, "withdraw", 409),
        (INTERESTS, "object", None),
        (Basis("credit_scoring", "public_task", "v1", "web"), "object", None),
        (CONSENT, "object", 409),
        (CONTRACT, "object", 409),
    ],
)
def test_consent_is_withdrawn_and_interests_are_objected_to_and_nothing_else(
    on_database: OnDatabase, basis: Basis, way: str, status: int | None
) -> None:
    async def attempts(database: Database) -> Any:
        bases = LawfulBases(database)
        await bases.record("c1", basis, "me")
        try:
            await getattr(bases, way)("c1", "credit_scoring", "phone", "clerk")
        except Problem as problem:
            return problem.status, await bases.history("c1")
        return None, await bases.history("c1")

    answered, [entry] = on_database(attempts)
    assert answered == status
    assert (entry.end_reason is None) == (status is not None)


def test_what_was_withdrawn_cannot_be_withdrawn_again_and_another_purpose_stays(on_database: OnDatabase) -> None:
    async def attempts(database: Database) -> list[Any]:
        bases = LawfulBases(database)
        await bases.record("c1", CONSENT, "me")
        await bases.record("c1", Basis("marketing", "consent", "v1", "web"), "me")
        await bases.withdraw("c1", "credit_scoring", "phone", "clerk")
        with pytest.raises(Problem) as again:
            await bases.withdraw("c1", "credit_scoring", "phone", "clerk")
        with pytest.raises(Problem) as refused:
            await Customers(database).features_for_scoring("c1")
        kept = [entry.purpose for entry in await bases.history("c1") if entry.ended_at is None]
        return [again.value.status, refused.value.kind, kept]

    assert on_database(attempts) == [404, "no-lawful-basis", ["marketing"]]


def test_a_customer_without_any_basis_has_no_history(on_database: OnDatabase) -> None:
    with pytest.raises(Problem) as missing:
        on_database(lambda database: LawfulBases(database).history("nobody"))
    assert missing.value.status == 404


@pytest.mark.parametrize(
    ("role", "statement", "refusal"),
    [
        ("api", "update lawful_basis set ended_at = null, end_reason = null", "stays"),
        ("postgres", "update lawful_basis set basis = 'contract'", "stays"),
        ("api", "update lawful_basis set basis = 'contract'", "denied"),
        ("api", "update lawful_basis set recorded_at = now()", "denied"),
        ("api", "delete from lawful_basis", "denied"),
        ("pipeline", "update lawful_basis set ended_at = null", "denied"),
    ],
)
def test_what_has_ended_is_not_rewritten(
    on_database: OnDatabase, connect: Callable, role: str, statement: str, refusal: str
) -> None:
    async def ended(database: Database) -> None:
        await LawfulBases(database).record("c1", CONSENT, "me")
        await LawfulBases(database).withdraw("c1", "credit_scoring", "phone", "clerk")

    on_database(ended)
    with connect(role).cursor() as cursor, pytest.raises(psycopg2.Error, match=refusal):
        cursor.execute(statement)


def record(connect: Callable, basis: Basis = CONSENT) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute("select record_basis('c1', %s, %s, %s, %s, 'me')", (*vars(basis).values(),))


def test_a_withdrawal_waits_for_a_scoring_under_way_and_refuses_the_next(connect: Callable) -> None:
    record(connect)
    scoring, withdrawing = connect("api"), connect("api")
    scoring.autocommit = False
    started = threading.Event()

    def withdraw() -> str:
        with withdrawing.cursor() as cursor:
            started.set()
            cursor.execute(
                "select status from end_basis('c1', 'credit_scoring', '{consent}', 'withdrawn', 'phone', 'clerk')"
            )
            return cursor.fetchone()[0]

    with scoring.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute(SCORE, ("r1",))
        withdrawal = pool.submit(withdraw)
        started.wait()
        cursor.execute("select count(*) from lawful_basis where ended_at is null")
        assert cursor.fetchone() == (1,)
        assert not withdrawal.done()
        scoring.commit()
        assert withdrawal.result(timeout=10) == "ended"
        cursor.execute(SCORE, ("r2",))
        assert cursor.fetchone() == ("no_basis",)


def test_a_scoring_that_waits_for_a_withdrawal_is_refused(connect: Callable) -> None:
    assert scored_while(connect, "select end_basis('c1', 'credit_scoring', '{consent}', 'withdrawn', 'web', 'me')") == (
        "no_basis",
    )


def test_a_scoring_that_waits_for_a_new_basis_goes_on_with_it(connect: Callable) -> None:
    assert scored_while(connect, "select record_basis('c1', 'credit_scoring', 'contract', 'v2', 'web', 'me')") == (
        "recorded",
    )


def scored_while(connect: Callable, change: str) -> Any:
    """What a scoring answers that meets a change of the basis which is not yet committed."""
    record(connect)
    changing, scoring, watching = connect("api"), connect("api"), connect("postgres")
    changing.autocommit = False

    def score() -> Any:
        with scoring.cursor() as cursor:
            cursor.execute(SCORE, ("r1",))
            return cursor.fetchone()

    with changing.cursor() as cursor, ThreadPoolExecutor(1) as pool:
        cursor.execute(change)
        answer = pool.submit(score)
        with watching.cursor() as looking:
            for _ in range(1000):
                looking.execute("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                if looking.fetchone() == (1,):
                    break
        changing.commit()
        return answer.result(timeout=10)


def test_many_new_bases_at_once_leave_one_in_force(connect: Callable) -> None:
    def one(_number: int) -> None:
        record(connect, CONTRACT)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    with connect("auditor").cursor() as cursor:
        cursor.execute("select count(*), count(*) filter (where ended_at is null) from lawful_basis")
        assert cursor.fetchone() == (8, 1)

"""Erasure on the real schema: everything leaves the database at once, the rest becomes a job, a tombstone stays."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import psycopg2
import pytest

from reference_platform.api.database import Database
from reference_platform.api.erasures import Erasures
from reference_platform.api.lawful_bases import Basis, LawfulBases
from reference_platform.api.problems import Problem
from reference_platform.api.results import Candidate, Results
from reference_platform.api.wire import Removed
from reference_platform.training.scorecard import Features, Rating

BASIS = Basis("credit_scoring", "contract", "v1", "web")
FIGURES = Features(40, 50_000.0, 700, 0.4, 9.0)
CANDIDATE = Candidate("r1", "c1", FIGURES, Rating(700, "LOW"), None, "credit-scoring", "1")
# Tables that name a customer and are not emptied by the list in `erase_customer`, each for its own reason.
MOVED_TO_THE_JOB = {"customer_documents", "training_members"}
THE_JOB_ITSELF = {"erasures"}


def test_an_erasure_removes_everything_and_leaves_a_name_nobody_can_read(
    on_database: Callable, connect: Callable
) -> None:
    async def attempts(database: Database) -> Any:
        await LawfulBases(database).record("c1", BASIS, "me")
        await Results(database).record(CANDIDATE, "me")
        erasures = Erasures(database)
        return await erasures.erase("c1", "officer"), await erasures.erase("c1", "officer")

    first, second = on_database(attempts)
    assert (first.removed["lawful_bases"], first.removed["results"]) == (1, 1)
    assert set(second.removed.values()) == {0}
    assert first.erasure_id != second.erasure_id
    with connect("acceptance").cursor() as cursor:
        cursor.execute("select count(*), bool_and(pseudonym = pseudonym('c1')) from erased_customers")
        assert cursor.fetchone() == (1, True)
        cursor.execute("select count(*) from erased_customers where encode(pseudonym, 'escape') like '%c1%'")
        assert cursor.fetchone() == (0,)


def test_a_score_under_way_finishes_before_an_erasure_and_is_erased_with_it(connect: Callable) -> None:
    scoring, erasing, reading = connect("api"), connect("api"), connect("auditor")
    with scoring.cursor() as cursor:
        cursor.execute(
            "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)"
            " values ('c1', 'credit_scoring', 'contract', 'v1', 'web', 'me')"
        )
    scoring.autocommit = False
    with scoring.cursor() as cursor:
        cursor.execute(
            "select status from record_score('r1', 'c1', null, 700, 'LOW', 'm', '1', 'me', 40, 50000, 700, 0.4, 9)"
        )
        assert cursor.fetchone() == ("recorded",)
    waiting = threading.Event()

    def erase() -> tuple[int, ...]:
        with erasing.cursor() as cursor:
            waiting.set()
            cursor.execute("select (removed ->> 'results')::integer from erase_customer('c1', 'officer', 'request')")
            return cursor.fetchone()

    with ThreadPoolExecutor(1) as pool:
        erasure = pool.submit(erase)
        waiting.wait()
        scoring.commit()
        assert erasure.result(timeout=10) == (1,)
    with reading.cursor() as cursor:
        cursor.execute("select count(*) from scoring_results")
        assert cursor.fetchone() == (0,)


def test_the_keys_of_the_results_in_the_topic_become_part_of_the_job(connect: Callable) -> None:
    contest_id = uuid4()
    with connect("postgres").cursor() as cursor:
        cursor.execute(
            "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)"
            " values ('c1', 'credit_scoring', 'contract', 'v1', 'web', 'me'),"
            " ('c2', 'credit_scoring', 'contract', 'v1', 'web', 'me')"
        )
        for request_id, customer_id in (("r1", "c1"), ("r2", "c1"), ("r3", "c2")):
            cursor.execute(
                "select record_score(%s, %s, null, 700, 'LOW', 'm', '1', 'me', 40, 50000, 700, 0.4, 9)",
                (request_id, customer_id),
            )
        cursor.execute(
            "insert into contests (contest_id, request_id, customer_id, statement, opened_by, credit_score, risk_level)"
            " values (%s, 'r1', 'c1', 'why', 'me', 700, 'LOW')",
            (str(contest_id),),
        )
        cursor.execute("select from erase_customer('c1', 'officer', 'request')")
    with connect("pipeline").cursor() as cursor:
        cursor.execute("select result_key from erasure_results order by 1")
        assert {key for (key,) in cursor.fetchall()} == {str(contest_id), "r1", "r2"}


def test_every_table_that_names_a_customer_is_emptied_by_an_erasure(connect: Callable) -> None:
    with connect("postgres").cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns join information_schema.tables using (table_name)"
            " where tables.table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'customer_id'"
        )
        naming = {row[0] for row in cursor.fetchall()}
        cursor.execute("select prosrc from pg_proc where proname = 'erase_customer'")
        [(source,)] = cursor.fetchall()
    listed = {name for name in naming if f"'{name}']" in source}
    assert naming - listed == MOVED_TO_THE_JOB | THE_JOB_ITSELF
    assert all(f"delete from {name} " in source for name in MOVED_TO_THE_JOB)


def test_documents_and_training_sets_become_part_of_the_job_at_once(connect: Callable) -> None:
    with connect("api").cursor() as api, connect("trainer").cursor() as trainer:
        api.execute(
            "insert into lawful_basis (customer_id, purpose, basis, text_version, channel, recorded_by)"
            " values ('c1', 'credit_scoring', 'contract', 'v1', 'web', 'me')"
        )
        api.execute(
            "select announce_document(gen_random_uuid(), 'c1', 'customer-documents', 'd/1', 'access', 'officer')"
        )
        trainer.execute("select register_dataset('set', 'digest', 10, array['c1', 'c2'])")
        api.execute("select erasure_id, pending from erase_customer('c1', 'officer', 'request')")
        erasure_id, pending = api.fetchone()
    assert pending[-2:] == ["documents", "training sets"]
    with connect("acceptance").cursor() as cursor:
        cursor.execute("select bucket, object_key from erasure_objects where erasure_id = %s order by 1", (erasure_id,))
        assert cursor.fetchall() == [("customer-documents", "d/1"), ("training-data", "set")]
        cursor.execute("select customer_id from training_members union all select customer_id from customer_documents")
        assert cursor.fetchall() == [("c2",)]


def test_a_job_cannot_be_done_while_it_still_names_the_customer(connect: Callable) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute("select * from erase_customer('c1', 'officer', 'retention')")
    with connect("pipeline").cursor() as cursor:
        with pytest.raises(psycopg2.errors.CheckViolation):
            cursor.execute("update erasures set completed_at = now()")
        cursor.execute("update erasures set completed_at = now(), customer_id = null")
    with connect("auditor").cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
        cursor.execute("select customer_id from erasures")


def test_an_erasure_is_found_by_its_number_and_an_unknown_one_is_not(on_database: Callable) -> None:
    async def attempts(database: Database) -> Any:
        erasures = Erasures(database)
        begun = await erasures.erase("c1", "officer")
        with pytest.raises(Problem) as unknown:
            await erasures.find(uuid4())
        return begun, await erasures.find(begun.erasure_id), unknown.value.status

    begun, found, status = on_database(attempts)
    assert (found.reason, found.requested_by, found.completed_at) == ("request", "officer", None)
    assert (found.erased_at, found.removed, status) == (begun.erased_at, begun.removed, 404)
    places_cleared_later = {"result_messages", "documents", "training_sets"}
    assert begun.removed.keys() | places_cleared_later == Removed.model_fields.keys(), "an answer names every place"


def test_the_planner_keeps_no_copies_of_what_a_customer_has(connect: Callable) -> None:
    with connect("postgres").cursor() as cursor:
        cursor.execute(
            "insert into customer_contacts (customer_id, name, email, event_time)"
            " select 'c' || n, 'name ' || n, n || '@example.invalid', now() from generate_series(1, 1000) n"
        )
        cursor.execute("analyze")
        cursor.execute("select tablename, attname from pg_stats where tablename = 'customer_contacts'")
        assert cursor.fetchall() == []
        cursor.execute(
            "select attrelid::regclass, attname from pg_attribute join pg_class on pg_class.oid = attrelid"
            " where relnamespace = 'public'::regnamespace and relkind = 'r' and attname = 'customer_id'"
            " and attstattarget is distinct from 0"
        )
        assert cursor.fetchall() == []

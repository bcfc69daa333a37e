"""Stops on the real schema: no result is kept meanwhile, also none that was under way, and each is an entry."""

import threading
from collections.abc import Callable
from typing import Any

import psycopg2
import pytest

from reference_platform.api.stops import STOPPED

BASIS = "select record_basis('c1', 'credit_scoring', 'contract', 'v1', 'web', 'me')"
SCORE = "select status from record_score(%s, 'c1', null, 700, 'LOW', 'credit-scoring', '1', 'me', 40, 5e4, 700, 0.4, 9)"
STOP = "select stop_decisions('the model is wrong', 'rosa', '127.0.0.1', null)"
RESUME = "select resume_decisions('rosa', '127.0.0.1', null)"


def answer(connection: Any, statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


@pytest.fixture
def api(connect: Callable[..., Any]) -> Any:
    connection = connect("api")
    connection.autocommit = True
    answer(connection, BASIS)
    return connection


def test_no_result_is_kept_while_decisions_are_stopped(api: Any) -> None:
    assert answer(api, STOP) is not None
    with pytest.raises(psycopg2.Error) as refused:
        answer(api, SCORE, "r1")
    assert refused.value.pgcode == STOPPED
    assert answer(api, "select count(*) from scoring_results") == 0
    assert answer(api, RESUME) is not None
    assert answer(api, SCORE, "r1") == "recorded"


def test_a_second_stop_and_a_second_end_change_nothing(api: Any) -> None:
    assert answer(api, STOP) is not None
    assert answer(api, STOP) is None
    assert answer(api, RESUME) is not None
    assert answer(api, RESUME) is None
    assert answer(api, "select count(*) from decision_stops") == 1


def test_whoever_stops_waits_for_results_that_are_under_way(api: Any, connect: Callable[..., Any]) -> None:
    under_way = connect("api")
    under_way.autocommit = False
    assert answer(under_way, SCORE, "r1") == "recorded"  # in a transaction that goes on
    stopped = threading.Event()
    thread = threading.Thread(target=lambda: (answer(api, STOP), stopped.set()))
    thread.start()
    assert not stopped.wait(0.3)
    under_way.commit()
    assert stopped.wait(10)
    thread.join()


def test_stop_and_end_are_entries_of_the_audit_log_with_the_person(api: Any, connect: Callable[..., Any]) -> None:
    answer(api, STOP)
    answer(api, RESUME)
    with connect("archivist").cursor() as cursor:
        cursor.execute(
            "select event, actor, actor_kind from audit.entries where event like 'decisions %' order by sequence"
        )
        assert cursor.fetchall() == [("decisions stopped", "rosa", "person"), ("decisions resumed", "rosa", "person")]

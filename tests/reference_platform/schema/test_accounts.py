"""Accounts on the real schema: ten failures lock one account, however many come at once, and each change is logged."""

import threading
from collections.abc import Callable

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

LOCKED_MINUTES = "select extract(epoch from locked_until - now()) / 60 from accounts where account = %s"


def change(connection: Connection, what: str, account: str, verifier: str | None = None) -> bool:
    with connection.cursor() as cursor:
        words = (what, account, ["auditor"], verifier, "boss", "person", "192.0.2.1", None)
        cursor.execute("select change_account(%s, %s, %s, %s, %s, %s, %s, %s)", words)
        return bool(cursor.fetchone()[0])


def begin(connection: Connection, account: str = "j.doe") -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("select begin_sign_in(%s)", (account,))
        return cursor.fetchone()[0]


def end(connection: Connection, succeeded: bool, token: str = "t", account: str = "j.doe") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select end_sign_in(%s, %s, %s, interval '1 minute', '192.0.2.1', null)", (account, succeeded, token)
        )


def holder(connection: Connection, token: str = "t") -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("select account from session_of(%s)", (token,))
        found = cursor.fetchone()
        return found[0] if found else None


@pytest.fixture
def api(connect: Callable) -> Connection:
    connection = connect("api")
    assert change(connection, "create", "j.doe", "v")
    return connection


def test_ten_attempts_are_compared_and_no_more(api: Connection, connect: Callable) -> None:
    assert [begin(api) for _ in range(12)] == ["v"] * 10 + [None] * 2
    with connect("auditor").cursor() as cursor:
        cursor.execute(LOCKED_MINUTES, ("j.doe",))
        assert 29 < float(cursor.fetchone()[0]) <= 30


def test_however_many_come_at_once_ten_are_compared(api: Connection, connect: Callable) -> None:
    compared: list[str | None] = []
    connections = [connect("api") for _ in range(5)]
    threads = [
        threading.Thread(target=lambda one=one: compared.extend(begin(one) for _ in range(5))) for one in connections
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert compared.count("v") == 10


def test_success_forgets_failures_and_an_administrator_unlocks(api: Connection) -> None:
    for _ in range(9):
        begin(api)
    end(api, True)
    assert [begin(api) for _ in range(10)] == ["v"] * 10
    assert begin(api) is None
    assert change(api, "unlock", "j.doe")
    assert begin(api) == "v"


def test_a_lock_ends_and_counting_begins_anew(api: Connection, connect: Callable) -> None:
    for _ in range(10):
        begin(api)
    with connect("postgres").cursor() as cursor:
        cursor.execute("update accounts set locked_until = now() - interval '1 second'")
    assert [begin(api) for _ in range(11)] == ["v"] * 10 + [None]


@pytest.mark.parametrize("what", ["disable", "change password"])
def test_sessions_end_with_the_account_and_the_password(api: Connection, what: str) -> None:
    begin(api)
    end(api, True)
    assert holder(api) == "j.doe"
    assert change(api, what, "j.doe", "w")
    assert holder(api) is None
    assert begin(api) == (None if what == "disable" else "w")


def test_each_change_and_each_attempt_is_in_the_log(api: Connection, connect: Callable) -> None:
    end(api, False)
    end(api, False, account="my password, typed into the wrong field")
    change(api, "unlock", "j.doe")
    assert not change(api, "unlock", "nobody")
    with connect("postgres").cursor() as cursor:
        cursor.execute(
            "select event, outcome, actor, resource from audit.entries"
            " where event in ('sign-in', 'credential change') order by sequence"
        )
        assert cursor.fetchall() == [
            ("credential change", "success", "boss", "account j.doe"),
            ("sign-in", "refused", "unknown", "account j.doe"),
            ("sign-in", "refused", "unknown", "unknown account"),
            ("credential change", "success", "boss", "account j.doe"),
        ]


def test_nobody_reads_what_is_kept_of_a_password(connect: Callable) -> None:
    for role in ("api", "auditor", "acceptance", "analyst"):
        with connect(role).cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("select verifier from accounts")

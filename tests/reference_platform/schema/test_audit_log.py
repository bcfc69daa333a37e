"""The audit log on the real schema: it only grows, has no gap, and every kind of tampering is named."""

import threading
from collections.abc import Callable

import psycopg2.extras
import pytest
from psycopg2.errors import InsufficientPrivilege
from psycopg2.extensions import connection as Connection

from reference_platform.api.audit import AuditLog, Wanted
from reference_platform.audit.chain import Stored, first_break
from reference_platform.audit.entry import Actor, Entry, record_blocking

AUDITOR = Actor("auditor", "person", "127.0.0.1", "reading-1")
NASTY = {"reason": 'a "quoted" \n ünïcode 1:2', "empty": "", "number": 7, "yes": True, "nothing": None, "Ä": "z"}
CHANGES = [
    "update audit.entries set actor = 'x'",
    "update audit.entries set actor = 'x' where sequence = -1",
    "delete from audit.entries",
    "truncate audit.entries",
    "drop table audit.entries",
    "alter table audit.entries disable trigger all",
    "alter table audit.entries add column x int",
    "insert into audit.entries select (e).* from (select e from audit.entries e limit 1) t",
    "create or replace function audit.refuse_changes() returns trigger language plpgsql as 'begin return null; end'",
    "create trigger mine before insert on audit.entries for each row execute function audit.refuse_changes()",
    "select * from audit.entries",
    "drop schema audit cascade",
    "set role audit_owner",
    "grant all on audit.entries to public",
]


def entry(number: int = 1, /, **details: object) -> Entry:
    return Entry("test", "success", f"thing {number}", Actor("me", "person", "192.0.2.1", f"c-{number}"), details)


def write(connection: Connection, count: int) -> None:
    with connection.cursor() as cursor:
        for number in range(1, count + 1):
            record_blocking(cursor, entry(number, **NASTY))


def stored(connection: Connection) -> list[Stored]:
    with connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute("select * from audit.entries order by sequence")
        return [Stored(**row) for row in cursor.fetchall()]


@pytest.fixture
def superuser(connect: Callable) -> Connection:
    write(connect("api"), 8)
    return connect("postgres")


def test_an_entry_is_linked_to_the_one_before_and_python_agrees_with_the_database(superuser: Connection) -> None:
    entries = stored(superuser)
    assert [one.sequence for one in entries] == list(range(1, len(entries) + 1))
    assert first_break(entries, entries) is None
    last = entries[-1]
    assert (last.event, last.resource, last.recorded_by, last.correlation) == ("test", "thing 8", "api", "c-8")
    assert last.details == {"reason": NASTY["reason"], "empty": "", "number": "7", "yes": "true", "Ä": "z"}


@pytest.mark.parametrize("role", ["api", "pipeline", "auditor", "analyst", "dba", "acceptance", "trainer"])
def test_nobody_but_the_superuser_can_change_or_read_the_log(
    superuser: Connection, connect: Callable, role: str
) -> None:
    before = stored(superuser)
    with connect(role).cursor() as cursor:
        for statement in CHANGES:
            with pytest.raises(InsufficientPrivilege):
                cursor.execute(statement)
    assert stored(superuser) == before


def test_even_the_superuser_has_to_take_the_lock_off_first(superuser: Connection) -> None:
    with superuser.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for statement in CHANGES[:4]:
            with pytest.raises(InsufficientPrivilege, match="only grows"):
                cursor.execute(statement)


def relink(first: int) -> str:
    """A chain that is calculated anew from an entry on: every link and digest fits."""
    return f"""
    do $$ declare e audit.entries; before text; begin
        for e in select * from audit.entries where sequence >= {first} order by sequence loop
            select digest into before from audit.entries where sequence = e.sequence - 1;
            e.previous_digest := before;
            update audit.entries set previous_digest = before, digest = audit.digest_of(e) where sequence = e.sequence;
        end loop;
    end $$"""


TAMPERING = {
    "a changed row": ("update audit.entries set actor = 'somebody' where sequence = 4", 4),
    "a changed detail": ('update audit.entries set details = details || \'{"reason": ""}\' where sequence = 4', 4),
    "a removed row": ("delete from audit.entries where sequence = 3", 3),
    "the first row removed": ("delete from audit.entries where sequence = 1", 1),
    "an inserted row": (
        "update audit.entries set sequence = sequence + 1000000 where sequence > 4;"
        "update audit.entries set sequence = sequence - 999999 where sequence > 1000000;"
        "insert into audit.entries select 5, recorded_at, 'x', actor_kind, event, outcome, origin, resource,"
        " correlation, details, recorded_by, digest, digest from audit.entries where sequence = 4",
        5,
    ),
    "swapped rows": (
        "update audit.entries set sequence = 1000000 where sequence = 5;"
        "update audit.entries set sequence = 5 where sequence = 6;"
        "update audit.entries set sequence = 6 where sequence = 1000000",
        5,
    ),
    "a cut-off end": ("delete from audit.entries where sequence > 6", 7),
    "a chain calculated anew": (f"update audit.entries set actor = 'x' where sequence = 6; {relink(6)}", 6),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_named_by_its_first_number(superuser: Connection, how: str) -> None:
    statements, number = TAMPERING[how]
    copy = stored(superuser)
    with superuser.cursor() as cursor:
        cursor.execute("alter table audit.entries disable trigger all")
        cursor.execute(statements)
    found = first_break(stored(superuser), copy)
    assert found is not None
    assert found.sequence == number


def test_a_change_that_is_taken_back_takes_its_entry_and_its_number_along(connect: Callable) -> None:
    connection = connect("pipeline")
    connection.autocommit = False
    for end in (connection.rollback, connection.commit, connection.rollback, connection.commit):
        write(connection, 2)
        end()
    own = [one.sequence for one in stored(connect("postgres")) if one.event == "test"]
    assert own == list(range(own[0], own[0] + 4))


def test_many_writers_at_once_leave_no_gap(connect: Callable) -> None:
    connections = [connect(role) for role in ("api", "pipeline", "api", "api")]
    threads = [threading.Thread(target=write, args=(connection, 25)) for connection in connections]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = stored(connect("postgres"))
    assert len([one for one in entries if one.event == "test"]) == 100
    assert first_break(entries) is None


def test_a_reading_is_an_entry_itself_and_not_among_those_it_reads(on_database: Callable, connect: Callable) -> None:
    async def readings(database: object) -> list[list[Stored]]:
        log = AuditLog(database)  # type: ignore[arg-type]
        await log.record(entry(1))
        await log.record(entry(2))
        return [await log.read(Wanted(correlation="c-2"), AUDITOR), await log.read(Wanted(event="audit read"), AUDITOR)]

    by_correlation, by_event = on_database(readings)
    assert [one.resource for one in by_correlation] == ["thing 2"]
    assert [(one.actor, one.details["correlation"]) for one in by_event] == [("auditor", "c-2")]


def test_a_customer_is_named_by_a_pseudonym(connect: Callable) -> None:
    with connect("api").cursor() as cursor:
        cursor.execute("select audit.customer('c-1'), audit.customer('c-1'), audit.customer('c-2')")
        first, again, other = cursor.fetchone()
    assert first == again != other
    assert "c-1" not in first


@pytest.mark.parametrize("how", TAMPERING)
def test_the_database_names_the_same_number_as_python(superuser: Connection, how: str) -> None:
    statements, number = TAMPERING[how]
    copied = [one.digest for one in stored(superuser)]
    with superuser.cursor() as cursor:
        cursor.execute("select * from audit.first_break(%s)", (copied,))
        assert cursor.fetchall() == []
        cursor.execute("alter table audit.entries disable trigger all")
        cursor.execute(statements)
        cursor.execute("select sequence from audit.first_break(%s)", (copied,))
        assert cursor.fetchall() == [(number,)]


def test_objects_that_come_and_go_are_entries(connect: Callable) -> None:
    superuser = connect("postgres")
    with connect("acceptance").cursor() as cursor:
        cursor.execute("create table acceptance_decoys.scratch (x int primary key)")
        cursor.execute("drop table acceptance_decoys.scratch")
        cursor.execute("create temporary table mine (x int)")
    found = [(one.event, one.resource, one.actor) for one in stored(superuser)]
    assert ("object change", "acceptance_decoys.scratch", "acceptance") in found
    assert ("object removal", "acceptance_decoys.scratch", "acceptance") in found
    assert not [event for event, resource, _ in found if "mine" in resource]


def test_late_copies_are_told_once_and_so_is_their_end(connect: Callable) -> None:
    write(connect("api"), 2)
    api, archivist = connect("api").cursor(), connect("archivist").cursor()

    def watch(limit_s: float) -> bool:
        api.execute("select audit.watch_copies(%s)", (limit_s,))
        return bool(api.fetchone()[0])

    assert [watch(60.0), watch(0.0), watch(0.0)] == [False, True, True]
    archivist.execute("insert into audit.copies select max(sequence), 'key' from audit.entries")
    assert [watch(0.5), watch(0.5)] == [False, False]
    events = [one.event for one in stored(connect("postgres"))]
    assert [event for event in events if event.startswith("audit copy")] == ["audit copy late", "audit copy back"]

"""What is written into the structure of a database is found there, as it was written, and nothing is left unread."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from acceptance.instruments.search.finder import Finder
from acceptance.instruments.search.postgresql import LargeObjects, Server, Tables, opened
from acceptance.instruments.search.scanning import Block, Stream, scan_block
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Database
from acceptance.subjects.canaries import new_canary
from tests.acceptance.platform.servers import Postgresql, postgresql

CANARY = new_canary("20261130-abcdef", "name")
V = CANARY.value
PLACES = {
    "the default of a column": (f"create table t1 (a text default '{V}')", "pg_attrdef, column adbin"),
    "a rule for values": (f"create table t2 (a text, check (a <> '{V}'))", "pg_constraint, column conbin"),
    "a view": (f"create view v as select '{V}'::text as a", "pg_rewrite, column ev_action"),
    "a comment": (f"create table t3 (a text); comment on column t3.a is '{V}'", "pg_description, column description"),
    "an index of some rows": (
        f"create table t4 (a text); create index on t4 (a) where a = '{V}'",
        "pg_index, column indpred",
    ),
    "a policy": (
        f"create table t5 (a text); create policy p on t5 using (a <> '{V}')",
        "pg_policy, column polqual",
    ),
    "a function": (
        f"create function f() returns text language sql return '{V}'",
        "pg_proc, column prosqlbody",
    ),
    "the default of an argument": (
        f"create function g(a text default '{V}') returns text language sql as 'select a'",
        "pg_proc, column proargdefaults",
    ),
    "a word of a list": (f"create type e as enum ('{V}')", "pg_enum, column enumlabel"),
    "a setting of a database": (
        f"alter database postgres set app.contact = '{V}'",
        "pg_db_role_setting, column setconfig",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    with postgresql(tmp_path_factory.mktemp("catalogues")) as running:
        yield running


def found(server: Postgresql) -> set[str]:
    place = Database(
        host="127.0.0.1",
        port=server.port,
        name="postgres",
        user=server.owner,
        password=SecretStr(server.password),
        ca_file=str(server.authority.file),
    )
    finder, places = Finder([CANARY]), set[str]()

    def take(piece: Block | Stream) -> None:
        assert isinstance(piece, Block)
        places.update(where for where, noted in scan_block(finder, piece).items() if noted.finds)

    searcher = Server(place, server.owner, server.password, Permissions())
    with opened(searcher, "postgres") as (parts, unread):
        assert unread == []
        for part in parts:
            assert isinstance(part, Tables | LargeObjects)
            part.read(take)
    return {where.partition("pg_catalog.")[2] for where in places}


@pytest.mark.parametrize("what", PLACES)
def test_a_value_in_the_structure_of_a_database_is_found(server: Postgresql, what: str) -> None:
    statement, expected = PLACES[what]
    server.asked(statement)
    assert expected in found(server)


def test_somebody_who_may_only_read_is_refused_nothing_that_the_search_asks_for(server: Postgresql) -> None:
    server.asked("create role reader login password 'password-of-the-reader' in role pg_read_all_data, pg_monitor")
    place = Database(
        host="127.0.0.1",
        port=server.port,
        name="postgres",
        user="reader",
        password=SecretStr("password-of-the-reader"),
        ca_file=str(server.authority.file),
    )
    read: list[str] = []
    searcher = Server(place, "reader", "password-of-the-reader", Permissions())
    with opened(searcher, "postgres") as (parts, _):
        for part in parts:
            part.read(lambda piece: read.append(str(piece)))
    assert read, "something was read, and nothing was refused"

"""A real PostgreSQL with the schema applied, started once; each test has a database of its own."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import connection as Connection

from reference_platform.api.database import Database
from reference_platform.api.results import RECORD_SCORE
from reference_platform.home import home
from reference_platform.parts import postgresql
from reference_platform.parts.cache import provide
from reference_platform.progress import Progress
from reference_platform.schema import apply

ROLES = ("api", "pipeline", "archivist", "vault", "trainer", "mlflow", "analyst", "auditor", "dba", "acceptance")
READY_WITHIN_S = 20.0

Connect = Callable[[str], Connection]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server that trusts everyone on loopback; it lives as long as the tests."""
    binaries = provide(postgresql.part(), home(), Progress(sys.stderr)) / "bin"
    # Not pytest's own folder, which nobody may enter: PostgreSQL refuses to run as root.
    folder = home().root / f"schema-tests-{os.getpid()}"
    folder.mkdir(mode=0o700)
    as_somebody = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
    if as_somebody:
        shutil.chown(folder, "nobody")
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd="/", **as_somebody)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", f"port={port}")
    options = [word for setting in settings for word in ("-c", setting)]
    process = subprocess.Popen(
        [binaries / "postgres", "-D", data, *options], cwd="/", stderr=subprocess.DEVNULL, **as_somebody
    )
    try:
        superuser = connect_when_ready(port)
        with superuser.cursor() as cursor:
            for owner in ("scoring_owner", "audit_owner"):
                cursor.execute(f"create role {owner} nologin")
            for role in ROLES:
                cursor.execute(f"create role {role} login")
            cursor.execute("create database template_scoring")
        superuser.close()
        with contextlib.closing(psycopg2.connect(address(port, "postgres", "template_scoring"))) as template:
            apply(template)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
        shutil.rmtree(folder)


@pytest.fixture
def connect(server: int) -> Iterator[Connect]:
    """Connect to this test's own database as a role: `connect("api")`; each statement commits."""
    name = f"scoring_{time.monotonic_ns()}"
    with contextlib.closing(psycopg2.connect(address(server, "postgres", "postgres"))) as superuser:
        superuser.autocommit = True
        with superuser.cursor() as cursor:
            cursor.execute(f"create database {name} template template_scoring")
        opened: list[Connection] = []

        def connect(role: str) -> Connection:
            connection = psycopg2.connect(address(server, role, name))
            connection.autocommit = True
            opened.append(connection)
            return connection

        yield connect
        for connection in opened:
            connection.close()
        with superuser.cursor() as cursor:
            cursor.execute(f"drop database {name} with (force)")


@pytest.fixture
def address_of(connect: Connect) -> Callable[[str], str]:
    """The address of this test's own database for a role."""
    parameters = connect("postgres").get_dsn_parameters()
    return lambda role: address(int(parameters["port"]), role, parameters["dbname"])


@pytest.fixture
def on_database(address_of: Callable[[str], str]) -> Callable[[Callable[[Database], Awaitable[Any]]], Any]:
    """Run a coroutine over the API's own database connections."""

    def run(action: Callable[[Database], Awaitable[Any]]) -> Any:
        async def connected() -> Any:
            database = Database(address_of("api"), warm_up=(RECORD_SCORE,))
            await database.connect()
            try:
                return await action(database)
            finally:
                await database.close()

        return asyncio.run(connected())

    return run


def address(port: int, role: str, database: str) -> str:
    return f"postgresql://{role}@127.0.0.1:{port}/{database}?sslmode=disable"


def connect_when_ready(port: int) -> Connection:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            connection = psycopg2.connect(address(port, "postgres", "postgres"))
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            connection.autocommit = True
            return connection

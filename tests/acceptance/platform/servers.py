"""Real servers of PostgreSQL and Redis with TLS, from the packages of the machine, for the length of a test module."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import pytest
import redis

from tests.acceptance.platform.authority import Authority

STARTS_WITHIN_S = 60


def found(program: str, *folders: str) -> str:
    """The path of a server's program; the test is skipped where the machine has none."""
    several = [str(path) for pattern in folders for path in sorted(Path("/").glob(pattern), reverse=True)]
    path = next((one for one in [*several, shutil.which(program)] if one and os.access(one, os.X_OK)), None)
    if path is None:
        pytest.skip(f"this machine has no {program}; on Debian: apt-get install postgresql redis-server")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Postgresql:
    """`owner` may do anything; `ca_file` is whom to believe, `authority` issues certificates for users."""

    port: int
    authority: Authority
    owner: str = "owner"
    password: str = "password-of-the-owner"

    def asked(self, sql: str) -> list[tuple]:
        """As the owner, past every gate."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, dbname="postgres", user=self.owner, password=self.password
        )
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[Postgresql]:
    """A server that takes encrypted connections only: with a password, or `by_certificate` with a certificate."""
    initdb = found("initdb", "usr/lib/postgresql/*/bin/initdb")
    program = Path(initdb).with_name("postgres")
    user = {"user": "nobody"} if os.geteuid() == 0 else {}
    authority = Authority(folder)
    certificate = authority.issue("database")
    data, sockets = folder / "data", folder / "sockets"
    for one in (data, sockets):
        one.mkdir(mode=0o700)
    word = folder / "password"
    word.write_text("password-of-the-owner")
    for parent in (folder, *folder.parents):
        if user and parent.owner() == "root" and parent != Path("/") and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    if user:
        for one in (data, sockets, word, certificate.with_suffix(".key")):
            shutil.chown(one, "nobody")
    subprocess.run(
        [initdb, "-D", data, "-U", "owner", "--pwfile", word, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"],
        check=True, capture_output=True, cwd="/", **user,
    )  # fmt: skip
    (data / "pg_hba.conf").write_text(
        "hostssl all by_certificate 127.0.0.1/32 cert\nhostssl all all 127.0.0.1/32 scram-sha-256\n"
    )
    port = free_port()
    settings = {
        "listen_addresses": "127.0.0.1", "unix_socket_directories": str(sockets), "ssl": "on", "fsync": "off",
        "ssl_cert_file": str(certificate), "ssl_key_file": str(certificate.with_suffix(".key")),
        "ssl_ca_file": str(authority.file), "max_prepared_transactions": "2",
    }  # fmt: skip
    process = subprocess.Popen(
        [program, "-D", data, "-p", str(port), *(word for pair in settings.items() for word in ("-c", "=".join(pair)))],
        stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"), cwd="/", **user,
    )  # fmt: skip
    server = Postgresql(port, authority)
    try:
        _wait(lambda: server.asked("select 1"), psycopg2.OperationalError, folder / "log")
        yield server
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True)
class Redis:
    """`suite` may read, `owner` anything; both have the password `password-of-NAME`."""

    port: int
    authority: Authority
    ours: Path

    def owner(self) -> redis.Redis:
        """Past every gate."""
        return redis.Redis(
            host="127.0.0.1", port=self.port, username="owner", password="password-of-owner", ssl=True,
            ssl_ca_certs=str(self.authority.file), ssl_certfile=str(self.ours),
            ssl_keyfile=str(self.ours.with_suffix(".key")), decode_responses=True,
        )  # fmt: skip


@contextlib.contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    """A server with TLS on its only port, certificates of clients, and users of its own."""
    program = found("redis-server")
    authority = Authority(folder)
    certificate, ours = authority.issue("cache"), authority.issue("suite")
    port = free_port()
    settings = f"""
port 0
tls-port {port}
tls-cert-file {certificate}
tls-key-file {certificate.with_suffix(".key")}
tls-ca-cert-file {authority.file}
tls-auth-clients yes
bind 127.0.0.1
dir {folder}
save ""
user default off
user owner on >password-of-owner ~* &* +@all
user suite on >password-of-suite ~* &* +@all
user reader on >password-of-reader ~* &* +@read +@connection +info +time +scan
"""
    (folder / "redis.conf").write_text(settings)
    process = subprocess.Popen([program, folder / "redis.conf"], stdout=(folder / "log").open("wb"))
    server = Redis(port, authority, ours)
    try:
        _wait(lambda: server.owner().ping(), redis.RedisError, folder / "log")
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait(ask, passing, log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            ask()
        except passing as error:
            if time.monotonic() > deadline:
                raise AssertionError(f"the server did not come up: {error}\n{log.read_text()[-2000:]}") from None
            time.sleep(0.05)
        else:
            return

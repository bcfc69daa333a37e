"""Connections are opened in three files of the platform's room, and by the load generator's own; nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

DOORS = {
    "acceptance/platform/transport.py",
    "acceptance/platform/connections.py",
    "acceptance/platform/broker_connections.py",
    "acceptance/instruments/load/connections.py",  # in a process of its own, for hosts that `permissions.load` names
}
OPENING = {
    "psycopg2.connect", "socket.create_connection", "socket.socket", "requests.Session", "requests.request",
    "requests.get", "requests.post", "requests.put", "requests.delete", "requests.head", "requests.patch",
    "urllib3.PoolManager",
    "urllib3.request", "urllib3.HTTPConnectionPool", "urllib3.HTTPSConnectionPool", "urllib3.ProxyManager",
    "minio.Minio", "redis.Redis", "redis.StrictRedis", "redis.from_url", "redis.ConnectionPool", "redis.Connection",
    "kafka.KafkaConsumer", "kafka.KafkaProducer", "kafka.KafkaAdminClient", "confluent_kafka.Consumer",
    "confluent_kafka.Producer", "confluent_kafka.admin.AdminClient", "confluent_kafka.SerializingProducer",
    "botocore.session.Session", "botocore.session.get_session", "boto3.client", "boto3.resource", "boto3.Session",
    "boto3.session.Session", "http.client.HTTPConnection", "http.client.HTTPSConnection", "urllib.request.urlopen",
    "httpx.Client", "httpx.get", "httpx.post", "aiohttp.ClientSession", "asyncio.open_connection", "smtplib.SMTP",
    "ftplib.FTP", "telnetlib.Telnet", "asyncpg.connect", "psycopg.connect", "socket.create_server",
}  # fmt: skip
EXCEPTIONS = {
    ("acceptance/platform/whole_answers.py", "socket.socket"),  # of a connection that is open
    ("acceptance/instruments/load/run.py", "socket.socket"),  # finds a free port
}


def opened_in(text: str) -> set[str]:
    """What a source calls of those that open connections, by their whole names, whatever they are imported as."""
    tree = ast.parse(text)
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                known[one.asname or one.name.split(".")[0]] = one.name if one.asname else one.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            known |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    called = (_name(node, known) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name))
    return {name for name in called if name in OPENING}


def _name(node: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(node, ast.Attribute):
        before = _name(node.value, known)
        return f"{before}.{node.attr}" if before else None
    return known.get(node.id) if isinstance(node, ast.Name) else None


def sources() -> dict[str, str]:
    files = [*Path("acceptance").rglob("*.py"), *Path("features").rglob("*.py")]
    return {str(file): file.read_text("utf-8") for file in files}


def called_in(text: str) -> set[str]:
    """As `opened_in`, of names that are called; a name in an annotation opens nothing."""
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    return {name for name in opened_in(text) if any(name.rpartition(".")[2] == one.rpartition(".")[2] for one in calls)}


def test_nothing_else_opens_a_connection():
    found = {(file, name) for file, text in sources().items() if file not in DOORS for name in called_in(text)}
    assert found - EXCEPTIONS == set()


def test_every_door_is_one():
    assert {file for file, text in sources().items() if file in DOORS and called_in(text)} == DOORS - {
        "acceptance/instruments/load/connections.py"
    }


@pytest.mark.parametrize(
    "text",
    [
        "import psycopg2\npsycopg2.connect()",
        "import psycopg2 as p\np.connect()",
        "from psycopg2 import connect as c\nc()",
        "import http.client\nhttp.client.HTTPConnection('x')",
        "def f():\n    from minio import Minio\n    return Minio('x')",
        "import redis\nx = redis.Redis(host='x')",
    ],
)
def test_an_opened_connection_is_seen_whatever_it_is_called(text):
    assert opened_in(text)

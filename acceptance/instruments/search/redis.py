"""Redis: every key of every database whatever its type, and what the server remembers of commands and clients."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import redis

from acceptance.instruments.search.partition import Take, Unread, Unreadable, blocks
from acceptance.instruments.search.store import Since
from acceptance.platform.connections import is_node_of_a_cluster, redis_client
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Cache

SCAN_COUNT = 1000
PAGE = 1000
STRING_BYTES = 1 << 20
DECOY_ENDS_S = 600
Item = tuple[str, bytes]


@dataclass(frozen=True)
class CacheServer:
    """A server and the identity with which it is searched."""

    place: Cache
    user: str | None
    password: str | None
    permissions: Permissions

    def connect(self, database: int = 0) -> redis.Redis:
        own = {"db": database, "socket_timeout": 10, "client_name": "acceptance-sweep"}
        return redis_client(self.place, self.user, self.password, self.permissions, **own)

    def __repr__(self) -> str:
        return f"CacheServer({self.place.host}:{self.place.port})"


@dataclass(frozen=True)
class CacheDatabase:
    """All keys of one numbered database."""

    server: CacheServer
    number: int

    local = False

    @property
    def place(self) -> str:
        return f"database {self.number}"

    def read(self, take: Take) -> None:
        with closing(self.server.connect(self.number)) as client, _told_plainly():
            cursor: int = 0
            keys: Any
            while True:
                cursor, keys = client.scan(cursor, count=SCAN_COUNT)
                self._take_keys(client, keys, take)
                if cursor == 0:
                    return

    def _take_keys(self, client: Any, keys: list[bytes], take: Take) -> None:
        with client.pipeline(transaction=False) as asked:
            for key in keys:
                asked.type(key)
            types = [found.decode() for found in asked.execute()]
        for piece in blocks(self._small(client, keys, types)):
            take(piece)
        for key, kind in zip(keys, types, strict=True):
            if kind == "string":
                continue
            if kind in _READERS:
                for piece in blocks((self._place(key, kind), content) for content in _READERS[kind](client, key)):
                    take(piece)
            elif kind != "none":
                take(Unread(self._place(key, kind), f"nobody here can read the type {kind}"))

    def _small(self, client: Any, keys: list[bytes], types: list[str]) -> Iterator[Item]:
        """Key names, and strings up to a block's size at once; longer ones follow piece by piece."""
        for key in keys:
            yield f"name of a key in database {self.number}", key
        strings = [key for key, kind in zip(keys, types, strict=True) if kind == "string"]
        with client.pipeline(transaction=False) as asked:
            for key in strings:
                asked.getrange(key, 0, STRING_BYTES - 1)
            values = asked.execute()
        for key, value in zip(strings, values, strict=True):
            if len(value) < STRING_BYTES:
                yield self._place(key, "string"), value
            else:
                yield self._place(key, "string"), b"".join(_ranges(client, key))

    def _place(self, key: bytes, kind: str) -> str:
        return f"database {self.number}, {kind} {key.decode('utf-8', 'replace')}"


@dataclass(frozen=True)
class CacheMemories:
    """What the server keeps beside the keys: slow commands with their arguments, clients, scripts, channels."""

    server: CacheServer

    place = "server: slow log, clients, functions, channels, users, settings"
    local = False

    def read(self, take: Take) -> None:
        with closing(self.server.connect()) as client, _told_plainly():
            answers, refused = self._ask(client)
            for piece in blocks(answers):
                take(piece)
            for unread in refused:
                take(unread)

    def _ask(self, client: Any) -> tuple[list[Item], list[Unread]]:
        answers: list[Item] = []
        refused: list[Unread] = []
        for name, command in _MEMORIES.items():
            try:
                answers.append((f"server: {name}", repr(client.execute_command(*command)).encode()))
            except redis.exceptions.NoPermissionError:
                refused.append(Unread(f"server: {name}", "this identity may not ask for it"))
            except redis.ResponseError:
                continue  # this server does not have it
        return answers, refused


_MEMORIES: dict[str, tuple[str | int, ...]] = {
    "slow log": ("SLOWLOG", "GET", -1),
    "clients": ("CLIENT", "LIST"),
    "functions": ("FUNCTION", "LIST", "WITHCODE"),
    "channels": ("PUBSUB", "CHANNELS"),
    "refused commands": ("ACL", "LOG"),
    "users": ("ACL", "LIST"),
    "settings": ("CONFIG", "GET", "*"),
    "modules": ("MODULE", "LIST"),
}


def partitions(server: CacheServer) -> list[CacheDatabase | CacheMemories]:
    """Every database that holds a key, and the server's memories; raises Unreadable."""
    with closing(server.connect()) as client, _told_plainly():
        _refuse_cluster(client)
        keyspace: Any = client.info("keyspace")
    return [*(CacheDatabase(server, int(name.removeprefix("db"))) for name in keyspace), CacheMemories(server)]


def _refuse_cluster(client: redis.Redis) -> None:
    """One node of a cluster has the decoy by chance, and never the keys of the others."""
    if is_node_of_a_cluster(client):
        raise Unreadable(
            "it is one node of a cluster, and the other nodes would stay unread: clusters are not read here"
        )


def _ranges(client: Any, key: bytes) -> Iterator[bytes]:
    start = 0
    while piece := client.getrange(key, start, start + STRING_BYTES - 1):
        yield piece
        start += len(piece)


def _list(client: Any, key: bytes) -> Iterator[bytes]:
    start = 0
    while page := client.lrange(key, start, start + PAGE - 1):
        yield from page
        start += len(page)


def _hash(client: Any, key: bytes) -> Iterator[bytes]:
    for name, value in client.hscan_iter(key, count=PAGE):
        yield name
        yield value


def _sorted_set(client: Any, key: bytes) -> Iterator[bytes]:
    for member, score in client.zscan_iter(key, count=PAGE):
        yield member
        yield repr(score).encode()


def _stream(client: Any, key: bytes) -> Iterator[bytes]:
    start = "-"
    while entries := client.xrange(key, start, "+", PAGE):
        for _, fields in entries:
            for name, value in (fields or {}).items():
                yield name
                yield value
        start = f"({entries[-1][0].decode()}"
    for group in client.xinfo_groups(key):
        yield group["name"]
        for consumer in client.xinfo_consumers(key, group["name"]):
            yield consumer["name"]


_READERS: dict[str, Callable[[Any, bytes], Iterator[bytes]]] = {
    "list": _list,
    "hash": _hash,
    "set": lambda client, key: client.sscan_iter(key, count=PAGE),
    "zset": _sorted_set,
    "stream": _stream,
}


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except redis.AuthenticationError:
        raise Unreadable("the server refused the searcher's password") from None
    except (redis.ConnectionError, redis.TimeoutError) as error:
        raise Unreadable(f"the server did not answer ({type(error).__name__})") from None
    except redis.ResponseError as error:
        raise Unreadable(f"the server refused: {str(error).split(' ', 1)[0]}") from None


@dataclass(frozen=True)
class CacheStore:
    """A server with all its databases; a decoy is a key of the suite's own that ends by itself as well."""

    name: str
    server: CacheServer
    parallel: int = 1

    def note(self) -> None:
        return None

    @contextmanager
    def opened(self, _since: Since | None) -> Iterator[tuple[list[CacheDatabase | CacheMemories], list[Unread]]]:
        """Keys know no time of change: they are read whole, whatever the mark."""
        yield partitions(self.server), []

    def plant(self, decoy_id: str, value: str) -> None:
        with closing(self.server.connect()) as client, _told_plainly():
            _refuse_cluster(client)
            client.hset(_decoy_key(decoy_id), "decoy", value)
            client.expire(_decoy_key(decoy_id), DECOY_ENDS_S)

    def remove(self, decoy_id: str) -> None:
        with closing(self.server.connect()) as client, _told_plainly():
            client.delete(_decoy_key(decoy_id))

    def unproven(self, places: Collection[str]) -> str | None:
        return None if any("hash" in place for place in places) else "the decoy was not found"


def _decoy_key(decoy_id: str) -> str:
    return f"acceptance:decoy:{decoy_id}"

"""Values hidden in every store, type, encoding and position: what a search has to find, each under a place of its own.

A placement's place is unique, so that a few canaries do for thousands of placements, and one search for all of them.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic
from psycopg2.extras import Json
from test_encodings import NUMBER_WAYS, WAYS
from test_scanning import PACKERS

from acceptance.instruments.search.files import RANGE_BYTES
from acceptance.instruments.search.partition import BLOCK_BYTES
from acceptance.instruments.search.stores import stores_of
from acceptance.platform.broker_connections import librdkafka_settings
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

SHARES = {
    "database": 0.4,
    "event broker": 0.25,
    "cache": 0.15,
    "object store": 0.12,
    "service logs": 0.06,
    "model registry": 0.02,
}
ON_BORDER = ("object store", "service logs")
"""Stores that are read in pieces: every other value there lies across the border of two of them."""
AT_THE_BEGINNING = "zlib"
"""Known by two bytes that are frequent elsewhere, and therefore only where an item begins with it."""
COLUMNS_TOGETHER = 150
PLAIN = re.compile(rb"[A-Za-z0-9 +/=_.,@:%-]+")
FILLER = b"of no interest, "


@dataclass
class Placement:
    """A value somewhere. `place` is a piece of what the search calls that place, known once it is planted."""

    number: int
    canary: Canary
    encoding: str
    content: bytes = field(repr=False)
    type: str = ""
    place: str = ""

    @property
    def plain(self) -> bool:
        """Whether the content is a text that any store takes."""
        return PLAIN.fullmatch(self.content) is not None


def hidden(chance: random.Random, number: int, canary: Canary, *, border: int = 0, short: bool = False) -> Placement:
    """A value in some encoding, perhaps packed, somewhere in a filling.

    Args:
        border: bytes; where given, the encoded value begins before it and ends behind it.
        short: without packing and with little around it.
    """
    if canary.kind == "number":
        way, written = chance.choice([(way, write(canary.number)) for way, write in NUMBER_WAYS.items()])
    else:
        way, written = chance.choice([(way, write(canary.value)) for way, write in WAYS.items()])
    content, encoding = b" " + written + b" ", way
    if not short and chance.random() < 0.3:
        packing = chance.choice(list(PACKERS))
        content, encoding = b" " + PACKERS[packing](content) + b" ", f"{way} in {packing}"
        if packing == AT_THE_BEGINNING:
            return Placement(number, canary, encoding, content[1:])
    before = chance.randrange(40 if short else 3000)
    if border:
        before = border - chance.randrange(1, len(content))
    filling = FILLER * (before // len(FILLER) + 1)
    return Placement(number, canary, encoding, filling[:before] + content + FILLER)


def placements(count: int, seed: int, canaries: Sequence[Canary]) -> dict[str, list[Placement]]:
    """So many placements, by store; the same ones for the same seed and values."""
    chance, found, number = random.Random(seed), {}, 0
    for store, share in SHARES.items():
        found[store] = []
        for _ in range(round(count * share)):
            border = BLOCK_BYTES * chance.randint(1, 2) if store in ON_BORDER and number % 2 else 0
            short = store == "model registry" or (store == "object store" and number % 4 == 0)
            found[store].append(hidden(chance, number, chance.choice(canaries), border=border, short=short))
            number += 1
    return found


@contextmanager
def planted(suite: Suite, chosen: dict[str, list[Placement]], log_folder: Path) -> Iterator[None]:
    """Everything is in its place inside, and gone afterwards."""
    stores = {store.name: store for store in stores_of(suite.profile)}
    plant: dict[str, Callable[[Any, list[Placement]], Any]] = {
        "database": lambda store, some: in_columns(suite, some),
        "event broker": in_messages,
        "cache": in_cache,
        "object store": in_objects,
        "service logs": lambda store, some: in_logs(log_folder, some),
        "model registry": lambda store, some: in_runs(suite, some),
    }
    with ExitStack() as stack:
        for store, some in chosen.items():
            stack.enter_context(plant[store](stores[store], some))
        yield


@contextmanager
def in_columns(suite: Suite, some: list[Placement]) -> Iterator[None]:
    """Columns of the types that hold texts, bytes and documents, many in a row."""
    place = suite.profile.services.database
    connection = psycopg2.connect(
        host=place.host,
        port=place.port,
        dbname=place.name,
        user=place.user,
        password=place.password.get_secret_value(),
        sslmode="verify-full",
        sslrootcert=place.ca_file,
    )
    connection.autocommit = True
    types: dict[str, Callable[[bytes], Any]] = {
        "bytea": bytes,
        "bytea[]": lambda content: [b"x", content],
        "text": bytes.decode,
        "text[]": lambda content: ["x", content.decode()],
        "jsonb": lambda content: Json({"a": [{"b": content.decode()}]}),
        "varchar": bytes.decode,
    }
    tables = []
    with closing(connection), connection.cursor() as cursor:
        try:
            for at in range(0, len(some), COLUMNS_TOGETHER):
                row = some[at : at + COLUMNS_TOGETHER]
                table = f"acceptance_decoys.placements_{at}"
                for placement in row:
                    fitting = list(types) if placement.plain else ["bytea", "bytea[]"]
                    placement.type = fitting[placement.number % len(fitting)]
                    placement.place = f"{table}, column p{placement.number}"
                columns = ", ".join(f"p{placement.number} {placement.type}" for placement in row)
                cursor.execute(f"drop table if exists {table}; create table {table} ({columns})")
                tables.append(table)
                values = [types[placement.type](placement.content) for placement in row]
                cursor.execute(f"insert into {table} values ({', '.join(['%s'] * len(row))})", values)
            yield
        finally:
            for table in tables:
                cursor.execute(f"drop table {table}")


@contextmanager
def in_messages(store: Any, some: list[Placement]) -> Iterator[None]:
    """Keys, values and headers of messages on three partitions."""
    topic = f"acceptance-placements-{uuid4().hex[:8]}"
    admin = AdminClient(librdkafka_settings(store.planter.events))
    admin.create_topics([NewTopic(topic, 3, 1)])[topic].result(20)
    try:
        producer = Producer(librdkafka_settings(store.planter.events))
        for placement in some:
            placement.type = ("key", "value", "header")[placement.number % 3]

            def acknowledged(error: Any, message: Any, placement: Placement = placement) -> None:
                assert error is None
                where = f"partition {message.partition()}, offset {message.offset()}"
                placement.place = f"topic {topic}, {where}, {placement.type}"

            parts = {"value": b"x", placement.type: placement.content}
            if headers := parts.pop("header", None):
                parts["headers"] = {"who": headers}
            producer.produce(topic, partition=placement.number % 3, on_delivery=acknowledged, **parts)
            producer.poll(0)
        assert producer.flush(60) == 0
        yield
    finally:
        admin.delete_topics([topic])[topic].result(20)


@contextmanager
def in_cache(store: Any, some: list[Placement]) -> Iterator[None]:
    """Every type of the cache."""
    types: dict[str, Callable[[Any, str, bytes], Any]] = {
        "string": lambda client, key, content: client.set(key, content),
        "hash": lambda client, key, content: client.hset(key, mapping={"a": "b", "field": content}),
        "name in a hash": lambda client, key, content: client.hset(key, content, "x"),
        "list": lambda client, key, content: client.rpush(key, "x", content),
        "set": lambda client, key, content: client.sadd(key, "x", content),
        "sorted set": lambda client, key, content: client.zadd(key, {content: 1.5}),
        "stream": lambda client, key, content: client.xadd(key, {"v": content}),
    }
    keys = []
    with closing(store.server.connect(3)) as client:
        try:
            for placement in some:
                placement.type = list(types)[placement.number % len(types)]
                key = f"acceptance:placement:{placement.number}:end"
                placement.place = key
                types[placement.type](client, key, placement.content)
                keys.append(key)
            yield
        finally:
            client.delete(*keys)


@contextmanager
def in_objects(store: Any, some: list[Placement]) -> Iterator[None]:
    """Contents and metadata of objects."""
    client, bucket, kept = store.planter.client(), store.decoy_bucket, []
    try:
        for placement in some:
            key = f"placements/{placement.number}.end"
            short = placement.plain and len(placement.content) < 1000
            placement.type = "metadata" if short and placement.number % 4 == 0 else "content"
            placement.place = f"object {key}"
            named: dict[str, Any] = {"Body": placement.content}
            if placement.type == "metadata":
                named = {"Body": b"x", "Metadata": {"who": placement.content.decode().strip()}}
            client.put_object(Bucket=bucket, Key=key, **named)
            kept.append(key)
        yield
    finally:
        for key in kept:
            client.delete_object(Bucket=bucket, Key=key)


@contextmanager
def in_logs(folder: Path, some: list[Placement]) -> Iterator[None]:
    """Files in the folder of the logs; one is so large that it is read in two ranges, with the value between them."""
    paths = []
    try:
        for placement in some:
            path = folder / f"placement-{placement.number}-end.log"
            placement.place = f"file {path.name}"
            placement.type = "log"
            paths.append(path)
            path.write_bytes(placement.content)
        if some:
            last, filling = some[-1], FILLER * (RANGE_BYTES // len(FILLER))
            before = filling[: RANGE_BYTES - len(last.content) // 2]
            paths[-1].write_bytes(before + last.content)
        yield
    finally:
        for path in paths:
            path.unlink()


@contextmanager
def in_runs(suite: Suite, some: list[Placement]) -> Iterator[None]:
    """Parameters and tags of training runs; what cannot stand there as a text is left to the other stores."""
    registry = suite.platform.http("model_registry")

    def post(path: str, body: dict[str, Any]) -> Any:
        answer = registry.call("POST", f"/api/2.0/mlflow/{path}", needs="write", content=body)
        assert answer.status == 200, answer.body
        return answer.content

    experiment = post("experiments/create", {"name": f"acceptance-{uuid4().hex}"})["experiment_id"]
    try:
        for placement in list(some):
            if not placement.plain:
                some.remove(placement)
                continue
            run = post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
            placement.type = ("parameter", "tag")[placement.number % 2]
            placement.place = f"run {run}"
            operation = {"parameter": "log-parameter", "tag": "set-tag"}[placement.type]
            post(f"runs/{operation}", {"run_id": run, "key": "who", "value": placement.content.decode()})
        yield
    finally:
        post("experiments/delete", {"experiment_id": experiment})


def told(chosen: dict[str, list[Placement]]) -> str:
    """How many there are of what."""
    everything = [placement for some in chosen.values() for placement in some]
    stores = ", ".join(f"{len(some)} in the {store}" for store, some in chosen.items())
    kinds = len({(store, placement.type) for store, some in chosen.items() for placement in some})
    encodings = len(Counter(placement.encoding for placement in everything))
    return f"{len(everything)} placements ({stores}), {kinds} kinds of place, {encodings} encodings and packings"

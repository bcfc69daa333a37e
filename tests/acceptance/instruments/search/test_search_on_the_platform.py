"""Each store of the reference platform: planted values are found in every corner of it, and nothing is left behind."""

from __future__ import annotations

import base64
import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pyarrow
import pyarrow.parquet
import pytest
import zstandard
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from acceptance.instruments.search.partition import Bounds
from acceptance.instruments.search.search import SweepMark, mark, scan_here, sweep
from acceptance.instruments.search.stores import stores_of
from acceptance.outcome import NotAssessed
from acceptance.platform.broker_connections import librdkafka_settings
from acceptance.subjects.canaries import Canary
from acceptance.suite import Suite

pytestmark = pytest.mark.platform

BOUNDS = Bounds()
ALL = {"database", "event broker", "cache", "object store", "model registry", "service logs"}


@contextmanager
def database(suite: Suite) -> Iterator[Any]:
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
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("drop table if exists acceptance_decoys.corner")
        yield cursor
        cursor.execute("drop table acceptance_decoys.corner")


def places(suite: Suite, canary: Canary, store: str, since: SweepMark | None = None) -> list[str]:
    report = suite.search.sweep([canary], since=since, stores=[store])
    report.require_searched(store)
    return [f"{find.place}: {find.encoding}" for find in report.finds]


def test_every_store_is_searched_and_proven_and_nothing_is_left(suite: Suite) -> None:
    canaries = [suite.canary(kind) for kind in ("name", "e-mail", "identifier", "number", "text")]
    report = suite.search.sweep(canaries)
    report.require_searched()
    assert set(report.scanned) == ALL
    assert report.finds == []
    assert all(scanned.items > 0 for scanned in report.scanned.values())


@pytest.mark.parametrize(
    ("column", "value", "encoding"),
    [
        ("text", lambda value: value, "raw"),
        ("bytea", lambda value: base64.b64encode(b"x" + value.encode()), "base64"),
        ("bytea", lambda value: gzip.compress(value.encode()), "raw in gzip"),
        ("bytea", lambda value: value.encode("utf-16-le"), "utf-16"),
        ("jsonb", lambda value: json.dumps({"a": [{"b": value}]}), "raw"),
        ("text[]", lambda value: ["x", value], "raw"),
        ("bytea[]", lambda value: [b"x", value.encode()], "raw"),
        ("bytea[]", lambda value: [base64.b64encode(b"x" + value.encode())], "base64"),
        ("xml", lambda value: f"<a>{value}</a>", "raw"),
        ("tsvector", lambda value: f"'{value.lower()}':1", "raw"),
    ],
)
def test_a_value_is_found_in_every_type_of_column(
    suite: Suite, column: str, value: Callable[[str], Any], encoding: str
) -> None:
    canary = suite.canary("name")
    with database(suite) as cursor:
        cursor.execute(f"create table acceptance_decoys.corner (number int, corner {column})")
        cursor.execute("insert into acceptance_decoys.corner values (1, null), (2, %s)", (value(canary.value),))
        found = places(suite, canary, "database")
    assert f"scoring: acceptance_decoys.corner, column corner: {encoding}" in found


@pytest.mark.parametrize("column", ["numeric", "double precision", "real", "integer", "money", "text"])
def test_a_number_is_found_in_every_type_of_column(suite: Suite, column: str) -> None:
    canary = suite.canary("number")
    with database(suite) as cursor:
        cursor.execute(f"create table acceptance_decoys.corner (corner {column})")
        cursor.execute(f"insert into acceptance_decoys.corner values ({canary.value}::numeric::{column})")
        found = places(suite, canary, "database")
    assert any("column corner" in place for place in found)


def test_a_value_is_found_in_names_and_comments_of_the_database(suite: Suite) -> None:
    canary = suite.canary("name")
    with database(suite) as cursor:
        cursor.execute("create table acceptance_decoys.corner (corner int)")
        cursor.execute("comment on table acceptance_decoys.corner is %s", (canary.value,))
        assert places(suite, canary, "database")


@pytest.mark.parametrize("before", [0, (1 << 20) - 5, 3 << 20])
def test_a_value_is_found_in_a_large_object_and_a_closed_one_is_named(suite: Suite, before: int) -> None:
    canary = suite.canary("name")
    content = b"x" * before + b" " + canary.value.encode() + b" x"
    searcher = suite.profile.stores["database"].user
    with database(suite) as cursor:
        cursor.execute("create table acceptance_decoys.corner (corner int)")
        cursor.execute("select lo_from_bytea(0, %s), lo_from_bytea(0, 'closed')", (content,))
        open_, closed = cursor.fetchone()
        try:
            cursor.execute(f'grant select on large object {open_} to "{searcher}"')
            report = suite.search.sweep([canary], stores=["database"])
        finally:
            cursor.execute("select lo_unlink(%s), lo_unlink(%s)", (open_, closed))
    assert {find.place for find in report.finds} == {f"scoring: large object {open_}"}
    with pytest.raises(NotAssessed, match=f"large object {closed}.*may not read it"):
        report.require_searched("database")


def test_rows_hidden_from_the_search_make_the_store_unsearched(suite: Suite) -> None:
    with database(suite) as cursor:
        cursor.execute("create table acceptance_decoys.corner (corner int)")
        cursor.execute("alter table acceptance_decoys.corner enable row level security")
        report = suite.search.sweep([suite.canary("name")], stores=["database"])
    with pytest.raises(NotAssessed, match="row-level security"):
        report.require_searched("database")


@pytest.fixture
def kafka(suite: Suite) -> Iterator[tuple[Producer, str]]:
    store = next(store for store in stores_of(suite.profile) if store.name == "event broker")
    settings = librdkafka_settings(store.planter.events)
    topic = f"acceptance-{uuid4().hex[:8]}"
    admin = AdminClient(settings)
    admin.create_topics([NewTopic(topic, 2, 1)])[topic].result(20)
    yield Producer(settings), topic
    admin.delete_topics([topic])[topic].result(20)


@pytest.mark.parametrize("part", ["key", "value", "header"])
def test_a_value_is_found_in_every_part_of_a_message(suite: Suite, kafka: tuple[Producer, str], part: str) -> None:
    producer, topic = kafka
    canary = suite.canary("e-mail")
    packed = zstandard.compress(canary.value.encode())
    message = {
        "key": {"key": canary.value, "value": "x"},
        "value": {"value": packed},
        "header": {"value": "x", "headers": {"who": canary.value}},
    }[part]
    producer.produce(topic, partition=1, **message)
    assert producer.flush(20) == 0
    found = places(suite, canary, "event broker")
    expected = "raw in zstd" if part == "value" else "raw"
    assert f"topic {topic}, partition 1, offset 0, {part}: {expected}" in found


def test_messages_before_the_mark_are_left_out_and_later_ones_are_not(
    suite: Suite, kafka: tuple[Producer, str]
) -> None:
    producer, topic = kafka
    early, late = suite.canary("name"), suite.canary("name")
    producer.produce(topic, value=early.value)
    assert producer.flush(20) == 0
    since = suite.search.mark()
    producer.produce(topic, value=late.value)
    assert producer.flush(20) == 0
    report = suite.search.sweep([early, late], since=since, stores=["event broker"])
    report.require_searched()
    assert [find.canary_id for find in report.finds] == [late.id]


@pytest.mark.parametrize("kind", ["string", "hash", "list", "set", "zset", "stream", "name of a key", "group"])
def test_a_value_is_found_in_every_type_of_the_cache(suite: Suite, kind: str) -> None:
    canary = suite.canary("identifier")
    store = next(store for store in stores_of(suite.profile) if store.name == "cache")
    key, value = f"acceptance:{uuid4().hex}", canary.value
    with closing(store.server.connect(3)) as client:
        match kind:
            case "string":
                client.set(key, "x" * 3_000_000 + value)
            case "hash":
                client.hset(key, mapping={str(number): "x" for number in range(3_000)} | {value: "y"})
            case "list":
                client.rpush(key, *["x"] * 2_500, value)
            case "set":
                client.sadd(key, "x", value)
            case "zset":
                client.zadd(key, {value: 1.5})
            case "stream":
                for number in range(1_200):
                    client.xadd(key, {"n": number})
                client.xadd(key, {"v": value})
            case "group":
                client.xadd(key, {"n": 1})
                client.xgroup_create(key, value)
            case "name of a key":
                key = f"{key}:{value}"
                client.set(key, "x")
        found = places(suite, canary, "cache")
        client.delete(key)
    assert found
    assert not any(value in place for place in found)


@pytest.fixture
def objects(suite: Suite) -> Iterator[tuple[Any, str, str]]:
    """A client with the suite's identity, its bucket, and a key of its own; everything under it is removed."""
    store = next(store for store in stores_of(suite.profile) if store.name == "object store")
    client, bucket, key = store.planter.client(), store.decoy_bucket, f"corner-{uuid4().hex}"
    yield client, bucket, key
    listed = client.list_object_versions(Bucket=bucket, Prefix=key)
    for version in [*listed.get("Versions", []), *listed.get("DeleteMarkers", [])]:
        client.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])


def as_parquet(value: str) -> bytes:
    target = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table({"who": ["x", value]}), target, compression="zstd")
    return target.getvalue()


@pytest.mark.parametrize(
    ("named", "place"),
    [
        (lambda value: {"Body": b"x" * 7_000_000 + value.encode()}, "object corner"),
        (lambda value: {"Body": gzip.compress(as_parquet(value))}, "parquet in gzip"),
        (lambda value: {"Body": b"x", "Metadata": {"who": value}}, "metadata"),
        (lambda value: {"Body": b"x", "Tagging": f"who={value}"}, "metadata"),
    ],
    ids=["content", "packed", "metadata", "tags"],
)
def test_a_value_is_found_in_every_part_of_an_object(
    suite: Suite, objects: tuple[Any, str, str], named: Callable[[str], dict[str, Any]], place: str
) -> None:
    client, bucket, key = objects
    canary = suite.canary("identifier")
    client.put_object(Bucket=bucket, Key=key, **named(canary.value))
    assert any(place in found for found in places(suite, canary, "object store"))


def test_an_earlier_version_under_a_delete_marker_is_found(suite: Suite, objects: tuple[Any, str, str]) -> None:
    client, bucket, key = objects
    canary = suite.canary("name")
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    try:
        client.put_object(Bucket=bucket, Key=key, Body=canary.value.encode())
        client.put_object(Bucket=bucket, Key=key, Body=b"newer")
        client.delete_object(Bucket=bucket, Key=key)
        assert any("version" in place for place in places(suite, canary, "object store"))
    finally:
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})


def test_the_parts_of_an_unfinished_upload_are_found_or_named(suite: Suite, objects: tuple[Any, str, str]) -> None:
    client, bucket, key = objects
    canary = suite.canary("name")
    named = {"Bucket": bucket, "Key": key}
    upload = client.create_multipart_upload(**named)["UploadId"]
    client.upload_part(**named, UploadId=upload, PartNumber=1, Body=canary.value.encode())
    try:
        assert any("unfinished upload" in place for place in places(suite, canary, "object store"))
        store = next(store for store in stores_of(suite.profile) if store.name == "object store")
        with replace(store, parts_folder=None).opened(None) as (_, unread):
            assert [gap.reason for gap in unread] == ["S3 lets nobody read the parts of it"]
    finally:
        client.abort_multipart_upload(**named, UploadId=upload)


@pytest.mark.parametrize("part", ["params", "tags", "metrics", "dataset"])
def test_a_value_is_found_in_every_part_of_a_run(suite: Suite, part: str) -> None:
    canary = suite.canary("number" if part == "metrics" else "name")
    registry = suite.platform.http("model_registry")

    def post(path: str, body: dict[str, Any]) -> Any:
        answer = registry.call("POST", f"/api/2.0/mlflow/{path}", needs="write", content=body)
        assert answer.status == 200, answer.body
        return answer.content

    experiment = post("experiments/create", {"name": f"acceptance-{uuid4().hex}"})["experiment_id"]
    run = post("runs/create", {"experiment_id": experiment})["run"]["info"]["run_id"]
    match part:
        case "params":
            post("runs/log-parameter", {"run_id": run, "key": "who", "value": canary.value})
        case "tags":
            post("runs/set-tag", {"run_id": run, "key": "who", "value": canary.value})
        case "metrics":
            for step, value in enumerate((canary.number, 1.0)):
                metric = {"run_id": run, "key": "m", "value": value, "timestamp": step, "step": step}
                post("runs/log-metric", metric)
        case "dataset":
            dataset = {"name": canary.value, "digest": "d", "source_type": "local", "source": "s"}
            post("runs/log-inputs", {"run_id": run, "datasets": [{"dataset": dataset}]})
    post("experiments/delete", {"experiment_id": experiment})
    assert any(f"run {run}" in place for place in places(suite, canary, "model registry"))


def test_a_value_is_found_in_a_log_from_the_mark_on(suite: Suite, environment: dict[str, str]) -> None:
    early, late = suite.canary("name"), suite.canary("name")
    log = Path(environment["PLATFORM_LOG_DIR"]) / f"corner-{uuid4().hex}.log"
    log.write_text(f"early {early.value}\n")
    since = suite.search.mark()
    with log.open("a") as file:
        file.write(f"late {late.value}\n")
    moved = log.rename(log.with_suffix(".log.1"))
    try:
        report = suite.search.sweep([early, late], since=since, stores=["service logs"])
    finally:
        moved.unlink()
    report.require_searched()
    assert [(find.canary_id, find.place) for find in report.finds] == [(late.id, f"file {moved.name}")]


def test_a_store_that_is_down_is_not_assessed_and_the_others_are_searched(suite: Suite) -> None:
    stores = stores_of(suite.profile)
    for number, store in enumerate(stores):
        if store.name == "cache":
            closed = store.server.place.model_copy(update={"port": 1})
            stores[number] = replace(store, server=replace(store.server, place=closed))
    canary = suite.canary("name")
    decoys = {store.name: suite.canary("name") for store in stores}
    report = sweep(stores, [canary], decoys, mark(stores), BOUNDS, scan_here)
    with pytest.raises(NotAssessed, match="cache, everything: not searched: the server did not answer"):
        report.require_searched()
    report.require_searched(*(ALL - {"cache"}))
    for store in stores:
        if store.name != "cache":
            store.remove(decoys[store.name].id)


def test_a_wrong_password_of_the_search_is_told(suite: Suite) -> None:
    stores = [store for store in stores_of(suite.profile) if store.name == "database"]
    stores[0] = replace(stores[0], searcher=replace(stores[0].searcher, password="wrong"))
    decoys = {"database": suite.canary("name")}
    report = sweep(stores, [suite.canary("name")], decoys, None, BOUNDS, scan_here)
    stores[0].remove(decoys["database"].id)
    with pytest.raises(NotAssessed, match="password authentication failed"):
        report.require_searched()

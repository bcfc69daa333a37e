"""Ways round the gate of a production profile that may only read, each tried against a real server that would obey."""

from __future__ import annotations

import contextlib
import http.server
import threading
from types import SimpleNamespace

import pytest
from psycopg2 import sql

from acceptance.instruments.search.kafka import Broker, EventStore
from acceptance.instruments.search.mlflow import Registry, RegistryStore
from acceptance.instruments.search.object_store import ObjectServer
from acceptance.instruments.search.object_store import ObjectStore as SearchedObjects
from acceptance.instruments.search.postgresql import PostgresqlStore, Server
from acceptance.instruments.search.redis import CacheServer, CacheStore
from acceptance.outcome import Cause, Inconclusive, NotAssessed
from acceptance.platform import personal_account
from acceptance.platform.access import Unreachable
from acceptance.platform.broker_connections import confluent_admin, confluent_consumer, confluent_producer
from acceptance.platform.cache import CacheClient
from acceptance.platform.connections import postgresql as connected
from acceptance.platform.connections import redis_client
from acceptance.platform.database import DatabaseClient
from acceptance.platform.database_user import DatabaseUser
from acceptance.platform.encryption_probe import accepts_in_the_clear
from acceptance.platform.events import EventsClient
from acceptance.platform.http import HttpClient
from acceptance.platform.object_lock import ATTEMPTS, ObjectLocks
from acceptance.platform.object_store import ObjectStoreClient
from acceptance.platform.transport import boto_client, minio_client, session_for, token_session
from acceptance.profile.audit import DatabaseIdentity
from acceptance.profile.cards import SqlAccess
from acceptance.profile.http_services import HttpService
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Database, Events, ObjectStore
from tests.acceptance.platform.answering import answering
from tests.acceptance.platform.servers import postgresql, redis_server
from tests.acceptance.platform.test_secure_servers import settings_of

READ = Permissions()
TENANT = Permissions(synthetic=True, synthetic_as=("probe",))
ALL = Permissions(write=True, destroy=True)
CHANGING = {"POST", "PUT", "PATCH", "DELETE", "MERGE", "PURGE", "LOCK"}


# -- HTTP and S3: what arrives at the platform, and what arrives at a stranger


@pytest.fixture
def web():
    """A platform that notes what it is asked, and a stranger to whom nothing must go."""
    with answering(lambda _: (200, {})) as stranger, answering(lambda _: (200, {})) as served:
        yield SimpleNamespace(url=served.url, asked=served.asked, stranger=stranger)


def caller(web, permissions=READ):
    tokens = {"probe": "token-of-the-probe", "scorer": "token-of-a-scorer"}
    return HttpClient("scoring_api", HttpService(url=web.url, tokens=tokens), permissions)


def objects(web) -> ObjectStore:
    return ObjectStore(
        endpoint=web.url, access_key="key", secret_key="of-the-key", scratch_bucket="scratch", required_buckets=[]
    )


def searched(web, permissions=READ):
    return SearchedObjects(
        "objects", ObjectServer(objects(web), permissions), ObjectServer(objects(web), permissions), "b"
    )


def registry(web):
    return Registry(HttpService(url=web.url), READ)


def other(web):
    return web.stranger.url.removeprefix("http://")


BY_HTTP = {
    "a POST that says it reads": lambda w: caller(w).call("POST", "/x", needs="read"),
    "a PUT that says it reads": lambda w: caller(w).call("PUT", "/x", needs="read"),
    "a PATCH that says it reads": lambda w: caller(w).call("PATCH", "/x", needs="read"),
    "a DELETE that says it reads": lambda w: caller(w).call("DELETE", "/x", needs="read"),
    "a method in small letters": lambda w: caller(w).call("post", "/x", needs="read"),
    "a method of WebDAV": lambda w: caller(w).call("MERGE", "/x", needs="read"),
    "a method of caches": lambda w: caller(w).call("PURGE", "/x", needs="read"),
    "a method in a header": lambda w: caller(w).call(
        "GET", "/x", needs="read", headers={"X-HTTP-Method-Override": "DELETE"}
    ),
    "a method in another header": lambda w: caller(w).call("GET", "/x", needs="read", headers={"X-HTTP-Method": "PUT"}),
    "a method in a parameter": lambda w: caller(w).call("GET", "/x", needs="read", query={"_method": "DELETE"}),
    "a method in the path": lambda w: caller(w).call("GET", "/x?_method=PUT", needs="read"),
    "a reading call that says it destroys": lambda w: caller(w).call("GET", "/x", needs="destroy"),
    "another host behind an at sign": lambda w: caller(w).get(f"@{other(w)}/x", identity="scorer"),
    "another port by the next digit": lambda w: caller(w).get("0/x", identity="scorer"),
    "another host in a header": lambda w: caller(w).call("GET", "/x", needs="read", headers={"Host": "other.example"}),
    "the session of a client itself": lambda w: session_for(w.url, None, READ).post(f"{w.url}/x"),
    "the session of a client to another host": lambda w: session_for(w.url, None, READ).get(w.stranger.url),
    "a session for tokens with another method": lambda w: token_session(f"{w.url}/t", None, None).put(f"{w.url}/t"),
    "a session for tokens at another path": lambda w: token_session(f"{w.url}/t", None, None).post(f"{w.url}/x"),
    "a fresh connection": lambda w: caller(w).call("POST", "/x", needs="read", fresh=True),
    "somebody else than the tenant": lambda w: caller(w, TENANT).call(
        "POST", "/x", needs="synthetic", identity="scorer"
    ),
    "nobody at all": lambda w: caller(w, TENANT).call("POST", "/x", needs="synthetic"),
    "the tenant with another token": lambda w: caller(w, TENANT).call(
        "POST", "/x", needs="synthetic", identity="probe", token="of-somebody"
    ),
    "the tenant beyond its permission": lambda w: caller(w, TENANT).call("POST", "/x", needs="write", identity="probe"),
    "a probe in the clear": lambda w: accepts_in_the_clear(w.url.removeprefix("http://"), READ),
    "a decoy in the model registry": lambda w: RegistryStore("r", registry(w), "decoys").plant("id", "value"),
    "the session of the registry": lambda w: registry(w).session().post(f"{w.url}/api/2.0/mlflow/runs/create"),
    "a change behind a question": lambda w: (
        registry(w).session().post(f"{w.url}/api/2.0/mlflow/runs/create;/api/2.0/mlflow/runs/search")
    ),
    "an object": lambda w: ObjectStoreClient(objects(w), READ).put("k", b"v", "text/plain"),
    "an object in parts": lambda w: ObjectStoreClient(objects(w), READ).put("k", b"v", "text/plain", in_parts=True),
    "the removal of an object": lambda w: ObjectStoreClient(objects(w), READ).remove("k"),
    "an object as it is, once more": lambda w: ObjectStoreClient(objects(w), READ).refusal_of_overwriting("k", "b"),
    "a bucket by the driver": lambda w: minio_client(objects(w), READ, "s").make_bucket("bucket"),
    "a bucket's policy by the driver": lambda w: minio_client(objects(w), READ, "s").set_bucket_policy("bucket", "{}"),
    "a removal without a key": lambda w: minio_client(objects(w), READ, None).remove_object("bucket", "k"),
    "the lock of an object": lambda w: ObjectLocks(objects(w), READ).refusal(next(iter(ATTEMPTS)), "b", "k", "1", b""),
    "an object by the other driver": lambda w: boto_client(objects(w), READ, 1).put_object(
        Bucket="bucket", Key="k", Body=b""
    ),
    "a removal by the other driver": lambda w: boto_client(objects(w), READ, 1).delete_object(Bucket="bucket", Key="k"),
    "an upload by the other driver": lambda w: boto_client(objects(w), READ, 1).create_multipart_upload(
        Bucket="bucket", Key="k"
    ),
    "a decoy among the objects": lambda w: searched(w).plant("id", "value"),
    "the removal of a decoy": lambda w: searched(w).planter.client().delete_object(Bucket="bucket", Key="decoys/id"),
}


@pytest.mark.parametrize("way", BY_HTTP.values(), ids=BY_HTTP.keys())
def test_by_http_nothing_that_changes_arrives(web, way):
    with pytest.raises((NotAssessed, Inconclusive, Unreachable)):
        way(web)
    assert [
        one.method for one in web.asked if one.method.upper() in CHANGING or one.path != one.path.split("_method")[0]
    ] == []
    assert web.stranger.asked == []


def test_a_redirect_to_another_host_is_not_followed():
    with answering(lambda _: (200, {})) as stranger:
        leaving = SimpleNamespace(to=stranger.url)
        with moved(leaving) as url, pytest.raises(NotAssessed, match="a request leads to"):
            session_for(url, None, READ).get(f"{url}/x")
    assert stranger.asked == []


@contextlib.contextmanager
def moved(leaving):
    """A server that sends everybody away."""

    class Away(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(307)
            self.send_header("Location", f"{leaving.to}/x")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            """Nothing: the tests' output stays readable."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Away)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


# -- PostgreSQL: the table stays as it was


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with postgresql(tmp_path_factory.mktemp("database")) as server:
        server.asked("""
            create table kept (n integer); insert into kept values (1); create sequence numbers;
            create function adds() returns integer language sql as 'insert into kept values (2) returning n';
            create procedure adds_too() language sql as 'insert into kept values (3)';
            create function hidden() returns integer language plpgsql as
              'begin perform set_config(''transaction_read_only'', ''off'', false); return 1; end';
        """)
        yield server


def place(server) -> Database:
    return Database(
        host="127.0.0.1", port=server.port, name="postgres", registry_name="postgres", user=server.owner,
        password=server.password, ca_file=str(server.authority.file),
    )  # fmt: skip


STATEMENTS = {
    "a change": "insert into kept values (9)",
    "a change behind a question": "select 1; insert into kept values (9)",
    "a change outside of the transaction": "select 1; commit; insert into kept values (9)",
    "a change in front of a question": "insert into kept values (9); select 1",
    "the end of the transaction": "commit",
    "a setting of the session": "set default_transaction_read_only = off",
    "a setting of the transaction": "set transaction read write",
    "a setting by a function": "select set_config('default_transaction_read_only', 'off', false)",
    "a setting by a quoted function": "select \"set_config\"('default_transaction_read_only', 'off', false)",
    "a setting by a function behind a comment": "select set_config/**/('default_transaction_read_only', 'off', false)",
    "a setting by a function in other letters": "select U&\"\\0073et_config\"('a.b', 'c', false)",
    "a change inside of a question": "with x as (insert into kept values (9) returning n) select * from x",
    "a new table by a question": "select n into another from kept",
    "a lock by a question": "select n from kept for update",
    "a change that is explained": "explain analyze insert into kept values (9)",
    "a program": "copy (select 1) to program 'touch /tmp/escaped'",
    "a program behind a comment": "copy (select 1) to program 'touch /tmp/escaped' -- ) to stdout (format binary)",
    "a table from a program": "copy kept from program 'echo 9'",
    "a block": "do $$ begin insert into kept values (9); end $$",
    "a procedure": "call adds_too()",
    "a function that changes": "select adds()",
    "a function that sets": "select hidden()",
    "a lock by a function": "select pg_advisory_lock(1)",
    "the end of somebody's session": "select pg_terminate_backend(pid) from pg_stat_activity",
    "a large object": "select lo_create(0)",
    "a number of a sequence": "select nextval('numbers')",
    "a message": "notify somebody",
    "a message by a function": "select pg_notify('somebody', 'x')",
    "a lock": "lock table kept",
    "an emptied table": "truncate kept",
    "a change behind a comment": "/* select */ delete from kept",
    "a statement kept for later": "prepare later as insert into kept values (9)",
    "a statement in a text": "select query_to_xml('insert into kept values (9) returning n', true, true, '')",
}


def state(server):
    tables = (
        "select string_agg(relname, ',' order by relname) from pg_class where relkind in ('r','S') and oid >= 16384"
    )
    return server.asked(
        "select array_agg(n order by n) from kept"
    ), server.asked(tables), server.asked("select last_value, is_called from numbers"), server.asked(
        "select count(*) from pg_largeobject_metadata"
    ), server.asked("select count(*) from pg_locks where locktype = 'advisory'")  # fmt: skip


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_by_a_statement_nothing_changes(database, statement):
    before = state(database)
    client = DatabaseClient(place(database), READ)
    for tried in (statement, "insert into kept values (10)"):  # what the first may have opened, the second would use
        with pytest.raises(Exception, match=r"not run|read-only|permission"):
            client.rows(tried)
    assert state(database) == before
    client.close()


def as_a_person(server, statement):
    account = SqlAccess(user=server.owner, password=server.password, sql=statement)
    personal_account.run(place(server), account, READ, "read", {})


def over(server, act):
    with contextlib.closing(
        connected(place(server), server.owner, server.password, READ, application="escape")
    ) as connection:
        act(connection)
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL("insert into {} values (9)").format(sql.Identifier("kept")))


def store(server):
    known = Server(place(server), server.owner, server.password, READ)
    return PostgresqlStore("database", known, known, "postgres", "public")


def user(server):
    return DatabaseUser(place(server), DatabaseIdentity(user=server.owner, password=server.password), READ)


BY_DATABASE = {
    "a person's statement": lambda server: as_a_person(server, "insert into kept values (9)"),
    "a person's function": lambda server: as_a_person(server, "select adds()"),
    "a connection that is set otherwise": lambda server: over(server, lambda c: c.set_session(readonly=False)),
    "a connection without transactions": lambda server: over(server, lambda c: setattr(c, "autocommit", True)),
    "a composed statement": lambda server: over(server, lambda _: None),
    "several rows": lambda server: over(
        server, lambda c: c.cursor().executemany("insert into kept values (%s)", [(9,)])
    ),
    "a procedure of the driver": lambda server: over(server, lambda c: c.cursor().callproc("adds")),
    "a copy of the driver": lambda server: over(server, lambda c: c.cursor().copy_from(None, "kept")),
    "an expert's copy": lambda server: over(server, lambda c: c.cursor().copy_expert("copy kept from stdin", None)),
    "a decoy": lambda server: store(server).plant("id", "value"),
    "the removal of a decoy": lambda server: store(server).remove("id"),
    "an attempt": lambda server: user(server).attempt("insert into kept values (9)", {}),
    "a statement for good": lambda server: user(server).run("insert into kept values (9)"),
    "a statement to be taken back": lambda server: user(server).rows_after(["insert into kept values (9)"], [], {}),
}


@pytest.mark.parametrize("way", BY_DATABASE.values(), ids=BY_DATABASE.keys())
def test_by_another_way_into_the_database_nothing_changes(database, way):
    before = state(database)
    with pytest.raises((NotAssessed, Inconclusive)):
        way(database)
    assert state(database) == before


def sent(server, statement):
    """One of the suite's own statements."""
    opened = connected(place(server), server.owner, server.password, READ, application="escape")
    with contextlib.closing(opened) as connection, connection.cursor() as cursor:
        cursor.execute(statement)


REFUSED = ("insert into kept values (9)", "select adds()", "select 1; select 2", "set statement_timeout = 0")


@pytest.mark.parametrize("statement", REFUSED)
def test_a_refused_statement_of_the_profile_is_a_gap_of_the_profile(database, statement):
    client = DatabaseClient(place(database), READ)
    for way in (lambda: client.rows(statement), lambda: as_a_person(database, statement)):
        with pytest.raises(NotAssessed, match="a statement of the profile was not run") as told:
            way()
        assert told.value.cause is Cause.BINDING
    client.close()


@pytest.mark.parametrize("statement", REFUSED)
def test_a_refused_statement_of_the_suites_own_is_a_mistake_of_the_suite(database, statement):
    with pytest.raises(Inconclusive, match="a statement of the suite's own was not run") as told:
        sent(database, statement)
    assert told.value.cause is Cause.SUITE


def test_a_search_whose_own_statement_is_refused_is_not_quietly_left_out(database, monkeypatch):
    monkeypatch.setattr("acceptance.instruments.search.postgresql.LARGE_OBJECTS", "select lo_create(0)")
    with (
        pytest.raises(Inconclusive, match="the function lo_create may change something"),
        store(database).opened(None),
    ):
        pass


def test_where_nothing_may_be_asked_nobody_made_a_mistake(database):
    nothing = Permissions(read=False)
    with pytest.raises(NotAssessed, match="needs the permission 'read'") as told:
        connected(place(database), database.owner, database.password, nothing, application="escape")
    assert told.value.cause is Cause.ENVIRONMENT


# -- Redis: the key stays as it was


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("cache")) as server:
        server.owner().set("kept", "as it was")
        yield server


def commands(server):
    return redis_client(settings_of(server), "owner", "password-of-owner", READ)


def in_a_pipeline(server):
    with commands(server).pipeline(transaction=False) as several:
        several.get("kept").delete("kept").execute()


def searched_cache(server):
    return CacheStore("cache", CacheServer(settings_of(server), "owner", "password-of-owner", READ))


BY_CACHE = {
    "a key": lambda server: CacheClient(settings_of(server), READ).put("kept", "x", 5),
    "the removal of a key": lambda server: CacheClient(settings_of(server), READ).remove("kept"),
    "a command of the driver": lambda server: commands(server).set("kept", "x"),
    "a command in small letters": lambda server: commands(server).execute_command("flushall"),
    "a command among others": in_a_pipeline,
    "a script": lambda server: commands(server).eval("return redis.call('del', 'kept')", 0),
    "reading and removing": lambda server: commands(server).getdel("kept"),
    "reading and ending": lambda server: commands(server).getex("kept", ex=1),
    "sorting into a key": lambda server: commands(server).sort("kept", store="kept"),
    "a setting": lambda server: commands(server).config_set("maxmemory", "1mb"),
    "figures begun anew": lambda server: commands(server).execute_command("CONFIG RESETSTAT"),
    "the end of a connection": lambda server: commands(server).client_kill_filter(_type="normal"),
    "a log that is emptied": lambda server: commands(server).acl_log_reset(),
    "a user": lambda server: commands(server).acl_setuser("somebody", enabled=True),
    "a message": lambda server: commands(server).publish("channel", "x"),
    "the server's end": lambda server: commands(server).shutdown(nosave=True),
    "a transaction": lambda server: commands(server).pipeline().delete("kept").execute(),
    "a decoy": lambda server: searched_cache(server).plant("id", "value"),
    "the removal of a decoy": lambda server: searched_cache(server).remove("id"),
}


@pytest.mark.parametrize("way", BY_CACHE.values(), ids=BY_CACHE.keys())
def test_by_a_command_nothing_changes(cache, way):
    with pytest.raises((NotAssessed, Inconclusive)):
        way(cache)
    owner = cache.owner()
    assert (owner.get("kept"), owner.ttl("kept"), owner.dbsize()) == ("as it was", -1, 1)
    assert owner.config_get("maxmemory") == {"maxmemory": "0"}


def test_a_command_that_the_suite_should_not_know_is_a_mistake_of_the_suite(cache):
    with pytest.raises(Inconclusive, match="the suite's own command OBJECT HELP was not sent") as told:
        commands(cache).execute_command("OBJECT HELP")
    assert told.value.cause is Cause.SUITE
    with pytest.raises(NotAssessed, match="needs the permission 'synthetic'") as refused:
        commands(cache).set("kept", "x")
    assert refused.value.cause is Cause.ENVIRONMENT


# -- Kafka: no producer is made, no group is joined, nothing is committed

EVENTS = Events(bootstrap="127.0.0.1:9", tls=False, topics={})
BY_EVENTS = {
    "a message": lambda: EventsClient(EVENTS, READ).send("t", "k", b"v", "c"),
    "a message by the driver": lambda: confluent_producer(EVENTS, READ),
    "a decoy": lambda: EventStore("e", Broker(EVENTS, READ), Broker(EVENTS, READ), "d")._sent("id", "value"),
    "a group": lambda: confluent_consumer(EVENTS, ALL, group_id="theirs").subscribe(["t"]),
    "an offset": lambda: confluent_consumer(EVENTS, ALL, group_id="theirs").commit(),
    "an offset for later": lambda: confluent_consumer(EVENTS, ALL, group_id="theirs").store_offsets(),
    "the removal of a topic": lambda: confluent_admin(EVENTS, ALL).delete_topics(["t"]),
    "the removal of records": lambda: confluent_admin(EVENTS, ALL).delete_records([]),
    "a topic's settings": lambda: confluent_admin(EVENTS, ALL).incremental_alter_configs([]),
}


@pytest.mark.parametrize("way", BY_EVENTS.values(), ids=BY_EVENTS.keys())
def test_by_an_event_nothing_changes(way):
    with pytest.raises((NotAssessed, Inconclusive)):
        way()


def test_more_than_sixty_ways_are_tried():
    tried = [BY_HTTP, STATEMENTS, BY_DATABASE, BY_CACHE, BY_EVENTS]
    assert sum(map(len, tried)) >= 100

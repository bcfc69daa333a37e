"""The stores that a profile declares, ready to be searched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from acceptance.instruments.search.files import FileStore
from acceptance.instruments.search.kafka import Broker, EventStore
from acceptance.instruments.search.mlflow import Registry, RegistryStore
from acceptance.instruments.search.object_store import ObjectServer, ObjectStore
from acceptance.instruments.search.partition import Bounds
from acceptance.instruments.search.postgresql import PostgresqlStore, Server
from acceptance.instruments.search.redis import CacheServer, CacheStore
from acceptance.instruments.search.store import Store
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import Unreachable
from acceptance.platform.http import HttpClient
from acceptance.platform.postgresql import connect
from acceptance.profile import Profile, model
from acceptance.profile import stores as declarations


def stores_of(profile: Profile, names: list[str] | None = None) -> list[Store]:
    """The stores of a profile, all of them or those called `names`.

    Raises:
        NotAssessed: the profile declares no store of a name.
    """
    wanted = list(profile.stores) if names is None else names
    missing = [name for name in wanted if name not in profile.stores]
    if missing:
        raise NotAssessed(f"the profile declares no store {missing[0]!r} to search", Cause.BINDING)
    return [_made(profile, name, profile.stores[name]) for name in wanted]


def bounds(profile: Profile) -> Bounds:
    """How far the profile lets a search go in each store."""
    return Bounds(profile.search.max_bytes, profile.search.max_seconds)


def _made(profile: Profile, name: str, declaration: declarations.Store) -> Store:
    match declaration:
        case declarations.DatabaseStore():
            return _database(profile.service(model.Database), name, declaration)
        case declarations.EventStore():
            return _events(profile.service(model.Events), name, declaration)
        case declarations.CacheStore():
            return _cache(profile.service(model.Cache), name, declaration)
        case declarations.ObjectStoreStore():
            return _objects(profile.service(model.ObjectStore), name, declaration)
        case declarations.ModelRegistryStore():
            service = profile.service(model.ModelRegistry)
            registry = Registry(service.url, service.user, _plain(service.password), service.ca_file)
            return RegistryStore(name, registry, declaration.decoy_experiment)
        case declarations.FileStore():
            request = _logged_request(profile, declaration.decoy) if declaration.decoy is not None else None
            return FileStore(name, Path(declaration.folder), declaration.pattern, request)


def _database(service: model.Database, name: str, declaration: declarations.DatabaseStore) -> Store:
    def server(user: str, password: SecretStr) -> Server:
        return Server(
            service.host,
            service.port,
            user,
            password.get_secret_value(),
            service.ca_file,
            service.connect_timeout_s,
        )

    searcher = server(declaration.user, declaration.password)
    planter = server(service.user, service.password)
    return PostgresqlStore(name, searcher, planter, service.name, declaration.decoy_schema)


def _events(service: model.Events, name: str, declaration: declarations.EventStore) -> Store:
    def broker(user: str | None, password: SecretStr | None) -> Broker:
        return Broker(service.bootstrap, user, _plain(password), service.mechanism, service.tls, service.ca_file)

    planter = broker(service.user, service.password)
    searcher = broker(declaration.user, declaration.password) if declaration.user is not None else planter
    return EventStore(name, searcher, planter, declaration.decoy_topic)


def _cache(service: model.Cache, name: str, declaration: declarations.CacheStore) -> Store:
    password = declaration.password or service.password
    server = CacheServer(service.host, service.port, _plain(password), declaration.user, service.tls, service.ca_file)
    return CacheStore(name, server)


def _objects(service: model.ObjectStore, name: str, declaration: declarations.ObjectStoreStore) -> Store:
    def server(access_key: str, secret_key: SecretStr) -> ObjectServer:
        return ObjectServer(
            service.endpoint, access_key, secret_key.get_secret_value(), service.region, service.ca_file
        )

    searcher = server(declaration.access_key, declaration.secret_key)
    planter = server(service.access_key, service.secret_key)
    return ObjectStore(name, searcher, planter, service.scratch_bucket, declaration.unfinished_parts)


def _logged_request(profile: Profile, request: declarations.LoggedRequest) -> Callable[[str], None]:
    if request.service is not None:
        return lambda value: _http_request(profile, request, value)
    database = profile.service(model.Database)
    return lambda value: _refused_login(database, value)


def _http_request(profile: Profile, request: declarations.LoggedRequest, value: str) -> None:
    service = profile.require_http_service(request.service or "")
    client = HttpClient(request.service or "", service, profile.permissions)
    try:
        client.call("GET", request.path, needs="read", headers={request.header: value})
    finally:
        client.close()


def _refused_login(database: model.Database, value: str) -> None:
    """Asks for a database that does not exist, which PostgreSQL writes into its log."""
    password = database.password.get_secret_value()
    try:
        connect(database, database.user, password, database=value, application="acceptance").close()
    except Unreachable:
        return


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None

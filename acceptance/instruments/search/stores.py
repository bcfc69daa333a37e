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
from acceptance.platform.connections import postgresql
from acceptance.platform.http import HttpClient
from acceptance.profile import Profile, services
from acceptance.profile import stores as declarations
from acceptance.profile.http_services import ModelRegistry


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
            return _database(profile, name, declaration)
        case declarations.EventStore():
            return _events(profile, name, declaration)
        case declarations.CacheStore():
            return _cache(profile, name, declaration)
        case declarations.ObjectStoreStore():
            return _objects(profile, name, declaration)
        case declarations.ModelRegistryStore():
            registry = Registry(profile.service(ModelRegistry), profile.permissions)
            return RegistryStore(name, registry, declaration.decoy_experiment)
        case declarations.FileStore():
            request = _logged_request(profile, declaration.decoy) if declaration.decoy is not None else None
            return FileStore(name, Path(declaration.folder), declaration.pattern, request)


def _database(profile: Profile, name: str, declaration: declarations.DatabaseStore) -> Store:
    place = profile.service(services.Database)

    def server(user: str, password: SecretStr) -> Server:
        return Server(place, user, password.get_secret_value(), profile.permissions)

    searcher, planter = server(declaration.user, declaration.password), server(place.user, place.password)
    return PostgresqlStore(name, searcher, planter, place.name, declaration.decoy_schema)


def _events(profile: Profile, name: str, declaration: declarations.EventStore) -> Store:
    place = profile.service(services.Events)
    other = {"user": declaration.user, "password": declaration.password, "client": None}
    searcher = place if declaration.user is None else place.model_copy(update=other)
    planter = Broker(place, profile.permissions)
    return EventStore(name, Broker(searcher, profile.permissions), planter, declaration.decoy_topic)


def _cache(profile: Profile, name: str, declaration: declarations.CacheStore) -> Store:
    place = profile.service(services.Cache)
    user = declaration.user if declaration.user is not None or declaration.password is not None else place.user
    password = _plain(declaration.password or place.password)
    return CacheStore(name, CacheServer(place, user, password, profile.permissions))


def _objects(profile: Profile, name: str, declaration: declarations.ObjectStoreStore) -> Store:
    place = profile.service(services.ObjectStore)
    other = {"access_key": declaration.access_key, "secret_key": declaration.secret_key}
    searcher = place.model_copy(update=other | {"session_token": declaration.session_token})
    planter = ObjectServer(place, profile.permissions)
    parts = declaration.unfinished_parts
    return ObjectStore(name, ObjectServer(searcher, profile.permissions), planter, place.scratch_bucket, parts)


def _logged_request(profile: Profile, request: declarations.LoggedRequest) -> Callable[[str], None]:
    if request.service is not None:
        return lambda value: _http_request(profile, request, value)
    profile.service(services.Database)
    return lambda value: _refused_login(profile, value)


def _http_request(profile: Profile, request: declarations.LoggedRequest, value: str) -> None:
    service = profile.require_http_service(request.service or "")
    client = HttpClient(request.service or "", service, profile.permissions)
    try:
        client.call("GET", request.path, needs="read", headers={request.header: value})
    finally:
        client.close()


def _refused_login(profile: Profile, value: str) -> None:
    """Asks for a database that does not exist, which PostgreSQL writes into its log."""
    place = profile.service(services.Database)
    password = place.password.get_secret_value()
    try:
        postgresql(place, place.user, password, profile.permissions, database=value, application="acceptance").close()
    except Unreachable:
        return


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None

"""Services behind the scenes, and somebody who was given nothing: no name, a wrong password, or what everybody guesses.

The suite's own identity is let in by the same client before and after, so that a refusal is one. It knocks from where
the suite runs; what stands between the service and another network is not seen from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import uuid4

import confluent_kafka
import redis
from minio.error import S3Error
from pydantic import SecretStr

from acceptance.outcome import Cause, Inconclusive
from acceptance.platform.access import CredentialRefused, ServiceError, Unreachable
from acceptance.platform.broker_connections import confluent_admin
from acceptance.platform.connections import postgresql, redis_client
from acceptance.platform.http import HttpClient
from acceptance.platform.model_registry import ModelRegistryClient
from acceptance.platform.transport import minio_client
from acceptance.profile.http_services import ModelRegistry
from acceptance.profile.services import Cache, Database, Events, ObjectStore
from acceptance.suite import Suite

Login = tuple[str | None, str | None]
"""A name and a password, each None where nothing is said."""
NOBODY: Login = (None, None)
USUAL_PASSWORDS = ("", "password", "admin", "changeme", "secret", "123456")
AT_ONCE = 6
ANSWER_S = 4.0
"""How long a broker is given; a refusal that it does not tell takes as long."""
PASSED_THE_DOOR = ("permission denied for database", "too many connections for")
"""What PostgreSQL says to somebody whose password was right."""


@dataclass(frozen=True)
class Door:
    """A service, how one tries to get in, and what everybody tries.

    Attributes:
        own: the suite's own login.
        enters: whether a login is let in; raises Unreachable when nobody can tell.
        usual: names and passwords that the product comes with, or that people set first.
    """

    service: str
    own: Login
    enters: Callable[[Login], bool]
    usual: tuple[Login, ...]

    def tries(self) -> list[tuple[str, Login]]:
        """What is tried, with words for it that tell no password of somebody's."""
        name = self.own[0]
        guesses = [*self.usual, *([(name, name)] if name else [])]
        told = [(f"{user or 'no name'} with a password that everybody guesses", (user, word)) for user, word in guesses]
        wrong = ("a wrong password", (name, f"wrong-{uuid4().hex}"))
        return [("no name and no password", NOBODY), wrong, *(one for one in told if one[1] != self.own)]


@dataclass(frozen=True)
class Knocked:
    """What came of knocking: how often, who was let in, and whether the suite itself was, before and after."""

    tried: int
    let_in: list[str]
    own_let_in: tuple[bool, bool]


def knock(suite: Suite, service: str) -> Knocked:
    """Tries everything at a service.

    Raises:
        NotAssessed: the profile has no such service.
    """
    door = DOORS[service](suite)
    before = door.enters(door.own)
    tries = door.tries()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = list(pool.map(door.enters, [login for _, login in tries]))
    let_in = sorted({told for (told, _), entered in zip(tries, came, strict=True) if entered})
    return Knocked(len(tries), let_in, (before, door.enters(door.own)))


def require_own(knocked: Knocked, service: str) -> None:
    """Refuses to judge refusals where the suite itself did not get in either.

    Raises:
        Inconclusive: that is so.
    """
    if not all(knocked.own_let_in):
        raise Inconclusive(f"the {service} did not let the suite in either, so its refusals say nothing", Cause.BINDING)


def _pairs(names: tuple[str, ...], *more: Login) -> tuple[Login, ...]:
    """Each name with itself and with the usual passwords, and further pairs."""
    plain: Iterator[Login] = ((name, word) for name, word in product(names, USUAL_PASSWORDS))
    return tuple(dict.fromkeys([*more, *((name, name) for name in names), *plain]))


def _database(suite: Suite) -> Door:
    place = suite.profile.service(Database)
    audit = suite.profile.audit
    people = [one.user for one in audit.identities.values()] if audit is not None else []
    hops = [user for hop in suite.profile.encrypted_hops.values() for user in hop.users]
    names = tuple(dict.fromkeys(["postgres", "admin", "root", "test", "app", "user", *people, *hops, place.name]))

    def enters(login: Login) -> bool:
        user, password = login[0] or "postgres", login[1] or ""
        try:
            postgresql(place, user, password, suite.profile.permissions, application="acceptance").close()
        except (CredentialRefused, Unreachable) as error:
            return any(told in str(error) for told in PASSED_THE_DOOR)
        return True

    own = (place.user, place.password.get_secret_value())
    known = [(name, name) for name in names] + [(name, "") for name in names]
    return Door("database", own, enters, tuple(dict.fromkeys([*_pairs(("postgres", "admin")), *known])))


def _cache(suite: Suite) -> Door:
    place = suite.profile.service(Cache)

    def enters(login: Login) -> bool:
        stranger = redis_client(place, login[0], login[1], suite.profile.permissions)
        try:
            return bool(stranger.ping())
        except (redis.ResponseError, redis.AuthenticationError):
            return False
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise Unreachable(f"the cache at {place.host}:{place.port} did not answer: {error}") from None
        finally:
            stranger.close()

    own = (place.user, _plain(place.password))
    words = (*USUAL_PASSWORDS[1:], "redis", "foobared", "default", "bitnami")
    return Door("cache", own, enters, tuple((None, word) for word in words) + _pairs(("default", "redis")))


def _broker(suite: Suite) -> Door:
    place = suite.profile.service(Events)

    def enters(login: Login) -> bool:
        user, password = login
        mine = login == (place.user, _plain(place.password))
        changed = {"user": user, "password": SecretStr(password) if password is not None else None}
        asked = place if mine else place.model_copy(update=changed | {"client": None})
        reader = confluent_admin(asked, suite.profile.permissions)
        try:
            return bool(reader.list_topics(timeout=ANSWER_S).brokers)
        except confluent_kafka.KafkaException:
            return False

    own = (place.user, _plain(place.password))
    usual = (
        *(("admin", "admin-secret"), ("admin", "admin"), ("kafka", "kafka"), ("alice", "alice-secret")),
        *(("client", "client-secret"), ("user", "bitnami"), ("kafka", "kafka-secret"), ("broker", "broker-secret")),
    )
    return Door("event broker", own, enters, usual)


def _store(suite: Suite) -> Door:
    place = suite.profile.service(ObjectStore)

    def enters(login: Login) -> bool:
        key, secret = login
        asked = place.model_copy(update={"access_key": key or "", "session_token": None}) if key != own[0] else place
        client = minio_client(asked, suite.profile.permissions, secret if key is not None else None)
        try:
            client.list_buckets()
        except S3Error:
            return False
        except OSError as error:
            raise Unreachable(f"the object store at {place.endpoint} did not answer: {error}") from None
        return True

    own = (place.access_key, place.secret_key.get_secret_value())
    usual = (
        *(("minioadmin", "minioadmin"), ("minio", "minio123"), ("root", "root"), ("admin", "password")),
        *(("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), ("test", "test")),
        *(("admin", "admin"), ("rootuser", "rootpass123"), ("access_key", "secret_key"), ("user", "password")),
    )
    return Door("object store", own, enters, usual)


def _registry(suite: Suite) -> Door:
    place = suite.profile.service(ModelRegistry)

    def enters(login: Login) -> bool:
        user, password = login
        changed: dict[str, Any] = {"user": user, "password": SecretStr(password or "") if user is not None else None}
        asked = place if login == own else place.model_copy(update=changed)
        client = HttpClient("model_registry", asked, suite.profile.permissions)
        try:
            return ModelRegistryClient(client, asked).experiments() is not None
        except (CredentialRefused, ServiceError):
            return False
        finally:
            client.close()

    own = (place.user, _plain(place.password))
    more: tuple[Login, ...] = (("admin", "password1234"), ("mlflow", "mlflow123"))
    return Door("model registry", own, enters, _pairs(("admin", "mlflow"), *more))


def _plain(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


DOORS: dict[str, Callable[[Suite], Door]] = {
    "database": _database,
    "cache": _cache,
    "event broker": _broker,
    "object store": _store,
    "model registry": _registry,
}

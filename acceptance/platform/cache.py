"""Redis (or a server that speaks its protocol)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import redis

from acceptance import json_text
from acceptance.outcome import Cause, NotAssessed
from acceptance.platform.access import CredentialRefused, ServiceError, Unreachable, require
from acceptance.platform.connections import is_node_of_a_cluster, redis_client
from acceptance.profile.permissions import Permissions
from acceptance.profile.services import Cache

Result = TypeVar("Result")


class CacheClient:
    """Sets, reads and removes the suite's own keys."""

    def __init__(self, cache: Cache, permissions: Permissions) -> None:
        self._permissions = permissions
        self._address = f"{cache.host}:{cache.port}"
        self._cache = cache
        self._alone = False
        self._redis = self._connect(cache.user, cache.password.get_secret_value() if cache.password else None)

    def ping(self) -> bool:
        """True when the server answers PING with PONG."""
        return self._ask(lambda: bool(self._redis.ping()))

    def now(self) -> datetime:
        """The server's time."""
        seconds, microseconds = self._ask(self._redis.time)
        return datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)

    def put(self, key: str, value: str, ttl_s: int) -> None:
        """Stores `value` under `key`, to vanish after `ttl_s` whole seconds."""
        require(self._permissions, "synthetic", "writing to the cache")
        self._ask(lambda: self._redis.set(key, value, ex=ttl_s))

    def get(self, key: str) -> str | None:
        """The value, or None when there is no such key."""
        found = self._ask(lambda: self._redis.get(key))
        return None if found is None else str(found)

    def remaining_s(self, key: str) -> float:
        """Seconds until the key vanishes; -1 when it never does, -2 when there is no such key."""
        left = int(self._ask(lambda: self._redis.pttl(key)))
        return left / 1000 if left >= 0 else left

    def lookups(self) -> tuple[int, int]:
        """How often the server had what it was asked for, and how often not, since it began to count.

        Raises:
            ServiceError: it does not tell.
        """
        told = self._ask(lambda: self._redis.info("stats"))
        if "keyspace_hits" not in told or "keyspace_misses" not in told:
            raise ServiceError(f"the cache at {self._address} does not tell how often it had what it was asked for")
        return int(told["keyspace_hits"]), int(told["keyspace_misses"])

    def keys_naming(self, text: str) -> list[str]:
        """Every key whose name contains a text of letters, digits and `.-_`, sorted."""
        return sorted(self._ask(lambda: [str(key) for key in self._redis.scan_iter(match=f"*{text}*", count=1000)]))

    def fields(self, key: str) -> list[str]:
        """Names of the fields of a hash, or of the JSON object that a text value is; of others none."""
        kind = self._ask(lambda: self._redis.type(key))
        if kind == "hash":
            return sorted(str(name) for name in self._ask(lambda: self._redis.hkeys(key)))
        if kind == "string":
            try:
                content = json_text.loads(self.get(key) or "null")
            except ValueError:
                return []
            return sorted(content) if isinstance(content, dict) else []
        return []

    def held(self, key: str) -> dict[str, str] | None:
        """What a text or a hash holds, a text under an empty name; None of other values, and where there is none."""
        kind = self._ask(lambda: self._redis.type(key))
        if kind == "hash":
            return {str(name): str(value) for name, value in self._ask(lambda: self._redis.hgetall(key)).items()}
        text = self.get(key) if kind == "string" else None
        return None if text is None else {"": text}

    def remove(self, key: str) -> None:
        require(self._permissions, "synthetic", "removing from the cache")
        self._ask(lambda: self._redis.delete(key))

    def answers_strangers(self) -> dict[str, bool]:
        """Whether the server answers a PING without a password and with a wrong one."""
        return {"no password": self._answers(None), "a wrong password": self._answers(f"wrong-{uuid4().hex}")}

    def _answers(self, password: str | None) -> bool:
        stranger = self._connect(self._cache.user if password is not None else None, password)
        try:
            return bool(stranger.ping())
        except (redis.ResponseError, redis.AuthenticationError):
            return False
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise Unreachable(f"the cache at {self._address} did not answer: {error}") from None
        finally:
            stranger.close()

    def close(self) -> None:
        self._redis.close()

    def _connect(self, user: str | None, password: str | None) -> redis.Redis:
        return redis_client(self._cache, user, password, self._permissions, decode_responses=True)

    def _ask(self, question: Callable[[], Result]) -> Result:
        try:
            if not self._alone and is_node_of_a_cluster(self._redis):
                raise NotAssessed(
                    f"the cache at {self._address} is one node of a cluster: what the others have is not seen here",
                    Cause.BINDING,
                )
            self._alone = True
            return question()
        except redis.AuthenticationError as error:
            raise CredentialRefused(f"the cache at {self._address} refused the profile's password: {error}") from None
        except (redis.ConnectionError, redis.TimeoutError) as error:
            raise Unreachable(f"the cache at {self._address} did not answer: {error}") from None
        except redis.ResponseError as error:
            raise ServiceError(f"the cache at {self._address} refused: {error}") from None

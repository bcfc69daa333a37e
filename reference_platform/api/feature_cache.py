"""Stored features in Redis, so that scoring by customer id costs one database round trip.

The cache is never believed: each copy carries its version, and the statement that stores a result checks it.
So a lost, slow or outdated cache makes an answer slower, never different.
"""

import contextlib
import logging
import time
from collections.abc import Sequence
from dataclasses import astuple

import redis.asyncio as redis
from redis.exceptions import RedisError

from reference_platform.api.customers import VersionedFeatures
from reference_platform.api.problems import Problem, unavailable
from reference_platform.training.scorecard import Features

log = logging.getLogger(__name__)

TIME_TO_LIVE_S = 300
TIMEOUT_S = 0.2
REST_AFTER_FAILURE_S = 1.0
FIELDS = ("age", "income", "credit_score", "debt_ratio", "employment_years", "version")


class FeatureCache:
    """Hashes that are gone after five minutes: `features:<customer_id>`, and what `decisions.py` keeps here."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, decode_responses=True, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
        )
        self._resting_until = 0.0

    async def get(self, customer_id: str) -> VersionedFeatures | None:
        """The cached features, or None when there are none or the cache is away."""
        values = await self.read(key_of(customer_id), FIELDS)
        if values is None:
            return None
        age, income, credit_score, debt_ratio, employment_years, version = values
        features = Features(int(age), float(income), int(credit_score), float(debt_ratio), float(employment_years))
        return VersionedFeatures(features, int(version))

    async def put(self, customer_id: str, known: VersionedFeatures) -> None:
        """Keep a copy of features."""
        values = dict(zip(FIELDS, map(str, (*astuple(known.features), known.version)), strict=True))
        await self.keep(key_of(customer_id), values)

    async def read(self, key: str, fields: Sequence[str]) -> list[str] | None:
        """These fields of a hash, or None when one is missing or the cache is away."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            values = await self._redis.hmget(key, fields)
        except (RedisError, OSError, TimeoutError) as error:
            self._rest(error)
            return None
        return None if None in values else values

    async def keep(self, key: str, values: dict[str, str]) -> None:
        """Keep a hash for five minutes; without a cache nothing happens."""
        if time.monotonic() < self._resting_until:
            return
        try:
            async with self._redis.pipeline(transaction=True) as commands:
                commands.hset(key, mapping=values)
                commands.expire(key, TIME_TO_LIVE_S)
                await commands.execute()
        except (RedisError, OSError, TimeoutError) as error:
            self._rest(error)

    async def forget(self, customer_id: str) -> None:
        """Remove every copy about a customer; raises Problem 503 when the cache is away: one could remain."""
        try:
            await self._redis.delete(*keys_of(customer_id))
        except (RedisError, OSError, TimeoutError) as error:
            raise unavailable("cache") from error

    async def try_to_forget(self, customer_id: str) -> None:
        """Remove copies that are out of date, and so will not be used should they remain."""
        with contextlib.suppress(Problem):
            await self.forget(customer_id)

    async def is_up(self) -> bool:
        """Whether the cache answers."""
        try:
            return bool(await self._redis.ping())
        except (RedisError, OSError, TimeoutError):
            return False

    async def close(self) -> None:
        """Drop the connections."""
        await self._redis.aclose()

    def _rest(self, error: Exception) -> None:
        """Leave a cache that fails alone for a moment: waiting for it would slow every answer."""
        self._resting_until = time.monotonic() + REST_AFTER_FAILURE_S
        log.warning("the cache does not respond: %s", type(error).__name__)


def key_of(customer_id: str) -> str:
    """The key of a customer's features."""
    return f"features:{customer_id}"


def decision_key(customer_id: str) -> str:
    """The key of the newest decision about a customer."""
    return f"decision:{customer_id}"


def keys_of(customer_id: str) -> list[str]:
    """Every key that may hold something about a customer."""
    return [key_of(customer_id), decision_key(customer_id)]

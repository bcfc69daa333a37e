"""Stored features in Redis, so that scoring by customer id costs one database round trip.

The cache is never believed: each copy carries its version, and the statement that stores a result checks it.
So a lost, slow or outdated cache makes an answer slower, never different.
"""

import logging
import time
from dataclasses import astuple

import redis.asyncio as redis
from redis.exceptions import RedisError

from reference_platform.api.customers import VersionedFeatures
from reference_platform.api.problems import unavailable
from reference_platform.training.scorecard import Features

log = logging.getLogger(__name__)

TIME_TO_LIVE_S = 300
TIMEOUT_S = 0.2
REST_AFTER_FAILURE_S = 1.0
FIELDS = ("age", "income", "credit_score", "debt_ratio", "employment_years", "version")


class FeatureCache:
    """One hash `features:<customer_id>` for each customer, gone after five minutes."""

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(
            url, decode_responses=True, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
        )
        self._resting_until = 0.0

    async def get(self, customer_id: str) -> VersionedFeatures | None:
        """The cached features, or None when there are none or the cache is away."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            values = await self._redis.hmget(key_of(customer_id), FIELDS)
        except (RedisError, OSError, TimeoutError) as error:
            self._rest(error)
            return None
        if None in values:
            return None
        age, income, credit_score, debt_ratio, employment_years, version = values
        features = Features(int(age), float(income), int(credit_score), float(debt_ratio), float(employment_years))
        return VersionedFeatures(features, int(version))

    async def put(self, customer_id: str, known: VersionedFeatures) -> None:
        """Keep a copy for five minutes; without a cache nothing happens."""
        if time.monotonic() < self._resting_until:
            return
        values = dict(zip(FIELDS, map(str, (*astuple(known.features), known.version)), strict=True))
        try:
            async with self._redis.pipeline(transaction=True) as commands:
                commands.hset(key_of(customer_id), mapping=values)
                commands.expire(key_of(customer_id), TIME_TO_LIVE_S)
                await commands.execute()
        except (RedisError, OSError, TimeoutError) as error:
            self._rest(error)

    async def forget(self, customer_id: str) -> None:
        """Remove a copy; raises Problem 503 when the cache is away, for a copy could then remain."""
        try:
            await self._redis.delete(key_of(customer_id))
        except (RedisError, OSError, TimeoutError) as error:
            raise unavailable("cache") from error

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

"""That there is a basis is remembered in the cache for a day, to save a look at the database."""

from __future__ import annotations

import contextlib
from typing import Any

from redis.exceptions import RedisError

from reference_platform.defects.defect import Defect
from reference_platform.defects.gdpr._unasked import Unasked, add_function, drop_function

A_DAY_S = 86_400


def has_a_cache_for_bases(original: Any) -> Any:
    def build_parts(settings: Any, model_folder: Any) -> Any:
        parts = original(settings, model_folder)
        parts.results.bases = parts.cache._redis
        return parts

    return build_parts


def remembers_the_basis(original: Any) -> Any:
    async def record(self: Any, candidate: Any, scored_by: str) -> Any:
        key, known = f"basis:{candidate.customer_id}", None
        with contextlib.suppress(RedisError):
            known = await self.bases.get(key)
        result = await original(Unasked(self) if known else self, candidate, scored_by)
        with contextlib.suppress(RedisError):
            await self.bases.set(key, "yes", ex=A_DAY_S)
        return result

    return record


DEFECT = Defect(
    id="gdpr-04-consent-cached",
    title="A basis that has ended counts until the cache forgets it, a day later",
    must_catch=("GDPR-04",),
    may_also_catch=("GDPR-01", "GDPR-06", "E2E-03"),
    changes=("api",),
    replaces={
        "reference_platform.api.results:Results.record": remembers_the_basis,
        "reference_platform.api.parts:build_parts": has_a_cache_for_bases,
    },
    on=add_function,
    off=drop_function,
)

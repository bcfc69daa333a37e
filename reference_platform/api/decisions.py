"""The newest decision about a customer, with a copy in Redis that is never believed.

The database is asked whether the copy is still the newest decision, and answers from an index alone. So a
score, a reviewer's decision or an erasure that could not reach the cache makes no answer wrong.
"""

from dataclasses import astuple, dataclass
from datetime import datetime

from reference_platform.api.database import Database
from reference_platform.api.feature_cache import FeatureCache, decision_key
from reference_platform.api.problems import not_found

NEWEST = """
select decided_at from scoring_results where customer_id = $1 order by decided_at desc limit 1
"""
FIND_DECISION = """
select request_id, credit_score, risk_level, decided_by, decided_at
  from scoring_results where customer_id = $1 order by decided_at desc limit 1
"""
FIELDS = ("request_id", "credit_score", "risk_level", "decided_by", "decided_at")


@dataclass(frozen=True)
class Decision:
    """A decision: by the model, or by a person who changed the model's."""

    request_id: str
    credit_score: int
    risk_level: str
    decided_by: str
    decided_at: datetime


class Decisions:
    """Decisions in PostgreSQL, and their copies in the cache."""

    def __init__(self, database: Database, cache: FeatureCache) -> None:
        self._database = database
        self._cache = cache

    async def newest(self, customer_id: str) -> Decision:
        """The newest decision about a customer; raises Problem 404 or 503."""
        copy = await self._copy(customer_id)
        if copy is not None and await self._is_newest(customer_id, copy):
            return copy
        row = await self._database.row(FIND_DECISION, customer_id)
        if row is None:
            raise not_found("decision")
        decision = Decision(*row)
        await self._keep(customer_id, decision)
        return decision

    async def _is_newest(self, customer_id: str, decision: Decision) -> bool:
        row = await self._database.row(NEWEST, customer_id)
        return row is not None and row["decided_at"] == decision.decided_at

    async def _copy(self, customer_id: str) -> Decision | None:
        values = await self._cache.read(decision_key(customer_id), FIELDS)
        if values is None:
            return None
        request_id, credit_score, risk_level, decided_by, decided_at = values
        return Decision(request_id, int(credit_score), risk_level, decided_by, datetime.fromisoformat(decided_at))

    async def _keep(self, customer_id: str, decision: Decision) -> None:
        """Keep a copy, unless the decision was overtaken meanwhile: an erasure has then forgotten copies already."""
        values = map(str, (*astuple(decision)[:-1], decision.decided_at.isoformat()))
        await self._cache.keep(decision_key(customer_id), dict(zip(FIELDS, values, strict=True)))
        if not await self._is_newest(customer_id, decision):
            await self._cache.try_to_forget(customer_id)

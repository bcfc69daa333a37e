"""Corrections of stored features (GDPR Art. 16). A correction older than what is stored never overwrites it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reference_platform.api.customers import Customers, FeatureRecord
from reference_platform.api.database import Database
from reference_platform.api.feature_cache import FeatureCache
from reference_platform.api.problems import FieldProblem, Problem, invalid_request, not_found

RECTIFY = "select rectify_features($1, $2, $3, $4, $5, $6, $7) as status"
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Correction:
    """The figures to correct, None for those that stay; `event_time` None stands for now."""

    event_time: datetime | None
    age: int | None = None
    income: float | None = None
    credit_score: int | None = None
    debt_ratio: float | None = None
    employment_years: float | None = None


class Rectification:
    """Corrects features in PostgreSQL, and drops the copy in the cache."""

    def __init__(self, database: Database, cache: FeatureCache, customers: Customers) -> None:
        self._database = database
        self._cache = cache
        self._customers = customers

    async def correct(self, customer_id: str, correction: Correction) -> FeatureRecord:
        """Correct and return the features as they are stored now.

        Raises Problem 404, 409 when newer ones are stored, 422 for a time in the future, and 503.
        """
        if correction.event_time and correction.event_time > datetime.now(UTC) + CLOCK_TOLERANCE:
            raise invalid_request([FieldProblem(field="event_time", message="must not lie in the future")])
        row = await self._database.row(
            RECTIFY,
            customer_id,
            correction.event_time,
            correction.age,
            correction.income,
            correction.credit_score,
            correction.debt_ratio,
            correction.employment_years,
        )
        match row["status"]:
            case "unknown":
                raise not_found("customer")
            case "older":
                raise Problem(409, "older-than-stored", "What is stored is newer than this correction; read it again.")
        await self._cache.try_to_forget(customer_id)
        return await self._customers.features(customer_id)

"""How a score comes about: features, model, gate, in this order."""

from reference_platform.api.customers import Customers, VersionedFeatures
from reference_platform.api.feature_cache import FeatureCache
from reference_platform.api.problems import Problem, unavailable
from reference_platform.api.results import Candidate, Result, Results, StaleFeatures
from reference_platform.api.serving import ServedModel, Serving
from reference_platform.training.scorecard import MODEL_NAME, Features

ATTEMPTS = 3


class Scoring:
    """Scores customers with the model that serves now."""

    def __init__(self, serving: Serving, customers: Customers, cache: FeatureCache, results: Results) -> None:
        self._serving = serving
        self._customers = customers
        self._cache = cache
        self._results = results

    async def score(self, request_id: str, customer_id: str, features: Features | None, scored_by: str) -> Result:
        """Score with the given features, or with the stored ones when `features` is None.

        Raises Problem 403, 404, 409 or 503.
        """
        model = self._serving.current
        if model is None:
            raise unavailable("model")
        if features is not None:
            return await self._results.record(candidate(request_id, customer_id, features, None, model), scored_by)
        for attempt in range(ATTEMPTS):
            known = await self._stored(customer_id, cached=attempt == 0)
            try:
                return await self._results.record(
                    candidate(request_id, customer_id, known.features, known.version, model), scored_by
                )
            except StaleFeatures:
                continue
            except Problem as problem:
                if problem.kind == "no-lawful-basis":  # withdrawn or erased meanwhile: no copy may stay
                    await self._cache.forget(customer_id)
                raise
        raise unavailable("database")  # three times overtaken by other writers

    async def _stored(self, customer_id: str, *, cached: bool) -> VersionedFeatures:
        known = await self._cache.get(customer_id) if cached else None
        if known is None:
            known = await self._customers.features_for_scoring(customer_id)
            await self._cache.put(customer_id, known)
        return known


def candidate(
    request_id: str, customer_id: str, features: Features, version: int | None, model: ServedModel
) -> Candidate:
    """The result that `model` would give."""
    rating = model.scorecard.rate(features)
    return Candidate(request_id, customer_id, features, rating, version, MODEL_NAME, model.version)

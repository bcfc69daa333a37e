"""Explanations of results: always by the model version, the limits and the figures that gave them."""

from dataclasses import dataclass, replace

from reference_platform.api.factors import Counterfactual, Factor, base_points, counterfactuals, factors
from reference_platform.api.problems import Problem
from reference_platform.api.registry import RegistryAway, registry_problem
from reference_platform.api.results import Origin, Results
from reference_platform.api.serving import ModelRefused, Serving
from reference_platform.training.scorecard import Features


@dataclass(frozen=True)
class Explanation:
    """How a result came about; `base_points` and the factors' points add up to the unrounded score."""

    model_version: str
    credit_score: int
    risk_level: str
    features: Features
    base_points: float
    factors: list[Factor]
    counterfactuals: list[Counterfactual]


class Explanations:
    """Explains stored results."""

    def __init__(self, results: Results, serving: Serving) -> None:
        self._results = results
        self._serving = serving

    async def of_request(self, request_id: str) -> Explanation:
        """The explanation of a request's result.

        Raises Problem 404, 409 when the model that gave it cannot be verified any more, and 503.
        """
        origin = await self._results.origin(request_id)
        try:
            return await self.of_origin(origin)
        except ModelRefused as error:
            raise Problem(409, "model-not-verifiable", f"Not explained: {error}.") from error

    async def of_origin(self, origin: Origin) -> Explanation:
        """The explanation of what is known of a result; raises ModelRefused, or Problem 503."""
        try:
            model = await self._serving.of_version(origin.model_version)
        except RegistryAway as error:
            raise registry_problem(error) from error
        scorecard = replace(model.scorecard, bands=origin.bands) if origin.bands else model.scorecard
        return Explanation(
            model_version=origin.model_version,
            credit_score=origin.credit_score,
            risk_level=scorecard.bands.level(origin.credit_score),
            features=origin.features,
            base_points=base_points(scorecard),
            factors=factors(scorecard, origin.features),
            counterfactuals=counterfactuals(scorecard, origin.features),
        )

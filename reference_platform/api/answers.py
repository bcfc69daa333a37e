"""What answers contain: every field is named here, so that nothing leaves by accident."""

from reference_platform.api.contests import Contest
from reference_platform.api.customers import Erasure, FeatureRecord
from reference_platform.api.explanations import Explanation
from reference_platform.api.factors import Counterfactual
from reference_platform.api.lawful_bases import RegisteredBasis
from reference_platform.api.promotions import ModelChange
from reference_platform.api.results import Result
from reference_platform.api.retention import Purge
from reference_platform.api.wire import (
    ErasureAnswer,
    LawfulBasesAnswer,
    ModelName,
    PromotionAnswer,
    PurgeAnswer,
    PurgedClassAnswer,
    RegisteredBasisAnswer,
    RemovedCounts,
    ScoreAnswer,
    StoredFeatures,
)
from reference_platform.api.wire_rights import (
    ContestAnswer,
    CounterfactualAnswer,
    ExplanationAnswer,
    FactorAnswer,
    Figures,
    Rated,
)
from reference_platform.training.scorecard import MODEL_NAME


def score_answer(result: Result) -> ScoreAnswer:
    """A result as the caller sees it."""
    return ScoreAnswer.model_construct(
        request_id=result.request_id,
        customer_id=result.customer_id,
        credit_score=result.credit_score,
        risk_level=result.risk_level,
        model=ModelName.model_construct(name=result.model_name, version=result.model_version),
        scored_at=result.scored_at,
        decided_by=result.decided_by,
    )


def stored_features(customer_id: str, record: FeatureRecord) -> StoredFeatures:
    """Stored features as an auditor or scorer sees them."""
    return StoredFeatures(
        customer_id=customer_id,
        age=record.features.age,
        income=record.features.income,
        credit_score=record.features.credit_score,
        debt_ratio=record.features.debt_ratio,
        employment_years=record.features.employment_years,
        bureau=record.bureau_origin,
        event_time=record.event_time,
    )


def lawful_bases_answer(customer_id: str, bases: list[RegisteredBasis]) -> LawfulBasesAnswer:
    """The register's history as auditor and privacy officer see it."""
    return LawfulBasesAnswer(
        customer_id=customer_id,
        lawful_bases=[
            RegisteredBasisAnswer(
                purpose=basis.purpose,
                basis=basis.basis,
                text_version=basis.text_version,
                channel=basis.channel,
                recorded_by=basis.recorded_by,
                recorded_at=basis.recorded_at,
                ended_at=basis.ended_at,
                ended_by=basis.ended_by,
                end_reason=basis.end_reason,
            )
            for basis in bases
        ],
    )


def purge_answer(purge: Purge) -> PurgeAnswer:
    """A purge as the privacy officer sees it: counts, no names."""
    return PurgeAnswer(
        purge_id=purge.purge_id,
        as_of=purge.as_of,
        classes=[
            PurgedClassAnswer(name=item.name, limit_days=item.limit_days, removed=item.removed, held=item.held)
            for item in purge.classes
        ],
    )


def explanation_answer(request_id: str, explanation: Explanation) -> ExplanationAnswer:
    """An explanation as the caller sees it."""
    return ExplanationAnswer(
        request_id=request_id,
        model=ModelName(name=MODEL_NAME, version=explanation.model_version),
        credit_score=explanation.credit_score,
        risk_level=explanation.risk_level,
        figures=Figures(**vars(explanation.features)),
        base_points=explanation.base_points,
        factors=[FactorAnswer(**vars(factor)) for factor in explanation.factors],
        counterfactuals=[counterfactual_answer(change) for change in explanation.counterfactuals],
    )


def counterfactual_answer(change: Counterfactual) -> CounterfactualAnswer:
    """One change and where it leads."""
    # By its alias: `from` is a word of Python's own.
    values = {"figure": change.figure, "from": change.from_value, "to": change.to_value}
    return CounterfactualAnswer(**values, **vars(change.rating))


def contest_answer(contest: Contest) -> ContestAnswer:
    """A contest as registrar, reviewer and auditor see it."""
    outcome = contest.outcome_level and Rated(credit_score=contest.credit_score, risk_level=contest.outcome_level)
    return ContestAnswer(
        contest_id=contest.contest_id,
        request_id=contest.request_id,
        status=contest.status,
        statement=contest.statement,
        opened_at=contest.opened_at,
        opened_by=contest.opened_by,
        decided_at=contest.decided_at,
        decided_by=contest.decided_by,
        reason=contest.reason,
        original=Rated(credit_score=contest.credit_score, risk_level=contest.risk_level),
        outcome=outcome,
    )


def erasure_answer(erasure: Erasure) -> ErasureAnswer:
    """An erasure as the privacy officer sees it."""
    return ErasureAnswer(
        erased_at=erasure.erased_at,
        removed=RemovedCounts(
            features=erasure.features,
            lawful_bases=erasure.bases,
            results=erasure.results,
            notifications=erasure.notifications,
        ),
        kept=["a keyed digest of the customer's identifier, so that earlier records do not bring them back"],
    )


def promotion_answer(change: ModelChange) -> PromotionAnswer:
    """A model change as recorded."""
    return PromotionAnswer(
        change_id=change.change_id,
        name=change.name,
        old_version=change.old_version,
        new_version=change.new_version,
        reason=change.reason,
        changed_by=change.changed_by,
        artifact_sha256=change.artifact_sha256,
        applied_at=change.applied_at,
    )

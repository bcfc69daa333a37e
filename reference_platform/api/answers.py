"""What answers contain: every field is named here, so that nothing leaves by accident."""

from reference_platform.api.contests import Contest
from reference_platform.api.customers import FeatureRecord
from reference_platform.api.erasures import Erased, Erasure
from reference_platform.api.explanations import Explanation
from reference_platform.api.factors import Counterfactual
from reference_platform.api.lawful_bases import RegisteredBasis
from reference_platform.api.results import Result
from reference_platform.api.retention import Purge
from reference_platform.api.training_runs import DATASET_BUCKET, TrainingRun
from reference_platform.api.wire import (
    ErasureAnswer,
    ErasureStatus,
    Kept,
    LawfulBasesAnswer,
    ModelName,
    PurgeAnswer,
    PurgedClassAnswer,
    RegisteredBasisAnswer,
    Removed,
    ScoreAnswer,
    StoredFeatures,
    TrainingDataset,
    TrainingStatus,
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


# What an erasure leaves: nothing of it names the customer or holds a figure of theirs.
KEPT = [
    Kept(
        what="a keyed digest of the customer's identifier",
        why="so that earlier records do not bring them back; its key is readable by nobody",
    ),
    Kept(
        what="the record of this erasure: who asked, when, and how much was removed from where",
        why="to show that it was done (GDPR Art. 5(2))",
    ),
    Kept(
        what="the numbers and places of the records that were processed, without their contents",
        why="so that a record which is sent again is not processed again",
    ),
    Kept(
        what="digests and sizes of training sets that held a row of theirs; the sets themselves are removed",
        why="to show what a model learned from",
    ),
]


def erasure_answer(erased: Erased) -> ErasureAnswer:
    """An erasure as just begun."""
    return ErasureAnswer(
        erasure_id=erased.erasure_id,
        erased_at=erased.erased_at,
        removed=Removed(**erased.removed),
        pending=erased.pending,
        kept=KEPT,
    )


def erasure_status(erasure: Erasure) -> ErasureStatus:
    """How far an erasure is, as privacy officer and auditor see it."""
    return ErasureStatus(
        erasure_id=erasure.erasure_id,
        status="done" if erasure.completed_at else "pending",
        reason=erasure.reason,
        requested_by=erasure.requested_by,
        erased_at=erasure.erased_at,
        completed_at=erasure.completed_at,
        removed=Removed(**erasure.removed),
        kept=KEPT,
    )


def training_status(run: TrainingRun) -> TrainingStatus:
    """A training and what it learned from."""
    found = run.dataset
    dataset = found and TrainingDataset(
        sha256=found.sha256,
        rows=found.rows,
        customer_rows=found.customer_rows,
        uri=f"s3://{DATASET_BUCKET}/{found.key}",
    )
    return TrainingStatus(training_run_id=run.training_run_id, status=run.status, version=run.version, dataset=dataset)

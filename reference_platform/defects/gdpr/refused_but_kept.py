"""The result is stored first and the basis is asked for afterwards: the caller is refused, the row stays."""

from __future__ import annotations

from reference_platform.defects.bench import Bench
from reference_platform.defects.defect import Defect

BEFORE = """
        insert into scoring_results
               (request_id, customer_id, credit_score, risk_level, model_name, model_version, scored_by,
                age, income, bureau_score, debt_ratio, employment_years)
        select p_request_id, p_customer_id, p_credit_score, p_risk_level,
               p_model_name, p_model_version, p_scored_by,
               p_age, p_income, p_bureau_score, p_debt_ratio, p_employment_years
         where p_request_id is not null
        on conflict do nothing;
        status := 'no_basis';"""


def on(bench: Bench) -> None:
    bench.change_function("record_score", "\n        status := 'no_basis';", BEFORE)


def off(bench: Bench) -> None:
    bench.restore_functions()


DEFECT = Defect(
    id="gdpr-03-refused-but-kept",
    title="A refused request leaves the result that was refused",
    must_catch=("GDPR-03",),
    may_also_catch=("GDPR-04",),
    on=on,
    off=off,
)

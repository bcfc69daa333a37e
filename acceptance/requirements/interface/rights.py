"""Every operation that serves a customer's rights, done where it can be and refused where it does not fit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers.basis import record
from acceptance.requirements.customers.journeys import passes_through, person
from acceptance.requirements.decisions.correcting import corrected_income
from acceptance.requirements.decisions.decisions import outcome_of
from acceptance.subjects.customers import new_customer
from acceptance.suite import Suite

DONE = "done"
AGREED: Mapping[str, set[str]] = {
    "read_lawful_bases": {DONE, "unknown"},
    "withdraw": {DONE, "another_basis", "unknown"},
    "object": {DONE, "another_basis", "unknown"},
    "export_everything": {DONE, "unknown"},
    "export_provided": {DONE, "unknown"},
    "read_export": {DONE, "unknown"},
    "correct_income": {DONE, "unknown"},
    "correct_income_long_ago": {"older"},
    "read_explanation": {DONE, "unknown"},
    "read_decision": {DONE, "unknown"},
    "contest_decision": {DONE, "open_already", "unknown"},
    "read_case": {DONE, "unknown"},
    "overturn_decision": {"unknown", "decided"},
    "uphold_decision": {DONE, "unknown", "decided"},
    "set_legal_hold": {DONE},
    "read_legal_hold": {DONE, "unknown"},
    "lift_legal_hold": {DONE},
    "remove_customer": {DONE, "held"},
    "read_erasure": {DONE, "unknown"},
    "read_measurements": {DONE},
}
"""What must come of each operation at least once when all of them are tried as `exercised` does."""


class Trial:
    """Calls operations and notes what came of each: done, a refusal's name, or the status code."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.seen: dict[str, set[str]] = defaultdict(set)

    def call(self, operation: str, **words: Any) -> Mapping[str, Any]:
        """Calls one operation and returns what it answered, in the suite's words."""
        answer = self.suite.platform.operations.try_(operation, **words)
        self.seen[operation].add(DONE if answer.succeeded else answer.refusal or str(answer.status))
        return answer.words


def exercised(suite: Suite) -> dict[str, set[str]]:
    """Tries every operation for a customer whom it fits, for one whom it does not fit, and for nobody."""
    trial = Trial(suite)
    customer = person(suite)
    journey = passes_through(suite, customer)
    whose = {"customer_id": customer.customer_id}
    decision = {"request_id": journey.request_id}
    marketing = {"purpose": suite.profile.agreed(Privacy).word("marketing")}
    scoring = {"purpose": suite.profile.agreed(Privacy).word("scoring")}

    trial.call("read_lawful_bases", **whose)
    for ending, fitting in (("withdraw", "consent"), ("object", "legitimate interests")):
        trial.call(ending, **whose, **scoring)
        record(suite, customer, "marketing", fitting)
        trial.call(ending, **whose, **marketing)
    for export in ("export_provided", "export_everything"):
        trial.call("read_export", export_id=trial.call(export, **whose)["export_id"])
    trial.call("correct_income", **whose, income=corrected_income(suite.product, customer))
    trial.call("correct_income_long_ago", **whose, income=customer.figures.income)
    trial.call("read_explanation", **decision)
    trial.call("read_decision", **whose)
    case = {"case_id": trial.call("contest_decision", **decision, statement="acceptance")["case_id"]}
    trial.call("contest_decision", **decision, statement="acceptance, again")
    trial.call("read_case", **case)
    for decide in ("uphold_decision", "uphold_decision", "overturn_decision"):
        trial.call(decide, **case, reason="acceptance", outcome=outcome_of(journey.answer.words))
    suite.owe("operation", "lift_legal_hold", act="set_legal_hold", **whose)
    trial.call("set_legal_hold", **whose, reason="acceptance")
    trial.call("read_legal_hold", **whose)
    trial.call("remove_customer", **whose)
    trial.call("lift_legal_hold", **whose)
    trial.call("read_erasure", erasure_id=trial.call("remove_customer", **whose)["erasure_id"])
    trial.call("read_measurements")
    _about_nobody(trial)
    return dict(trial.seen)


def _about_nobody(trial: Trial) -> None:
    """Tries every operation that can be refused as unknown, about somebody who does not exist."""
    number, product = str(uuid4()), trial.suite.product
    words = {
        **dict.fromkeys(("request_id", "export_id", "case_id", "erasure_id"), number),
        "customer_id": new_customer(product, number=trial.suite.given_number()).customer_id,
        "purpose": trial.suite.profile.agreed(Privacy).word("marketing"),
        "income": product.figures["income"].written(product.figures["income"].usual),
        "reason": "acceptance",
        "statement": "acceptance",
        "outcome": product.granted,
    }
    for operation, agreed in AGREED.items():
        if "unknown" in agreed:
            trial.call(operation, **words)

"""What the suite asks a platform to do, and by what one knows the call that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """One operation of the suite.

    Attributes:
        does: what it is for, in one phrase.
        methods: by which a call may do it, the likeliest first.
        about: concepts that the call must speak of, all of them.
        either: concepts of which it must speak of one at least.
        rather: concepts that speak for it.
        never: concepts that speak of something else.
        sends: a word of the suite -> the concepts of the field, parameter or query that it fills.
        reads: a word of the suite -> the concepts of the field that it is read from.
        by: how many parameters its path has.
        needs: the permission that it takes, where it changes something.
    """

    name: str
    does: str
    methods: tuple[str, ...]
    about: tuple[str, ...]
    either: tuple[str, ...] = ()
    rather: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    sends: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)
    by: int = 0
    needs: str = "synthetic"


CUSTOMER = {"customer_id": "customer"}
FIGURES = {
    "age": "age",
    "income": "income",
    "bureau_score": "bureau",
    "debt_ratio": "debt",
    "employment_years": "employment",
}
RESULT = {"request_id": "number request", "credit_score": "points", "risk_level": "level"}
MODEL = {"model_name": "model name", "model_version": "version"}

WANTED = (
    Wanted(
        name="score",
        does="scores a customer with figures that are sent along",
        methods=("POST", "PUT"),
        about=("score",),
        never=("explain", "case", "basis", "withdraw", "erase", "export", "train"),
        sends=CUSTOMER | FIGURES,
        reads=CUSTOMER | RESULT | MODEL,
    ),
    Wanted(
        name="score_from_stored_figures",
        does="scores a customer with what the platform holds",
        methods=("POST",),
        about=("score",),
        never=("explain", "case", "basis", "withdraw", "erase", "export", "train"),
        sends=CUSTOMER,
        reads=CUSTOMER | RESULT | MODEL,
    ),
    Wanted(
        name="register_customer",
        does="makes a customer known",
        methods=("PUT", "POST"),
        about=("customer",),
        never=("basis", "withdraw", "erase", "hold", "card", "score", "export", "correct", "explain", "case", "object"),
        sends=CUSTOMER | {"name": "name", "email": "email", "event_time": "when"} | FIGURES,
        by=1,
    ),
    Wanted(
        name="record_lawful_basis",
        does="records that a customer may be scored",
        methods=("PUT", "POST"),
        about=("basis",),
        rather=("customer",),
        never=("withdraw", "hold", "score"),
        sends=CUSTOMER,
        by=1,
    ),
    Wanted(
        name="record_basis",
        does="records another legal basis",
        methods=("PUT", "POST"),
        about=("basis",),
        rather=("customer",),
        never=("withdraw", "hold", "score"),
        sends=CUSTOMER | {"purpose": "purpose", "basis": "basis"},
        by=1,
    ),
    Wanted(
        name="withdraw",
        does="withdraws a consent",
        methods=("DELETE", "POST", "PUT"),
        about=("withdraw",),
        rather=("basis", "customer"),
        never=("erase",),
        sends=CUSTOMER | {"purpose": "purpose"},
        by=1,
    ),
    Wanted(
        name="object",
        does="objects to being scored",
        methods=("POST", "PUT"),
        about=("object",),
        rather=("customer",),
        sends=CUSTOMER | {"purpose": "purpose"},
        by=1,
    ),
    Wanted(
        name="read_lawful_bases",
        does="lists the legal bases of a customer",
        methods=("GET",),
        about=("basis",),
        rather=("customer",),
        sends=CUSTOMER,
        reads=CUSTOMER,
        by=1,
    ),
    Wanted(
        name="remove_customer",
        does="erases a customer",
        methods=("DELETE", "POST"),
        about=("customer", "erase"),
        never=("hold", "card", "basis", "withdraw", "model"),
        sends=CUSTOMER,
        reads={"erasure_id": "number erase"},
        by=1,
    ),
    Wanted(
        name="read_erasure",
        does="shows what became of an erasure",
        methods=("GET",),
        about=("erase",),
        never=("hold",),
        sends={"erasure_id": "erase number"},
        reads={"status": "state", "completed_at": "erase when", "kept": "hold"},
        by=1,
    ),
    Wanted(
        name="export_everything",
        does="gives a customer a copy of everything",
        methods=("POST", "GET"),
        about=("customer", "export"),
        sends=CUSTOMER,
        reads={"export_id": "number export"},
        by=1,
    ),
    Wanted(
        name="read_export",
        does="shows a copy that was ordered",
        methods=("GET",),
        about=("export",),
        sends={"export_id": "export number"},
        by=1,
    ),
    Wanted(
        name="read_result",
        does="shows an earlier result",
        methods=("GET",),
        about=("score",),
        never=("explain", "case", "customer", "model"),
        sends={"request_id": "number request"},
        reads=CUSTOMER | RESULT,
        by=1,
    ),
    Wanted(
        name="read_decision",
        does="shows the newest decision about a customer",
        methods=("GET",),
        about=("customer",),
        either=("decide", "score"),
        never=("basis", "export", "erase", "hold", "card", "figures"),
        sends=CUSTOMER,
        reads=RESULT,
        by=1,
    ),
    Wanted(
        name="read_figures",
        does="shows what the platform holds about a customer",
        methods=("GET",),
        about=("customer",),
        rather=("figures",),
        never=("basis", "export", "erase", "hold", "card", "decide", "score"),
        sends=CUSTOMER,
        reads=FIGURES,
        by=1,
    ),
    Wanted(
        name="correct_income",
        does="corrects a customer's income",
        methods=("PATCH", "PUT"),
        about=("customer", "correct"),
        rather=("figures",),
        never=("basis", "hold", "card"),
        sends=CUSTOMER | {"income": "income", "now": "when"},
        by=1,
    ),
    Wanted(
        name="read_explanation",
        does="explains a result",
        methods=("GET", "POST"),
        about=("explain",),
        rather=("score",),
        sends={"request_id": "number request"},
        reads=RESULT | MODEL,
        by=1,
    ),
    Wanted(
        name="contest_decision",
        does="contests a decision",
        methods=("POST",),
        about=("case",),
        rather=("score", "decide"),
        never=("model",),
        sends={"request_id": "number request", "statement": "statement"},
        reads={"case_id": "number case"},
        by=1,
    ),
    Wanted(
        name="read_case",
        does="shows a contested decision",
        methods=("GET",),
        about=("case",),
        never=("model",),
        sends={"case_id": "number case"},
        reads={"status": "state", "decided_by": "decide who", "decided_at": "decide when"},
        by=1,
    ),
    Wanted(
        name="uphold_decision",
        does="a person decides a contested case",
        methods=("POST", "PUT"),
        about=("case", "decide"),
        never=("model",),
        sends={"case_id": "number case", "reason": "explain"},
        by=1,
    ),
    Wanted(
        name="overturn_decision",
        does="a person decides a case otherwise",
        methods=("POST", "PUT"),
        about=("case", "decide"),
        never=("model",),
        sends={"case_id": "number case", "reason": "explain", "risk_level": "level"},
        by=1,
    ),
    Wanted(
        name="set_legal_hold",
        does="keeps a customer from being erased",
        methods=("PUT", "POST"),
        about=("customer", "hold"),
        sends=CUSTOMER | {"reason": "explain"},
        by=1,
    ),
    Wanted(
        name="lift_legal_hold",
        does="ends a legal hold",
        methods=("DELETE",),
        about=("customer", "hold"),
        sends=CUSTOMER,
        by=1,
    ),
    Wanted(
        name="read_legal_hold",
        does="shows a legal hold",
        methods=("GET",),
        about=("customer", "hold"),
        sends=CUSTOMER,
        reads={"reason": "explain"},
        by=1,
    ),
    Wanted(
        name="run_retention",
        does="removes what is too old",
        methods=("POST",),
        about=("purge",),
        needs="destroy",
        never=("model",),
    ),
    Wanted(
        name="read_audit_entries",
        does="reads the audit log",
        methods=("GET",),
        about=("audit",),
        rather=("entries",),
        never=("verify",),
    ),
    Wanted(
        name="verify_audit_log",
        does="has the audit log verified",
        methods=("GET", "POST"),
        about=("audit", "verify"),
    ),
    Wanted(
        name="read_measurements",
        does="reads the platform's own measurements",
        methods=("GET",),
        about=("measure",),
    ),
    Wanted(
        name="sign_in",
        does="signs somebody in",
        methods=("POST",),
        about=("session",),
        needs="write",
        never=("model",),
        sends={"account": "account", "password": "password"},
        reads={"token": "session"},
    ),
    Wanted(
        name="read_serving_model",
        does="says which model serves",
        methods=("GET",),
        about=("model",),
        rather=("serve",),
        never=("change", "train", "customer"),
        reads=MODEL,
    ),
    Wanted(
        name="read_changes",
        does="lists the changes of models",
        methods=("GET",),
        about=("model", "change"),
        never=("customer",),
    ),
    Wanted(
        name="train_model",
        does="trains a model",
        methods=("POST",),
        about=("model", "train"),
        reads={"training_id": "number train"},
    ),
    Wanted(
        name="read_training",
        does="shows a training run",
        methods=("GET",),
        about=("model", "train"),
        sends={"training_id": "number train"},
        reads={"status": "state", "version": "version"},
        by=1,
    ),
    Wanted(
        name="store_card",
        does="stores a customer's card number",
        methods=("PUT", "POST"),
        about=("customer", "card"),
        sends=CUSTOMER | {"card_number": "card"},
        by=1,
    ),
    Wanted(
        name="read_cards",
        does="shows a customer's cards",
        methods=("GET",),
        about=("customer", "card"),
        sends=CUSTOMER,
        by=1,
    ),
)
"""Without those of other parties, of the services behind the platform, and variants that need agreement first."""

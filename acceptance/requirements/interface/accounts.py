"""Every call about accounts, cards and the audit log, done where it can be and refused where it does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from acceptance.requirements.access.signing_in import new_password, new_person
from acceptance.requirements.audit.auditing import whole_log
from acceptance.requirements.customers.journeys import person
from acceptance.requirements.interface.rights import DONE, Trial
from acceptance.suite import Suite

AGREED: Mapping[str, set[str]] = {
    "create_account": {"taken"},
    "read_account": {DONE, "unknown"},
    "change_password": {DONE, "unknown"},
    "unlock_account": {DONE, "unknown"},
    "disable_account": {DONE, "unknown"},
    "sign_in": {DONE, "refused"},
    "store_card": {DONE, "invalid"},
    "read_cards": {DONE},
    "read_audit_entries": {DONE},
    "verify_audit_log": {DONE},
}
"""What must come of each operation at least once when all of them are tried as `exercised` does."""
NO_CARD = "4"
"""What no card is called."""


def exercised(suite: Suite) -> dict[str, set[str]]:
    """Tries every operation for an account and a customer of this scenario, and for an account that nobody has."""
    trial = Trial(suite)
    somebody = new_person(suite)
    whose = {"account": somebody.account}
    trial.call("create_account", **whose, password=somebody.password)
    trial.call("sign_in", **whose, password=new_password())
    trial.call("sign_in", **whose, password=somebody.password)
    trial.call("read_account", **whose)
    trial.call("change_password", **whose, password=new_password())
    trial.call("unlock_account", **whose)
    trial.call("disable_account", **whose)
    customer = {"customer_id": person(suite).customer_id}
    trial.call("store_card", **customer, card_number=suite.card_number().value)
    trial.call("store_card", **customer, card_number=NO_CARD)
    trial.call("read_cards", **customer)
    trial.call("read_audit_entries", **whole_log())
    trial.call("verify_audit_log")
    nobody = {"account": f"trial-{uuid4().hex[:12]}", "password": new_password()}
    for operation, agreed in AGREED.items():
        if "unknown" in agreed:
            trial.call(operation, **nobody)
    return dict(trial.seen)

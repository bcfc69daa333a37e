"""Wiring only: one suite for the run, told where each scenario begins and ends."""

from behave import register_type
from parse_type import TypeBuilder

from acceptance.clients.object_lock import ATTEMPTS
from acceptance.compliance.auditing import ACTS
from acceptance.compliance.basis import ENDINGS, WITHOUT_BASIS
from acceptance.compliance.explaining import WEAKNESS
from acceptance.compliance.least_rights import SECRETS
from acceptance.compliance.model_trail import ATTEMPTS as TRAIL_ATTEMPTS
from acceptance.compliance.tampering import FORGERIES, FORGING
from acceptance.end_to_end.flows import FAULTS, TEMPLATES
from acceptance.end_to_end.parties import MISBEHAVIOUR, PARTIES
from acceptance.runner.hooks import after_all, after_scenario, before_scenario, begin_run  # noqa: F401
from acceptance.suite import Suite

register_type(
    AuditedAct=TypeBuilder.make_choice(list(ACTS)),
    ForgingAttempt=TypeBuilder.make_choice(list(FORGING)),
    Forgery=TypeBuilder.make_choice(list(FORGERIES)),
    Secret=TypeBuilder.make_choice(list(SECRETS)),
    TrailAttempt=TypeBuilder.make_choice(list(TRAIL_ATTEMPTS)),
    LockAttempt=TypeBuilder.make_choice(list(ATTEMPTS)),
    Applicant=TypeBuilder.make_choice(list(WEAKNESS)),
    Ending=TypeBuilder.make_choice(list(ENDINGS)),
    Event=TypeBuilder.make_choice(list(TEMPLATES)),
    Fault=TypeBuilder.make_choice(list(FAULTS)),
    Party=TypeBuilder.make_choice(list(PARTIES)),
    Misbehaviour=TypeBuilder.make_choice(list(MISBEHAVIOUR)),
    NoBasis=TypeBuilder.make_choice(list(WITHOUT_BASIS)),
)


def before_all(context):
    begin_run(context, Suite.start)

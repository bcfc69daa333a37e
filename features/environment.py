"""Wiring only: one suite for the run, told where each scenario begins and ends."""

from behave import register_type
from parse_type import TypeBuilder

from acceptance.platform.object_lock import ATTEMPTS
from acceptance.requirements.access.least_rights import SECRETS
from acceptance.requirements.audit.auditing import ACTS
from acceptance.requirements.audit.tampering import FORGERIES, FORGING
from acceptance.requirements.customers.basis import ENDINGS, WITHOUT_BASIS
from acceptance.requirements.decisions.explaining import WEAKNESS
from acceptance.requirements.models.trail import ATTEMPTS as TRAIL_ATTEMPTS
from acceptance.requirements.service.flows import FAULTS, TEMPLATES
from acceptance.requirements.service.parties import MISBEHAVIOUR, PARTIES
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

"""The trail of model changes: complete, out of everybody's reach, and no privacy job's business."""

from behave import given, then, when
from hamcrest import empty, equal_to, greater_than_or_equal_to, has_length

from acceptance.checks import check, check_every
from acceptance.requirements.audit import auditing
from acceptance.requirements.models import changes as changing_models
from acceptance.requirements.models import trail as model_trail


@given("a change of a model that was just asked for")
def a_change_was_asked_for(context):
    context.trail = model_trail.ask_for_a_change(context.suite)


@when("the record of model changes and the audit log are read")
def read_record_and_log(context):
    context.changes = changing_models.record(context.suite)
    context.entries = auditing.entries(context.suite)


@then("every recorded change has its entries in the log, and no entry is about a change that is not recorded")
def record_and_log_agree(context):
    check(len(context.changes), greater_than_or_equal_to(1), "recorded changes")
    differing = model_trail.differing(context.suite, context.changes, context.entries)
    check(differing, empty(), "changes that only one of record and log knows")


@then("the audit log has an entry about it, with the reason that was given")
def the_log_has_the_reason(context):
    found = model_trail.entries_with(context.suite, context.trail)
    check(len(found), greater_than_or_equal_to(1), "entries with the reason of the change")
    context.entry = found[-1]


@when("each of the platform's identities tries {attempt:TrailAttempt} that was just asked for")
def each_identity_tries(context, attempt):
    context.attempt = attempt
    context.tried = model_trail.tries(context.suite, attempt, context.trail)


@then("each attempt is refused for lack of rights, and the record of the change is still the same")
def each_is_refused(context):
    wanted = model_trail.refusal(context.suite, context.attempt)
    check_every([one.told for one in context.tried], 2, equal_to(wanted), "what became of each attempt")


@given("the record of model changes and the audit log as they are now")
def as_they_are_now(context):
    context.entries = auditing.entries(context.suite)
    context.changes = changing_models.record(context.suite)
    check(len(context.changes), greater_than_or_equal_to(1), "recorded changes")


@when("a customer is erased and everything that is kept for too long is removed")
def erase_and_remove(context):
    customer = context.suite.customer()
    context.suite.operations.do("remove_customer", customer_id=customer.customer_id)
    context.suite.operations.do("run_retention")


@then("the record of model changes and the audit log hold all they held, unchanged")
def all_is_held(context):
    newest = max(int(entry["sequence"]) for entry in context.entries)
    now = [entry for entry in auditing.entries(context.suite) if int(entry["sequence"]) <= newest]
    check(now, has_length(len(context.entries)), "entries of before that are still there")
    check(now == context.entries, equal_to(True), "the entries of before are the same")
    changes = changing_models.record(context.suite)[: len(context.changes)]
    check(changes == context.changes, equal_to(True), "the recorded changes of before are the same")

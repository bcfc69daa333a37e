"""Models on their way into use and back, the published interface, and encrypted connections."""

from behave import given, then, when
from hamcrest import (
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    is_,
    not_,
    not_none,
    only_contains,
)

from acceptance.checks import check, inconclusive
from acceptance.end_to_end import models, published_interface, services
from acceptance.security import encryption


@when("the registry is asked which model is in use")
def ask_which_model_is_in_use(context):
    context.version = context.suite.registry.version_in_use()


@then("the scoring API names the same version as the one that it serves")
def the_served_version_is_the_one_in_use(context):
    served = context.suite.operations.do("read_serving_model").words
    check(served["model_version"], equal_to(context.version.version), "the version that the scoring API serves")


@then("the stored file of that model has the digest that was registered for it")
@then("the stored file of the new model has the digest that was registered for it")
def the_stored_model_is_the_registered_one(context):
    found = models.stored_model(context.suite, context.version)
    check(found.registered, not_none(), "a digest is registered for the model")
    check(found.stored, equal_to(found.registered), "digest of the stored file")


@when("the platform trains and registers a new model")
def train_a_model(context):
    number = models.train(context.suite, seed=models.seed_of(context.suite))
    context.version = context.suite.registry.version(number)
    check(number, not_(equal_to(context.earlier)), "the new model has a version of its own")


@then("the model in use is still the earlier one")
def the_model_is_still_the_earlier_one(context):
    check(context.suite.registry.version_in_use().version, equal_to(context.earlier), "the version in use")


@then("after the new model is promoted every answer in time comes from it")
def promote_the_new_model(context):
    context.back = context.suite.owe("operation", "promote_model", version=context.earlier, reason="acceptance: back")
    models.promote(context.suite, context.version.version)
    models.check_only_answers(context.suite, context.customer, context.version.version, "versions that answer")


@then("after the earlier model is promoted again every answer comes from it, with the earlier score")
def roll_back(context):
    context.suite.settle(context.back)
    models.check_only_answers(context.suite, context.customer, context.earlier, "versions that answer")
    again = models.answers(context.suite, context.customer)
    check(again, only_contains(context.earlier_decision), "the decisions, each as before the promotion")


@when("a model version that does not exist is to be promoted")
def promote_nothing(context):
    context.answer = context.suite.operations.try_("promote_model", version="999999999", reason="acceptance: no such")


@then("the platform says that there is no such version")
def there_is_no_such_version(context):
    check(context.answer.refusal, equal_to("unknown"), f"the refusal (status {context.answer.status})")


@when("every call that needs an identity is made without one and with an unknown one")
def call_without_identity(context):
    context.statuses = published_interface.without_identity(context.suite)


@then("every one of them is refused as unauthenticated")
def all_are_refused(context):
    check(len(context.statuses), greater_than(0), "number of calls that need an identity")
    others = {str(c): s for c, s in context.statuses.items() if s != {published_interface.UNAUTHENTICATED}}
    check(others, empty(), "calls with another answer than the refusal, and their status codes")


@when("every call is made with every identity that the suite holds, with nothing to act on")
def call_with_every_identity(context):
    context.statuses = published_interface.with_every_identity(context.suite)


@then("every call that may be forbidden was forbidden to at least one identity")
def forbidden_to_somebody(context):
    promised = published_interface.may_be_forbidden(context.suite)
    check(len(promised), greater_than(0), "number of calls that may be forbidden")
    open_to_all = [
        str(call) for call in promised if published_interface.FORBIDDEN not in context.statuses[call].values()
    ]
    check(open_to_all, empty(), "calls that were forbidden to nobody")


@then("every call was allowed through to at least one identity")
def allowed_to_somebody(context):
    refused = (published_interface.UNAUTHENTICATED, published_interface.FORBIDDEN)
    closed = [str(c) for c, by in context.statuses.items() if all(status in refused for status in by.values())]
    check(closed, empty(), "calls that no identity may make")


@when("each service that the platform depends on is cut off in turn and every operation is tried")
def cut_each_service_in_turn(context):
    context.exchanges = []
    in_use = context.suite.registry.version_in_use().version
    for service in context.suite.profile.interruptions:
        context.restore = services.cut(context.suite, service)
        context.exchanges += published_interface.during_outage(context.suite, service, context.customer, in_use)
        context.suite.settle(context.restore)
        services.wait_until_all_works(context.suite)


@then("no answer was a failure without explanation")
def no_unexplained_failure(context):
    check(len(context.exchanges), greater_than(0), "number of calls made during an outage")
    unexplained = [f"{e.method} {e.path} {e.status}" for e in context.exchanges if e.status == 500]
    check(unexplained, empty(), "calls that failed without explanation")


@then("everything works again soon after the connections are restored")
def everything_works_again(context):
    check(services.wait_until_all_works(context.suite), is_(True), "everything works again")


@given("this run included every part of the end-to-end layer")
def the_run_is_complete(context):
    missing = published_interface.requirements_missing_from(context.suite)
    if missing:
        inconclusive(f"coverage is judged in a run of the whole layer; this run has no {', '.join(missing)}")
    check(missing, empty(), "requirements without a scenario in this run")


@when("the answers of this run are compared with the description")
def compare_with_the_description(context):
    context.seen = context.suite.exchanges()
    context.coverage = context.suite.api_coverage()


@then("at least {least:d} kinds of answers were compared")
def enough_was_compared(context, least):
    check(len(context.seen), greater_than_or_equal_to(least), "kinds of answers in this run")


@then("each of them was described and had the described form")
def every_answer_was_true(context):
    faults = sorted({entry["fault"] for entry in context.seen if entry["fault"] is not None})
    check(faults, empty(), "answers that are not as described")


@then("more than {percent:d} percent of the described answers were given")
def coverage_is_high(context, percent):
    seen = context.coverage
    check(len(seen.documented), greater_than(0), "number of described answers")
    meaning = f"share of the described answers in percent (missing: {', '.join(seen.missing) or 'none'})"
    check(round(seen.share * 100, 1), greater_than(percent), meaning)


@when("the {service} is contacted with and without encryption")
def contact_with_and_without_encryption(context, service):
    context.contact = encryption.contact(context.suite, service)


@then("the encrypted contact proves to be the right server")
def the_server_is_the_right_one(context):
    check(context.contact.encrypted, is_(True), f"the encrypted contact succeeds ({context.contact.says})")


@then("the unencrypted contact gets no service")
def no_service_in_the_clear(context):
    check(context.contact.served_in_the_clear, is_(False), "the server serves an unencrypted contact")

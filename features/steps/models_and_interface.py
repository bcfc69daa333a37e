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
from acceptance.requirements.access import encryption
from acceptance.requirements.interface import accounts, model_changes, published_interface, rights
from acceptance.requirements.models import models
from acceptance.requirements.service import services


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


@when("another registered model is promoted")
def promote_another_model(context):
    context.version, context.answer = models.promote_another(context.suite, context.earlier)


@then("every answer in time comes from the promoted model")
def only_the_promoted_model_answers(context):
    check(context.answer.succeeded, is_(True), f"the promotion is accepted (status {context.answer.status})")
    models.check_only_answers(context.suite, context.customer, context.version.version, "versions that answer")
    now = models.without_version(models.sample(context.suite, context.customer))
    check(now, not_(equal_to(models.without_version(context.earlier_sample))), "the promoted model decides by itself")


@then("after the earlier model is promoted again every answer comes from it, with the earlier score")
def roll_back(context):
    back = models.promote(context.suite, context.earlier)
    check(back.succeeded, is_(True), f"the way back is accepted (status {back.status})")
    models.check_only_answers(context.suite, context.customer, context.earlier, "versions that answer")
    again = models.answers(context.suite, context.customer)
    check(again, only_contains(context.earlier_decision), "the decisions, each as before the promotion")
    sampled = models.sample(context.suite, context.customer)
    check(sampled, equal_to(context.earlier_sample), "decisions on other figures, each as before the promotion")


@when("a model version that does not exist is to be promoted")
def promote_nothing(context):
    context.answer = context.suite.operations.try_("promote_model", version="999999999", reason="acceptance: no such")


@then("the platform says that there is no such version")
def there_is_no_such_version(context):
    check(context.answer.refusal, equal_to("unknown"), f"the refusal (status {context.answer.status})")


@when("every call is made without an identity and with an unknown one")
def call_without_identity(context):
    context.statuses = published_interface.without_identity(context.suite)


@then("the calls that were not refused as unauthenticated are exactly the agreed ones")
def only_the_agreed_calls_are_public(context):
    check(len(context.statuses), greater_than(0), "number of calls that were made")
    unauthenticated = {published_interface.UNAUTHENTICATED}
    open_calls = {str(call) for call, statuses in context.statuses.items() if statuses != unauthenticated}
    agreed = set(context.suite.profile.services.scoring_api.public)
    check(open_calls, equal_to(agreed), "calls that are open to everybody")


@when("every call is made with every identity that the suite holds, with nothing to act on")
def call_with_every_identity(context):
    context.let_through = published_interface.let_through(context.suite)


@then("the identities that were let through are exactly the agreed ones for each call")
def only_the_agreed_identities(context):
    agreed = {call: set(names) for call, names in context.suite.profile.services.scoring_api.allowed.items()}
    check(len(context.let_through), greater_than(0), "number of calls that were made")
    check(context.let_through, equal_to(agreed), "identities that each call lets through")


@when("every right of a customer is exercised, where it fits, where it does not and for nobody")
def exercise_every_right(context):
    context.seen = rights.exercised(context.suite)


@then("each is done or refused as agreed")
def each_right_is_as_agreed(context):
    check(context.seen, equal_to({name: set(agreed) for name, agreed in rights.AGREED.items()}), "what came of each")


@when("every step of a change of model is taken, where it fits, where it does not and for nothing")
def take_every_step(context):
    context.seen = model_changes.exercised(context.suite)


@then("each step is done or refused as agreed")
def each_step_is_as_agreed(context):
    agreed = {name: set(outcomes) for name, outcomes in model_changes.AGREED.items()}
    check(context.seen, equal_to(agreed), "what came of each step")


@when("every call about accounts, cards and the audit log is made, where it fits, where it does not and for nobody")
def make_every_call_about_accounts(context):
    context.agreed, context.seen = accounts.AGREED, accounts.exercised(context.suite)


@then("each call is done or refused as agreed")
def each_call_is_as_agreed(context):
    check(context.seen, equal_to(dict(context.agreed)), "what came of each call")


@when("pages that often show a system's inside are asked for")
def ask_for_developers_pages(context):
    context.pages = published_interface.undescribed_pages(context.suite)


@then("none of them is there")
def no_page_is_there(context):
    check(len(context.pages), greater_than(0), "number of pages that were asked for")
    there = {path: status for path, status in context.pages.items() if status != published_interface.NOT_FOUND}
    check(there, empty(), "pages that are there, with their status codes")


@when("each service that the platform depends on is cut off in turn and every operation is tried")
def cut_each_service_in_turn(context):
    context.outage = published_interface.outages(context.suite, context.customer)


@then("every call was answered and no answer was a failure without explanation")
def no_unexplained_failure(context):
    check(len(context.outage.tried), greater_than(0), "number of calls made during an outage")
    check(context.outage.unanswered, empty(), "calls that were not answered")
    check(context.outage.unexplained, empty(), "calls that failed without explanation")


@then("no score was given that is not kept")
def no_score_is_lost(context):
    check("score" in context.outage.tried, is_(True), "a score was asked for during an outage")
    lost = published_interface.scores_not_kept(context.suite, context.outage)
    check(lost, empty(), "scores given during an outage that cannot be read afterwards")


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

"""On which basis customers are scored, and how that ends."""

from behave import given, then, when
from hamcrest import empty, equal_to, greater_than, has_entries, has_item, has_length, is_, not_

from acceptance.checks import check
from acceptance.platform.clocks import check_time
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import basis, journeys
from acceptance.requirements.decisions import decisions
from acceptance.requirements.service import flows
from acceptance.requirements.service.replicas import connections_to_all


@given("a fictitious customer with {state:NoBasis}")
def a_customer_who_must_not_be_scored(context, state):
    context.customer = context.suite.customer(lawful_basis=False)
    context.other_customer = context.suite.customer()
    basis.without_basis(context.suite, context.customer, state)
    context.listener = flows.Listener(context.suite)
    context.add_cleanup(context.listener.close)


@then("every replica of the scoring API refuses it as well")
def every_replica_refuses(context):
    with connections_to_all(context.suite) as replicas:
        refusals = {replica.try_("score", **context.customer.words()).refusal for replica in replicas}
    check(refusals, equal_to({"not_permitted"}), "how the replicas refuse the request")


@then("no result, no cached copy and no result event of this customer exists, while a customer with a basis is scored")
def nothing_is_left_behind(context):
    left = basis.left_behind(context.suite, context.customer, context.listener, context.other_customer)
    check(basis.results_of(context.suite, context.other_customer), has_length(1), "results kept of the other customer")
    check({place: found for place, found in left.items() if found}, equal_to({}), "what is kept of the customer")


@when("a customer record and a scoring request of this customer arrive as events")
def events_of_the_customer_arrive(context):
    if not hasattr(context, "rejections"):
        context.rejections = context.suite.events.watch("rejected_message")
        context.add_cleanup(context.rejections.close)
    context.sent_events = basis.events_about(context.suite, context.customer)


@then("both events are set aside")
def both_are_set_aside(context):
    aside = basis.set_aside(context.suite, context.rejections, context.sent_events)
    check(aside, equal_to(2), "events of this customer among the rejected messages")


@when("a basis for scoring is recorded for a fictitious customer")
def record_a_basis(context):
    context.customer = context.suite.customer(lawful_basis=False)
    context.recorded = basis.record(context.suite, context.customer, "scoring", "consent")


@then(
    "the register names the customer, the purpose, the basis, the version of the text, the channel and who recorded it"
)
def the_register_is_complete(context):
    entries = basis.register(context.suite, context.customer)
    check(entries, has_length(1), "entries of the register about the customer")
    context.entry = entries[0]
    recorded = context.recorded
    expected = has_entries(
        purpose=context.suite.profile.agreed(Privacy).word(recorded.purpose),
        basis=context.suite.profile.agreed(Privacy).word(recorded.basis),
        text_version=recorded.text_version,
        ended_at=None,
    )
    check(context.entry, expected, "the entry of the register")
    told = context.suite.operations.do("read_lawful_bases", customer_id=recorded.customer.customer_id).words
    check(told["customer_id"], equal_to(recorded.customer.customer_id), "whose register it is")
    for field in ("channel", "recorded_by"):
        check(str(context.entry[field] or "").strip(), not_(equal_to("")), f"the entry's {field.replace('_', ' ')}")


@then("the time of the record lies within the time of this scenario and names its distance to UTC")
def the_time_is_true(context):
    begun, ended = context.recorded.begun, context.recorded.ended
    offset = context.suite.clock_offset("scoring_api")
    check_time(str(context.entry["recorded_at"]), begun, ended, offset, "when the basis was recorded")


@given("a fictitious customer who is scored on the basis of {how}, while short-lived copies of the data exist")
def a_customer_scored_on_a_basis(context, how):
    context.customer = journeys.person(context.suite, lawful_basis=False)
    context.other_customer = context.suite.customer()
    basis.record(context.suite, context.customer, "scoring", how)
    context.journey = journeys.passes_through(context.suite, context.customer)
    copies = context.suite.cache.keys_naming(context.customer.customer_id)
    check(len(copies), greater_than(0), "cached copies of the customer's data")
    context.results_before = basis.results_of(context.suite, context.customer)
    context.listener = flows.Listener(context.suite)
    context.add_cleanup(context.listener.close)


@when("the customer's {ending:Ending} is recorded")
@given("the customer's {ending:Ending} was recorded")
def record_the_end(context, ending):
    basis.end(context.suite, context.customer, ending)


@then("within the agreed time every request about the customer is refused, with figures and without")
def every_request_is_refused(context):
    basis.check_refused_in_time(context.suite, context.customer)


@then("the earlier decision can still be read by an auditor")
def the_earlier_decision_is_kept(context):
    read = context.suite.operations.try_("read_result", request_id=context.journey.request_id)
    check(read.succeeded, is_(True), f"the earlier result can be read (status {read.status})")
    check(read.words["credit_score"], equal_to(context.journey.answer.words["credit_score"]), "the earlier score")


@then("the register shows the basis with its end")
def the_register_shows_the_end(context):
    entries = basis.register(context.suite, context.customer)
    scoring = [e for e in entries if e["purpose"] == context.suite.profile.agreed(Privacy).word("scoring")]
    check(scoring, has_length(1), "entries of the register about scoring")
    check(scoring[0]["ended_at"], not_(equal_to(None)), "when the basis ended")


@then("no new result of this customer exists, while a customer with a basis is scored")
def no_new_result(context):
    left = basis.left_behind(context.suite, context.customer, context.listener, context.other_customer)
    check(left["result events"], empty(), "result events of the customer")
    check(left["results"], equal_to(context.results_before), "results kept of the customer, as before")


@given("a fictitious customer with a contract for scoring and a consent to marketing")
def a_customer_with_two_bases(context):
    context.customer = context.suite.customer()
    basis.record(context.suite, context.customer, "marketing", "consent")


@when("the consent to marketing is withdrawn")
def withdraw_marketing(context):
    basis.end(context.suite, context.customer, "withdrawal", "marketing")
    entries = basis.register(context.suite, context.customer)
    ended = [e["purpose"] for e in entries if e["ended_at"] is not None]
    check(
        ended,
        has_item(context.suite.profile.agreed(Privacy).word("marketing")),
        "purposes whose basis has ended",
    )


@when("a withdrawal is asked for although the basis is a contract")
def withdraw_a_contract(context):
    purpose = context.suite.profile.agreed(Privacy).word("scoring")
    context.answer = context.suite.operations.try_(
        "withdraw", customer_id=context.customer.customer_id, purpose=purpose
    )


@then("the platform says that this basis cannot be ended that way")
def the_basis_cannot_be_ended_so(context):
    check(context.answer.refusal, equal_to("another_basis"), f"the refusal (status {context.answer.status})")


@then("the customer is scored")
@then("the customer is still scored")
def the_customer_is_scored(context):
    answer = context.suite.score(context.customer, fresh=True)
    check(decisions.is_score(decisions.decision(answer).score), is_(True), f"a score (status {answer.status})")

"""Events that lead to scores, and the parties outside the platform that are asked on the way."""

from behave import given, then, when
from hamcrest import (
    all_of,
    close_to,
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_entries,
    has_length,
    has_property,
    is_,
    none,
    not_,
    not_none,
)

from acceptance.checks import check, check_every, check_within
from acceptance.platform.bindings import OMIT
from acceptance.requirements.decisions import decisions
from acceptance.requirements.service import delivery, flows, parties


@when("a {event:Event} with the customer's figures is sent")
def send_an_event(context, event):
    context.event = event
    context.sent = flows.send(context.suite, event, context.customer)


@then("exactly one result for this customer arrives in time")
def exactly_one_result(context):
    results = context.listener.settled(context.sent, context.event, context.customer)
    check(results, has_length(1), "results of this event, counted after a later one came through")
    context.result = results[0]
    check(context.result.words["customer_id"], equal_to(context.customer.customer_id), "whose result it is")


@then("its score and risk level are those that the scoring API gives for the same figures")
def the_result_equals_the_answer(context):
    decided = decisions.decision(context.suite.score(context.customer))
    check(decisions.is_score(decided.score), is_(True), "the scoring API gives a score")
    check(context.result.decided, equal_to((decided.score, decided.level)), "score and risk level of the result")
    check(context.result.words["model_version"], equal_to(decided.model[1]), "the model named in the result")


@given("the customer's record was sent and scored")
def the_record_was_scored(context):
    sent = flows.send(context.suite, "customer record", context.customer)
    results = context.listener.results({sent.correlation}, context.suite.limits.event_s)
    check(results, has_length(1), "results of the customer's record")


@when("a transaction for a new loan of half the customer's income is sent")
def send_a_loan(context):
    half = context.customer.figures.income / 2
    context.sent = flows.send(context.suite, "transaction", context.customer, amount=half)


@then("the platform's debt ratio for the customer rises by {rise:g}")
def the_debt_ratio_rises(context, rise):
    context.raised = context.customer.figures.debt_ratio + rise
    check_within(
        context.suite.limits.event_s,
        lambda: flows.stored_debt_ratio(context.suite, context.customer),
        close_to(context.raised, 0.001),
        "the customer's debt ratio as the platform has it",
    )


@when("a transaction for a repayment of a tenth of the customer's income is sent")
def send_a_repayment(context):
    tenth = context.customer.figures.income / 10
    context.sent = flows.send_repayment(context.suite, context.customer, tenth)


@then("the platform's debt ratio for the customer falls by {fall:g}")
def the_debt_ratio_falls(context, fall):
    check_within(
        context.suite.limits.event_s,
        lambda: flows.stored_debt_ratio(context.suite, context.customer),
        close_to(context.customer.figures.debt_ratio - fall, 0.001),
        "the customer's debt ratio as the platform has it",
    )


@when("the same transaction for a new loan of a tenth of the customer's income is sent twice and another one after it")
def send_the_same_loan_twice(context):
    tenth = context.customer.figures.income / 10
    sent = flows.send(context.suite, "transaction", context.customer, amount=tenth)
    flows.send(context.suite, "transaction", context.customer, sent.correlation, **sent.words)
    flows.send(context.suite, "transaction", context.customer, amount=context.customer.figures.income / 2)


@when("both a {event:Event} of the customer and one of a customer with a recorded lawful basis are sent")
def send_with_and_without_basis(context, event):
    context.other_customer = context.suite.customer()
    context.sent = flows.send(context.suite, event, context.customer)
    context.good = flows.send(context.suite, event, context.other_customer)


@then("the event of the customer without a lawful basis is among the rejected messages")
def the_ungated_event_is_rejected(context):
    deadline_s = context.suite.limits.event_s
    rejected = flows.rejected(context.suite, context.rejections, context.sent.place, deadline_s)
    check(rejected, has_length(1), "rejected messages that name the place of the event")


@then("no result for the customer without a lawful basis has arrived by then")
def no_ungated_result(context):
    results = context.listener.until_after(context.other_customer, context.suite.limits.event_s)
    check(len(results), greater_than(0), "results that arrived")
    mine = [r.words for r in results if r.words["customer_id"] == context.customer.customer_id]
    check(mine, empty(), "results for the customer without a lawful basis")


@then("the next score is the one that the scoring API gives for the raised debt ratio")
def the_next_score_uses_the_raised_ratio(context):
    sent = flows.send_request_from_stored_figures(context.suite, context.customer)
    results = context.listener.results({sent.correlation}, context.suite.limits.event_s)
    check(results, has_length(1), "results of the request that leaves the figures to the platform")
    before = decisions.decision(context.suite.score(context.customer))
    after = decisions.decision(context.suite.score(context.customer, debt_ratio=context.raised))
    check(after.score, not_(equal_to(before.score)), "the raised debt ratio changes the score")
    check(results[0].decided, equal_to((after.score, after.level)), "score and risk level of the next score")


@when("the same {event:Event} is sent twice and another one after it")
def send_twice(context, event):
    context.sent = flows.send(context.suite, event, context.customer)
    flows.send(context.suite, event, context.customer, context.sent.correlation, **context.sent.words)
    context.other = flows.send(context.suite, event, context.customer)


@then("the other one's result arrives in time")
def the_other_result_arrives(context):
    results = context.listener.results({context.other.correlation}, context.suite.limits.event_s)
    check(results, has_length(1), "results of the other event")


@then("by then exactly one result of the repeated one has arrived")
def one_result_of_the_repeated_one(context):
    results = context.listener.results({context.sent.correlation}, 0)
    check(results, has_length(1), "results of the event that was sent twice")


@given("somebody waits for rejected messages before anything is sent")
def somebody_waits_for_rejected_messages(context):
    context.rejections = context.suite.events.watch("rejected_message")
    context.add_cleanup(context.rejections.close)


@when("a {event:Event} that {fault:Fault} is sent and a good one after it")
def send_a_faulty_event(context, event, fault):
    context.bad, context.word = flows.send_faulty(context.suite, event, fault, context.customer)
    good = "scoring request" if event == "transaction" else event  # a transaction has no result of its own
    context.good = flows.send(context.suite, good, context.customer)


@then("the bad one is among the rejected messages, with its place and a reason")
def the_bad_one_is_rejected(context):
    deadline_s = context.suite.limits.event_s
    context.rejected = flows.rejected(context.suite, context.rejections, context.bad.place, deadline_s)
    check(context.rejected, has_length(1), "rejected messages that name the place of the bad one")
    words = context.suite.events.words_of("rejected_message", context.rejected[0])
    check(words, has_entries(reason=all_of(not_none(), not_(equal_to("")))), "what the rejected message says")


@then("what was set aside does not contain what was sent")
def the_rejection_has_no_content(context):
    check(flows.repeats(context.rejected, context.word), is_(False), "the rejected message repeats the content")


@then("the good one's result arrives in time")
def the_good_result_arrives(context):
    results = context.listener.results({context.good.correlation}, context.suite.limits.event_s)
    check(results, has_length(1), "results of the good event")


@when("the agreed large number of scoring requests is sent at once, spread over these customers")
def send_many(context):
    context.count = context.suite.limits.bulk_messages
    context.owners = flows.send_requests(context.suite, context.customers, context.count)
    check(context.owners, has_length(context.count), "requests that the broker acknowledged")


@then("every request has exactly one result in time")
def every_request_has_one_result(context):
    limit_s = context.suite.limits.bulk_s
    delivered = delivery.delivery(context.listener, context.owners, limit_s)
    check(delivered.missing, empty(), f"requests of {context.count} without a result{because(delivered)}")
    check(delivered.late, empty(), f"requests of {context.count} whose result came later than the agreed {limit_s:g} s")
    check(delivered.doubled, empty(), f"requests of {context.count} with more than one result")
    context.results = delivered.results


def because(delivered):
    return f" ({delivered.why})" if delivered.why else ""


@given("a reader of scoring results who is away from now on")
def a_reader_is_away(context):
    context.stopped = context.suite.events.ends("scoring_result")


@when("a scoring request of this customer is sent every half second for {seconds:d} seconds")
def send_one_after_the_other(context, seconds):
    context.owners = delivery.send_in_turn(context.suite, context.customer, 0.5, seconds)
    context.away_s = seconds
    check(context.owners, has_length(2 * seconds), "requests that the broker acknowledged")


@when("the reader comes back {seconds:d} seconds after the last of them")
def the_reader_comes_back(context, seconds):
    delivery.window_s(context.suite, at_least_s=context.away_s + seconds)
    delivery.pause_for(seconds)
    context.listener = flows.Listener(context.suite, context.stopped)
    context.add_cleanup(context.listener.close)


@then("the reader gets exactly one result of every request, each with this customer's score")
def the_late_reader_gets_every_result(context):
    delivered = delivery.delivery(context.listener, context.owners, context.suite.limits.event_s)
    check(delivered.missing, empty(), f"requests of {len(context.owners)} without a result{because(delivered)}")
    check(delivered.doubled, empty(), f"requests of {len(context.owners)} with more than one result")
    decided = decisions.decision(context.suite.score(context.customer))
    check_every(
        delivered.results,
        len(context.owners),
        has_property("decided", (decided.score, decided.level)),
        "score and risk level of each result",
    )


@when("the event broker is asked how long it keeps results")
def ask_how_long_results_are_kept(context):
    context.agreed_s = delivery.window_s(context.suite)
    context.keeping = delivery.keeping(context.suite)


@then("it keeps them for at least the agreed delivery window")
def results_are_kept(context):
    check(context.keeping.seconds, greater_than_or_equal_to(context.agreed_s), "seconds for which results are kept")


@then("it removes none of them to save space")
def results_are_not_removed_for_space(context):
    check(context.keeping.largest, none(), "bytes from which on the oldest results are removed")


@then("every result names the customer of its request")
def every_result_names_its_customer(context):
    owners = {correlation: customer.customer_id for correlation, customer in context.owners.items()}
    strangers = [r for r in context.results if r.words["customer_id"] != owners[r.words["correlation"]]]
    check(len(context.results), greater_than_or_equal_to(context.count), "results that were compared")
    check(strangers, empty(), "results that name another customer")


@then("every result is the one that the scoring API gives for that customer's figures")
def every_result_equals_the_answer(context):
    decided = {c: decisions.decision(context.suite.score(c)) for c in context.customers}
    check(len({d.score for d in decided.values()}), greater_than(1), "different customers get different scores")
    right = {customer: (d.score, d.level) for customer, d in decided.items()}
    wrong = [r.words for r in context.results if r.decided != right[context.owners[r.words["correlation"]]]]
    check(wrong, empty(), f"of {len(context.results)} results, those with another score or risk level")


@given("the {party:Party} knows this customer")
@given("the {party:Party} has a report on this customer")
def the_party_knows_the_customer(context, party):
    parties.introduce(context.suite, party, context.customer)


@given("the {party:Party} {misbehaves:Misbehaviour}")
def the_party_misbehaves(context, party, misbehaves):
    context.restore = parties.misbehave(context.suite, party, misbehaves)


@when("the platform is told to fetch the customer")
def fetch_the_customer(context):
    context.event = "customer record"
    context.answer = context.suite.operations.try_("fetch_customer", customer_id=context.customer.customer_id)
    context.sent = flows.fetched(context.answer)


@then("the platform says that the customer is not known")
def the_customer_is_not_known(context):
    check(context.answer.refusal, equal_to("unknown"), f"the refusal (status {context.answer.status})")


@then("the platform says that the customer system took too long")
def the_customer_system_took_too_long(context):
    check(context.answer.refusal, equal_to("timed_out"), f"the refusal (status {context.answer.status})")


@then("the platform says that the customer system failed")
def the_customer_system_failed(context):
    check(context.answer.refusal, equal_to("failed"), f"the refusal (status {context.answer.status})")


@then("after the customer system has recovered the same customer can be fetched")
def the_customer_can_be_fetched_again(context):
    context.suite.settle(context.restore)
    check_within(
        context.suite.limits.recovery_s,
        lambda: context.suite.operations.try_("fetch_customer", customer_id=context.customer.customer_id).succeeded,
        is_(True),
        "the customer is fetched",
    )


@given("somebody watches the customer records that the platform sends")
def somebody_watches_customer_records(context):
    context.records = context.suite.events.watch("customer_record")
    context.add_cleanup(context.records.close)


@then("by then exactly one record of this customer has been sent, with the figures of the customer system")
def one_record_was_sent(context):
    records = flows.records_of(context.suite, context.records, context.customer)
    check(records, has_length(1), "records of this customer")
    check(records[0], has_entries(context.customer.figures.words()), "the figures in the record")


@when("a customer record without a bureau score is sent")
def send_a_record_without_a_bureau_score(context):
    context.event = "customer record"
    context.sent = flows.send(context.suite, context.event, context.customer, bureau_score=OMIT)


@then("it says that the bureau's report was used")
def the_report_was_used(context):
    says = parties.party(context.suite, "credit bureau").says
    check(says.get("report"), not_(none()), "the profile names the mark of a bureau report")
    check(context.result.words["bureau"], equal_to(says["report"]), "where the bureau score came from")


@then("it says that the agreed fallback was used")
def the_fallback_was_used(context):
    says = parties.party(context.suite, "credit bureau").says
    check(says.get("fallback"), not_(none()), "the profile names the mark of the fallback")
    check(context.result.words["bureau"], equal_to(says["fallback"]), "where the bureau score came from")


@then("its score and risk level are those for the agreed fallback bureau score")
def the_result_uses_the_fallback(context):
    agreed = int(parties.party(context.suite, "credit bureau").fallback["bureau_score"])
    decided = decisions.decision(context.suite.score(context.customer, bureau_score=agreed))
    check(decisions.is_score(decided.score), is_(True), "the scoring API gives a score")
    check(context.result.decided, equal_to((decided.score, decided.level)), "score and risk level of the result")


@then("after the message service has recovered it receives exactly one message for this customer")
def one_message_arrives(context):
    check(flows.messages_about(context.suite, context.customer), empty(), "messages before recovery")
    context.suite.settle(context.restore)
    about = [context.sent, *context.listener.later]
    flows.check_messages(context.suite, context.customer, about)
    flows.check_messages(
        context.suite,
        context.customer,
        [*about, flows.send(context.suite, context.event, context.customer)],
    )

"""Events that lead to scores, and the parties outside the platform that are asked on the way."""

from functools import partial

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
from scene import Scene

from acceptance.checks import check, check_every, check_within
from acceptance.platform.events import Keeping, Record, Watch
from acceptance.platform.templates import OMIT
from acceptance.requirements.customers import basis
from acceptance.requirements.decisions import decisions
from acceptance.requirements.service import delivery, flows, parties
from acceptance.requirements.service.delivery import Delivery
from acceptance.requirements.service.flows import Result, Sent
from acceptance.runner.steps import choose, given, then, when


class ServiceEventsScene(Scene):
    """What steps about events and outside parties hand on."""

    agreed_window_s: float
    away_s: int
    bad_event: Sent
    event: str
    good_event: Sent
    keeping: Keeping
    mark_of_the_fault: str
    other_event: Sent
    raised: float
    records: Watch
    rejected: list[Record]
    result: Result
    results: list[Result]
    sent_event: Sent
    stopped_at: dict[int, int]
    witness: Watch


choose(
    Event=flows.TEMPLATES,
    Fault=flows.FAULTS,
    Party=parties.PARTIES,
    Misbehaviour=parties.MISBEHAVIOUR,
)


@when("a {event:Event} with the customer's figures is sent")
def send_an_event(scene: ServiceEventsScene, event: str) -> None:
    scene.event = event
    scene.sent_event = flows.send(scene.suite, event, scene.customer)


@then("exactly one result for this customer arrives in time")
def exactly_one_result(scene: ServiceEventsScene) -> None:
    results = scene.listener.settled(scene.sent_event, scene.event, scene.customer)
    check(results, has_length(1), "results of this event, counted after a later one came through")
    scene.result = results[0]
    flows.check_owner(scene.suite, scene.result, scene.customer)


@then("its score and risk level are those that the scoring API gives for the same figures")
def the_result_equals_the_answer(scene: ServiceEventsScene) -> None:
    if decisions.newest_is_told(scene.suite):
        check_within(
            scene.suite.limits.event_s,
            lambda: decisions.newest(scene.suite, scene.customer),
            equal_to(scene.result.decided),
            "score and risk level of the newest decision",
        )
    decided = decisions.decision(scene.suite.score(scene.customer))
    check(decisions.is_score(scene.suite, decided.score), is_(True), "the scoring API gives a score")
    check(scene.result.decided, equal_to((decided.score, decided.level)), "score and risk level of the result")
    check(scene.result.words["model_version"], equal_to(decided.model[1]), "the model named in the result")


@given("the customer's record was sent and scored")
def the_record_was_scored(scene: ServiceEventsScene) -> None:
    sent = flows.send(scene.suite, "customer record", scene.customer)
    results = scene.listener.results({sent.correlation}, scene.suite.limits.event_s)
    check(results, has_length(1), "results of the customer's record")


@when("a transaction for a new loan of half the customer's income is sent")
def send_a_loan(scene: ServiceEventsScene) -> None:
    half = flows.share_of_a_year(scene.suite, scene.customer, 1 / 2)
    scene.sent_event = flows.send(scene.suite, "transaction", scene.customer, amount=half)


@then("the platform's debt ratio for the customer rises by {rise:g}")
def the_debt_ratio_rises(scene: ServiceEventsScene, rise: float) -> None:
    scene.raised = scene.customer.figures.debt_ratio + flows.change_of_debt_ratio(scene.suite, rise)
    check_within(
        scene.suite.limits.event_s,
        lambda: flows.stored_debt_ratio(scene.suite, scene.customer),
        close_to(scene.raised, flows.debt_ratio_rounding(scene.suite)),
        "the customer's debt ratio as the platform has it",
    )


@when("a transaction for a repayment of a tenth of the customer's income is sent")
def send_a_repayment(scene: ServiceEventsScene) -> None:
    tenth = flows.share_of_a_year(scene.suite, scene.customer, 1 / 10)
    scene.sent_event = flows.send_repayment(scene.suite, scene.customer, tenth)


@then("the platform's debt ratio for the customer falls by {fall:g}")
def the_debt_ratio_falls(scene: ServiceEventsScene, fall: float) -> None:
    fallen = scene.customer.figures.debt_ratio - flows.change_of_debt_ratio(scene.suite, fall)
    check_within(
        scene.suite.limits.event_s,
        lambda: flows.stored_debt_ratio(scene.suite, scene.customer),
        close_to(fallen, flows.debt_ratio_rounding(scene.suite)),
        "the customer's debt ratio as the platform has it",
    )


@when("the same transaction for a new loan of a tenth of the customer's income is sent twice and another one after it")
def send_the_same_loan_twice(scene: ServiceEventsScene) -> None:
    tenth = flows.share_of_a_year(scene.suite, scene.customer, 1 / 10)
    sent = flows.send(scene.suite, "transaction", scene.customer, amount=tenth)
    flows.send(scene.suite, "transaction", scene.customer, sent.correlation, **sent.words)
    half = flows.share_of_a_year(scene.suite, scene.customer, 1 / 2)
    flows.send(scene.suite, "transaction", scene.customer, amount=half)


@when("both a {event:Event} of the customer and one of a customer with a recorded lawful basis are sent")
def send_with_and_without_basis(scene: ServiceEventsScene, event: str) -> None:
    scene.other_customer = scene.suite.customer()
    scene.sent_event = flows.send(scene.suite, event, scene.customer)
    scene.good_event = flows.send(scene.suite, event, scene.other_customer)


@then("the event of the customer without a lawful basis is set aside, or read and passed over where that was agreed")
def the_ungated_event_is_rejected(scene: ServiceEventsScene) -> None:
    aside = basis.set_aside(scene.suite, scene.rejections, [scene.sent_event])
    check(
        aside, equal_to(1), "events of the customer that were set aside, or read and passed over where that was agreed"
    )


@then("no result for the customer without a lawful basis has arrived by then")
def no_ungated_result(scene: ServiceEventsScene) -> None:
    results = scene.listener.until_after(scene.other_customer, scene.suite.limits.event_s)
    check(len(results), greater_than(0), "results that arrived")
    mine = [r.words for r in flows.about(scene.suite, results, scene.customer, [scene.sent_event])]
    check(mine, empty(), "results for the customer without a lawful basis")


@then("the next score is the one that the scoring API gives for the raised debt ratio")
def the_next_score_uses_the_raised_ratio(scene: ServiceEventsScene) -> None:
    sent = flows.send_request_from_stored_figures(scene.suite, scene.customer)
    results = scene.listener.results({sent.correlation}, scene.suite.limits.event_s)
    check(results, has_length(1), "results of the request that leaves the figures to the platform")
    before = decisions.decision(scene.suite.score(scene.customer))
    raised = scene.suite.product.figures["debt_ratio"].written(scene.raised)
    after = decisions.decision(scene.suite.score(scene.customer, debt_ratio=raised))
    check(after.score, not_(equal_to(before.score)), "the raised debt ratio changes the score")
    check(results[0].decided, equal_to((after.score, after.level)), "score and risk level of the next score")


@when("the same {event:Event} is sent twice and another one after it")
def send_twice(scene: ServiceEventsScene, event: str) -> None:
    scene.sent_event = flows.send(scene.suite, event, scene.customer)
    flows.send(scene.suite, event, scene.customer, scene.sent_event.correlation, **scene.sent_event.words)
    scene.other_event = flows.send(scene.suite, event, scene.customer)


@then("the other one's result arrives in time")
def the_other_result_arrives(scene: ServiceEventsScene) -> None:
    results = scene.listener.results({scene.other_event.correlation}, scene.suite.limits.event_s)
    check(results, has_length(1), "results of the other event")


@then("by then exactly one result of the repeated one has arrived")
def one_result_of_the_repeated_one(scene: ServiceEventsScene) -> None:
    results = scene.listener.results({scene.sent_event.correlation}, 0)
    check(results, has_length(1), "results of the event that was sent twice")


@given("somebody waits for rejected messages before anything is sent")
def somebody_waits_for_rejected_messages(scene: ServiceEventsScene) -> None:
    scene.rejections = scene.suite.platform.events.watch("rejected_message")
    scene.at_the_end(scene.rejections.close)


@when("a {event:Event} that {fault:Fault} is sent and a good one after it")
def send_a_faulty_event(scene: ServiceEventsScene, event: str, fault: str) -> None:
    scene.bad_event, scene.mark_of_the_fault = flows.send_faulty(scene.suite, event, fault, scene.customer)
    good = "scoring request" if event == "transaction" else event  # a transaction has no result of its own
    scene.good_event = flows.send(scene.suite, good, scene.customer)


@then("the bad one is among the rejected messages, with its place and a reason")
def the_bad_one_is_rejected(scene: ServiceEventsScene) -> None:
    deadline_s = scene.suite.limits.event_s
    scene.rejected = flows.rejected(scene.suite, scene.rejections, scene.bad_event.place, deadline_s)
    check(scene.rejected, has_length(1), "rejected messages that name the place of the bad one")
    words = scene.suite.platform.events.words_of("rejected_message", scene.rejected[0])
    check(words, has_entries(reason=all_of(not_none(), not_(equal_to("")))), "what the rejected message says")


@then("what was set aside does not contain what was sent")
def the_rejection_has_no_content(scene: ServiceEventsScene) -> None:
    check(
        flows.repeats(scene.rejected, scene.mark_of_the_fault), is_(False), "the rejected message repeats the content"
    )


@then("the good one's result arrives in time")
def the_good_result_arrives(scene: ServiceEventsScene) -> None:
    results = scene.listener.results({scene.good_event.correlation}, scene.suite.limits.event_s)
    check(results, has_length(1), "results of the good event")


@when("the agreed large number of scoring requests is sent at once, spread over these customers")
def send_many(scene: ServiceEventsScene) -> None:
    scene.count = scene.suite.limits.bulk_messages
    sending = partial(flows.send_requests, scene.suite, scene.customers, scene.count)
    scene.owners = scene.listener.while_doing(sending)
    check(scene.owners, has_length(scene.count), "requests that the broker acknowledged")


@then("every request has exactly one result in time")
def every_request_has_one_result(scene: ServiceEventsScene) -> None:
    limit_s = scene.suite.limits.bulk_s
    delivered = delivery.delivery(scene.listener, scene.owners, limit_s)
    check(delivered.missing, empty(), f"requests of {scene.count} without a result{_because(delivered)}")
    check(delivered.late, empty(), f"requests of {scene.count} whose result came later than the agreed {limit_s:g} s")
    check(delivered.doubled, empty(), f"requests of {scene.count} with more than one result")
    scene.results = delivered.results


def _because(delivered: Delivery) -> str:
    return f" ({delivered.why})" if delivered.why else ""


@given("a reader of scoring results who is away from now on")
def a_reader_is_away(scene: ServiceEventsScene) -> None:
    scene.stopped_at = scene.suite.platform.events.ends("scoring_result")
    scene.witness = scene.suite.platform.events.watch("scoring_result", scene.stopped_at)
    scene.at_the_end(scene.witness.close)


@when("a scoring request of this customer is sent every half second for {seconds:d} seconds")
def send_one_after_the_other(scene: ServiceEventsScene, seconds: int) -> None:
    scene.owners = delivery.send_in_turn(scene.suite, scene.customer, 0.5, seconds, scene.witness)
    scene.away_s = seconds
    check(scene.owners, has_length(2 * seconds), "requests that the broker acknowledged")


@when("the reader comes back {seconds:d} seconds after the last of them")
def the_reader_comes_back(scene: ServiceEventsScene, seconds: int) -> None:
    delivery.window_s(scene.suite, at_least_s=scene.away_s + seconds)
    delivery.read_along(scene.witness, seconds)
    scene.listener = flows.Listener(scene.suite, scene.stopped_at, scene.witness)
    scene.at_the_end(scene.listener.close)


@then("the reader gets exactly one result of every request, each with this customer's score")
def the_late_reader_gets_every_result(scene: ServiceEventsScene) -> None:
    delivered = delivery.delivery(scene.listener, scene.owners, scene.suite.limits.event_s)
    check(delivered.missing, empty(), f"requests of {len(scene.owners)} without a result{_because(delivered)}")
    check(delivered.doubled, empty(), f"requests of {len(scene.owners)} with more than one result")
    decided = decisions.decision(scene.suite.score(scene.customer))
    check_every(
        delivered.results,
        len(scene.owners),
        has_property("decided", (decided.score, decided.level)),
        "score and risk level of each result",
    )


@when("the event broker is asked how long it keeps results")
def ask_how_long_results_are_kept(scene: ServiceEventsScene) -> None:
    scene.agreed_window_s = delivery.window_s(scene.suite)
    scene.keeping = delivery.keeping(scene.suite)


@then("it keeps them for at least the agreed delivery window")
def results_are_kept(scene: ServiceEventsScene) -> None:
    check(scene.keeping.seconds, greater_than_or_equal_to(scene.agreed_window_s), "seconds for which results are kept")


@then("it removes none of them to save space")
def results_are_not_removed_for_space(scene: ServiceEventsScene) -> None:
    check(scene.keeping.largest, none(), "bytes from which on the oldest results are removed")


@then("every result names the customer of its request")
def every_result_names_its_customer(scene: ServiceEventsScene) -> None:
    named = scene.suite.platform.events.names_customers("scoring_result")
    owners = {correlation: customer.customer_id for correlation, customer in scene.owners.items()}
    check(len(scene.results), greater_than_or_equal_to(scene.count), "results that were compared")
    # Where results name no customer, the number of the request stands for its customer.
    strangers = [
        r.words
        for r in scene.results
        if r.words["correlation"] not in owners or (named and r.words["customer_id"] != owners[r.words["correlation"]])
    ]
    check(strangers, empty(), "results that name another customer")


@then("every result is the one that the scoring API gives for that customer's figures")
def every_result_equals_the_answer(scene: ServiceEventsScene) -> None:
    decided = {c: decisions.decision(scene.suite.score(c)) for c in scene.customers}
    check(len({d.score for d in decided.values()}), greater_than(1), "different customers get different scores")
    right = {customer: (d.score, d.level) for customer, d in decided.items()}
    wrong = [r.words for r in scene.results if r.decided != right[scene.owners[r.words["correlation"]]]]
    check(wrong, empty(), f"of {len(scene.results)} results, those with another score or risk level")


@given("the {party:Party} knows this customer")
@given("the {party:Party} has a report on this customer")
def the_party_knows_the_customer(scene: ServiceEventsScene, party: str) -> None:
    parties.introduce(scene.suite, party, scene.customer)


@given("the {party:Party} {misbehaves:Misbehaviour}")
def the_party_misbehaves(scene: ServiceEventsScene, party: str, misbehaves: str) -> None:
    scene.restore = parties.misbehave(scene.suite, party, misbehaves)


@when("the platform is told to fetch the customer")
def fetch_the_customer(scene: ServiceEventsScene) -> None:
    scene.event = "customer record"
    scene.answer = scene.suite.platform.operations.try_("fetch_customer", customer_id=scene.customer.customer_id)
    scene.sent_event = flows.fetched(scene.answer)


@then("the platform says that the customer is not known")
def the_customer_is_not_known(scene: ServiceEventsScene) -> None:
    check(scene.answer.refused_as("unknown"), equal_to("unknown"), f"the refusal (status {scene.answer.status})")


@then("the platform says that the customer system took too long")
def the_customer_system_took_too_long(scene: ServiceEventsScene) -> None:
    check(scene.answer.refused_as("timed_out"), equal_to("timed_out"), f"the refusal (status {scene.answer.status})")


@then("the platform says that the customer system failed")
def the_customer_system_failed(scene: ServiceEventsScene) -> None:
    check(scene.answer.refused_as("failed"), equal_to("failed"), f"the refusal (status {scene.answer.status})")


@then("after the customer system has recovered the same customer can be fetched")
def the_customer_can_be_fetched_again(scene: ServiceEventsScene) -> None:
    scene.suite.settle(scene.restore)
    check_within(
        scene.suite.limits.recovery_s,
        lambda: (
            scene.suite.platform.operations.try_("fetch_customer", customer_id=scene.customer.customer_id).succeeded
        ),
        is_(True),
        "the customer is fetched",
    )


@given("somebody watches the customer records that the platform sends")
def somebody_watches_customer_records(scene: ServiceEventsScene) -> None:
    scene.records = scene.suite.platform.events.watch("customer_record")
    scene.at_the_end(scene.records.close)


@then("by then exactly one record of this customer has been sent, with the figures of the customer system")
def one_record_was_sent(scene: ServiceEventsScene) -> None:
    records = flows.records_of(scene.suite, scene.records, scene.customer)
    check(records, has_length(1), "records of this customer")
    check(records[0], has_entries(scene.customer.figures.words()), "the figures in the record")


@when("a customer record without a bureau score is sent")
def send_a_record_without_a_bureau_score(scene: ServiceEventsScene) -> None:
    scene.event = "customer record"
    scene.sent_event = flows.send(scene.suite, scene.event, scene.customer, bureau_score=OMIT)


@then("it says that the bureau's report was used")
def the_report_was_used(scene: ServiceEventsScene) -> None:
    says = parties.party(scene.suite, "credit bureau").says
    check(scene.result.words["bureau"], equal_to(says["report"]), "where the bureau score came from")


@then("it says that the agreed fallback was used")
def the_fallback_was_used(scene: ServiceEventsScene) -> None:
    says = parties.party(scene.suite, "credit bureau").says
    check(scene.result.words["bureau"], equal_to(says["fallback"]), "where the bureau score came from")


@then("its score and risk level are those for the agreed fallback bureau score")
def the_result_uses_the_fallback(scene: ServiceEventsScene) -> None:
    told = float(parties.party(scene.suite, "credit bureau").fallback["bureau_score"])
    agreed = scene.suite.product.figures["bureau_score"].as_told(told)
    decided = decisions.decision(scene.suite.score(scene.customer, bureau_score=agreed))
    check(decisions.is_score(scene.suite, decided.score), is_(True), "the scoring API gives a score")
    check(scene.result.decided, equal_to((decided.score, decided.level)), "score and risk level of the result")


@then("after the message service has recovered it receives exactly one message for this customer")
def one_message_arrives(scene: ServiceEventsScene) -> None:
    check(flows.messages_about(scene.suite, scene.customer), empty(), "messages before recovery")
    scene.suite.settle(scene.restore)
    about = [scene.sent_event, *scene.listener.later]
    flows.check_messages(scene.suite, scene.customer, about)
    flows.check_messages(
        scene.suite,
        scene.customer,
        [*about, flows.send(scene.suite, scene.event, scene.customer)],
    )

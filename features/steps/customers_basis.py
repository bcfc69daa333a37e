"""On which basis customers are scored, and how that ends."""

from hamcrest import empty, equal_to, greater_than, has_entries, has_item, has_length, is_, not_
from scene import Scene

from acceptance.checks import check
from acceptance.platform.clocks import check_time
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import basis, journeys, refusing
from acceptance.requirements.customers.basis import Pair, Recorded
from acceptance.requirements.decisions import decisions
from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Sent
from acceptance.runner.steps import choose, given, then, when


class CustomersBasisScene(Scene):
    """What steps about lawful bases and their end hand on."""

    copies_before: list[str]
    ended: float
    pairs: list[Pair]
    recorded: Recorded
    results_before: list[str]


choose(NoBasis=basis.WITHOUT_BASIS, Ending=basis.ENDINGS)


@given("a fictitious customer with {state:NoBasis}")
def a_customer_who_must_not_be_scored(scene: CustomersBasisScene, state: str) -> None:
    scene.customer = scene.suite.customer(lawful_basis=False)
    scene.other_customer = scene.suite.customer()
    basis.without_basis(scene.suite, scene.customer, state)
    scene.copies_before = basis.cached(scene.suite, scene.customer)
    scene.listener = flows.Listener(scene.suite)
    scene.at_the_end(scene.listener.close)


@then("each of {count:d} more requests by every way, spread over all replicas, is refused as well")
def more_requests_are_refused(scene: CustomersBasisScene, count: int) -> None:
    refusing.check_each_refused(scene.suite, scene.customer, count, refusing.WITH_FIGURES)


@then(
    "no result, no cached copy, no message and no result event of this customer exists, "
    "while a customer with a basis is scored"
)
def nothing_is_left_behind(scene: CustomersBasisScene) -> None:
    left = basis.left_behind(scene.suite, scene.customer, scene.listener, scene.other_customer, _sent(scene))
    left["messages"] = basis.messages_of(scene.suite, scene.customer)
    left["cached copies"] = [key for key in left["cached copies"] if key not in scene.copies_before]
    check({place: found for place, found in left.items() if found}, equal_to({}), "what is kept of the customer")


@when("for each pair of purposes a customer with each basis for the one is to be scored for the other")
def ask_for_every_pair(scene: CustomersBasisScene) -> None:
    scene.pairs = basis.every_pair(scene.suite)


@then("each of these requests is refused as not permitted, while a basis for the very purpose lets it through")
def only_the_very_purpose_counts(scene: CustomersBasisScene) -> None:
    others = [pair for pair in scene.pairs if pair.recorded != pair.asked]
    own = [pair for pair in scene.pairs if pair.recorded == pair.asked]
    check(len(others), greater_than(0), "pairs of two different purposes")
    check(len(own), greater_than(0), "pairs of a purpose with itself")
    let_through = [pair.named for pair in others if pair.answer.refused_as("not_permitted") != "not_permitted"]
    check(let_through, empty(), f"of {len(others)} pairs, bases for one purpose that let through another")
    refused = [f"{pair.named} (status {pair.answer.status})" for pair in own if not pair.answer.succeeded]
    check(refused, empty(), f"of {len(own)} purposes, those refused in spite of their own basis")


def _sent(scene: CustomersBasisScene) -> list[Sent]:
    return scene.sent_events if hasattr(scene, "sent_events") else []


@given("for each other purpose a customer with each basis for it, and none for scoring")
def customers_with_other_bases(scene: CustomersBasisScene) -> None:
    scene.customers = basis.with_other_bases(scene.suite)
    _watch_rejections(scene)


@when("customer records and scoring requests of each of them arrive as events")
def events_of_each_arrive(scene: CustomersBasisScene) -> None:
    scene.sent_events = [sent for customer in scene.customers for sent in basis.events_about(scene.suite, customer)]


@then("nobody of them has a result")
def nobody_has_a_result(scene: CustomersBasisScene) -> None:
    results = {one.customer_id: basis.results_of(scene.suite, one) for one in scene.customers}
    check(results, equal_to({number: [] for number in results}), f"results of the {len(results)} customers")


@when("customer records and scoring requests of this customer arrive as events, {times:d} of each kind")
def events_of_the_customer_arrive(scene: CustomersBasisScene, times: int) -> None:
    _watch_rejections(scene)
    scene.sent_events = basis.events_about(scene.suite, scene.customer, times)


def _watch_rejections(scene: CustomersBasisScene) -> None:
    if not hasattr(scene, "rejections"):
        scene.rejections = scene.suite.platform.events.watch("rejected_message")
        scene.at_the_end(scene.rejections.close)


@then("all of them are set aside, or read and passed over where that was agreed")
def all_are_set_aside(scene: CustomersBasisScene) -> None:
    check(scene.sent_events, has_length(greater_than(0)), "events that must not be processed")
    aside = basis.set_aside(scene.suite, scene.rejections, scene.sent_events)
    check(aside, equal_to(len(scene.sent_events)), "events among the rejected messages")


@when("a basis for scoring is recorded for a fictitious customer")
def record_a_basis(scene: CustomersBasisScene) -> None:
    scene.customer = scene.suite.customer(lawful_basis=False)
    scene.recorded = basis.record(scene.suite, scene.customer, "scoring", "consent")


@then(
    "the register names the customer, the purpose, the basis, the version of the text, the channel and who recorded it"
)
def the_register_is_complete(scene: CustomersBasisScene) -> None:
    entries = basis.register(scene.suite, scene.customer)
    check(entries, has_length(1), "entries of the register about the customer")
    scene.entry = entries[0]
    recorded = scene.recorded
    expected = has_entries(
        purpose=scene.suite.profile.agreed(Privacy).word(recorded.purpose),
        basis=scene.suite.profile.agreed(Privacy).word(recorded.basis),
        text_version=recorded.text_version,
        ended_at=None,
    )
    check(scene.entry, expected, "the entry of the register")
    told = scene.suite.platform.operations.do("read_lawful_bases", customer_id=recorded.customer.customer_id).words
    if told.tells("customer_id"):
        check(told["customer_id"], equal_to(recorded.customer.customer_id), "whose register it is")
    for field in ("channel", "recorded_by"):
        check(str(scene.entry[field] or "").strip(), not_(equal_to("")), f"the entry's {field.replace('_', ' ')}")


@then("the time of the record lies within the time of this scenario and names its distance to UTC")
def the_time_is_true(scene: CustomersBasisScene) -> None:
    begun, ended = scene.recorded.begun, scene.recorded.ended
    offset = scene.suite.platform.clock_offset("scoring_api")
    check_time(str(scene.entry["recorded_at"]), begun, ended, offset, "when the basis was recorded")


@given("a fictitious customer who is scored on the basis of {how}, while short-lived copies of the data exist")
def a_customer_scored_on_a_basis(scene: CustomersBasisScene, how: str) -> None:
    scene.customer = journeys.person(scene.suite, lawful_basis=False)
    scene.other_customer = scene.suite.customer()
    basis.record(scene.suite, scene.customer, "scoring", how)
    scene.journey = journeys.passes_through(scene.suite, scene.customer)
    copies = scene.suite.platform.cache.keys_naming(scene.customer.customer_id)
    check(len(copies), greater_than(0), "cached copies of the customer's data")
    scene.results_before = basis.results_of(scene.suite, scene.customer)
    scene.listener = flows.Listener(scene.suite)
    scene.at_the_end(scene.listener.close)


@when("the customer's {ending:Ending} is recorded")
@given("the customer's {ending:Ending} was recorded")
def record_the_end(scene: CustomersBasisScene, ending: str) -> None:
    scene.ended = basis.end(scene.suite, scene.customer, ending)


@then("within the agreed time every request about the customer is refused, with figures and without")
def every_request_is_refused(scene: CustomersBasisScene) -> None:
    refusing.check_refused_in_time(scene.suite, scene.customer, scene.ended)


@then(
    "so is each of {count:d} later ones by every way, spread over all replicas and the time until all has come to rest"
)
def every_later_request_is_refused(scene: CustomersBasisScene, count: int) -> None:
    refusing.check_each_refused(scene.suite, scene.customer, count, over_s=scene.suite.limits.settles_s)


@then("the earlier decision can still be read by an auditor")
def the_earlier_decision_is_kept(scene: CustomersBasisScene) -> None:
    read = scene.suite.platform.operations.try_("read_result", request_id=scene.journey.request_id)
    check(read.succeeded, is_(True), f"the earlier result can be read (status {read.status})")
    check(read.words["credit_score"], equal_to(scene.journey.answer.words["credit_score"]), "the earlier score")


@then("the register shows the basis with its end")
def the_register_shows_the_end(scene: CustomersBasisScene) -> None:
    entries = basis.register(scene.suite, scene.customer)
    scoring = [e for e in entries if e["purpose"] == scene.suite.profile.agreed(Privacy).word("scoring")]
    check(scoring, has_length(1), "entries of the register about scoring")
    check(scoring[0]["ended_at"], not_(equal_to(None)), "when the basis ended")


@then("no new result of this customer exists, while a customer with a basis is scored")
def no_new_result(scene: CustomersBasisScene) -> None:
    left = basis.left_behind(scene.suite, scene.customer, scene.listener, scene.other_customer, _sent(scene))
    check(left["result events"], empty(), "result events of the customer")
    check(left["results"], equal_to(scene.results_before), "results kept of the customer, as before")


@given("a fictitious customer with a contract for scoring and a consent to marketing")
def a_customer_with_two_bases(scene: CustomersBasisScene) -> None:
    scene.customer = scene.suite.customer()
    basis.record(scene.suite, scene.customer, "marketing", "consent")


@when("the consent to marketing is withdrawn")
def withdraw_marketing(scene: CustomersBasisScene) -> None:
    basis.end(scene.suite, scene.customer, "withdrawal", "marketing")
    entries = basis.register(scene.suite, scene.customer)
    ended = [e["purpose"] for e in entries if e["ended_at"] is not None]
    check(
        ended,
        has_item(scene.suite.profile.agreed(Privacy).word("marketing")),
        "purposes whose basis has ended",
    )


@when("a withdrawal is asked for although the basis is a contract")
def withdraw_a_contract(scene: CustomersBasisScene) -> None:
    scene.suite.profile.agreed(Privacy).word("contract")  # where every basis is a consent there is nothing to refuse
    purpose = scene.suite.profile.agreed(Privacy).word("scoring")
    scene.answer = scene.suite.platform.operations.try_(
        "withdraw", customer_id=scene.customer.customer_id, purpose=purpose
    )


@then("the platform says that this basis cannot be ended that way")
def the_basis_cannot_be_ended_so(scene: CustomersBasisScene) -> None:
    check(
        scene.answer.refused_as("another_basis"),
        equal_to("another_basis"),
        f"the refusal (status {scene.answer.status})",
    )


@then("the customer is scored")
@then("the customer is still scored")
def the_customer_is_scored(scene: CustomersBasisScene) -> None:
    answer = scene.suite.score(scene.customer, fresh=True)
    check(
        decisions.is_score(scene.suite, decisions.decision(answer).score),
        is_(True),
        f"a score (status {answer.status})",
    )

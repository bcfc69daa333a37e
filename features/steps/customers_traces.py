"""What technical records and training sets hold of customers."""

from functools import partial

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    has_length,
    is_,
)
from scene import Scene, names_in

from acceptance.checks import check, check_within
from acceptance.requirements.customers import (
    basis,
    journeys,
    life,
    refused,
    searching,
    telemetry,
    training,
)
from acceptance.requirements.customers.training import TrainingSet
from acceptance.requirements.models import models
from acceptance.requirements.service import measurements
from acceptance.requirements.service.flows import TOPICS, Sent
from acceptance.runner.steps import choose, given, then, when


class CustomersTracesScene(Scene):
    """What steps about technical records and training sets hand on."""

    set_aside: int
    sets: list[TrainingSet]
    unusable: list[Sent]


choose(UnusableEvent=TOPICS)


# -- telemetry


@when("the customer goes through the platform from end to end, and requests with mistakes in every field are sent")
def requests_good_and_bad(scene: CustomersTracesScene) -> None:
    scene.mark = scene.suite.search.mark()
    scene.journey = journeys.passes_through(scene.suite, scene.customer)
    scene.answers = telemetry.with_mistakes(scene.suite, scene.customer)


@when("the customer does there whatever else the platform offers to a customer")
def the_customer_does_the_rest(scene: CustomersTracesScene) -> None:
    scene.mark = scene.suite.search.mark()
    done = life.lived(scene.suite, journeys.passes_through(scene.suite, scene.customer))
    scene.details = done.all_details(scene.suite)


@when("every call that takes a customer's number is made by whoever has no right to it")
def calls_without_a_right(scene: CustomersTracesScene) -> None:
    scene.mark = scene.suite.search.mark()
    scene.answers = refused.without_a_right(scene.suite, scene.customer)


@when("every call that takes a customer's number is made with details in the place of numbers and texts")
def calls_with_odd_numbers(scene: CustomersTracesScene) -> None:
    scene.mark = scene.suite.search.mark()
    odd = refused.with_odd_numbers(scene.suite, scene.customer)
    scene.answers = [*odd, *refused.with_mistakes(scene.suite, scene.customer)]


@then("the platform refuses each of them")
def each_is_refused(scene: CustomersTracesScene) -> None:
    check(scene.answers, has_length(greater_than(0)), "calls that must be refused")
    done = sorted({answer.operation for answer in scene.answers if answer.succeeded})
    check(done, empty(), f"of {len(scene.answers)} calls, those that were done")


@when("requests and events about the customer fail because the {service} is cut off")
def requests_fail(scene: CustomersTracesScene, service: str) -> None:
    scene.mark = scene.suite.search.mark()
    scene.answers = telemetry.during_outage(scene.suite, service, scene.customer)


@when("the customer is fetched and scored while the customer system and the credit bureau misbehave in every way")
def parties_fail(scene: CustomersTracesScene) -> None:
    scene.mark = scene.suite.search.mark()
    scene.answers = telemetry.while_parties_fail(scene.suite, scene.customer)


@when(
    "{event:UnusableEvent}s about the customer are sent that are not readable, hold a mistake, "
    "or lack the customer's number"
)
def messages_that_cannot_be_used(scene: CustomersTracesScene, event: str) -> None:
    watch = scene.suite.platform.events.watch("rejected_message")
    scene.at_the_end(watch.close)
    scene.mark = scene.suite.search.mark()
    scene.unusable = telemetry.unusable_messages(scene.suite, event, scene.customer)
    scene.set_aside = basis.set_aside(scene.suite, watch, scene.unusable)


@then("each of them is set aside")
def each_is_set_aside(scene: CustomersTracesScene) -> None:
    check(scene.unusable, has_length(greater_than(0)), "messages that cannot be used")
    check(scene.set_aside, equal_to(len(scene.unusable)), "messages that were set aside")


@then("no answer to a request with a mistake repeats a detail of the customer")
@then("no answer to a failed request repeats a detail of the customer")
def no_answer_repeats(scene: CustomersTracesScene) -> None:
    failed = [answer for answer in scene.answers if not answer.succeeded]
    check(failed, has_length(greater_than(0)), "requests that failed")
    check(telemetry.repeating(failed, scene.customer), empty(), "answers that repeat a detail")


@then("a search of all logs and measurements finds no detail of the customer")
def telemetry_names_nobody(scene: CustomersTracesScene) -> None:
    report = telemetry.searched(scene.suite, scene.details, scene.mark)
    check(searching.places(report.finds), empty(), "details in technical records")
    report.require_searched()
    if not measurements.agreed(scene.suite):
        return
    told = measurements.of_all(scene.suite)
    check([text for text in told if not text.strip()], empty(), "replicas whose measurements are empty")
    check(measurements.naming(told, scene.details), empty(), "details in measurements")


# -- training data


@when("the training sets of all registered models are listed")
def list_training_sets(scene: CustomersTracesScene) -> None:
    scene.sets = training.registered_sets(scene.suite)


@then("each of them that is kept has the registered digest and number of rows")
def training_sets_are_as_registered(scene: CustomersTracesScene) -> None:
    kept = {one: training.stored(scene.suite, one) for one in scene.sets}
    there = {one: found for one, found in kept.items() if found is not None}
    check(there, has_length(greater_than(0)), "training sets that are kept")
    wrong = [one.place for one, found in there.items() if (found.sha256, found.rows) != (one.sha256, one.rows)]
    check(wrong, empty(), "training sets that are not what was registered")


@then("every stored training set belongs to a registered model")
def no_set_is_unregistered(scene: CustomersTracesScene) -> None:
    check_within(
        scene.suite.limits.training_s,
        lambda: training.unregistered(scene.suite, scene.sets),
        empty(),
        "training sets that belong to no model",
    )


@given("fictitious customers with a loan that came to its end, each with an income created for this scenario")
def customers_with_a_finished_loan(scene: CustomersTracesScene) -> None:
    scene.people = {row["customer"]: journeys.person(scene.suite) for row in scene.table}
    states = {row["customer"]: row["training"] for row in scene.table}
    scene.mark = scene.suite.search.mark()
    for name, customer in scene.people.items():
        training.with_finished_loan(scene.suite, customer, states[name])
    for name, customer in scene.people.items():
        check_within(
            scene.suite.limits.event_s,
            partial(training.outcome_is_known, scene.suite, customer),
            is_(True),
            f"the end of the loan of {name} is known",
        )
        training.end_state(scene.suite, customer, states[name])


@then('the registered training set contains the row of "{name}"')
def the_set_contains(scene: CustomersTracesScene, name: str) -> None:
    scene.set = training.set_of(scene.suite, scene.version.version)
    scene.finds = training.searched(scene.suite, list(scene.people.values()), scene.mark)
    mine = training.finds_of(scene.suite, scene.finds, scene.people[name])
    check({find.kind for find in mine if scene.set.key in find.place}, equal_to({"number"}), "details in the set")


@then('"{name}" is the only one of them whom a row of the registered training set is like, also if rows were altered')
def only_one_row_is_like_them(scene: CustomersTracesScene, name: str) -> None:
    like = training.resembling(scene.suite, scene.set)
    check(like, equal_to(1), f"rows that are like any of the {len(scene.people)} customers, of whom {name} may be used")


@then("no training set, model file or record of a training contains a row of {names}")
def no_set_contains(scene: CustomersTracesScene, names: str) -> None:
    people = [scene.people[name] for name in names_in(names.replace(" or ", ", "))]
    finds = [find for customer in people for find in training.finds_of(scene.suite, scene.finds, customer)]
    check(searching.places(finds), empty(), "rows that must not be there")


@then('nothing but the registered training set contains the row of "{name}"')
def nothing_else_contains(scene: CustomersTracesScene, name: str) -> None:
    mine = training.finds_of(scene.suite, scene.finds, scene.people[name])
    check(
        searching.places([find for find in mine if scene.set.key not in find.place]),
        empty(),
        "rows that are elsewhere",
    )


@then('the register of training sets names "{name}" with this set, as it is stored, and none of the others with any')
def the_register_names(scene: CustomersTracesScene, name: str) -> None:
    entries = {one: training.entries_of(scene.suite, customer) for one, customer in scene.people.items()}
    as_stored = training.entry_of_stored(scene.suite, scene.set)
    told = (scene.set.key, scene.set.sha256, scene.set.rows)
    check(told, equal_to(as_stored), "key, digest and number of rows that the model was registered with")
    expected: dict[str, object] = {one: [] for one in entries} | {name: [as_stored]}
    check(entries, equal_to(expected), "the sets with which the register names each of them")
    counted = training.customers_counted(scene.suite, scene.people[name])
    check(counted, greater_than(0), "customers whose rows are in the set, as the register says")


@given("a model was trained on a set that contains the row of the customer, who had allowed it")
def a_model_was_trained_on_the_customer(scene: CustomersTracesScene) -> None:
    suite, customer = scene.suite, scene.customer
    mark = suite.search.mark()
    training.with_finished_loan(suite, customer, training.ALLOWED)
    known = "the end of the customer's loan is known"
    check_within(suite.limits.event_s, lambda: training.outcome_is_known(suite, customer), is_(True), known)
    registered = training.set_of(suite, models.train(suite, seed=models.seed_of(suite)))
    finds = training.searched(suite, [customer], mark).finds
    rows = [find for find in finds if registered.key in find.place]
    check(rows, has_length(greater_than(0)), "rows of the customer in the training set")


@then("no name, e-mail address or number of any of them is in the training set")
def the_set_names_nobody(scene: CustomersTracesScene) -> None:
    named = [find for find in scene.finds.finds if find.kind != "number"]
    check(searching.places(named), empty(), "names, addresses and numbers of customers")

"""What is told of customers who must not be processed, or who are gone, and what is left of it."""

from typing import Any

from hamcrest import empty, greater_than, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.instruments.search.search import SweepMark
from acceptance.platform.answers import Answer
from acceptance.platform.events import Watch
from acceptance.profile.privacy import Privacy
from acceptance.requirements.customers import journeys, searching, sensitive, sensitive_elsewhere, unprocessed
from acceptance.requirements.customers.sensitive import MadeUp
from acceptance.requirements.customers.sensitive_elsewhere import Along
from acceptance.requirements.customers.unprocessed import Told
from acceptance.requirements.service import flows
from acceptance.requirements.service.flows import Sent
from acceptance.runner.steps import given, then, when
from acceptance.subjects.customers import Customer


class UnprocessedScene(Scene):
    """What steps about what is told of customers hand on."""

    along: Along
    kept_before: dict[str, dict[str, Any]]
    made_up: MadeUp
    made_up_since: SweepMark
    put_aside: Watch | None
    states: dict[str, Customer]
    told_of_each: list[Told]
    told_until_then: Told


def _watch(scene: UnprocessedScene) -> None:
    scene.put_aside = unprocessed.rejections(scene.suite)
    if scene.put_aside is not None:
        scene.at_the_end(scene.put_aside.close)
    scene.listener = flows.Listener(scene.suite)
    scene.at_the_end(scene.listener.close)


def _wait(scene: UnprocessedScene, sent: list[Sent], fetches: list[Answer]) -> None:
    unprocessed.wait_until_dealt_with(scene.suite, scene.put_aside, scene.listener, sent, fetches)


@given("for each way of having no basis for scoring a fictitious customer")
def customers_without_a_basis(scene: UnprocessedScene) -> None:
    unprocessed.kinds_offered(scene.suite)
    scene.states = unprocessed.states_of_no_basis(scene.suite)
    scene.kept_before = {state: unprocessed.kept_of(scene.suite, one) for state, one in scene.states.items()}
    _watch(scene)


@when("all that the platform takes about a customer is told of each of them, by events and by the customer system")
def tell_everything(scene: UnprocessedScene) -> None:
    suite, kinds = scene.suite, unprocessed.kinds_that_need_a_basis(scene.suite)
    people = [unprocessed.in_other_words(suite, one) for one in scene.states.values()]
    scene.told_of_each = [unprocessed.tell(suite, one, kinds, suite.canary("number")) for one in people]
    fetches = (
        [unprocessed.fetch(suite, one) for one in people]
        if "customer_record" in kinds and unprocessed.can_be_fetched(suite)
        else []
    )
    _wait(scene, [sent for told in scene.told_of_each for sent in told.sent.values()], fetches)


@then("what is kept of each of them is what was kept before")
def nothing_was_added(scene: UnprocessedScene) -> None:
    check(scene.states, has_length(greater_than(0)), "customers without a basis")
    now = {state: unprocessed.kept_of(scene.suite, one) for state, one in scene.states.items()}
    changed = unprocessed.differences(scene.kept_before, now)
    check(changed, empty(), f"what is kept otherwise of {len(now)} customers without a basis")


@then("within the agreed erasure time what was told is found nowhere but in the channels of the events")
def none_is_found(scene: UnprocessedScene) -> None:
    unprocessed.check_nowhere(scene.suite, scene.told_of_each)


# -- after an erasure


@given("events of every kind were sent about the customer, and were dealt with")
def events_of_every_kind(scene: UnprocessedScene) -> None:
    suite = scene.suite
    _watch(scene)
    scene.told_until_then = unprocessed.tell(
        suite, scene.customer, unprocessed.kinds_offered(suite), suite.canary("number")
    )
    unprocessed.wait_until_known(suite, scene.listener, scene.told_until_then)
    scene.details = [*journeys.details(suite, scene.customer), scene.told_until_then.amount]


@when("all of these events are sent again, as they were and under new numbers, and the customer is fetched again")
def tell_again_and_fetch(scene: UnprocessedScene) -> None:
    suite = scene.suite
    sent = unprocessed.tell_again(suite, scene.told_until_then)
    fetches = [unprocessed.fetch(suite, scene.customer)] if unprocessed.can_be_fetched(suite) else []
    _wait(scene, sent, fetches)


@when("a new basis for scoring is recorded, and the events that name their time are sent again, also under new numbers")
def tell_again_under_a_new_basis(scene: UnprocessedScene) -> None:
    suite, customer_id = scene.suite, scene.customer.customer_id
    suite.owe("operation", "remove_customer", customer_id=customer_id)
    word = suite.profile.agreed(Privacy).word
    words: dict[str, Any] = {"purpose": word("scoring"), "basis": word("consent"), "text_version": "acceptance-1"}
    suite.platform.operations.try_("record_basis", customer_id=customer_id, **words)
    _wait(scene, unprocessed.tell_again(suite, scene.told_until_then, of_a_time=True), [])


@then("of the loans, the figures and the results of the customer none is kept")
def nothing_is_kept(scene: UnprocessedScene) -> None:
    kept = unprocessed.kept_of(scene.suite, scene.customer)
    left = {what: found for what, found in kept.items() if found and what != "cached copies"}
    check(sorted(left), empty(), "what is kept of the customer who was erased")


# -- an earlier record of the customer system


@when("the customer is fetched once more from the customer system, which still has the wrong figures of earlier")
def fetch_the_wrong_figures(scene: UnprocessedScene) -> None:
    unprocessed.require_older_record(scene.suite, scene.customer)
    _watch(scene)
    answer = unprocessed.fetch(scene.suite, scene.customer)
    _wait(scene, [], [answer])


# -- what nobody asked for


@given("details about religion, health and social life that were made up to be sent along with everything")
def made_up_to_be_sent_along(scene: UnprocessedScene) -> None:
    scene.made_up = sensitive.made_up(scene.suite)
    scene.made_up_since = scene.suite.search.mark()


@when("they are sent along with all that is told of the customer, by requests, in events and in headers of events")
def send_along_everywhere(scene: UnprocessedScene) -> None:
    _watch(scene)
    scene.along = sensitive_elsewhere.send_everywhere(scene.suite, scene.journey, scene.made_up)
    _wait(scene, list(scene.along.awaited), [])


@then("no answer repeats one of them")
def no_answer_repeats(scene: UnprocessedScene) -> None:
    asked = len(scene.along.answers) + len(scene.along.sent)
    check(asked, greater_than(0), "requests and events with which they were sent")
    repeated = sensitive_elsewhere.repeated_by(scene.along, scene.made_up)
    check(repeated, empty(), f"requests of {len(scene.along.answers)} whose answer repeats a detail")


@then("a search of every declared place finds none of them, beyond all the messages that were sent")
def none_is_kept_anywhere(scene: UnprocessedScene) -> None:
    report = scene.suite.search.sweep(scene.made_up.canaries, since=scene.made_up_since)
    elsewhere = sensitive_elsewhere.beyond_the_messages(scene.along, report.finds)
    check(searching.places(elsewhere), empty(), "sensitive details that are kept")
    report.require_searched()

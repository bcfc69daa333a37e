"""Senseless figures by events and corrections, and what each replica remembers by itself."""

from hamcrest import empty, equal_to, greater_than, has_length
from scene import Scene

from acceptance.checks import check
from acceptance.platform.answers import Answer
from acceptance.platform.events import Watch
from acceptance.requirements.decisions import correcting, each_replica, senseless_elsewhere
from acceptance.requirements.decisions.each_replica import Numbered
from acceptance.requirements.decisions.senseless_elsewhere import Senseless
from acceptance.runner.steps import given, then, when
from acceptance.subjects.customers import FIGURES


class ElsewhereScene(Scene):
    """What steps about decisions where nobody looks hand on."""

    corrections: dict[str, Answer]
    under_numbers: Numbered
    senseless: Senseless
    senseless_set_aside: Watch | None


# -- senseless figures


@when("a {event} is sent for each mistake in each figure, and a good one after them")
def send_senseless(scene: ElsewhereScene, event: str) -> None:
    scene.senseless_set_aside = None
    if scene.suite.product.silence is None:
        scene.senseless_set_aside = scene.suite.platform.events.watch("rejected_message")
        scene.at_the_end(scene.senseless_set_aside.close)
    scene.senseless = senseless_elsewhere.by_events(scene.suite, event, scene.listener)


@then("none of the mistakes has led to a result, and each is set aside, or passed over where that was agreed")
def no_mistake_is_repaired(scene: ElsewhereScene) -> None:
    sent = scene.senseless.sent
    check(sent, has_length(greater_than(0)), "events with a senseless figure")
    repaired = senseless_elsewhere.with_a_result(scene.listener, scene.senseless)
    check(repaired, empty(), f"mistakes of {len(sent)} that led to a result")
    aside = senseless_elsewhere.set_aside(scene.suite, scene.senseless_set_aside, scene.senseless)
    check(aside, equal_to(len(sent)), "events with a senseless figure that were set aside")


@when("each figure is to be corrected to each value that makes no sense")
def correct_to_nonsense(scene: ElsewhereScene) -> None:
    scene.corrections = senseless_elsewhere.corrections(scene.suite, scene.customer)


@then("each of these corrections is refused as the sender's mistake, and the figures are as before")
def nonsense_is_refused(scene: ElsewhereScene) -> None:
    check(scene.corrections, has_length(greater_than(0)), "corrections that make no sense")
    taken = senseless_elsewhere.accepted(scene.corrections)
    check(taken, empty(), f"senseless corrections of {len(scene.corrections)} that were not refused")
    own = scene.customer.figures.words()
    check(senseless_elsewhere.held(scene.suite, scene.customer, list(own)), equal_to(own), "the figures that are held")


@when("all of the customer's figures are corrected on request, all at once")
def correct_all_at_once(scene: ElsewhereScene) -> None:
    product = scene.suite.product
    scene.correction = {word: correcting.corrected(product, scene.customer, word) for word in FIGURES.values()}
    senseless_elsewhere.correct_together(scene.suite, scene.customer, scene.correction)


# -- each replica


@when(
    "decisions are asked for under one number at every replica, one after the other and all at once, with two figures"
)
def one_number_everywhere(scene: ElsewhereScene) -> None:
    scene.under_numbers = each_replica.under_one_number(scene.suite)


@then("there is one decision under each number, and whoever asked was told it or that the number is taken")
def one_decision_under_each(scene: ElsewhereScene) -> None:
    check(scene.under_numbers.answers, has_length(greater_than(1)), "numbers under which was asked")
    check(
        each_replica.wrongly_numbered(scene.suite, scene.under_numbers), empty(), "numbers with more than one decision"
    )


@given("every replica has told the result, the newest decision and the explanation of it")
def every_replica_has_told(scene: ElsewhereScene) -> None:
    each_replica.outcomes_told(scene.suite, scene.refused)


@then("every replica shows the outcome that the reviewer gave")
def every_replica_shows_it(scene: ElsewhereScene) -> None:
    told = each_replica.outcomes_told(scene.suite, scene.refused)
    wrong = {place: outcome for place, outcome in told.items() if outcome != scene.suite.product.granted}
    check(wrong, equal_to({}), f"of {len(told)} readings over all replicas, those with another outcome")


@given("every replica has told the figures of the customer")
def every_replica_has_told_figures(scene: ElsewhereScene) -> None:
    each_replica.figures_told(scene.suite, scene.customer)


@then("every replica tells the corrected figures")
def every_replica_is_corrected(scene: ElsewhereScene) -> None:
    told = each_replica.figures_told(scene.suite, scene.customer)
    check(told, equal_to([scene.correction] * len(told)), "the figures that each replica tells")


@given("every replica has told the bases of the customer")
def every_replica_has_told_bases(scene: ElsewhereScene) -> None:
    each_replica.in_force_told(scene.suite, scene.customer)


@then("every replica tells that no basis is in force any more")
def every_replica_tells_the_end(scene: ElsewhereScene) -> None:
    told = each_replica.in_force_told(scene.suite, scene.customer)
    check(told, equal_to([0] * len(told)), "how many bases in force each replica tells of")

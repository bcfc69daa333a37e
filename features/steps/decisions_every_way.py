"""One decision by each way in: the same, kept, explained, open to review, and by the model and limits of its time."""

from typing import Any

from hamcrest import empty, equal_to, greater_than, has_length, is_
from scene import Scene

from acceptance.checks import check, check_within, inconclusive
from acceptance.outcome import Cause
from acceptance.requirements.customers import journeys
from acceptance.requirements.decisions import every_way, rights_by_every_way, stop_outlives
from acceptance.requirements.decisions.every_way import Decided
from acceptance.requirements.decisions.stop_outlives import Lasting
from acceptance.requirements.models import all_follow
from acceptance.requirements.models.all_follow import Moved
from acceptance.requirements.service.flows import Listener
from acceptance.runner.steps import given, then, when
from acceptance.subjects.customers import Figures


class EveryWayScene(Scene):
    """What steps about decisions by every way in hand on."""

    decided_by_way: list[Decided]
    lasting: Lasting
    limit_moved: Moved
    told_before: dict[str, dict[str, Any]]
    results_wanted: Listener | None


def _decide(scene: EveryWayScene, times: int = 1) -> None:
    """Every way in decides, and did so at least once before anything is done to the platform."""
    if not hasattr(scene, "results_wanted"):
        scene.results_wanted = every_way.listener(scene.suite)
        if scene.results_wanted is not None:
            scene.at_the_end(scene.results_wanted.close)
    scene.decided_by_way = [
        one for _ in range(times) for one in every_way.by_every_way(scene.suite, scene.results_wanted, scene.customers)
    ]


@given("fictitious customers of different figures")
def customers_of_different_figures(scene: EveryWayScene) -> None:
    every_way.offered(scene.suite)
    scene.customers = every_way.different_customers(scene.suite)


@given("fictitious customers of different figures who were decided about by every way in, at every replica")
def customers_decided_about(scene: EveryWayScene) -> None:
    customers_of_different_figures(scene)
    _decide(scene, times=2)
    every_way.require_all(scene.decided_by_way)


@given("a fictitious customer close to a limit who was decided about by every way in, at every replica")
def a_customer_close_to_a_limit(scene: EveryWayScene) -> None:
    every_way.offered(scene.suite)
    scene.customer = scene.suite.customer(all_follow.figures_at_a_limit(scene.suite))
    scene.customers = [scene.customer]
    _decide(scene, times=2)
    every_way.require_all(scene.decided_by_way)


@given("all that is told of these decisions was read")
def what_is_told_was_read(scene: EveryWayScene) -> None:
    scene.told_before = all_follow.told_of(scene.suite, scene.decided_by_way)
    steady = all_follow.changed(
        scene.decided_by_way, scene.told_before, all_follow.told_of(scene.suite, scene.decided_by_way)
    )
    if steady:
        inconclusive(f"what is told of decisions changes by itself: {steady[0]}", Cause.PLATFORM)


@when("each of them is decided about by every way in, at every replica")
def decide_by_every_way(scene: EveryWayScene) -> None:
    _decide(scene)


@when("a customer with the figures of the declined applicant is decided about by every way in, at every replica")
def decide_about_declined_figures(scene: EveryWayScene) -> None:
    scene.customers = [scene.suite.customer(Figures(**scene.refused.figures))]
    _decide(scene)


@then("every way gives the score, the level of risk and the model that a request with the same figures gets")
def every_way_gives_the_same(scene: EveryWayScene) -> None:
    made = [one for one in scene.decided_by_way if one.decision.score is not None]
    check(len(made), greater_than(len(scene.decided_by_way) // 2), "decisions that were made, of those asked for")
    check(
        every_way.differing(scene.decided_by_way),
        empty(),
        f"decisions of {len(scene.decided_by_way)} that differ by their way in",
    )


@then("each decision is kept under a number of its own, as it was told")
def each_is_kept(scene: EveryWayScene) -> None:
    wrong = every_way.kept_otherwise(scene.suite, scene.decided_by_way)
    check(wrong, empty(), f"decisions of {len(scene.decided_by_way)} that are not kept as they were told")


@then("the figures that are kept with each decision give its score again")
def each_can_be_replayed(scene: EveryWayScene) -> None:
    wrong = rights_by_every_way.replayed_otherwise(scene.suite, scene.decided_by_way)
    check(wrong, empty(), f"decisions of {len(scene.decided_by_way)} that cannot be replayed")


@then("each of these decisions is explained by its own score, level, model and figures")
def each_is_explained(scene: EveryWayScene) -> None:
    scene.suite.platform.operations.require("read_explanation", "figures")
    wrong = rights_by_every_way.unexplained(scene.suite, scene.decided_by_way)
    check(
        wrong, empty(), f"decisions of {len(scene.decided_by_way)} that are not explained by what they were made from"
    )


@then("a copy of everything that is made for the customer names each of these decisions")
def the_copy_names_each(scene: EveryWayScene) -> None:
    content = str(journeys.copy_to_be_judged(scene.suite, scene.customers[0], "export_everything"))
    missing = [one.way for one in scene.decided_by_way if str(one.request_id) not in content]
    check(missing, empty(), f"decisions of {len(scene.decided_by_way)} that the copy does not name")


@then("each of these decisions can be contested and overturned, and then shows what the person decided")
def each_can_be_reviewed(scene: EveryWayScene) -> None:
    wrong = rights_by_every_way.reviewed_otherwise(scene.suite, scene.decided_by_way)
    check(wrong, empty(), f"decisions of {len(scene.decided_by_way)} that a person cannot change")


# -- a change of what decides


@when("three people move that limit to the other side of the customer's score")
def move_the_limit(scene: EveryWayScene) -> None:
    scene.limit_moved = all_follow.move_a_limit_across(scene.suite, scene.customer)


@then("within the agreed time every way in, at every replica, decides by the other one")
def all_follow_the_model(scene: EveryWayScene) -> None:
    _require_the_change(scene)
    _all_decide_by(scene, scene.acting.wanted.version, scene.suite.limits.model_switch_s)


@then("every way in, at every replica, still decides by the model of before")
def all_stay_with_the_model(scene: EveryWayScene) -> None:
    _all_decide_by(scene, scene.acting.before, 0)


def _all_decide_by(scene: EveryWayScene, version: str, within_s: float) -> None:
    check_within(
        within_s,
        lambda: all_follow.not_by_version(scene.suite, scene.results_wanted, scene.customers, version),
        empty(),
        f"ways in by which another version than {version} decides",
    )


def _require_the_change(scene: EveryWayScene) -> None:
    answer = scene.acting.last
    check(answer.succeeded, is_(True), f"the change is accepted ({answer.operation} answered {answer.status})")


@then("within the agreed time every way in, at every replica, gives the level by the new limit")
def all_follow_the_limit(scene: EveryWayScene) -> None:
    moved = scene.limit_moved
    check(moved.answer.succeeded, is_(True), f"the change is accepted (status {moved.answer.status})")
    check_within(
        scene.suite.limits.model_switch_s,
        lambda: all_follow.not_by_level(scene.suite, scene.results_wanted, scene.customers, moved.level),
        empty(),
        f"ways in by which the level is another one than {moved.level}",
    )


@then("once the other one decides, all that is told of the earlier decisions is as it was")
def decisions_stay_with_a_model(scene: EveryWayScene) -> None:
    all_follow_the_model(scene)
    _nothing_moved(scene)


@then("once the new limit decides, all that is told of the earlier decisions is as it was")
def decisions_stay_with_a_limit(scene: EveryWayScene) -> None:
    all_follow_the_limit(scene)
    _nothing_moved(scene)


def _nothing_moved(scene: EveryWayScene) -> None:
    check(scene.told_before, has_length(greater_than(1)), "decisions of which something was told before")
    now = all_follow.told_of(scene.suite, scene.decided_by_way)
    moved = all_follow.changed(scene.decided_by_way, scene.told_before, now)
    check(moved, empty(), f"what is told otherwise of {len(scene.decided_by_way)} earlier decisions")


@when("each of them asks {count:d} times for a decision by each way of asking")
def ask_many_times(scene: EveryWayScene, count: int) -> None:
    scene.decided_by_way = every_way.many_requests(scene.suite, scene.customers, count)
    check(len(scene.decided_by_way), greater_than(count), "decisions that were asked for")


@then("each decision that was told is kept, and none beyond them")
def all_are_kept(scene: EveryWayScene) -> None:
    every_way.require_all(scene.decided_by_way)
    found = every_way.not_listed(scene.suite, scene.decided_by_way)
    check(
        found, equal_to({}), f"customers of whom decisions are missing or too many, of {len(scene.decided_by_way)} told"
    )


@when("{count:d} different sets of figures are decided about at every replica, with a number and without")
def decide_many_figures(scene: EveryWayScene, count: int) -> None:
    scene.decided_by_way = every_way.many_figures(scene.suite, count)


# -- a stop that lasts


@when("a person stops automated decisions for {seconds:d} seconds, while a copy of the scoring service is replaced")
def a_stop_that_lasts(scene: EveryWayScene, seconds: int) -> None:
    scene.lasting = stop_outlives.stopped_for(scene.suite, seconds)


@then("nobody is decided about yet, and the platform tells of the very same stop")
def nobody_is_decided_about(scene: EveryWayScene) -> None:
    found = stop_outlives.decided_meanwhile(scene.suite, scene.results_wanted, scene.customers)
    check(found, empty(), "ways in by which somebody is decided about although decisions are stopped")
    told = stop_outlives.told_of_it(scene.suite)
    check(told, equal_to(scene.lasting.told), "what the platform tells of the stop, beside what it told at once")


@then("once the person lets decisions go on, every way in gives a score again within the agreed recovery time")
def decisions_go_on_again(scene: EveryWayScene) -> None:
    scene.suite.settle(scene.lasting.undoing)
    check_within(
        scene.suite.limits.recovery_s,
        lambda: [
            one.way
            for one in every_way.by_every_way(scene.suite, scene.results_wanted, scene.customers)
            if one.decision.score is None
        ],
        empty(),
        "ways in by which there is no score again",
    )

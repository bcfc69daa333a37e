"""Events that come once more after many others and some time."""

from hamcrest import close_to, has_length
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.requirements.service import flows, repeated_later
from acceptance.requirements.service.repeated_later import Repeated
from acceptance.runner.steps import then, when


class RepeatedLaterScene(Scene):
    """What steps about events that come again later hand on."""

    repeated: Repeated


@when("a loan and a scoring request of the customer come once more, after {count:d} other events and {pause_s:g} s")
def come_once_more(scene: RepeatedLaterScene, count: int, pause_s: float) -> None:
    scene.repeated = repeated_later.repeat(scene.suite, scene.listener, scene.customer, pause_s, count)


@then("each of the customer's loans counts once")
def each_loan_counts_once(scene: RepeatedLaterScene) -> None:
    check_within(
        scene.suite.limits.event_s,
        lambda: flows.stored_debt_ratio(scene.suite, scene.customer),
        close_to(scene.repeated.debt_ratio, flows.debt_ratio_rounding(scene.suite)),
        "the customer's debt ratio after the loan came again and another one after it",
    )


@then("the request that came again has one result when a later one has its own")
def one_result(scene: RepeatedLaterScene) -> None:
    results = scene.listener.results({scene.repeated.later.correlation}, scene.suite.limits.event_s)
    check(results, has_length(1), "results of the later request")
    scene.listener.require_whole([*scene.listener.results({scene.repeated.request.correlation}, 0), *results])
    again = scene.listener.results({scene.repeated.request.correlation}, 0)
    check(again, has_length(1), f"results of the request that came again, after {scene.repeated.others} others")

"""Experiments with faults: what is broken, what customers notice, how soon all is well."""

from contextlib import nullcontext

from hamcrest import (
    all_of,
    contains_exactly,
    empty,
    equal_to,
    greater_than,
    has_length,
    has_property,
    is_,
    less_than,
    less_than_or_equal_to,
    not_none,
)
from scene import Scene

from acceptance.chaos.experiment import Experiment
from acceptance.chaos.fault import Fault
from acceptance.chaos.figures import Rating, rating
from acceptance.chaos.supervisord import Copy
from acceptance.chaos.timetable import time_to_recover_s
from acceptance.checks import check, check_every
from acceptance.requirements.promises import acknowledged, findings, left_behind, withstanding
from acceptance.requirements.promises.acknowledged import Numbered
from acceptance.requirements.promises.judging import certainty
from acceptance.requirements.promises.left_behind import LeftBehind
from acceptance.requirements.promises.withstanding import Refusals
from acceptance.requirements.service import flows, services
from acceptance.runner.steps import choose, given, then, when


class ChaosScene(Scene):
    """What steps about experiments with faults hand on."""

    before_ms: float
    processes: list[Copy]
    conducted: Experiment
    killed: Copy
    left: LeftBehind
    numbered: Numbered | None
    refusals: Refusals
    why_not: str
    with_fault_ms: float


choose(Harm=withstanding.HARMS)


@given("customers whose scores are known from a time without faults")
def customers_with_known_scores(scene: ChaosScene) -> None:
    scene.asks = withstanding.questions(scene.suite)
    scene.numbered = None


@given("others who repeat each request under its number until it is answered")
def others_repeat(scene: ChaosScene) -> None:
    scene.numbered = Numbered()


@given("the processes of the scoring service are known")
def the_processes_are_known(scene: ChaosScene) -> None:
    scene.processes = withstanding.copies(scene.suite)
    check(scene.processes, has_length(greater_than(0)), "processes of the scoring service")


@when("one copy of the {part} is killed while scores are asked for")
def one_copy_is_killed(scene: ChaosScene, part: str) -> None:
    _conduct(scene, scene.suite.chaos.killing(part, "one"), dies=True)


@when("every copy of the {part} is killed while scores are asked for")
def every_copy_is_killed(scene: ChaosScene, part: str) -> None:
    _conduct(scene, scene.suite.chaos.killing(part, "all"), dies=True)


@when("the {part} {harm:Harm} now and then while scores are asked for")
def a_part_is_harmed(scene: ChaosScene, part: str, harm: str) -> None:
    _conduct(scene, scene.suite.chaos.harm(part, withstanding.HARMS[harm]))


@when("each answer of the {part} comes {latency:d} milliseconds late now and then while scores are asked for")
def a_part_is_slow(scene: ChaosScene, part: str, latency: int) -> None:
    _conduct(scene, scene.suite.chaos.harm(part, "slow", latency, latency / 10))


def _conduct(scene: ChaosScene, fault: Fault, *, dies: bool = False) -> None:
    suite = scene.suite
    scene.refusals = Refusals(suite, scene.asks[0])
    others = acknowledged.asked_meanwhile(suite) if scene.numbered is not None else nullcontext()
    with others as numbered:
        scene.conducted = withstanding.conducted(suite, fault, scene.asks, dies=dies, look=scene.refusals.look)
    scene.numbered = numbered
    scene.load = scene.conducted.load


@then("the fault was really there each time, and is really gone")
def it_was_there_and_is_gone(scene: ChaosScene) -> None:
    windows = scene.conducted.windows
    there = all_of(has_property("seen_s", not_none()), has_property("gone_s", not_none()))
    check_every(windows, len(scene.conducted.timetable.comings), there, "the fault was seen to be there, and gone")
    check(scene.suite.chaos.unfinished(), empty(), "faults that are still to be taken away")


@then("customers get what was agreed for a time without the {part}")
def customers_get_what_was_agreed(scene: ChaosScene, part: str) -> None:
    if withstanding.agreed_without(scene.suite, part) == "as before":
        customers_are_served(scene)
        return
    check(withstanding.was_noticed(scene.conducted), greater_than(0), f"requests refused without the {part}")
    bounds, sure = scene.suite.chaos.agreed.bounds, certainty(scene.suite)
    judged = withstanding.as_agreed(withstanding.with_fault(scene.conducted), bounds, sure)
    findings.check_judged(judged, "a score or the agreed refusal")
    check(scene.refusals.answers, has_length(greater_than(0)), "questions looked at one by one")
    check(scene.refusals.faults(), empty(), "what is wrong with refusals")


@then("customers are served by what is left")
def customers_are_served(scene: ChaosScene) -> None:
    bounds, sure = scene.suite.chaos.agreed.bounds, certainty(scene.suite)
    judged = withstanding.served(withstanding.with_fault(scene.conducted), bounds, sure)
    findings.check_judged(judged, "right answers with the fault")


@then("nobody waits longer than agreed")
def nobody_waits_longer(scene: ChaosScene) -> None:
    bounds, sure = scene.suite.chaos.agreed.bounds, certainty(scene.suite)
    judged = withstanding.in_time(withstanding.with_fault(scene.conducted), bounds, sure)
    findings.check_judged(judged, "answered while a customer still waits")


@then("what was killed has come back by itself within the agreed time")
def it_came_back(scene: ChaosScene) -> None:
    window = scene.conducted.windows[0]
    limit_s = time_to_recover_s(scene.suite.chaos.agreed.bounds)
    check(window.back_s, not_none(), f"came back by itself within {limit_s:g} s ({window.away})")
    took_s = (window.back_s or 0) - (window.applied_s or 0)
    check(took_s, less_than_or_equal_to(limit_s), "seconds until what was killed was replaced")


@then("all is as before within the agreed time")
def all_is_as_before(scene: ChaosScene) -> None:
    limit_s = time_to_recover_s(scene.suite.chaos.agreed.bounds)
    findings.check_judged(withstanding.as_before(scene.conducted, limit_s), "all was as before")
    bounds, sure = scene.suite.chaos.agreed.bounds, certainty(scene.suite)
    judged = withstanding.served([withstanding.afterwards(scene.conducted)], bounds, sure)
    findings.check_judged(judged, "right answers after it")


@then("nothing of the scoring service was started anew for that")
def nothing_was_restarted(scene: ChaosScene) -> None:
    check(
        withstanding.copies(scene.suite),
        contains_exactly(*scene.processes),
        "the processes of the scoring service",
    )


@then("each score that was acknowledged meanwhile is kept once and unchanged")
def acknowledged_are_kept(scene: ChaosScene) -> None:
    numbered = scene.numbered
    assert numbered is not None
    acknowledged.require_enough(numbered)
    check(acknowledged.unanswered(numbered), empty(), "requests that never got an answer")
    check(acknowledged.lost_or_changed(scene.suite, numbered), empty(), "acknowledged scores that are lost or changed")
    check(acknowledged.differently_scored(numbered), empty(), "customers with several scores for the same figures")
    times = acknowledged.times_kept(scene.suite, numbered)
    check(times.keys() >= numbered.scores.keys(), is_(True), "every acknowledged number is among the results kept")
    check({number for number, count in times.items() if count > 1}, empty(), "numbers that are kept more than once")
    check(times.keys() - numbered.owners.keys(), empty(), "results of these customers that nobody asked for")


# -- rating


@given("requests took {before:g} milliseconds before a fault")
def took_before(scene: ChaosScene, before: float) -> None:
    scene.before_ms = before


@when(
    "with the fault {failed:d} of 100 fail and the others take {mean:g} milliseconds, where a customer waits "
    "{patience:d} seconds at most"
)
def with_the_fault(scene: ChaosScene, failed: int, mean: float, patience: int) -> None:
    scene.with_fault_ms = (failed * patience * 1000 + (100 - failed) * mean) / 100


@then("that is called {word}")
def it_is_called(scene: ChaosScene, word: str) -> None:
    check(rating(scene.before_ms, scene.with_fault_ms), equal_to(Rating(word)), "the rating")


# -- undo


@given("the platform's answers are expected to be other than they are")
def expected_otherwise(scene: ChaosScene) -> None:
    scene.asks = withstanding.wrongly_expected(scene.asks)


@when("an experiment that cuts the {part} off is tried")
def an_experiment_is_tried(scene: ChaosScene, part: str) -> None:
    scene.why_not = withstanding.refused(scene.suite, part, scene.asks)


@then("it is refused because the platform was not as it should be, and nothing was done to the {part}")
def it_is_refused(scene: ChaosScene, part: str) -> None:
    check("nothing was done to it" in scene.why_not, is_(True), f"why there was no experiment ({scene.why_not})")
    check(withstanding.experiments(scene.suite), empty(), "experiments in the record of this scenario")
    check(scene.suite.chaos.harm(part, "cut").gone().holds, is_(True), f"the {part} is reached as before")


@when("a run that makes each answer of the {part} {latency:d} milliseconds late is killed")
def a_run_is_killed(scene: ChaosScene, part: str, latency: int) -> None:
    scene.left = left_behind.by_a_killed_run(scene.suite, part, latency)


@then("the fault was there when it was killed")
def it_was_there(scene: ChaosScene) -> None:
    check(scene.left.there.holds, is_(True), f"the fault was there ({scene.left.there.told})")


@then("within {seconds:d} seconds the fault is gone although nobody runs anything")
def it_goes_by_itself(scene: ChaosScene, seconds: int) -> None:
    gone_s = left_behind.gone_after_s(scene.suite, scene.left, seconds)
    check(gone_s, not_none(), f"the fault is gone within {seconds} s")
    check(scene.suite.chaos.unfinished(), empty(), "faults that are still to be taken away")


# -- events


@when("the agreed large number of scoring requests is sent at once, and the {part} is killed while they are worked on")
def killed_while_working(scene: ChaosScene, part: str) -> None:
    suite = scene.suite
    scene.count = suite.limits.bulk_messages
    fault = suite.chaos.killing(part, "all")
    scene.owners = flows.send_requests(suite, scene.customers, scene.count)
    with suite.chaos.brought_about(fault, suite.limits.recovery_s) as seen:
        check(seen.holds, is_(True), f"the {part} was killed ({seen.told})")
        done = scene.listener.results(set(scene.owners), 0)
        check(len(done), less_than(scene.count), "results that had come before it was killed")


@then("the platform says that all it depends on works again")
def all_works_again(scene: ChaosScene) -> None:
    check(services.wait_until_all_works(scene.suite), is_(True), "all that the platform depends on works again")

"""Loads, and what their figures say."""

from hamcrest import empty, equal_to, greater_than, greater_than_or_equal_to, has_length
from scene import Scene

from acceptance.checks import check, check_every
from acceptance.instruments.load.result import LoadResult, stages_of, stages_up_to
from acceptance.instruments.load.table import figures
from acceptance.instruments.load.workload import Closed
from acceptance.profile.performance import Performance
from acceptance.requirements.promises import findings, first_time, loads
from acceptance.requirements.promises.first_time import FirstAnswers
from acceptance.requirements.promises.judging import certainty
from acceptance.requirements.promises.loads import CacheUse, MemoryWatch
from acceptance.requirements.promises.loads import require_believed as believed
from acceptance.runner.steps import given, then, when
from acceptance.suite import Suite


class PromisesLoadScene(Scene):
    """What steps about loads and what is compared with them hand on."""

    first_answers: FirstAnswers
    lookups: CacheUse
    memory: MemoryWatch


@given("fictitious customers of all kinds whose scores are known from a time without load")
def customers_with_known_scores(scene: PromisesLoadScene) -> None:
    scene.asks = loads.known_answers(scene.suite)


@given("fictitious customers whose figures the platform has stored and was asked for before")
def customers_with_stored_figures(scene: PromisesLoadScene) -> None:
    scene.asks = loads.from_stored_figures(scene.suite)
    scene.lookups = loads.CacheUse(scene.suite)


@given("the right answer to a question that changes nothing")
def a_question_that_changes_nothing(scene: PromisesLoadScene) -> None:
    scene.asks = loads.readings(scene.suite)


@when("the agreed number of users ask for scores")
def the_agreed_users(scene: PromisesLoadScene) -> None:
    scene.load = loads.put(scene.suite, "agreed users", loads.users(scene.suite), scene.asks)


@when("{users:d} users who think {least:g} to {most:g} seconds ask for scores for {seconds:d} seconds")
def some_users(scene: PromisesLoadScene, users: int, least: float, most: float, seconds: int) -> None:
    workload = Closed(users, seconds, think_min_s=least, think_max_s=most)
    scene.load = loads.put(scene.suite, "a few users", workload, scene.asks)


@when("{count:d} fictitious customers of all kinds, whom nobody has seen before, are scored once each")
def first_questions(scene: PromisesLoadScene, count: int) -> None:
    scene.first_answers = first_time.asked_once(scene.suite, count)


@then("{share:g} percent of the first answers came within {limit:d} milliseconds")
def first_answers_in_time(scene: PromisesLoadScene, share: float, limit: int) -> None:
    judged = first_time.judged(scene.first_answers, share / 100, limit / 1000)
    findings.check_judged(judged, "first answers to new customers")


@then("half of the first answers to each kind of customer came within {limit:d} milliseconds")
def first_answers_of_every_kind(scene: PromisesLoadScene, limit: int) -> None:
    for kind, judged in first_time.judged_by_kind(scene.first_answers, limit / 1000).items():
        findings.check_judged(judged, f"first answers to customers with {kind}")


@when("scores are asked for at the agreed rate")
def the_agreed_rate(scene: PromisesLoadScene) -> None:
    scene.load = loads.put(scene.suite, "agreed rate", loads.steady(scene.suite), scene.asks)


@when("scores are asked for at the small agreed rate")
@when("the question is asked at the small agreed rate")
def the_small_rate(scene: PromisesLoadScene) -> None:
    scene.load = loads.put(scene.suite, "small rate", loads.small(scene.suite), scene.asks)


@when("scores are asked for at a rate that rises step by step until a limit is broken")
def a_rising_rate(scene: PromisesLoadScene) -> None:
    scene.load = loads.until_it_breaks(scene.suite, scene.asks)


@when("scores are asked for at a usual rate, then suddenly far more often, then at the usual rate again")
def a_rush(scene: PromisesLoadScene) -> None:
    scene.load = loads.rush(scene.suite, scene.asks)


@when("scores are asked for at a steady rate for long, while the platform's memory is read")
def for_long(scene: PromisesLoadScene) -> None:
    scene.memory = loads.MemoryWatch(scene.suite)
    workload = loads.long(scene.suite)
    scene.load = loads.put(scene.suite, "long steady load", workload, scene.asks, scene.memory)


@when("users come stage by stage and ask for scores")
def users_come(scene: PromisesLoadScene) -> None:
    scene.load = loads.put(scene.suite, "ramp-up", loads.ramp(scene.suite), scene.asks)


@then("no answer is about another customer, has another score, or is empty")
def every_answer_is_right(scene: PromisesLoadScene) -> None:
    check(scene.load.answered, greater_than(0), "requests were answered")
    check(findings.wrong_answers(scene.load), equal_to(0), "answers that look like a success and are not right")


@then("at least {share:g} percent of the requests get a good answer")
def enough_are_good(scene: PromisesLoadScene, share: float) -> None:
    findings.check_judged(
        findings.good_share(believed(scene.load), share / 100, certainty(scene.suite)),
        f"at least {share:g} % of the requests get a good answer",
    )


@then("{share:g} percent of the requests get a good answer within {limit:d} milliseconds")
def in_time(scene: PromisesLoadScene, share: float, limit: int) -> None:
    findings.check_judged(
        findings.answered_within(believed(scene.load), share / 100, limit / 1000, certainty(scene.suite)),
        f"{share:g} % of the requests get a good answer within {limit} ms",
    )


@then("more than {rate:d} good answers a second are given")
def enough_a_second(scene: PromisesLoadScene, rate: int) -> None:
    judged = findings.rate(believed(scene.load), rate, certainty(scene.suite))
    findings.check_judged(judged, f"more than {rate} good answers a second")


@then("every figure of this load can be computed again from the record")
def figures_come_from_the_record(scene: PromisesLoadScene) -> None:
    kept = loads.kept(scene.suite)
    check(kept, has_length(greater_than_or_equal_to(1)), "loads of this scenario in the record")
    again = LoadResult.from_record(kept[-1])
    check(figures(again), equal_to(figures(scene.load)), "the figures computed from the record")
    check(findings.unlike_itself(again), empty(), "figures that contradict each other")


@then("the last rate that is borne is at least the agreed one, and what gave way above it is told")
def it_breaks_above(scene: PromisesLoadScene) -> None:
    required = scene.suite.profile.agreed(Performance).rising.required_per_s
    for stage in stages_up_to(scene.load, required):
        believed(stage)
    judged = findings.borne(scene.load, required, loads.LIMITS, certainty(scene.suite))
    findings.check_judged(judged, f"the last rate that is borne is at least {required:g} a second")


@then("up to the agreed rate {share:g} percent of the requests get a good answer within {limit:d} milliseconds")
def up_to_the_agreed_rate(scene: PromisesLoadScene, share: float, limit: int) -> None:
    stages = stages_up_to(scene.load, scene.suite.profile.agreed(Performance).rising.required_per_s)
    check(stages, has_length(greater_than_or_equal_to(1)), "stages up to the agreed rate")
    _check_in_time(scene.suite, [believed(stage) for stage in stages], share, limit)


def _check_in_time(suite: Suite, stages: list[LoadResult], share: float, limit: int) -> None:
    judged = [findings.answered_within(stage, share / 100, limit / 1000, certainty(suite)) for stage in stages]
    names = [f"{stage.stages[0].name} within {limit} ms" for stage in stages]
    findings.check_each_judged(list(zip(names, judged, strict=True)))


@then("soon after the rate has fallen each customer gets the right answer again")
def recovered_after_breaking(scene: PromisesLoadScene) -> None:
    judged = loads.recovered(scene.suite, scene.asks)
    findings.check_judged(judged, "each customer gets the right answer after the rate has fallen")


@then("soon after the rush {share:g} percent of the requests get a good answer")
def well_after_the_rush(scene: PromisesLoadScene, share: float) -> None:
    judged = findings.good_share(believed(scene.load.of_stage(-1)), share / 100, certainty(scene.suite))
    findings.check_judged(judged, "good answers after the rush")


@then("soon after the rush {share:g} percent of the requests get a good answer within {limit:d} milliseconds")
def quick_after_the_rush(scene: PromisesLoadScene, share: float, limit: int) -> None:
    last = believed(scene.load.of_stage(-1))
    judged = findings.answered_within(last, share / 100, limit / 1000, certainty(scene.suite))
    findings.check_judged(judged, f"answers within {limit} ms after the rush")


@then("the usual time of an answer does not grow beyond the agreed limit")
def times_do_not_grow(scene: PromisesLoadScene) -> None:
    limit = scene.suite.profile.agreed(Performance).long.latency_growth_ms_per_min
    judged = findings.times_grow_at_most(believed(scene.load), limit, certainty(scene.suite))
    findings.check_judged(judged, "the median time of answers grows")


@then("the memory of the platform does not grow beyond the agreed limit")
def memory_does_not_grow(scene: PromisesLoadScene) -> None:
    limit = scene.suite.profile.agreed(Performance).long.memory_growth_mb_per_1000
    found = findings.memory_slope(scene.memory.samples, scene.load.achieved_per_s, certainty(scene.suite))
    findings.check_judged(found.at_most(limit, "MB for 1,000 requests"), "the memory of the platform grows")


@then("the platform does not stand still again and again")
def it_does_not_stand_still(scene: PromisesLoadScene) -> None:
    longest_s = scene.suite.profile.agreed(Performance).long.pause_ms / 1000
    findings.check_judged(findings.stands_still(believed(scene.load), longest_s), "the platform does not stand still")


@then("in every stage {share:g} percent of the requests get a good answer within {limit:d} milliseconds")
def every_stage_is_in_time(scene: PromisesLoadScene, share: float, limit: int) -> None:
    stages = stages_of(believed(scene.load))
    check_every([stage.total for stage in stages], 3, greater_than(0), "every stage has requests")
    _check_in_time(scene.suite, stages, share, limit)


@then("in the last stage more scores are given than in the first one")
def more_in_the_last_stage(scene: PromisesLoadScene) -> None:
    stages = stages_of(believed(scene.load))
    judged = findings.more_than_before(stages[0], stages[-1], certainty(scene.suite))
    findings.check_judged(judged, "more scores a second in the last stage than in the first one")


@then("the cache had what was looked for in at least {share:g} percent of the requests")
def the_cache_is_used(scene: PromisesLoadScene, share: float) -> None:
    hits, misses = scene.lookups.since()
    for total, of_what in ((scene.load.total, "requests"), (hits + misses, "lookups")):
        judged = findings.hit_share(hits, total, share / 100, certainty(scene.suite))
        findings.check_judged(judged, f"answers from the cache, of all {of_what}")

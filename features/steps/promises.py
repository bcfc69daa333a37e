"""Promises about the service: what is put on it, what is counted, and what follows from the numbers."""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hamcrest import (
    all_of,
    close_to,
    contains_exactly,
    contains_string,
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    has_entries,
    has_length,
    is_,
    is_not,
    less_than_or_equal_to,
    not_,
)
from scene import Scene

from acceptance.checks import check, check_every, check_within, not_assessed
from acceptance.instruments.load.result import LoadResult
from acceptance.platform.waiting import Waiting
from acceptance.profile.objectives import Objectives, minutes, share
from acceptance.record import history
from acceptance.record.baseline import Comparison, Measured
from acceptance.record.objectives import objectives_of
from acceptance.record.statistics import Budget, Judgement, Share, Status
from acceptance.requirements.promises import accuracy, comparing, judging, outage, pipeline, serving
from acceptance.requirements.promises.accuracy import HoldOut
from acceptance.requirements.promises.outage import Window
from acceptance.requirements.promises.pipeline import Drained, Parts
from acceptance.requirements.service import services
from acceptance.runner.steps import given, then, when


class PromisesScene(Scene):
    """What steps about what was promised and what came hand on."""

    accepted_figures: Measured
    accepted_ms: float
    budget: Budget
    case_answers: LoadResult
    cases: HoldOut
    comparison: Comparison
    comparisons: list[Comparison]
    drained: Drained
    faults: str
    history: Path
    chance: float
    judged: Judgement
    measured: str
    parts: Parts
    judged_again: list[tuple[int, str]]
    runs_before: list[dict[str, Any]]
    scatter: float
    times: tuple[datetime, datetime]
    waiting: list[Waiting]
    window: Window


# -- the agreed load, and reading


@given("the agreed load was put on the service for the agreed time")
def the_agreed_load(scene: PromisesScene) -> None:
    scene.load, scene.measured = serving.offered(scene.suite), serving.UNDER_LOAD


@when("requests that only read are sent at the permitted rate")
def read_only(scene: PromisesScene) -> None:
    scene.load, scene.measured = serving.reading(scene.suite), serving.READING
    scene.faults = serving.faults(scene.load)


@when("the requests that it answered without a fault of its own are counted")
@when("the time from each planned moment to its right answer is counted")
@when("the requests without a right answer are counted")
@when("the right answers of each second are counted")
def count_what_came(scene: PromisesScene) -> None:
    scene.faults = serving.faults(scene.load)


@then("the agreed availability is met with the agreed certainty")
def availability_is_met(scene: PromisesScene) -> None:
    judging.judge(serving.availability(scene.suite, scene.load, scene.measured), scene.faults)


@then("the agreed answer times are met with the agreed certainty")
def answer_times_are_met(scene: PromisesScene) -> None:
    judging.judge(serving.latency(scene.suite, scene.load, scene.measured), scene.faults)


@then("the agreed share of errors is kept with the agreed certainty")
def errors_are_kept(scene: PromisesScene) -> None:
    judging.judge(serving.errors(scene.suite, scene.load, scene.measured), scene.faults)


@then("more right answers a second than agreed came, with the agreed certainty")
def throughput_is_met(scene: PromisesScene) -> None:
    judging.judge(serving.throughput(scene.suite, scene.load, scene.measured), scene.faults)


# -- a known outage


@given("a customer was scored before and the service's own figures were read")
def before_the_outage(scene: PromisesScene) -> None:
    scene.customer = scene.suite.customer()
    first = outage.asked(scene.suite, scene.customer, 3)
    check(first.failed, equal_to(0), "requests that failed before anything was cut off")
    scene.window = outage.Window(outage.reported(scene.suite))


@when("the service loses its database for {lost:d} requests between {good:d} good ones")
def a_known_outage(scene: PromisesScene, lost: int, good: int) -> None:
    suite, window = scene.suite, scene.window
    window.ours += outage.asked(suite, scene.customer, good // 2)
    restore = services.cut(suite, "database")
    window.outage = outage.asked(suite, scene.customer, lost)
    window.during = services.readiness(suite)
    suite.settle(restore)
    check_within(
        suite.limits.recovery_s,
        lambda: services.readiness(suite).ready,
        is_(True),
        "the service is ready again after the outage",
    )
    window.ours += window.outage
    window.ours += outage.asked(suite, scene.customer, good // 2)


@then("every request during the outage failed and every other one was answered")
def the_outage_took_its_requests(scene: PromisesScene) -> None:
    window = scene.window
    check(window.outage.failed, equal_to(window.outage.total), "requests that failed while nothing could be scored")
    check(window.ours.failed, equal_to(window.outage.failed), "requests that failed in the whole time")


@then("the service did not call itself ready during the outage")
def not_ready_during_the_outage(scene: PromisesScene) -> None:
    during = scene.window.during
    check(during and during.ready, is_(False), "the service says that it is ready while it cannot score")


@then("the service's own figures count the same requests and the same failures")
def the_figures_agree(scene: PromisesScene) -> None:
    window = scene.window
    counted = outage.reported(scene.suite) - window.before
    check(
        (counted.total, counted.failed),
        equal_to((window.ours.total, window.ours.failed)),
        "requests and failures that the service counted in this time, beside those that were made",
    )


@then("the availability of this time is below what was agreed")
def the_outage_shows(scene: PromisesScene) -> None:
    objective = judging.require(scene.suite.profile.agreed(Objectives).availability, "availability")
    counted = outage.reported(scene.suite) - scene.window.before
    status = Share(counted.good, counted.total, share(objective.at_least_percent), census=True).judged().status
    check(
        status, equal_to(Status.VIOLATED), "the availability of a time with an outage, from the service's own figures"
    )


# -- the pipeline


@when("a record from more than the agreed age ago and one of now are sent")
def send_an_old_and_a_new_record(scene: PromisesScene) -> None:
    scene.times = pipeline.two_records(scene.suite, scene.customer)


@then("the record of the customer that is in use is no older than agreed")
def the_newest_record_is_in_use(scene: PromisesScene) -> None:
    sighting = pipeline.in_use(scene.suite, scene.customer, scene.times)
    judging.judge(pipeline.assessed_newest(scene.suite, sighting))


@when("a customer record and a scoring request are sent into every part of their channels")
def send_into_every_part(scene: PromisesScene) -> None:
    scene.parts = pipeline.into_every_part(scene.suite)


@then("every part lets its record through in time")
def every_part_moves(scene: PromisesScene) -> None:
    parts = pipeline.came_through(scene.suite, scene.listener, scene.parts)
    check(len(parts.sent), greater_than_or_equal_to(2), "records that were sent, at least one into each part")
    check(parts.stuck, empty(), "parts of the input channels whose record had no result in time")


@when("the records that wait in the input channels are looked at")
def look_at_what_waits(scene: PromisesScene) -> None:
    scene.waiting = pipeline.what_waits(scene.suite)


@then("no record waits for longer than agreed")
def nothing_waits_for_long(scene: PromisesScene) -> None:
    found = pipeline.what_waits(scene.suite)
    judging.judge(pipeline.assessed_waiting(scene.suite, found))


@when("the agreed number of records is sent at once")
def send_many_records(scene: PromisesScene) -> None:
    scene.drained = pipeline.drained(scene.suite, scene.listener)


@then("more results a minute than agreed come out, with the agreed certainty")
def the_pipeline_is_quick_enough(scene: PromisesScene) -> None:
    judging.judge(pipeline.assessed_throughput(scene.suite, scene.drained))


# -- the accuracy


@given("the agreed labelled cases, unchanged")
def the_labelled_cases(scene: PromisesScene) -> None:
    scene.cases = accuracy.holdout(scene.suite)


@given("there are enough of them, neither end is much more frequent, and who knows the truth would be right")
def the_cases_can_show_something(scene: PromisesScene) -> None:
    agreed, cases = accuracy.objective(scene.suite), scene.cases
    check(len(cases.cases), greater_than_or_equal_to(agreed.cases), "labelled cases")
    check(
        cases.majority_percent,
        less_than_or_equal_to(agreed.majority_at_most_percent),
        "percent of the cases that always saying the same would foretell",
    )
    if agreed.best_possible_percent is not None:
        check(cases.best_percent, is_not(None), "the cases tell how surely they could be foretold")
        check(
            cases.best_percent,
            greater_than_or_equal_to(agreed.best_possible_percent),
            "percent of the cases that who knows the truth would foretell",
        )


@when("every case is scored once through the service")
def score_every_case(scene: PromisesScene) -> None:
    scene.case_answers = accuracy.scored(scene.suite, scene.cases)


@then("the agreed accuracy is met with the agreed certainty")
def the_accuracy_is_met(scene: PromisesScene) -> None:
    judging.judge(accuracy.assessed(scene.suite, scene.case_answers))


# -- comparison with what was accepted


@given("answers in {accepted:g} milliseconds that scatter by {scatter:g} percent were accepted")
def made_up_figures(scene: PromisesScene, accepted: float, scatter: float) -> None:
    scene.accepted_ms, scene.scatter = accepted, scatter


@when("they come in {now:g} milliseconds with the same scatter and {tolerated:g} percent more are tolerated")
def compare_made_up_figures(scene: PromisesScene, now: float, tolerated: float) -> None:
    scene.comparison = comparing.made_up(scene.accepted_ms, now, scene.scatter, tolerated)


@then("this is called {change}")
def it_is_called(scene: PromisesScene, change: str) -> None:
    check(scene.comparison.change.value, equal_to(change), f"what is said of it: {scene.comparison.reason}")


@given("figures of this platform on this machine were accepted")
def figures_were_accepted(scene: PromisesScene) -> None:
    scene.accepted_figures = comparing.accepted(scene.suite)


@when("the figures of this run are compared with them")
def compare_the_figures(scene: PromisesScene) -> None:
    current = comparing.now(scene.suite)
    scene.comparisons = comparing.compared(scene.suite, scene.accepted_figures, current)


@then("none is worse by more than is tolerated and by more than chance")
def nothing_is_worse(scene: PromisesScene) -> None:
    said = [f"{one.name} {one.change}: {one.reason}" for one in scene.comparisons]
    check_every(said, 1, not_(contains_string("regression")), "a figure beside the accepted one")


# -- the history


@given("a history of {count:d} runs whose last line was cut off")
def a_history(scene: PromisesScene, count: int) -> None:
    folder = TemporaryDirectory()
    scene.at_the_end(folder.cleanup)
    scene.history = Path(folder.name) / history.HISTORY
    for number in range(count):
        history.append(scene.history, {"run_id": f"run {number}", "figures": [{"name": "p95", "values": [number]}]})
    scene.history.write_bytes(scene.history.read_bytes()[:-20])
    scene.runs_before = history.read(scene.history)


@when("a run adds its figures to the history")
def add_to_the_history(scene: PromisesScene) -> None:
    history.append(scene.history, {"run_id": scene.suite.run_id, "figures": [{"name": "p95", "values": [7, 9, 8]}]})


@then("the {count:d} whole runs stand there as before, and the new figures after them")
def the_history_only_grew(scene: PromisesScene, count: int) -> None:
    *before, new = history.read(scene.history)
    check(before, all_of(has_length(count), equal_to(scene.runs_before)), "whole runs in the history")
    check(new, has_entries(run_id=scene.suite.run_id, figures={"p95": 8}), "what the run added")


# -- the status


@when("{good:d} of {total:d} requests were good and {target:g} percent were agreed")
def requests_were_good(scene: PromisesScene, good: int, total: int, target: float) -> None:
    scene.judged = Share(good, total, share(target)).judged()


@then("the status is {status:w}")
def the_status_is(scene: PromisesScene, status: str) -> None:
    check(scene.judged.status.value, equal_to(status), f"the status that follows: {scene.judged.reason}")


@when("{judgements:d} promises of {target:g} percent are just kept and {total:d} requests are counted for each")
def promises_just_kept(scene: PromisesScene, judgements: int, target: float, total: int) -> None:
    scene.chance = 1 - (1 - Share(0, total, share(target)).false_red()) ** judgements


@then("the chance that any of them is called broken is at most {percent:g} percent")
def hardly_ever_broken(scene: PromisesScene, percent: float) -> None:
    at_most = all_of(greater_than(0), less_than_or_equal_to(percent / 100))
    check(scene.chance, at_most, "the chance that a service which just keeps its promises is blamed")


@when("{target:g} percent were agreed over {days:g} days")
def percent_over_days(scene: PromisesScene, target: float, days: float) -> None:
    scene.budget = Budget(share(target), minutes(days))


@then("{allowed:g} minutes may fail")
def minutes_may_fail(scene: PromisesScene, allowed: float) -> None:
    check(scene.budget.allowed_min, close_to(allowed, 0.005), "minutes of the window that may fail")


@when("the numbers of every promise in the record of this run are judged again")
def judge_again(scene: PromisesScene) -> None:
    scene.judged_again = objectives_of(scene.suite.ledger.path)
    if not scene.judged_again:
        not_assessed("no promise was looked at in this run")


@then("each has the status that the record says")
def each_status_follows(scene: PromisesScene) -> None:
    check_every(
        scene.judged_again,
        1,
        contains_exactly(is_(greater_than(0)), equal_to("")),
        "a promise in the record, by its line, and what is untrue about its status",
    )

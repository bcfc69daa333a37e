"""Promises about the service: what is put on it, what is counted, and what follows from the numbers."""

from pathlib import Path
from tempfile import TemporaryDirectory

from behave import given, then, when
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

from acceptance.checks import check, check_every, check_within
from acceptance.profile.objectives import minutes, share
from acceptance.record import history
from acceptance.record import objectives as retold
from acceptance.record.statistics import Budget, Share, Status
from acceptance.requirements.promises import accuracy, comparing, judging, outage, pipeline, serving
from acceptance.requirements.service import services

# -- the agreed load, and reading


@given("the agreed load was put on the service for the agreed time")
def the_agreed_load(context):
    context.load, context.measured = serving.offered(context.suite), serving.UNDER_LOAD


@when("requests that only read are sent at the permitted rate")
def read_only(context):
    context.load, context.measured = serving.reading(context.suite), serving.READING
    context.bad = serving.faults(context.load)


@when("the requests that it answered without a fault of its own are counted")
@when("the time from each planned moment to its right answer is counted")
@when("the requests without a right answer are counted")
@when("the right answers of each second are counted")
def count_what_came(context):
    context.bad = serving.faults(context.load)


@then("the agreed availability is met with the agreed certainty")
def availability_is_met(context):
    judging.judge(serving.availability(context.suite, context.load, context.measured), context.bad)


@then("the agreed answer times are met with the agreed certainty")
def answer_times_are_met(context):
    judging.judge(serving.latency(context.suite, context.load, context.measured), context.bad)


@then("the agreed share of errors is kept with the agreed certainty")
def errors_are_kept(context):
    judging.judge(serving.errors(context.suite, context.load, context.measured), context.bad)


@then("more right answers a second than agreed came, with the agreed certainty")
def throughput_is_met(context):
    judging.judge(serving.throughput(context.suite, context.load, context.measured), context.bad)


# -- a known outage


@given("a customer was scored before and the service's own figures were read")
def before_the_outage(context):
    context.customer = context.suite.customer()
    first = outage.asked(context.suite, context.customer, 3)
    check(first.failed, equal_to(0), "requests that failed before anything was cut off")
    context.window = outage.Window(outage.reported(context.suite))


@when("the service loses its database for {lost:d} requests between {good:d} good ones")
def a_known_outage(context, lost, good):
    suite, window = context.suite, context.window
    window.ours += outage.asked(suite, context.customer, good // 2)
    restore = services.cut(suite, "database")
    window.outage = outage.asked(suite, context.customer, lost)
    window.during = services.readiness(suite)
    suite.settle(restore)
    check_within(
        suite.limits.recovery_s,
        lambda: services.readiness(suite).ready,
        is_(True),
        "the service is ready again after the outage",
    )
    window.ours += window.outage
    window.ours += outage.asked(suite, context.customer, good // 2)


@then("every request during the outage failed and every other one was answered")
def the_outage_took_its_requests(context):
    window = context.window
    check(window.outage.failed, equal_to(window.outage.total), "requests that failed while nothing could be scored")
    check(window.ours.failed, equal_to(window.outage.failed), "requests that failed in the whole time")


@then("the service did not call itself ready during the outage")
def not_ready_during_the_outage(context):
    check(context.window.during.ready, is_(False), "the service says that it is ready while it cannot score")


@then("the service's own figures count the same requests and the same failures")
def the_figures_agree(context):
    window = context.window
    counted = outage.reported(context.suite) - window.before
    check(
        (counted.total, counted.failed),
        equal_to((window.ours.total, window.ours.failed)),
        "requests and failures that the service counted in this time, beside those that were made",
    )


@then("the availability of this time is below what was agreed")
def the_outage_shows(context):
    objective = judging.agreed(context.suite).availability
    counted = outage.reported(context.suite) - context.window.before
    status = Share(counted.good, counted.total, share(objective.at_least_percent), census=True).judged().status
    check(
        status, equal_to(Status.VIOLATED), "the availability of a time with an outage, from the service's own figures"
    )


# -- the pipeline


@when("a record from more than the agreed age ago and one of now are sent")
def send_an_old_and_a_new_record(context):
    context.times = pipeline.two_records(context.suite, context.customer)


@then("the record of the customer that is in use is no older than agreed")
def the_newest_record_is_in_use(context):
    sighting = pipeline.in_use(context.suite, context.customer, context.times)
    judging.judge(pipeline.assessed_newest(context.suite, sighting))


@when("a customer record and a scoring request are sent into every part of their channels")
def send_into_every_part(context):
    context.parts = pipeline.into_every_part(context.suite)


@then("every part lets its record through in time")
def every_part_moves(context):
    parts = pipeline.came_through(context.suite, context.listener, context.parts)
    check(len(parts.sent), greater_than_or_equal_to(2), "records that were sent, at least one into each part")
    check(parts.stuck, empty(), "parts of the input channels whose record had no result in time")


@when("the records that wait in the input channels are looked at")
def look_at_what_waits(context):
    context.waiting = pipeline.what_waits(context.suite)


@then("no record waits for longer than agreed")
def nothing_waits_for_long(context):
    found = pipeline.what_waits(context.suite)
    judging.judge(pipeline.assessed_waiting(context.suite, found))


@when("the agreed number of records is sent at once")
def send_many_records(context):
    context.drained = pipeline.drained(context.suite, context.listener)


@then("more results a minute than agreed come out, with the agreed certainty")
def the_pipeline_is_quick_enough(context):
    judging.judge(pipeline.assessed_throughput(context.suite, context.drained))


# -- the accuracy


@given("the agreed labelled cases, unchanged")
def the_labelled_cases(context):
    context.cases = accuracy.holdout(context.suite)


@given("there are enough of them, neither end is much more frequent, and who knows the truth would be right")
def the_cases_can_show_something(context):
    agreed, cases = accuracy.objective(context.suite), context.cases
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
def score_every_case(context):
    context.answers = accuracy.scored(context.suite, context.cases)


@then("the agreed accuracy is met with the agreed certainty")
def the_accuracy_is_met(context):
    judging.judge(accuracy.assessed(context.suite, context.answers))


# -- comparison with what was accepted


@given("answers in {accepted:g} milliseconds that scatter by {scatter:g} percent were accepted")
def made_up_figures(context, accepted, scatter):
    context.accepted_ms, context.scatter = accepted, scatter


@when("they come in {now:g} milliseconds with the same scatter and {tolerated:g} percent more are tolerated")
def compare_made_up_figures(context, now, tolerated):
    context.comparison = comparing.made_up(context.accepted_ms, now, context.scatter, tolerated)


@then("this is called {change}")
def it_is_called(context, change):
    check(context.comparison.change.value, equal_to(change), f"what is said of it: {context.comparison.reason}")


@given("figures of this platform on this machine were accepted")
def figures_were_accepted(context):
    context.accepted_figures = comparing.accepted(context.suite)


@when("the figures of this run are compared with them")
def compare_the_figures(context):
    current = comparing.now(context.suite)
    context.comparisons = comparing.compared(context.suite, context.accepted_figures, current)


@then("none is worse by more than is tolerated and by more than chance")
def nothing_is_worse(context):
    said = [f"{one.name} {one.change}: {one.reason}" for one in context.comparisons]
    check_every(said, 1, not_(contains_string("regression")), "a figure beside the accepted one")


# -- the history


@given("a history of {count:d} runs whose last line was cut off")
def a_history(context, count):
    folder = TemporaryDirectory()
    context.add_cleanup(folder.cleanup)
    context.history = Path(folder.name) / history.HISTORY
    for number in range(count):
        history.append(context.history, {"run_id": f"run {number}", "figures": [{"name": "p95", "values": [number]}]})
    context.history.write_bytes(context.history.read_bytes()[:-20])
    context.before = history.read(context.history)


@when("a run adds its figures to the history")
def add_to_the_history(context):
    history.append(context.history, {"run_id": context.suite.run_id, "figures": [{"name": "p95", "values": [7, 9, 8]}]})


@then("the {count:d} whole runs stand there as before, and the new figures after them")
def the_history_only_grew(context, count):
    *before, new = history.read(context.history)
    check(before, all_of(has_length(count), equal_to(context.before)), "whole runs in the history")
    check(new, has_entries(run_id=context.suite.run_id, figures={"p95": 8}), "what the run added")


# -- the status


@when("{good:d} of {total:d} requests were good and {target:g} percent were agreed")
def requests_were_good(context, good, total, target):
    context.judged = Share(good, total, share(target)).judged()


@then("the status is {status:w}")
def the_status_is(context, status):
    check(context.judged.status.value, equal_to(status), f"the status that follows: {context.judged.reason}")


@when("{judgements:d} promises of {target:g} percent are just kept and {total:d} requests are counted for each")
def promises_just_kept(context, judgements, target, total):
    context.chance = 1 - (1 - Share(0, total, share(target)).false_red()) ** judgements


@then("the chance that any of them is called broken is at most {percent:g} percent")
def hardly_ever_broken(context, percent):
    at_most = all_of(greater_than(0), less_than_or_equal_to(percent / 100))
    check(context.chance, at_most, "the chance that a service which just keeps its promises is blamed")


@when("{target:g} percent were agreed over {days:g} days")
def percent_over_days(context, target, days):
    context.budget = Budget(share(target), minutes(days))


@then("{allowed:g} minutes may fail")
def minutes_may_fail(context, allowed):
    check(context.budget.allowed_min, close_to(allowed, 0.005), "minutes of the window that may fail")


@when("the numbers of every promise in the record of this run are judged again")
def judge_again(context):
    context.retold = retold.objectives_of(context.suite.ledger.path)


@then("each has the status that the record says")
def each_status_follows(context):
    check_every(
        context.retold,
        1,
        contains_exactly(is_(greater_than(0)), equal_to("")),
        "a promise in the record, by its line, and what is untrue about its status",
    )

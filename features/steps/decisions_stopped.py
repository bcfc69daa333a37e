"""A person stops automated decisions, lets them go on, and what a person decided stays."""

from hamcrest import empty, equal_to, greater_than, has_entries, has_item, has_length, is_, not_
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.outcome import NotAssessed
from acceptance.platform.clocks import check_time
from acceptance.requirements.audit import auditing
from acceptance.requirements.audit.auditing import Act
from acceptance.requirements.customers import basis
from acceptance.requirements.decisions import decisions, reviewing, stopping
from acceptance.requirements.decisions.stopping import Stopped, Traffic
from acceptance.requirements.service import delivery, flows
from acceptance.runner.steps import given, then, when


class StoppedScene(Scene):
    """What steps about a stop of decisions hand on."""

    results_while_stopped: flows.Listener | None
    stop_acts: tuple[Act, Act]
    stopped: Stopped
    traffic: Traffic


@given("customers who are scored by every way in, at every replica and by events")
def customers_who_are_scored(scene: StoppedScene) -> None:
    try:
        scene.suite.platform.events.require_message("scoring_request")
    except NotAssessed:
        scene.results_while_stopped = None
    else:
        scene.results_while_stopped = flows.Listener(scene.suite)
        scene.at_the_end(scene.results_while_stopped.close)
    scene.traffic = stopping.traffic(scene.suite, scene.results_while_stopped)


@when("a person stops automated decisions while requests and events go on")
def decisions_are_stopped(scene: StoppedScene) -> None:
    scene.stopped = stopping.stopped_meanwhile(scene.suite, scene.traffic, scene.results_while_stopped)


@then("the platform says who stopped them, since when and why")
def the_platform_tells_of_the_stop(scene: StoppedScene) -> None:
    stopped = scene.stopped
    told = stopped.told or scene.suite.platform.operations.do(stopping.READ)  # not assessed where it tells nothing
    check(told.words["reason"], equal_to(stopped.reason), "why decisions were stopped")
    check(str(told.words["stopped_by"]), not_(equal_to("")), "who stopped decisions")
    offset = scene.suite.platform.clock_offset("scoring_api")
    check_time(str(told.words["stopped_at"]), stopped.begun, stopped.done, offset, "since when they are stopped")


@then("from the agreed time on no request and no event leads to a decision")
def nothing_is_decided(scene: StoppedScene) -> None:
    check(len(scene.traffic.asked), greater_than(0), "requests that were made")
    found = stopping.decided_all_the_same(scene.stopped, scene.traffic)
    check(found, equal_to({}), f"decisions later than {scene.suite.limits.stop_s:g} s after the stop")


@when("the person lets decisions go on")
def decisions_go_on(scene: StoppedScene) -> None:
    scene.suite.settle(scene.stopped.undoing)


@then("every way in and every replica gives a score again within the agreed recovery time")
def everybody_is_scored_again(scene: StoppedScene) -> None:
    check_within(
        scene.suite.limits.recovery_s,
        lambda: stopping.scored_again(scene.suite, scene.traffic),
        empty(),
        "ways in by which there is no score again",
    )


@then("every event of the whole time has exactly one result, the one that the scoring API gives for these figures")
def every_event_has_one_result(scene: StoppedScene) -> None:
    listener = scene.results_while_stopped or flows.Listener(
        scene.suite
    )  # not assessed where nothing is scored by events
    owners, limit_s = scene.traffic.events, scene.suite.limits.bulk_s
    delivered = delivery.delivery(listener, owners, limit_s)
    check(delivered.missing, empty(), f"events of {len(owners)} without a result")
    check(delivered.late, empty(), f"events of {len(owners)} whose result came later than the agreed {limit_s:g} s")
    check(delivered.doubled, empty(), f"events of {len(owners)} with more than one result")
    decided = {one.customer_id: decisions.decision(scene.suite.score(one)) for one in scene.traffic.customers}
    right = {number: (one.score, one.level) for number, one in decided.items()}
    wrong = [
        one.words for one in delivered.results if one.decided != right[owners[one.words["correlation"]].customer_id]
    ]
    check(wrong, empty(), f"of {len(delivered.results)} results, those with another score or risk level")


@when("a person stops automated decisions for a moment")
def decisions_are_stopped_for_a_moment(scene: StoppedScene) -> None:
    scene.stop_acts = stopping.on_record(scene.suite)


@then("the audit log names that person for the stop and for its end, each at its time")
def the_log_names_the_person(scene: StoppedScene) -> None:
    offset = scene.suite.platform.clock_offset("scoring_api")
    for act, what in zip(scene.stop_acts, ("the stop", "the end of the stop"), strict=True):
        check(act.answer.succeeded, is_(True), f"{what} was done (status {act.answer.status})")
        found = auditing.about(scene.suite, act)
        check(found, has_item(has_entries(act.expected)), f"entries about {what}")
        for entry in found:
            check_time(str(entry["time"]), act.begun, act.ended, offset, f"when {what} was recorded")


@when("everybody who has no right to it tries to stop automated decisions")
def everybody_else_tries_to_stop(scene: StoppedScene) -> None:
    scene.answers = stopping.by_everybody_else(scene.suite)


@then("all of them are refused")
def all_are_refused(scene: StoppedScene) -> None:
    check(scene.answers, has_length(greater_than(2)), "attempts to stop decisions")
    done = [answer.status for answer in scene.answers if answer.succeeded]
    check(done, empty(), f"of {len(scene.answers)} attempts, those that were done")


@when("further events about the applicant were dealt with")
def further_events_were_dealt_with(scene: StoppedScene) -> None:
    listener = flows.Listener(scene.suite)
    scene.at_the_end(listener.close)
    sent = basis.events_about(scene.suite, scene.refused.customer)
    wanted = {one.correlation for one in sent}
    results = listener.results(wanted, scene.suite.limits.event_s)
    check({one.words["correlation"] for one in results}, equal_to(wanted), "events that have a result")


@then("the result and a repeated request still show the outcome that the person gave")
def the_persons_outcome_stays(scene: StoppedScene) -> None:
    shown = reviewing.outcomes_shown(scene.suite, scene.refused)
    mine = {place: outcome for place, outcome in shown.items() if place != "newest decision"}
    check(mine, equal_to(dict.fromkeys(mine, scene.suite.product.granted)), "the outcome that each place shows")

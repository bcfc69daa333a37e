"""Whom the platform names for what was done about customers, and when, whatever a request claims."""

from datetime import UTC, datetime
from functools import partial

from hamcrest import empty, equal_to, greater_than, has_entries, has_length, not_none
from scene import Scene

from acceptance.checks import check, check_within
from acceptance.platform.clocks import check_time
from acceptance.platform.told import Told
from acceptance.profile.privacy import Privacy
from acceptance.requirements.access import claimed
from acceptance.requirements.customers import basis, who_did_it
from acceptance.requirements.customers.basis import Recorded
from acceptance.requirements.customers.who_did_it import Done
from acceptance.requirements.decisions import who_decided
from acceptance.runner.steps import then, when


class WhoDidItScene(Scene):
    """What steps about acts and whoever did them hand on."""

    acts_by_name: list[Done]
    ended_bases: list[tuple[Recorded, str, datetime, datetime]]
    reviewed_cases: list[tuple[str, Told]]
    stops: list[tuple[str, Told, datetime, datetime]]


@when(
    "everybody who may do so records a basis for scoring, and one of them also claims in every way to be somebody else"
)
def record_bases(scene: WhoDidItScene) -> None:
    scene.acts_by_name = who_did_it.bases_recorded(scene.suite)


@then("the register names for each basis who really recorded it, and the channel that was told")
def the_register_names_them(scene: WhoDidItScene) -> None:
    check(scene.acts_by_name, has_length(greater_than(len(claimed.WAYS) - 1)), "bases that were recorded")
    told = [(one.identity, *who_did_it.recorded_by(scene.suite, one)) for one in scene.acts_by_name]
    wrong = claimed.wrongly_named(scene.suite, [(who, name) for who, name, _ in told])
    check(wrong, empty(), f"of {len(told)} bases, those with somebody else's name on record")
    channel = who_did_it.channel_told(scene.suite)
    if channel is not None:
        channels = {found.casefold() for _, _, found in told}
        check(channels, equal_to({channel.casefold()}), "the channels that the register tells")


@when("a consent is withdrawn, and somebody objects to a legitimate interest")
def end_bases(scene: WhoDidItScene) -> None:
    scene.ended_bases = who_did_it.ended(scene.suite)


@then("the register tells for each of them when it really ended")
def the_ends_are_true(scene: WhoDidItScene) -> None:
    offset, scoring = (
        scene.suite.platform.clock_offset("scoring_api"),
        scene.suite.profile.agreed(Privacy).word("scoring"),
    )
    for recorded, ending, begun, ended in scene.ended_bases:
        entries = [one for one in basis.register(scene.suite, recorded.customer) if one["purpose"] == scoring]
        check(entries, has_length(1), "entries of the register about scoring")
        check_time(str(entries[0]["ended_at"]), begun, ended, offset, f"when the basis ended by {ending}")


@when("customers are erased by somebody who claims in every way to be somebody else")
def erase_customers(scene: WhoDidItScene) -> None:
    scene.acts_by_name = who_did_it.erasures(scene.suite)


@then("the record of each erasure names who really asked for it, and when it was really done")
def the_erasures_are_true(scene: WhoDidItScene) -> None:
    suite, offset = scene.suite, scene.suite.platform.clock_offset("scoring_api")
    check(
        [one.answer.succeeded for one in scene.acts_by_name],
        equal_to([True] * len(scene.acts_by_name)),
        "erasures that were accepted",
    )
    for one in scene.acts_by_name:
        done: Told = check_within(
            suite.limits.erasure_s,
            partial(who_did_it.record_of_erasure, suite, one),
            has_entries(requested_by=not_none(), completed_at=not_none()),
            "who asked and when it was done",
        )
        wrong = claimed.wrongly_named(suite, [(one.identity, done["requested_by"])])
        check(wrong, empty(), f"who asked for the erasure, with {one.claim} claimed")
        check_time(str(done["completed_at"]), one.begun, datetime.now(UTC), offset, "when the erasure was done")


@when("cases are decided by a reviewer who claims in every way to be somebody else")
def review_cases(scene: WhoDidItScene) -> None:
    scene.reviewed_cases = who_decided.reviews(scene.suite)


@then("each case names the reviewer who really decided it")
def the_cases_are_true(scene: WhoDidItScene) -> None:
    who = who_decided.who_reviews(scene.suite)
    wrong = claimed.wrongly_named(scene.suite, [(who, case["decided_by"]) for _, case in scene.reviewed_cases])
    check(wrong, empty(), f"of {len(scene.reviewed_cases)} cases, those that name somebody else")


@when("a person stops decisions for a moment, each time with another claim of who it is")
def stop_decisions(scene: WhoDidItScene) -> None:
    scene.stops = who_decided.stops(scene.suite)


@then("the platform names for each stop the person who really saw to it, and since when")
def the_stops_are_true(scene: WhoDidItScene) -> None:
    suite, offset = scene.suite, scene.suite.platform.clock_offset("scoring_api")
    who = who_decided.who_stops(suite)
    wrong = claimed.wrongly_named(suite, [(who, told["stopped_by"]) for _, told, _, _ in scene.stops])
    check(wrong, empty(), f"of {len(scene.stops)} stops, those that name somebody else")
    for _, told, begun, ended in scene.stops:
        check_time(str(told["stopped_at"]), begun, ended, offset, "since when decisions were stopped")

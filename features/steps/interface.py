"""The published interface: who may call what, how each call answers, and what answers it gives."""

from collections.abc import Mapping
from typing import Any

from hamcrest import (
    empty,
    equal_to,
    greater_than,
    greater_than_or_equal_to,
    is_,
)
from scene import Scene

from acceptance.checks import check, inconclusive, not_assessed
from acceptance.outcome import Cause
from acceptance.platform.interface import Call, Coverage
from acceptance.platform.put_off import BUSY, require_none_put_off
from acceptance.requirements.interface import accounts, let_through, model_changes, published_interface, rights
from acceptance.requirements.interface.let_through import Through
from acceptance.requirements.interface.published_interface import Outage
from acceptance.requirements.service import services
from acceptance.runner.steps import given, then, when


class InterfaceScene(Scene):
    """What steps about the published interface hand on."""

    agreed: Mapping[str, set[str]]
    coverage: Coverage
    through: Through
    nowhere: int
    outage: Outage
    pages: dict[str, int]
    exchanges: list[dict[str, Any]]
    seen: dict[str, set[str]]
    statuses: dict[Call, set[int]]


@when("every call is made without an identity and with an unknown one")
def call_without_identity(scene: InterfaceScene) -> None:
    scene.statuses = let_through.without_identity(scene.suite)


@then("the calls that were not refused as unauthenticated are exactly the agreed ones")
def only_the_agreed_calls_are_public(scene: InterfaceScene) -> None:
    check(len(scene.statuses), greater_than(0), "number of calls that were made")
    place, public = scene.suite.profile.services.scoring_api, scene.suite.platform.public
    open_calls = {str(call) for call, statuses in scene.statuses.items() if statuses - {*place.no_identity, *BUSY}}
    put_off = {str(call) for call, statuses in scene.statuses.items() if statuses & BUSY}
    check(open_calls, equal_to(public - (put_off - open_calls)), "calls that are open to everybody")
    require_none_put_off(put_off)


@when("every call is made with every identity that the suite holds, with nothing to act on")
def call_with_every_identity(scene: InterfaceScene) -> None:
    scene.through = let_through.let_through(scene.suite)


@then("the identities that were let through are exactly the agreed ones for each call")
def only_the_agreed_identities(scene: InterfaceScene) -> None:
    found, agreed = scene.through, scene.suite.platform.allowed
    silent = found.untold - found.told.keys()
    check(len(found.told), greater_than(0), "number of calls that were made and tell who has a right to them")
    wanted = {call: agreed[call] for call in agreed if call not in silent}
    check(found.told, equal_to(wanted), "identities that each call lets through")
    require_none_put_off(found.put_off)
    if found.untold:
        not_assessed(f"{len(found.untold)} calls tell whoever has no right the same, such as {min(found.untold)}")


@when("every right of a customer is exercised, where it fits, where it does not and for nobody")
def exercise_every_right(scene: InterfaceScene) -> None:
    scene.seen = rights.exercised(scene.suite)


@then("each is done or refused as agreed")
def each_right_is_as_agreed(scene: InterfaceScene) -> None:
    check(scene.seen, equal_to({name: set(agreed) for name, agreed in rights.AGREED.items()}), "what came of each")


@when("every step of a change of model is taken, where it fits, where it does not and for nothing")
def take_every_step(scene: InterfaceScene) -> None:
    scene.seen = model_changes.exercised(scene.suite)


@then("each step is done or refused as agreed")
def each_step_is_as_agreed(scene: InterfaceScene) -> None:
    agreed = {name: set(outcomes) for name, outcomes in model_changes.AGREED.items()}
    check(scene.seen, equal_to(agreed), "what came of each step")


@when("every call about accounts, cards and the audit log is made, where it fits, where it does not and for nobody")
def make_every_call_about_accounts(scene: InterfaceScene) -> None:
    scene.agreed, scene.seen = accounts.AGREED, accounts.exercised(scene.suite)


@then("each call is done or refused as agreed")
def each_call_is_as_agreed(scene: InterfaceScene) -> None:
    check(scene.seen, equal_to(dict(scene.agreed)), "what came of each call")


@when("pages that often show a system's inside are asked for")
def ask_for_developers_pages(scene: InterfaceScene) -> None:
    scene.nowhere = published_interface.as_nowhere(scene.suite)
    scene.pages = published_interface.undescribed_pages(scene.suite)


@then("none of them is there")
def no_page_is_there(scene: InterfaceScene) -> None:
    check(len(scene.pages), greater_than(0), "number of pages that were asked for")
    there = published_interface.there(scene.pages, scene.nowhere)
    check(there, empty(), "pages that are there, with their status codes")
    require_none_put_off([path for path, status in scene.pages.items() if status in BUSY])


@when("each service that the platform depends on is cut off in turn and every operation is tried")
def cut_each_service_in_turn(scene: InterfaceScene) -> None:
    scene.outage = published_interface.outages(scene.suite, scene.customer)


@then("every call was answered and no answer was a failure without explanation")
def no_unexplained_failure(scene: InterfaceScene) -> None:
    check(len(scene.outage.tried), greater_than(0), "number of calls made during an outage")
    check(scene.outage.unanswered, empty(), "calls that were not answered")
    check(scene.outage.unexplained, empty(), "calls that failed without explanation")


@then("no score was given that is not kept")
def no_score_is_lost(scene: InterfaceScene) -> None:
    check("score" in scene.outage.tried, is_(True), "a score was asked for during an outage")
    lost = published_interface.scores_not_kept(scene.suite, scene.outage)
    check(lost, empty(), "scores given during an outage that cannot be read afterwards")


@then("everything works again soon after the connections are restored")
def everything_works_again(scene: InterfaceScene) -> None:
    check(services.wait_until_all_works(scene.suite), is_(True), "everything works again")


@given("this run included every part of the end-to-end layer")
def the_run_is_complete(scene: InterfaceScene) -> None:
    published_interface.require_every_operation(scene.suite)
    if not scene.suite.profile.interruptions:
        not_assessed("failures that the description names cannot be brought about here (interruptions)", Cause.BINDING)
    missing = published_interface.requirements_missing_from(scene.suite)
    if missing:
        inconclusive(f"coverage is judged in a run of the whole layer; this run has no {', '.join(missing)}")
    check(missing, empty(), "requirements without a scenario in this run")


@when("the answers of this run are compared with the description")
def compare_with_the_description(scene: InterfaceScene) -> None:
    scene.exchanges = scene.suite.platform.exchanges()
    scene.coverage = scene.suite.platform.api_coverage()


@then("each of them was described and had the described form")
def every_answer_was_true(scene: InterfaceScene) -> None:
    faults = sorted({entry["fault"] for entry in scene.exchanges if entry["fault"] is not None})
    check(faults, empty(), "answers that are not as described")
    unread = published_interface.unread(scene.suite, scene.exchanges)
    if unread:
        not_assessed(f"a part of the description tells nobody here what the answer is: {unread}", Cause.BINDING)


@then("there were at least {least:d} kinds of answers to compare")
def enough_was_compared(scene: InterfaceScene, least: int) -> None:
    few = len(scene.exchanges)
    if few < least:
        not_assessed(f"only {few} kinds of answers came in this run; with {least} it says something of the interface")
    check(few, greater_than_or_equal_to(least), "kinds of answers in this run")


@then("more than {percent:d} percent of the described answers were given")
def coverage_is_high(scene: InterfaceScene, percent: int) -> None:
    seen = scene.coverage
    check(len(seen.documented), greater_than(0), "number of described answers")
    left_out = published_interface.unassessed(scene.suite)
    if 100 * seen.share <= percent and left_out:
        not_assessed(
            f"{len(seen.missing)} of {len(seen.documented)} described answers were not asked for, as "
            f"{len(left_out)} scenarios were not assessed, such as {left_out[0]!r}",
            Cause.BINDING,
        )
    unread = published_interface.unread(scene.suite, scene.exchanges)
    if 100 * seen.share <= percent and unread:
        not_assessed(
            f"answers that nobody can hold against the description do not count as given: {unread}", Cause.BINDING
        )
    meaning = f"share of the described answers in percent (missing: {', '.join(seen.missing) or 'none'})"
    check(round(seen.share * 100, 1), greater_than(percent), meaning)

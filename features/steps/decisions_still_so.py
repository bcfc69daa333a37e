"""What was refused, ended, corrected, overturned or counted is looked at again much later."""

import time

from hamcrest import empty, equal_to, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.decisions import every_way, still_so
from acceptance.requirements.decisions.every_way import Decided
from acceptance.requirements.decisions.still_so import State
from acceptance.requirements.service.flows import Listener
from acceptance.runner.steps import given, then, when


class StillSoScene(Scene):
    """What steps about what stays as it is hand on."""

    scored_anew: list[Decided]
    in_force: list[str]
    lasting_states: list[State]
    reader: Listener | None


def _wait_for_results(scene: StillSoScene) -> None:
    scene.reader = every_way.listener(scene.suite)
    if scene.reader is not None:
        scene.at_the_end(scene.reader.close)


@given("customers who withdrew, objected, were refused, corrected, given their right by a person, held or counted once")
def states_are_brought_about(scene: StillSoScene) -> None:
    _wait_for_results(scene)
    scene.lasting_states = still_so.brought_about(scene.suite, scene.reader)


@when("{seconds:d} seconds have passed in which nobody asked for any of them, and what came before is sent again")
def time_passes(scene: StillSoScene, seconds: int) -> None:
    # Nobody may ask meanwhile: what is kept for a time only may be kept anew whenever it is asked for.
    if scene.reader is not None:
        scene.reader.watch.during(seconds)
    else:
        time.sleep(seconds)
    still_so.act_again(scene.lasting_states)


@then("all of it is still so, by every way and at every replica")
def all_is_still_so(scene: StillSoScene) -> None:
    check(len(scene.lasting_states), greater_than(0), "what was brought about")
    check(
        still_so.not_so(scene.lasting_states),
        empty(),
        f"of {len(scene.lasting_states)} states, those that are others now",
    )


@when("a customer withdraws the consent to scoring and gives it anew, and every way in decides about the customer")
def somebody_consents_anew(scene: StillSoScene) -> None:
    _wait_for_results(scene)
    scene.customer, scene.scored_anew, scene.in_force = still_so.who_consents_anew(scene.suite, scene.reader)


@then("every way in, at every replica, gives a score")
def every_way_gives_a_score(scene: StillSoScene) -> None:
    check(len(scene.scored_anew), greater_than(1), "decisions that were asked for")
    without = sorted({one.way for one in scene.scored_anew if one.decision.score is None})
    check(without, empty(), "ways in by which there is no score")


@then("consents to other purposes, which nobody withdrew, were still in force meanwhile")
def other_purposes_are_in_force(scene: StillSoScene) -> None:
    check(scene.in_force, equal_to(still_so.other_purposes(scene.suite)), "purposes with a basis meanwhile")

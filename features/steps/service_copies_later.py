"""Copies that are asked for while their time passes."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.service import copies_later
from acceptance.requirements.service.copies_later import Later
from acceptance.runner.steps import then, when


class CopiesLaterScene(Scene):
    """What steps about copies that are asked for hand on."""

    later: Later


@when("the customer is asked about at every replica for {seconds:g} seconds")
def ask_about_the_customer(scene: CopiesLaterScene, seconds: float) -> None:
    scene.later = copies_later.while_asked_for(scene.suite, scene.customer, scene.cached_copies, seconds)


@then("each copy is that much nearer to its end, or gone")
def each_is_nearer(scene: CopiesLaterScene) -> None:
    check(scene.later.asked, greater_than(0), "questions about the customer meanwhile")
    check(scene.later.kept_alive, empty(), "copies that do not age while they are asked for")
    check(scene.later.judged, greater_than(0), "copies that were looked at again")

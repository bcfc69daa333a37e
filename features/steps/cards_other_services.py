"""Services of the platform besides the scoring API, and who is let in there."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.cards import other_services
from acceptance.requirements.cards.other_services import Tried
from acceptance.runner.steps import then, when


class OtherServicesScene(Scene):
    """What steps about the platform's other services hand on."""

    tried_there: Tried


@when(
    "every operation of the platform's other services is tried with no token and with tokens that prove nothing there"
)
def try_as_strangers(scene: OtherServicesScene) -> None:
    scene.tried_there = other_services.by_strangers(scene.suite, scene.kept)


@when("every operation of the platform's other services is tried by each of their identities without the right to it")
def try_as_others(scene: OtherServicesScene) -> None:
    scene.tried_there = other_services.by_others(scene.suite, scene.kept)


@then("none of these operations lets anybody of them in")
def nobody_is_let_in(scene: OtherServicesScene) -> None:
    check(scene.tried_there.tried, greater_than(0), "attempts")
    check(scene.tried_there.let_in, empty(), f"operations that let somebody in, of {scene.tried_there.operations}")


@then("each of them lets in whoever has the right")
def the_rightful_are_let_in(scene: OtherServicesScene) -> None:
    scene.tried_there.require_answers()
    check(scene.tried_there.own_refused, empty(), "operations that refuse whoever has the right")

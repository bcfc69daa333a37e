"""Those who have no right, while a part of the platform is away."""

from hamcrest import empty, greater_than, is_
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.decisions import fail_closed
from acceptance.requirements.decisions.fail_closed import Came, WithoutRight
from acceptance.runner.steps import given, then, when


class OutageScene(Scene):
    """What steps about outages hand on."""

    who: WithoutRight
    while_away: Came


@given("a customer who was turned down, one without a lawful basis, and tokens that prove nothing")
def those_without_right(scene: OutageScene) -> None:
    scene.who = fail_closed.without_right(scene.suite)


@when("all of them are tried at every replica while the platform is cut off from the {service}")
def try_while_away(scene: OutageScene, service: str) -> None:
    scene.while_away = fail_closed.try_while_away(scene.suite, scene.who, service)


@then("none of them gets what they do not get otherwise")
def nobody_let_through(scene: OutageScene) -> None:
    check(scene.while_away.tried, greater_than(0), "attempts of those who have no right")
    check(
        sorted({*scene.while_away.before, *scene.while_away.let_through}), empty(), "who got what they had no right to"
    )
    fail_closed.require_all_kinds(scene.who)


@then("afterwards a customer with a lawful basis is scored again")
def the_good_one_is_served(scene: OutageScene) -> None:
    check(scene.while_away.served_after, is_(True), "every replica scores a customer with a lawful basis again")

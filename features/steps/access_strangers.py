"""Somebody who was given nothing, and the services behind the scenes."""

from hamcrest import empty, equal_to, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import strangers
from acceptance.requirements.access.strangers import Knocked
from acceptance.runner.steps import choose, then, when


class StrangerScene(Scene):
    """What steps about strangers hand on."""

    service: str
    knocked: Knocked


choose(Behind=strangers.DOORS)


@when("somebody tries the {service:Behind} without a name, with a wrong password and with what everybody guesses")
def knock_at(scene: StrangerScene, service: str) -> None:
    scene.service = service
    scene.knocked = strangers.knock(scene.suite, service)


@then("nobody of them is let in")
def nobody_let_in(scene: StrangerScene) -> None:
    check(scene.knocked.tried, greater_than(0), "logins that were tried")
    check(scene.knocked.let_in, empty(), "strangers who were let in")


@then("the suite itself was let in before and after")
def the_suite_was_let_in(scene: StrangerScene) -> None:
    strangers.require_own(scene.knocked, scene.service)
    check(list(scene.knocked.own_let_in).count(False), equal_to(0), "times when the suite itself was refused")

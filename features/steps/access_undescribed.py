"""Requests that no description knows."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.access import undescribed
from acceptance.requirements.access.undescribed import Refused
from acceptance.runner.steps import then, when


class UndescribedScene(Scene):
    """What steps about requests that no description knows hand on."""

    undescribed: Refused


@when("requests that no description knows are sent to every replica")
def send_them(scene: UndescribedScene) -> None:
    scene.undescribed = undescribed.provoked(scene.suite)


@then("many of them are refused")
def many_are_refused(scene: UndescribedScene) -> None:
    check(scene.undescribed.refused, greater_than(0), "requests that were refused")


@then("no refusal of them repeats what was sent or shows the inside of the platform")
def they_tell_nothing(scene: UndescribedScene) -> None:
    check(scene.undescribed.told, empty(), "what refusals told")
    undescribed.require_answers(scene.undescribed)

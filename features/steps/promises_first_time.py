"""Questions under load of which each was never asked before."""

from hamcrest import greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.promises import first_time_under_load
from acceptance.runner.steps import given, when


class FirstTimeScene(Scene):
    """What steps about new questions under load hand on."""


@given("as many questions about fictitious customers as the agreed load has, none of which was asked before")
def new_questions(scene: FirstTimeScene) -> None:
    scene.asks = first_time_under_load.new_questions(scene.suite)
    different = {str(sorted(ask.words.items())) for ask in scene.asks}
    check(len(different), greater_than(len(scene.asks) // 2), "questions that differ from each other")


@when("each of these questions is asked at the agreed rate")
def ask_them(scene: FirstTimeScene) -> None:
    scene.load = first_time_under_load.put(scene.suite, scene.asks)

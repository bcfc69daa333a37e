"""Writing to the object store without a key."""

from hamcrest import empty, greater_than
from scene import Scene

from acceptance.checks import check
from acceptance.requirements.service import writing_without_key
from acceptance.requirements.service.writing_without_key import Written
from acceptance.runner.steps import then, when


class WritingScene(Scene):
    """What steps about writing without a key hand on."""

    written: Written


@when("somebody without a key tries to store something in the object store, and to remove something from it")
def write_as_a_stranger(scene: WritingScene) -> None:
    scene.written = writing_without_key.by_strangers(scene.suite)


@then("it takes nothing from them, and lets them remove nothing")
def it_takes_nothing(scene: WritingScene) -> None:
    check(scene.written.tried, greater_than(0), "names that were tried without a key")
    check(scene.written.let, empty(), f"what strangers were let do, of {scene.written.tried} names")

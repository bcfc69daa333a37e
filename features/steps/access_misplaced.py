"""A good token in a place that is not made for it."""

from scene import Scene

from acceptance.requirements.access import misplaced
from acceptance.requirements.access.attacks import About, Attack
from acceptance.runner.steps import choose, when


class MisplacedScene(Scene):
    """What steps about misplaced tokens hand on."""

    about: About
    attack: Attack


choose(Place=misplaced.PLACES)


@when("every call is made to every replica with a good token in {place:Place} and none where it belongs")
def call_with_misplaced_tokens(scene: MisplacedScene, place: str) -> None:
    scene.attack = misplaced.try_places(scene.suite, scene.about, place)

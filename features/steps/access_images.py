"""What is looked for in a container image and in delivered folders."""

from scene import Scene

from acceptance.instruments.scanners.result import Scan
from acceptance.requirements.access import images
from acceptance.runner.steps import choose, then, when


class ImageScene(Scene):
    """What steps about images hand on."""

    look: Scan
    licences: Scan
    packages: Scan


choose(Delivered=list(images.PARTS))


@when("the {what:Delivered} is looked into together with planted weaknesses")
@when("the {what:Delivered} are looked into together with planted weaknesses")
def look_into(scene: ImageScene, what: str) -> None:
    scene.look = images.look_into(scene.suite, what)


@then("all of it was seen, what was planted was found, and no password or key that nobody answers for")
def no_secret(scene: ImageScene) -> None:
    images.check_no_secret(scene.suite, scene.look)


@then("all of it was seen, and whoever starts it does not start it as its administrator")
def not_as_its_administrator(scene: ImageScene) -> None:
    images.check_not_administrator(scene.suite, scene.look)


@then("all of it was seen, and no more serious dangers in its settings than agreed")
def no_dangerous_settings(scene: ImageScene) -> None:
    images.check_settings(scene.suite, scene.look)


@when("the packages in the image are listed")
def list_packages(scene: ImageScene) -> None:
    scene.licences, scene.packages = images.list_packages(scene.suite)


@then("the list names at least one, and none is under a licence that the company refuses")
def no_refused_licence(scene: ImageScene) -> None:
    images.check_licences(scene.suite, scene.licences)


@then("each was looked up in what is currently known, and no more serious weaknesses than agreed are")
def no_known_weakness(scene: ImageScene) -> None:
    images.check_packages(scene.suite, scene.packages)


@when("the scanner of images gets something harmless in place of the planted weaknesses")
def look_with_nothing_bad(scene: ImageScene) -> None:
    scene.look = images.look_with_nothing_bad(scene.suite)


@then("its look does not count, because what was planted was overlooked")
def not_believed(scene: ImageScene) -> None:
    images.check_not_believed(scene.look)


@when("what was found in the image is put to the findings of all other scanners")
def put_together(scene: ImageScene) -> None:
    images.look_into(scene.suite, "image")


@then("with it they are no more than agreed, each weakness counted once")
def no_more_than_agreed(scene: ImageScene) -> None:
    images.check_together(scene.suite)


@then("no exception for the image has outlived its last day or its finding")
def no_dead_exception(scene: ImageScene) -> None:
    images.check_exceptions(scene.suite)

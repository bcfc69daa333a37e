"""What scanners look for, and whether they are believed."""

from hamcrest import empty
from scene import Scene

from acceptance.checks import check
from acceptance.instruments.scanners.result import Scan
from acceptance.requirements.access import weaknesses
from acceptance.requirements.access.weaknesses import All
from acceptance.runner.steps import choose, then, when


class WeaknessScene(Scene):
    """What steps about scanners hand on."""

    found: All
    scan: Scan
    unpinned: list[str]


choose(Scanned=weaknesses.KINDS)


@when("the {what:Scanned} is scanned together with a planted weakness")
@when("the {what:Scanned} are scanned together with a planted weakness")
def scan(scene: WeaknessScene, what: str) -> None:
    scene.scan = scene.suite.scanner.scan(what)


@then("every file was read, the planted weakness was found, and no more serious ones than agreed")
@then("every package was looked up in a current list, and no more serious weaknesses than agreed are known")
def nothing_serious(scene: WeaknessScene) -> None:
    weaknesses.judge(scene.suite, scene.scan)


@then("every file was read, the planted key was found, and no other that nobody answers for")
def no_secret(scene: WeaknessScene) -> None:
    weaknesses.judge(scene.suite, scene.scan, weaknesses.NO_SECRET)


@when("the packages that the platform installs are listed")
def list_the_packages(scene: WeaknessScene) -> None:
    scene.unpinned = weaknesses.unpinned(scene.suite)


@then("each is named in one exact version")
def everything_is_pinned(scene: WeaknessScene) -> None:
    check(scene.unpinned, empty(), "packages without one exact version")


@when("the scanner of {what:Scanned} gets something harmless in place of the planted weakness")
def scan_without_a_weakness(scene: WeaknessScene, what: str) -> None:
    scene.scan = weaknesses.scan_with_nothing_planted(scene.suite, what)


@then("its scan does not count, because the planted weakness was overlooked")
def it_is_not_believed(scene: WeaknessScene) -> None:
    weaknesses.check_not_believed(scene.scan)


@when("the findings of all scanners are put together")
def put_together(scene: WeaknessScene) -> None:
    scene.found = weaknesses.gather(scene.suite)


@then("together they are no more than agreed, each weakness counted once")
def no_more_than_agreed(scene: WeaknessScene) -> None:
    weaknesses.check_together(scene.suite, scene.found)


@then("no exception has outlived its last day or its finding")
def no_dead_exception(scene: WeaknessScene) -> None:
    check(weaknesses.expired(scene.suite), empty(), "exceptions whose last day is over")
    check(weaknesses.dead(scene.suite, scene.found), empty(), "exceptions for what is not found any more")

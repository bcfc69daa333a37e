"""What a scan of the running service comes to, and whether it is believed."""

from scene import Scene

from acceptance.instruments.scanners.result import Scan
from acceptance.requirements.access import weaknesses
from acceptance.requirements.interface import live_scan
from acceptance.runner.steps import then, when


class LiveScanScene(Scene):
    """What steps about scans of the running service hand on."""

    live_scan: Scan


@when("the running service is scanned as somebody who is signed in, together with a planted weakness")
def scan(scene: LiveScanScene) -> None:
    scene.live_scan = live_scan.scanned(scene.suite)


@then(
    "each call served somebody meanwhile, the planted weakness was found, and no call broke down or showed its inside"
)
def nothing_serious(scene: LiveScanScene) -> None:
    live_scan.judge(scene.suite, scene.live_scan)


@then("no answer had another form than was described")
def as_described(scene: LiveScanScene) -> None:
    live_scan.check_described(scene.live_scan)


@when("the running service is attacked by the second scanner, together with a planted weakness")
def attack(scene: LiveScanScene) -> None:
    scene.live_scan = live_scan.scanned_with_zap(scene.suite)


@then("each call served somebody meanwhile, the planted weakness was found, and no more serious ones than agreed")
def no_more_than_agreed(scene: LiveScanScene) -> None:
    weaknesses.judge(scene.suite, scene.live_scan)


@when("the scanner of the running service gets something harmless in place of the planted weakness")
def scan_without_a_weakness(scene: LiveScanScene) -> None:
    scene.live_scan = live_scan.with_nothing_planted(scene.suite)


@then("the scan of the running service does not count, because the planted weakness was overlooked")
def it_is_not_believed(scene: LiveScanScene) -> None:
    live_scan.check_not_believed(scene.live_scan)

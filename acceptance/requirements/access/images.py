"""What is delivered as a container image or as folders: secrets, settings, licences and packages in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hamcrest import empty

from acceptance.checks import check
from acceptance.instruments.scanners.image_scanner import LICENCES, PACKAGES, ImageScanner
from acceptance.instruments.scanners.images import FOLDERS, IMAGES
from acceptance.instruments.scanners.planting import HARMLESS, Sample
from acceptance.instruments.scanners.result import Finding, Limits, Scan
from acceptance.instruments.scanners.trivy import ROOT, SECRET
from acceptance.profile.scanners import Answered, Scanners
from acceptance.requirements.access import weaknesses
from acceptance.suite import Suite

PARTS = {"image": IMAGES, "delivered folders": FOLDERS}
"""What is looked into, in plain words."""
_NONE = Limits(critical=0, high=0)


def look_into(suite: Suite, what: str) -> Scan:
    """Secrets and dangerous settings in the image or the folders, looked for once in a run.

    Args:
        what: one of `PARTS`.
    """
    return _scanner(suite).latest(PARTS[what])


def list_packages(suite: Suite) -> tuple[Scan, Scan]:
    """The licences of the packages in the image, and what is known of the packages' weaknesses."""
    scanner = _scanner(suite)
    return scanner.latest(LICENCES), scanner.latest(PACKAGES)


def look_with_nothing_bad(suite: Suite) -> Scan:
    """A look into the image in which something harmless is planted in place of a weakness; it is not kept."""
    return _scanner(suite).with_nothing_bad(Sample(HARMLESS))


def check_no_secret(suite: Suite, scan: Scan) -> None:
    """Checks that no secret lies there, in no layer and no setting.

    Raises:
        Violated: one does.
        NotAssessed: not all was seen.
    """
    _judge(suite, _only(scan, lambda one: one.rule.startswith(SECRET)), _NONE)


def check_not_administrator(suite: Suite, scan: Scan) -> None:
    """Checks that what runs in the image does not run as its administrator.

    Raises:
        Violated: it does.
        NotAssessed: not all was seen.
    """
    _judge(suite, _only(scan, lambda one: one.rule == ROOT), _NONE)


def check_settings(suite: Suite, scan: Scan) -> None:
    """Checks that the settings are no more dangerous than is tolerated.

    Raises:
        Violated: they are.
        NotAssessed: not all was seen.
    """
    _judge(suite, _only(scan, lambda one: not one.rule.startswith(SECRET)))


def check_licences(suite: Suite, scan: Scan) -> None:
    """Checks that no package is under a licence that the company refuses.

    Raises:
        Violated: one is.
        NotAssessed: not all was seen, or it is not said which licences are refused.
    """
    _judge(suite, scan, _NONE)


def check_packages(suite: Suite, scan: Scan) -> None:
    """Checks that no more serious weaknesses of the packages are known than are tolerated.

    Raises:
        Violated: more are.
        NotAssessed: not every package was looked up in something that is young enough.
    """
    _judge(suite, scan)


def check_not_believed(scan: Scan) -> None:
    """Checks that a look without a planted weakness does not count.

    Raises:
        NotAssessed: it does not count for another reason, so nothing was shown.
        Violated: it would count.
    """
    weaknesses.check_not_believed(scan)


def check_together(suite: Suite) -> None:
    """Checks that what all scanners found, here and in code, packages and files, is together no more than is tolerated.

    Raises:
        Violated: it is more, even where a scanner did not see all.
        NotAssessed: it is not, and a scanner did not see all.
    """
    here = [_scanner(suite).latest(about).without(_answered(suite)) for about in _wanted(suite)]
    everything = weaknesses.gather(suite)
    weaknesses.check_together(suite, replace(everything, scans=(*everything.scans, *here)))


def check_exceptions(suite: Suite) -> None:
    """Checks that no exception for what was found here has outlived its last day or its finding.

    Raises:
        Violated: one has.
    """
    waivers = _waivers(suite)
    over = [f"{one.finding}, since {one.expires}" for one in waivers if one.expires < date.today()]
    check(over, empty(), "exceptions for an image whose last day is over")
    scans = [_scanner(suite).latest(about) for about in _wanted(suite)]
    seen = {finding.id for scan in scans for finding in scan.findings}
    dead = [one.finding for one in waivers if one.finding not in seen]
    if not any(scan.blind for scan in scans):
        check(dead, empty(), "exceptions for what is not found in the image any more")


def _wanted(suite: Suite) -> list[str]:
    """What is to be looked into: the image with all of its parts, and the folders where any are named."""
    folders = suite.profile.agreed(Scanners).file_system
    return [IMAGES, LICENCES, PACKAGES, *([FOLDERS] if folders else [])]


def _judge(suite: Suite, scan: Scan, limits: Limits | None = None) -> None:
    weaknesses.judge(suite, scan.without(_answered(suite)), limits)


def _only(scan: Scan, wanted: Callable[[Finding], bool]) -> Scan:
    return replace(scan, findings=tuple(filter(wanted, scan.findings)))


def _answered(suite: Suite) -> frozenset[str]:
    today = date.today()
    return frozenset(one.finding for one in _waivers(suite) if one.since <= today <= one.expires)


def _waivers(suite: Suite) -> list[Answered]:
    block = suite.profile.agreed(Scanners)
    return [one for part in (block.image, block.file_system) if part for one in part.waivers]


def _scanner(suite: Suite) -> ImageScanner:
    return ImageScanner(suite.profile, suite.ledger)

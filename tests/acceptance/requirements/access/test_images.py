"""What is found in an image counts unless somebody answers for it; a look that did not see all never makes a green."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from acceptance.instruments.scanners.image_scanner import LICENCES, PACKAGES
from acceptance.instruments.scanners.images import FOLDERS, IMAGES
from acceptance.instruments.scanners.result import OVERLOOKED, Finding, Limits, Scan, Severity
from acceptance.outcome import NotAssessed, Violated
from acceptance.profile.scanners import Scanners
from acceptance.requirements.access import images, weaknesses
from profiles import profile_with

TODAY = date.today()
SCAN = Scan(IMAGES, "Trivy", "0.59.1", None, {"layers": 3})
SECRET = Finding("secret/private-key", "a key", Severity.HIGH, "root/key")
ROOT = Finding("setting/runs-as-root", "runs as the administrator", Severity.HIGH, "the image's own settings")
LICENCE = Finding("licence/AGPL-3.0", "charts is under AGPL-3.0, which is refused", Severity.HIGH, "charts")
WEAK = Finding("CVE-1", "a package has a known weakness", Severity.CRITICAL, "a")
CHECKS: list[tuple[Callable[[Any, Scan], None], Finding]] = [
    (images.check_no_secret, SECRET),
    (images.check_not_administrator, ROOT),
    (images.check_settings, replace(ROOT, severity=Severity.CRITICAL)),
    (images.check_licences, LICENCE),
    (images.check_packages, WEAK),
]


def suite(file_system: bool = True, waivers: list[dict[str, Any]] | None = None) -> Any:
    found = {about: replace(SCAN, about=about) for about in weaknesses.KINDS}
    scanner = SimpleNamespace(latest=found.get, limits=lambda: Limits(0, 1), score_of=lambda _: "score")
    block: dict[str, Any] = {"image": {"archive": "a.tar", "waivers": waivers or []}}
    block |= {"file_system": {"roots": ["."]}} if file_system else {}
    return SimpleNamespace(profile=profile_with(scanners=Scanners.model_validate(block)), scanner=scanner, ledger=None)


def waiver(finding: Finding, since: int = -1, until: int = 1) -> dict[str, Any]:
    days = {"since": TODAY + timedelta(since), "expires": TODAY + timedelta(until)}
    return {"finding": finding.id, "reason": "it is mended next week", "owner": "us", **days}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Scan]:
    """What the scanner of images came to, by what it is about."""
    scans = {about: replace(SCAN, about=about) for about in (IMAGES, LICENCES, PACKAGES, FOLDERS)}
    monkeypatch.setattr(images, "ImageScanner", lambda *_: SimpleNamespace(latest=scans.__getitem__))
    return scans


@pytest.mark.parametrize(("judge", "finding"), CHECKS)
def test_each_finding_violates_where_it_is_looked_for(judge: Callable[[Any, Scan], None], finding: Finding):
    judge(suite(), SCAN)
    with pytest.raises(Violated, match=finding.title):
        judge(suite(), replace(SCAN, findings=(finding,)))


@pytest.mark.parametrize(("judge", "finding"), CHECKS)
def test_a_look_that_did_not_see_all_is_not_assessed(judge: Callable[[Any, Scan], None], finding: Finding):
    with pytest.raises(NotAssessed, match="overlooked"):
        judge(suite(), replace(SCAN, blind=f"Trivy {OVERLOOKED}"))
    with pytest.raises(NotAssessed, match="looked at nothing"):
        judge(suite(), replace(SCAN, covered={"layers": 0}))


@pytest.mark.parametrize(("judge", "finding"), CHECKS)
def test_a_finding_that_somebody_answers_for_today_does_not_violate(
    judge: Callable[[Any, Scan], None], finding: Finding
):
    judge(suite(waivers=[waiver(finding)]), replace(SCAN, findings=(finding,)))
    with pytest.raises(Violated):
        judge(suite(waivers=[waiver(finding, -9, -1)]), replace(SCAN, findings=(finding,)))


def test_folders_have_exceptions_of_their_own_and_need_no_image(seen: dict[str, Scan]):
    only = suite()
    block = {"file_system": {"roots": ["."], "waivers": [waiver(SECRET)]}}
    only.profile = profile_with(scanners=Scanners.model_validate(block))
    found = replace(SCAN, about=FOLDERS, findings=(SECRET,))
    images.check_no_secret(only, found)
    with pytest.raises(Violated):
        images.check_no_secret(suite(), found)
    with pytest.raises(Violated, match="not found in the image any more"):
        images.check_exceptions(only)
    seen[FOLDERS] = found
    images.check_exceptions(only)


def test_a_setting_is_no_secret_and_a_secret_no_setting():
    images.check_no_secret(suite(), replace(SCAN, findings=(ROOT,)))
    images.check_settings(suite(), replace(SCAN, findings=(replace(SECRET, severity=Severity.CRITICAL),)))


def test_all_findings_together_count_with_those_of_the_image(seen: dict[str, Scan]):
    images.check_together(suite())
    seen[IMAGES] = replace(seen[IMAGES], findings=(SECRET,))
    images.check_together(suite())
    seen[LICENCES] = replace(seen[LICENCES], findings=(LICENCE,))
    with pytest.raises(Violated, match="2 high findings where 1 are tolerated"):
        images.check_together(suite())
    images.check_together(suite(waivers=[waiver(SECRET)]))


def test_a_part_that_did_not_see_all_leaves_the_sum_not_assessed_and_folders_only_where_there_are_any(
    seen: dict[str, Scan],
):
    seen[FOLDERS] = replace(seen[FOLDERS], blind="Trivy left no report")
    images.check_together(suite(file_system=False))
    with pytest.raises(NotAssessed, match="file systems: Trivy left no report"):
        images.check_together(suite())


def test_an_exception_that_is_over_or_whose_finding_is_gone_is_told(seen: dict[str, Scan]):
    images.check_exceptions(suite())
    with pytest.raises(Violated, match="whose last day is over"):
        images.check_exceptions(suite(waivers=[waiver(SECRET, -9, -1)]))
    with pytest.raises(Violated, match="not found in the image any more"):
        images.check_exceptions(suite(waivers=[waiver(SECRET)]))
    seen[PACKAGES] = replace(seen[PACKAGES], findings=(SECRET,))
    images.check_exceptions(suite(waivers=[waiver(SECRET)]))
    seen[PACKAGES] = replace(seen[PACKAGES], findings=(), blind="nothing was seen")
    images.check_exceptions(suite(waivers=[waiver(SECRET)]))


def test_a_scan_that_would_count_without_a_sample_violates():
    images.check_not_believed(replace(SCAN, blind=f"Trivy {OVERLOOKED}"))
    with pytest.raises(Violated):
        images.check_not_believed(SCAN)
    with pytest.raises(NotAssessed):
        images.check_not_believed(replace(SCAN, blind="there is no trivy here"))

"""One look into an image is kept once, in parts; what it cannot tell is a part that is blind, and the rest goes on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from image_files import archive_of, described, fake
from programs import program
from test_dependencies import PLANTED, snapshot

from acceptance.instruments.scanners.image_scanner import LICENCES, PACKAGES, ImageScanner
from acceptance.instruments.scanners.images import FOLDERS, IMAGES
from acceptance.instruments.scanners.planting import HARMLESS, Sample
from acceptance.instruments.scanners.result import OVERLOOKED
from acceptance.outcome import NotAssessed
from acceptance.profile.scanners import Image, Scanners
from acceptance.record.ledger import Kind, Ledger, read
from acceptance.record.redaction import Redactor
from profiles import profile_with

FILES = {
    "usr/lib/python3/dist-packages/jinja2-2.10.dist-info/METADATA": described("jinja2", "2.10", "MIT"),
}


def scanner(folder: Path, change: str = "", dependencies: dict[str, Any] | None = None, **image: Any) -> ImageScanner:
    """Over an image of one package, with a stand-in for Trivy."""
    run = folder / "run"
    run.mkdir(exist_ok=True)
    (run / "record.jsonl").touch()
    archive = archive_of(folder / "a.tar", [FILES])
    block = {
        "image": {"archive": str(archive), **image},
        "programs": {"trivy": program(folder, fake(change)).path()},
        "dependencies": dependencies,
    }
    profile = profile_with(scanners=Scanners.model_validate(block))
    return ImageScanner(profile, Ledger(run / "record.jsonl", Redactor()), date(2026, 11, 30))


def kept(folder: Path) -> list[dict[str, Any]]:
    return [dict(line.data) for line in read(folder / "run" / "record.jsonl") if line.kind == Kind.SCAN]


def test_one_look_is_kept_in_parts_with_its_reports_and_is_not_made_again(tmp_path: Path):
    first = scanner(tmp_path, licences={"refused": ["AGPL-*"]})
    assert first.latest(IMAGES).blind == first.latest(LICENCES).blind == ""
    lines = kept(tmp_path)
    assert [line["about"] for line in lines] == [IMAGES, LICENCES, PACKAGES]
    assert all(line["digest"].startswith("sha256:") and line["score"] for line in lines)
    run = tmp_path / "run"
    assert json.loads((run / lines[0]["inventory"]).read_text())["bomFormat"] == "CycloneDX"
    assert all(json.loads((run / line["sarif"]).read_text())["version"] == "2.1.0" for line in lines)
    assert len({line["sarif"] for line in lines}) == 3


def test_packages_are_looked_up_in_the_list_of_advisories_and_the_record_says_in_which(tmp_path: Path):
    without = scanner(tmp_path).scan(PACKAGES)
    assert "no database of known weaknesses, nor a list of them" in without.blind
    listed = snapshot(tmp_path / "list", *PLANTED)
    (tmp_path / "none.txt").touch()
    dependencies = {"files": [str(tmp_path / "none.txt")], "advisories": {"snapshot": str(listed)}}
    scan = scanner(tmp_path, dependencies=dependencies).scan(PACKAGES)
    assert (scan.tool, scan.blind, [one.rule for one in scan.findings]) == (
        "the list of advisories",
        "",
        ["PLANTED-jinja2"],
    )


def test_a_database_goes_before_the_list_and_has_to_tell_its_day(tmp_path: Path):
    database = tmp_path / "db"
    database.mkdir()
    assert "it has no metadata.json with its day" in scanner(tmp_path, database=str(database)).scan(PACKAGES).blind
    (database / "metadata.json").write_text('{"UpdatedAt": "2026-11-29T01:02:03Z"}')
    change = """
if 'vuln' in sys.argv:
    assert os.path.exists(os.path.join(word('--cache-dir'), 'db', 'metadata.json'))
    report['Results'] = [{'Target': 'Python', 'Packages': [{'Name': 'jinja2'}], 'Vulnerabilities': [
        {'VulnerabilityID': 'CVE-3', 'PkgName': 'jinja2', 'InstalledVersion': '2.10', 'Severity': 'CRITICAL'}]}]
"""
    scan = scanner(tmp_path, change, database=str(database)).scan(PACKAGES)
    assert (scan.tool, scan.blind, scan.knows_until) == ("Trivy", "", date(2026, 11, 29))
    assert [one.rule for one in scan.findings] == ["CVE-3"]


def test_without_agreed_licences_that_part_alone_is_blind(tmp_path: Path):
    looked = scanner(tmp_path)
    assert "it is not said which licences are refused" in looked.scan(LICENCES).blind
    assert looked.latest(IMAGES).blind == ""


def test_a_scanner_that_fails_is_kept_as_blind_in_every_part(tmp_path: Path):
    scanner(tmp_path, "sys.exit(0)").scan(IMAGES)
    assert [(line["about"], "left no report" in line["blind"]) for line in kept(tmp_path)] == [
        (one, True) for one in (IMAGES, LICENCES, PACKAGES)
    ]


def test_a_look_with_something_harmless_is_no_result_of_this_run(tmp_path: Path):
    assert OVERLOOKED in scanner(tmp_path).with_nothing_bad(Sample(HARMLESS)).blind
    assert kept(tmp_path) == []


def test_an_archive_that_is_not_there_is_blind(tmp_path: Path):
    looked = scanner(tmp_path)
    (tmp_path / "a.tar").unlink()
    assert "the image archive a.tar cannot be read" in looked.scan(IMAGES).blind


def test_without_a_program_it_is_said_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("acceptance.instruments.scanners.tool.OWN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    block = Scanners.model_validate({"image": {"archive": str(archive_of(tmp_path / "a.tar", [FILES]))}})
    (tmp_path / "record.jsonl").touch()
    looked = ImageScanner(profile_with(scanners=block), Ledger(tmp_path / "record.jsonl", Redactor()))
    assert looked.scan(IMAGES).blind.startswith("there is no trivy here; `make trivy` installs it")


@pytest.mark.parametrize("image", [None, {}, {"archive": ""}])
def test_what_the_profile_does_not_name_is_not_assessed(tmp_path: Path, image: dict[str, Any] | None):
    block = Scanners.model_validate({"image": image})
    looked = ImageScanner(profile_with(scanners=block), Ledger(tmp_path / "record.jsonl", Redactor()))
    with pytest.raises(NotAssessed, match="the profile names no image"):
        looked.scan(IMAGES)
    with pytest.raises(NotAssessed, match="no part 'file_system'"):
        looked.scan(FOLDERS)


def test_an_image_is_named_in_one_way():
    with pytest.raises(ValueError, match="an archive or a reference of the image, not both"):
        Image.model_validate({"archive": "a.tar", "reference": "example.org/a:1"})
    with pytest.raises(ValueError, match="digest"):
        Image.model_validate({"archive": "a.tar", "digest": "latest"})

"""Every package is looked up in a list that is young enough; what cannot be looked up is told."""

from __future__ import annotations

import json
import os
import urllib.request
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from programs import program

from acceptance.instruments.scanners.advisories import read_advisories, served
from acceptance.instruments.scanners.dependencies import SAMPLES, scan_dependencies
from acceptance.instruments.scanners.pins import Loose, Pin, read_pins
from acceptance.instruments.scanners.result import Blind, Scan, Severity
from acceptance.instruments.scanners.severity import base_score, severity_of
from acceptance.instruments.scanners.tool import OWN, Tool

TODAY = date(2026, 11, 30)


def advisory(id_: str, name: str, events: list[dict[str, str]], **more: Any) -> dict[str, Any]:
    affected = {"package": {"name": name, "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}
    return {
        "id": id_,
        "modified": "2026-11-28T10:00:00Z",
        "affected": [{**affected, **more.pop("affected", {})}],
        **more,
    }


PLANTED = [advisory(f"PLANTED-{name}", name, [{"introduced": "0"}, {"fixed": "99"}]) for name, _ in SAMPLES]
WEAK = advisory("A-1", "Weak_Thing", [{"introduced": "1.0"}, {"fixed": "1.5"}], aliases=["CVE-1"])


def snapshot(folder: Path, *records: dict[str, Any]) -> Path:
    folder.mkdir(exist_ok=True)
    for record in records:
        (folder / f"{record['id']}.json").write_text(json.dumps(record))
    return folder


# -- what is installed


def test_pins_are_read_with_their_places_through_hashes_continued_lines_and_included_files(tmp_path: Path):
    (tmp_path / "more.txt").write_text("-r all.txt\nB.Thing==2.0 ; python_version < '4'\n")
    (tmp_path / "all.txt").write_text(
        "# all\n--index-url https://x\na==1.0 \\\n    --hash=sha256:00 \\\n  --hash=sha256:11\n-r more.txt\n-e .\n"
    )
    pins = read_pins([tmp_path / "all.txt"])
    assert pins.exact == (Pin("a", "1.0", "all.txt:3"), Pin("b-thing", "2.0", "more.txt:2"))
    assert (pins.loose, pins.own) == ((), 1)


@pytest.mark.parametrize(
    "line",
    ["a", "a>=1", "a==1.*", "a==1,<2", "a @ https://example.org/a.whl", "git+https://example.org/a", "a===x!", "???"],
)
def test_what_has_no_exact_version_is_told_and_not_passed_over(tmp_path: Path, line: str):
    (tmp_path / "all.txt").write_text(f"b==1\n{line}\n")
    (found,) = read_pins([tmp_path / "all.txt"]).loose
    assert isinstance(found, Loose) and found.place == "all.txt:2"


@pytest.mark.parametrize("content", ["", "# nothing\n--index-url https://x\n", None])
def test_files_that_name_no_package_are_no_scan(tmp_path: Path, content: str | None):
    if content is not None:
        (tmp_path / "all.txt").write_text(content)
    with pytest.raises(Blind, match=r"no package is named in all.txt|all.txt cannot be read"):
        read_pins([tmp_path / "all.txt"])


# -- the list


@pytest.mark.parametrize(
    ("version", "affected"),
    [("0.9", False), ("1.0", True), ("1.0.0", True), ("1.4.9", True), ("1.5", False), ("2", False)],
)
def test_a_range_affects_from_its_first_version_up_to_the_mended_one(tmp_path: Path, version: str, affected: bool):
    known = read_advisories(snapshot(tmp_path / "list", WEAK))
    assert bool(known.about("weak.thing", version)) is affected


@pytest.mark.parametrize(
    ("events", "affected"),
    [
        ([{"introduced": "0"}], ["0", "1.2", "2.5", "9"]),
        ([{"introduced": "0"}, {"last_affected": "1.2"}], ["0", "1.2"]),
        ([{"introduced": "2"}, {"fixed": "3"}, {"introduced": "0"}, {"fixed": "1"}], ["0", "2.5"]),
        ([{"introduced": "0"}, {"fixed": "no version"}], ["0", "1.2", "2.5", "9"]),
    ],
)
def test_ranges_of_every_sort(tmp_path: Path, events: list[dict[str, str]], affected: list[str]):
    known = read_advisories(snapshot(tmp_path / "list", advisory("A", "a", events)))
    found = {version for version in ("0", "1.2", "2.5", "9") if known.about("a", version)}
    assert found == set(affected)


def test_versions_that_are_listed_count_beside_ranges_and_without_either_all_are_meant(tmp_path: Path):
    listed = advisory("A", "a", [{"introduced": "5"}], affected={"versions": ["1.0"]})
    nothing = advisory("B", "b", [], affected={"ranges": [{"type": "GIT", "events": []}]})
    known = read_advisories(snapshot(tmp_path / "list", listed, nothing))
    assert [bool(known.about("a", one)) for one in ("1", "2", "5.1")] == [True, False, True]
    assert known.about("b", "1.0")


def test_a_withdrawn_advisory_and_one_of_another_language_say_nothing(tmp_path: Path):
    gone = {**WEAK, "withdrawn": "2026-01-01T00:00:00Z"}
    other = advisory(
        "N", "weak-thing", [{"introduced": "0"}], affected={"package": {"name": "weak-thing", "ecosystem": "npm"}}
    )
    known = read_advisories(snapshot(tmp_path / "list", gone, other, *PLANTED))
    assert known.about("weak-thing", "1.1") == []


def test_a_list_may_be_a_zip_file_and_is_as_old_as_its_newest_record(tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "list.zip", "w") as archive:
        archive.writestr("all/A-1.json", json.dumps(WEAK))
        archive.writestr("all/A-2.json", json.dumps({**WEAK, "id": "A-2", "modified": "2025-01-01T00:00:00Z"}))
    known = read_advisories(tmp_path / "list.zip")
    assert known.newest == date(2026, 11, 28)
    assert len(known.about("weak-thing", "1.1")) == 2


@pytest.mark.parametrize("content", [b"no zip", b"", None])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "list.zip").write_bytes(content)
    with pytest.raises(Blind, match=r"list\.zip cannot be read"):
        read_advisories(tmp_path / "list.zip")


def test_a_list_with_half_a_record_or_none_is_named(tmp_path: Path):
    with pytest.raises(Blind, match="tells of nothing"):
        read_advisories(snapshot(tmp_path / "list"))
    (tmp_path / "list" / "A.json").write_text('{"id": "A"')
    with pytest.raises(Blind, match=r"A\.json in the list of advisories is no advisory"):
        read_advisories(tmp_path / "list")


def test_questions_are_answered_on_this_machine_and_counted(tmp_path: Path):
    known = read_advisories(snapshot(tmp_path / "list", WEAK))
    with served(known) as server:
        question = json.dumps({"package": {"name": "Weak.Thing", "ecosystem": "PyPI"}, "version": "1.1"}).encode()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(server.address, question, timeout=10) as answer:
            assert [one["id"] for one in json.load(answer)["vulns"]] == ["A-1"]
        assert server.answered == {("weak-thing", "1.1")}


# -- how bad


@pytest.mark.parametrize(
    ("vector", "score"),
    [  # examples of FIRST's own document and of the National Vulnerability Database
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1),
        ("CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4),
        ("CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", 1.8),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0.0),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H", None),
        ("nonsense", None),
    ],
)
def test_scores_are_those_of_the_specification(vector: str, score: float | None):
    assert base_score(vector) == score


def test_an_advisory_is_as_bad_as_the_worst_that_is_said_of_it_and_high_where_nothing_is():
    vector = {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N"}
    assert severity_of({}) == Severity.HIGH
    assert severity_of({"severity": [vector]}) == Severity.MEDIUM
    assert severity_of({"severity": [vector], "database_specific": {"severity": "CRITICAL"}}) == Severity.CRITICAL
    assert severity_of({"severity": [], "database_specific": {"severity": "MODERATE"}}) == Severity.MEDIUM


# -- the scanner

ASKS = """
import urllib.request
if '--version' in sys.argv: print('pip-audit 2.10.1'); sys.exit()
address = sys.argv[sys.argv.index('--osv-url') + 1]
ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
told = []
for line in open(sys.argv[sys.argv.index('--requirement') + 1]):
    name, version = line.strip().split('==')
    body = json.dumps({'package': {'name': name, 'ecosystem': 'PyPI'}, 'version': version}).encode()
    vulns = json.load(ask(address, body))['vulns']
    told.append({'name': name, 'version': version,
                 'vulns': [{'id': v['id'], 'aliases': v.get('aliases', []), 'fix_versions': []} for v in vulns]})
CHANGE
print(json.dumps({'dependencies': told, 'fixes': []}))
"""


def scanned(folder: Path, change: str = "pass", lines: str = "weak-thing==1.1\nsound==1.0\n", **options: Any) -> Scan:
    (folder / "all.txt").write_text(lines)
    known = snapshot(folder / "list", WEAK, *PLANTED)
    tool = program(folder, ASKS.replace("CHANGE", change))
    return scan_dependencies([folder / "all.txt"], known, tool, options.pop("today", TODAY), **options).scan


def test_what_the_list_knows_of_an_installed_package_is_found(tmp_path: Path):
    scan = scanned(tmp_path)
    assert (scan.blind, scan.covered, scan.knows_until) == ("", {"packages": 2}, date(2026, 11, 28))
    (found,) = scan.findings
    assert (found.rule, found.place, found.severity, found.aliases) == ("A-1", "weak-thing", Severity.HIGH, ("CVE-1",))


def test_what_is_not_exact_is_a_finding(tmp_path: Path):
    scan = scanned(tmp_path, lines="sound==1.0\nloose>=1\n")
    assert [(one.rule, one.severity) for one in scan.findings] == [("unpinned", Severity.MEDIUM)]
    assert scan.covered == {"packages": 2}


def test_a_package_in_two_versions_is_looked_up_in_both(tmp_path: Path):
    scan = scanned(tmp_path, lines="weak-thing==1.1\nweak-thing==1.2\n")
    assert scan.blind == ""
    assert sorted(one.title for one in scan.findings) == [
        "weak-thing 1.1 has a known weakness",
        "weak-thing 1.2 has a known weakness",
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("told[-1]['vulns'] = []", "overlooked what was planted"),
        ("told.pop()", "overlooked what was planted"),
        ("del told[0]", "tells nothing of 1 of 2 packages: sound 1.0"),
        ("told[0] = {'name': 'sound', 'skip_reason': 'not found'}", "tells nothing of 1 of 2 packages: sound 1.0"),
    ],
)
def test_a_scanner_that_skips_something_is_not_believed(tmp_path: Path, change: str, told: str):
    assert told in scanned(tmp_path, change).blind


def test_a_scanner_that_answers_without_asking_is_not_believed(tmp_path: Path):
    (tmp_path / "all.txt").write_text("sound==1.0\n")
    name, version = SAMPLES[0]
    told = [
        {"name": "sound", "version": "1.0", "vulns": []},
        {"name": name, "version": version, "vulns": [{"id": "x"}]},
    ]
    tool = program(tmp_path, f"print(json.dumps({{'dependencies': {told!r}}}))")
    scan = scan_dependencies([tmp_path / "all.txt"], snapshot(tmp_path / "list", *PLANTED), tool, TODAY).scan
    assert scan.blind == "pip-audit did not ask for 1 of 1 packages: sound 1.0"


@pytest.mark.parametrize("body", ["sys.exit(0)", "print('{\"dependencies\": [')", "raise SystemExit('no network')"])
def test_a_scanner_that_tells_nothing_is_no_scan(tmp_path: Path, body: str):
    (tmp_path / "all.txt").write_text("sound==1.0\n")
    with pytest.raises(Blind, match=r"left (no|half a) report"):
        scan_dependencies([tmp_path / "all.txt"], snapshot(tmp_path / "list", *PLANTED), program(tmp_path, body), TODAY)


def test_an_old_list_shows_no_absence_whatever_day_the_profile_gives_it(tmp_path: Path):
    assert "2 days ago" in scanned(tmp_path, at_most_days=1).blind
    assert "nothing after 2026-11-20" in scanned(tmp_path, dated=date(2026, 11, 20)).blind
    assert scanned(tmp_path, dated=TODAY, at_most_days=2).blind == ""
    assert "nothing after 2026-11-28" in scanned(tmp_path, dated=date(2027, 6, 30), today=date(2027, 6, 30)).blind


SNAPSHOT = Path(os.environ.get("ADVISORIES", ""))


@pytest.mark.skipif(not SNAPSHOT.is_file(), reason="ADVISORIES names no list of advisories")
@pytest.mark.skipif(not (OWN / "pip-audit").exists(), reason="the scanners are not installed; `make setup` does it")
def test_pip_audit_itself_finds_what_a_real_list_knows(tmp_path: Path):
    (tmp_path / "all.txt").write_text("urllib3==1.24\njinja2==2.10\nsix==1.16.0\n")
    known = read_advisories(SNAPSHOT)
    scan = scan_dependencies([tmp_path / "all.txt"], SNAPSHOT, Tool("pip-audit", tmp_path), known.newest).scan
    assert scan.blind == ""
    assert {one.place for one in scan.findings} == {"urllib3", "jinja2"}
    assert all(one.fix.startswith("install ") for one in scan.findings)


@pytest.mark.skipif(not (OWN / "pip-audit").exists(), reason="the scanners are not installed; `make setup` does it")
def test_pip_audit_itself_asks_the_list_about_every_package(tmp_path: Path):
    (tmp_path / "all.txt").write_text("weak-thing==1.1\nsound==1.0\n")
    known = snapshot(tmp_path / "list", WEAK, *PLANTED)
    scan = scan_dependencies([tmp_path / "all.txt"], known, Tool("pip-audit", tmp_path), TODAY).scan
    assert (scan.blind, scan.version.count(".")) == ("", 2)
    (found,) = scan.findings
    assert {found.rule, *found.aliases} >= {"A-1", "CVE-1"}
    assert (found.place, found.severity) == ("weak-thing", Severity.HIGH)

"""Installed from its wheel, every command works in an empty folder, and a company's own files are added to it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import textwrap
import venv
from pathlib import Path

import pytest

from acceptance.catalogue.catalogue import controls_of, read_catalogue
from acceptance.catalogue.digest import suite_digest

ROOT = Path(__file__).parents[2]
PACKED = ("acceptance", "reference_platform", "features", "controls", "profiles", "platforms", "agreements", "allure")
FILES = ("behave.ini", "pyproject.toml", "setup.py", "requirements.txt", "README.md")
OWN = """
    @security
    Feature: Our own duty
      Somebody owes this.

      @OWN-01 {tag}
      Scenario: Ours is seen
        Given a fictitious customer whose details were created for this scenario
"""
CONTROL = """
    framework: own
    title: Our own rules
    version: "1"
    controls:
      - id: OWN-01
        clause: our handbook, page 3
        title: Ours is seen
        obligation: It is seen.
        why: Somebody said so.
        evidence: What is seen.
        production: never
        severity: normal
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of an environment with the wheel; what it depends on is this environment's."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for name in PACKED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip"]
    built = [*pip, "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(target), str(source)]
    subprocess.run(built, check=True, timeout=300)
    shutil.rmtree(source)
    venv.create(target / "venv", with_pip=False)
    python = target / "venv" / "bin" / "python"
    wheel = next(target.glob("*.whl"))
    subprocess.run([*pip, "--python", str(python), "install", "-q", "--no-deps", str(wheel)], check=True, timeout=300)
    packages = next((target / "venv" / "lib").glob("*/site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    return python.parent


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """An empty folder of a company."""
    return tmp_path


def called(program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["XDG_STATE_HOME"] = str(cwd / ".state")
    return subprocess.run(
        [str(program), *arguments], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def written(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(textwrap.dedent(text))


def test_it_carries_the_whole_catalogue_and_the_same_specification(installed: Path, company: Path) -> None:
    done = called(installed / "acceptance", "controls", "--format", "json", cwd=company)
    assert done.returncode == 0, done.stderr
    assert {one["control"] for one in json.loads(done.stdout)} == set(controls_of(read_catalogue()))
    digest = "from acceptance.catalogue.digest import suite_digest; print(suite_digest())"
    found = called(installed / "python", "-c", digest, cwd=company)
    assert found.stdout.strip() == suite_digest(ROOT)


def test_scenarios_have_the_names_that_they_have_in_a_checkout(installed: Path, company: Path) -> None:
    arguments = ("--dry-run", "--tags=@E2E-06")
    there = called(installed / "behave", *arguments, cwd=company)
    here = called(Path(sys.executable).parent / "behave", *arguments, cwd=ROOT)
    assert there.returncode == here.returncode == 0, there.stderr
    assert there.stdout == here.stdout
    assert "\nfeatures/end_to_end/" in there.stdout


def test_what_must_not_run_is_refused_before_a_run_exists(installed: Path, company: Path) -> None:
    done = called(installed / "acceptance", "run", "--tags", "@GDPR-66", cwd=company)
    assert done.returncode == 3
    assert "No scenario carries the tag @GDPR-66" in done.stderr
    assert not (company / "reports").exists()


def test_own_scenarios_and_controls_are_added_from_the_folder_at_hand(installed: Path, company: Path) -> None:
    written(company, "features/security/own.feature", OWN.format(tag="@prod.never"))
    written(company, "controls/own.yaml", CONTROL)
    told = called(installed / "acceptance", "controls", "--format", "json", cwd=company)
    rows = {one["control"]: one for one in json.loads(told.stdout)}
    assert rows["OWN-01"]["scenarios"] == ["Ours is seen"]
    assert "GDPR-06" in rows


def test_own_folders_are_named_by_options_and_held_to_the_same_rules(installed: Path, company: Path) -> None:
    written(company, "more/security/own.feature", OWN.format(tag=""))
    written(company, "rules/own.yaml", CONTROL)
    options = ("--features", "more", "--controls", "rules", "--tags", "@OWN-01")
    refused = called(installed / "acceptance", "run", *options, cwd=company)
    assert refused.returncode == 3
    for sentence in ("exactly one of @prod.ro", "This scenario has no Then"):
        assert f"more/security/own.feature:7: {sentence}" in refused.stderr.replace("a scenario carries ", "")
    unknown = called(installed / "acceptance", "run", "--features", "more", "--tags", "@OWN-01", cwd=company)
    assert "@OWN-01 names no control of the catalogue" in unknown.stderr


def test_added_folders_that_are_missing_or_would_take_over_are_refused(installed: Path, company: Path) -> None:
    missing = called(installed / "acceptance", "run", "--features", "nowhere", cwd=company)
    assert (missing.returncode, "nowhere: there is no such folder" in missing.stderr) == (3, True)
    written(company, "more/environment.py", "")
    hooks = called(installed / "acceptance", "run", "--features", "more", cwd=company)
    assert (hooks.returncode, "has no hooks of its own" in hooks.stderr) == (3, True)

"""What may know what: nothing escapes the contracts, and folders know each other in no circle."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest

CONTRACTS = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
CONTAINERS = [name for contract in CONTRACTS for name in contract.get("containers", ())]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The code of the suite, to be changed."""
    folder = tmp_path_factory.mktemp("layers")
    shutil.copytree("acceptance", folder / "acceptance", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "reference_platform").mkdir()
    (folder / "reference_platform/__init__.py").touch()
    shutil.copy("pyproject.toml", folder)
    return folder


def test_the_code_keeps_its_contracts(copy):
    found = lint(copy)
    assert (found.returncode, "0 broken" in found.stdout) == (0, True), found.stdout + found.stderr


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_new_folder_that_no_layer_names_is_refused(copy, container):
    new = copy / container.replace(".", "/") / "attic"
    new.mkdir()
    (new / "__init__.py").touch()
    try:
        found = lint(copy)
    finally:
        shutil.rmtree(new)
    assert found.returncode == 1, found.stdout + found.stderr
    assert f"{container}.attic" in found.stdout


def test_a_room_that_knows_one_above_it_is_refused(copy):
    upwards = copy / "acceptance/record/upwards.py"
    upwards.write_text("from acceptance import suite\n")
    try:
        found = lint(copy)
    finally:
        upwards.unlink()
    assert (found.returncode, "acceptance.record.upwards" in found.stdout) == (1, True)


def test_every_folder_that_holds_folders_has_an_exhaustive_contract_of_its_own():
    graph = grimp.build_graph("acceptance")
    folders = {name.rpartition(".")[0] for name in graph.modules if (Path(name.replace(".", "/"))).is_dir()} - {""}
    assert folders == set(CONTAINERS)
    assert all(one["exhaustive"] and one["type"] == "layers" for one in CONTRACTS if "containers" in one)


def test_folders_know_each_other_in_no_circle():
    graph = grimp.build_graph("acceptance")
    folders = {name for name in graph.modules if Path(name.replace(".", "/")).is_dir() and name not in CONTAINERS}

    def folder_of(module: str) -> str | None:
        return max((one for one in folders if module == one or module.startswith(f"{one}.")), key=len, default=None)

    knows: dict[str, set[str]] = {one: set() for one in folders}
    for module in graph.modules:
        own = folder_of(module)
        for other in graph.find_modules_directly_imported_by(module):
            if own is not None and folder_of(other) not in (None, own):
                knows[own].add(str(folder_of(other)))
    assert sum(map(len, knows.values())) > 20
    while free := [one for one, others in knows.items() if not others]:
        knows = {one: others - set(free) for one, others in knows.items() if one not in free}
    assert knows == {}, "each of these knows, by way of others, itself"
